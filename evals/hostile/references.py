"""Files that name other files or addresses, in every way that a media format has for it.

Sources: RFC 8216 (HLS), ISO/IEC 23009-1 (DASH), the manual of ffmpeg's protocols and concat scripts, RFC 8866
(SDP), QuickTime File Format (data references), RFC 9559 (attachments and linked segments).
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Mapping
from typing import Final

from evals.hostile.hostile_file import Bait, HostileFile

_PROTOCOLS: Final = ("tcp", "udp", "rtp", "rtmp", "rtsp", "ftp", "gopher", "https", "tls")
_DISGUISES: Final = ("m3u8", "wav", "mp4", "mp3")
_CONTAINERS: Final = (b"moov", b"trak", b"mdia", b"minf", b"dinf")


def references(valid: Mapping[str, bytes], bait: Bait) -> Iterator[HostileFile]:
    """Yield about 170 files that want more than themselves."""
    addresses = _addresses(bait, valid["wav"])
    yield from _playlists(addresses)
    yield from _scripts(addresses)
    yield from _documents(bait)
    yield from _movies(valid["m4a"], bait)
    yield from _matroskas(valid["mka"], bait)


def _addresses(bait: Bait, sound: bytes) -> tuple[str, ...]:
    inline = "data:audio/wav;base64," + base64.b64encode(sound).decode()
    here = f"127.0.0.1:{bait.port}"
    outside = bait.path
    return (
        *(
            bait.address,
            f"file://{outside}",
            f"file:{outside}",
            outside,
            bait.relative,
            f"file:{bait.relative}",
        ),
        *(inline, f"concat:{outside}|{outside}", f"subfile,,start,0,end,0,,:{outside}", f"cache:{outside}"),
        *(f"async:file:{outside}", f"crypto+file:{outside}", f"unix:{outside}", f"fd:0?{outside}", "pipe:0"),
        *(f"{protocol}://{here}/a" for protocol in _PROTOCOLS),
    )


def _playlists(addresses: tuple[str, ...]) -> Iterator[HostileFile]:
    for number, address in enumerate(addresses):
        lines = ("#EXTM3U", "#EXT-X-TARGETDURATION:9", "#EXTINF:9,", address, "#EXT-X-ENDLIST", "")
        yield HostileFile("playlist", _DISGUISES[number % 4], "\n".join(lines).encode())
        master = ("#EXTM3U", "#EXT-X-STREAM-INF:BANDWIDTH=1", address, "")
        yield HostileFile("playlist", _DISGUISES[(number + 1) % 4], "\r\n".join(master).encode())
    for address in addresses[:6]:
        key = (
            "#EXTM3U",
            f'#EXT-X-KEY:METHOD=AES-128,URI="{address}"',
            f'#EXT-X-MAP:URI="{address}"',
            "#EXTINF:9,",
            address,
        )
        yield HostileFile("playlist", "m3u8", "\n".join(key).encode())
        manifest = (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
            'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT9S"><Period>'
            '<AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1">'
            f"<BaseURL>{address}</BaseURL></Representation></AdaptationSet></Period></MPD>"
        )
        yield HostileFile("manifest", "mpd", manifest.encode())


def _scripts(addresses: tuple[str, ...]) -> Iterator[HostileFile]:
    for number, address in enumerate(addresses):
        script = f"ffconcat version 1.0\nfile '{address}'\nduration 9\n"
        yield HostileFile("concat script", ("ffconcat", "wav", "txt")[number % 3], script.encode())


def _documents(bait: Bait) -> Iterator[HostileFile]:
    host = "127.0.0.1"
    entity = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{}">]><{}>&x;</{}>'
    places = (bait.address, f"file://{bait.path}")
    for place in places:
        for root in ("svg", "MPD", "smil", "asx", "SmoothStreamingMedia", "ttml"):
            yield HostileFile("xml", root, entity.format(place, root, root).encode())
        link = (
            f'xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{place}" width="1" height="1"/>'
        )
        yield HostileFile("xml", "svg", f'<svg xmlns="http://www.w3.org/2000/svg" {link}</svg>'.encode())
        yield HostileFile("list", "pls", f"[playlist]\nFile1={place}\nNumberOfEntries=1\n".encode())
        yield HostileFile(
            "list", "asx", f'<asx version="3"><entry><ref href="{place}"/></entry></asx>'.encode()
        )
        yield HostileFile("list", "ram", f"{place}\n".encode())
        yield HostileFile("list", "wpl", f'<?wpl version="1.0"?><smil><media src="{place}"/></smil>'.encode())
        yield HostileFile("list", "avs", f'DirectShowSource("{place}")\n'.encode())
        yield HostileFile("list", "rtsptext", f"rtsptext\n{place}\n".encode())
        yield HostileFile(
            "subtitles", "vtt", f"WEBVTT\n\n00:00.000 --> 00:09.000\n<img src={place}>\n".encode()
        )
        yield HostileFile(
            "subtitles", "srt", f"1\n00:00:00,000 --> 00:00:09,000\n<img src={place}>\n".encode()
        )
        yield HostileFile(
            "subtitles", "ass", f"[Script Info]\nAudio URI: {place}\nVideo File: {place}\n".encode()
        )
        yield HostileFile(
            "subtitles", "sub", f"# VobSub index file, v7\nid: en, index: 0\n{place}\n".encode()
        )
    for kind in ("RTP/AVP 0", "RTP/AVP 96", "TCP/RTP/AVP 8"):
        session = f"v=0\no=- 0 0 IN IP4 {host}\ns=x\nc=IN IP4 {host}\nt=0 0\nm=audio {bait.port} {kind}\n"
        yield HostileFile("session", "sdp", session.encode())


def _movies(valid: bytes, bait: Bait) -> Iterator[HostileFile]:
    """Put a data reference that points outside into an M4A."""
    address, path = bait.address.encode() + b"\x00", bait.path.encode()
    entries = {
        b"url ": (address, b"file://" + path + b"\x00", path + b"\x00", bait.relative.encode() + b"\x00"),
        b"urn ": (b"urn:x\x00" + address,),
        b"alis": (_alias(path), _alias(bait.relative.encode())),
        b"rsrc": (path,),
    }
    for kind, contents in entries.items():
        for content in contents:
            for flags in (0, 1):
                entry = struct.pack(">I4sI", 12 + len(content), kind, flags) + content
                yield HostileFile("data reference", "mov", _with_reference(valid, entry))


def _alias(path: bytes) -> bytes:
    """Return a Macintosh alias record with an absolute path (tag 18) and the way there (levels)."""
    name = path.rpartition(b"/")[2][:63]
    fixed = bytes(4) + struct.pack(">HHH", 150, 2, 0) + b"\x04disk" + bytes(23) + bytes(4 + 2 + 2 + 4)
    fixed += bytes((len(name),)) + name.ljust(63, b"\x00") + bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    tags = b"".join(struct.pack(">HH", tag, len(path)) + path + b"\x00" * (len(path) % 2) for tag in (2, 18))
    return fixed + tags + b"\xff\xff\x00\x00"


def _with_reference(movie: bytes, entry: bytes) -> bytes:
    """Return the movie with another `dref`, the sizes of all atoms around it set right."""
    out = bytearray()
    place = 0
    while place + 8 <= len(movie):
        size, kind = struct.unpack_from(">I4s", movie, place)
        content = movie[place + 8 : place + size]
        if kind in _CONTAINERS:
            content = _with_reference(content, entry)
        elif kind == b"dref":
            content = struct.pack(">II", 0, 1) + entry
        out += struct.pack(">I4s", 8 + len(content), kind) + content
        place += max(size, 8)
    return bytes(out)


def _matroskas(valid: bytes, bait: Bait) -> Iterator[HostileFile]:
    """Put an attachment or a link to another segment at the front of a live (endless) Matroska segment."""
    begin = valid.index(b"\x18\x53\x80\x67") + 12
    for name in (bait.path, bait.relative, bait.address):
        text = name.encode()
        link = b"".join(_element(code, text) for code in (b"\x3e\x83\xbb", b"\x3c\x83\xab", b"\x73\x84"))
        info = _element(b"\x15\x49\xa9\x66", link + _element(b"\x3e\xb9\x23", bytes(16)))
        attached = b"".join(
            _element(code, content)
            for code, content in (
                (b"\x46\x6e", text),
                (b"\x46\x60", b"text/plain"),
                (b"\x46\x5c", text),
                (b"\x46\xae", b"\x01"),
            )
        )
        attachments = _element(b"\x19\x41\xa4\x69", _element(b"\x61\xa7", attached))
        for extra in (info, attachments, info + attachments):
            yield HostileFile("segment link", "mkv", valid[:begin] + extra + valid[begin:])


def _element(name: bytes, content: bytes) -> bytes:
    return name + (1 << 56 | len(content)).to_bytes(8, "big") + content
