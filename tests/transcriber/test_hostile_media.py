"""Files that try to make the decoder fetch, read or run something else."""

import base64
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import AudioUndecodableError
from tests.transcriber.sounds import voice, write_wav
from transcriber.media.commands import DEMUXERS
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.probe import probe
from transcriber.options import MediaLimits


class _Listener:
    """A door on loopback that counts who knocks."""

    def __init__(self) -> None:
        self.knocks = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.knocks += 1
            visitor.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[_Listener]:
    listening = _Listener()
    yield listening
    listening.close()


def _refused(path: Path) -> None:
    with pytest.raises(AudioUndecodableError):
        probe(find_ffmpeg(), path, MediaLimits())


@pytest.mark.parametrize("ending", ["m3u8", "wav", "mp3", "txt"])
def test_a_playlist_is_refused_and_nothing_is_fetched(
    tmp_path: Path, listener: _Listener, ending: str
) -> None:
    address = f"http://127.0.0.1:{listener.port}/a.ts"
    path = tmp_path / f"call.{ending}"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{address}\n#EXT-X-ENDLIST\n")
    _refused(path)
    assert listener.knocks == 0


def test_a_playlist_of_local_files_is_refused(tmp_path: Path) -> None:
    private = write_wav(tmp_path / "private.wav", voice(2.0))
    playlist = tmp_path / "call.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\nfile://{private}\n#EXT-X-ENDLIST\n")
    _refused(playlist)


def test_a_concat_script_cannot_read_other_files(tmp_path: Path) -> None:
    private = write_wav(tmp_path / "private.wav", voice(2.0))
    script = tmp_path / "call.ffconcat"
    script.write_text(f"ffconcat version 1.0\nfile '{private}'\n")
    _refused(script)


def test_a_data_address_in_a_playlist_is_refused(tmp_path: Path) -> None:
    sound = base64.b64encode(write_wav(tmp_path / "small.wav", voice(0.5)).read_bytes()).decode()
    playlist = tmp_path / "call.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXTINF:1,\ndata:audio/wav;base64,{sound}\n#EXT-X-ENDLIST\n")
    _refused(playlist)


def test_a_session_description_opens_no_network(tmp_path: Path, listener: _Listener) -> None:
    path = tmp_path / "call.sdp"
    path.write_text(
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio {listener.port} RTP/AVP 0\n"
    )
    _refused(path)
    assert listener.knocks == 0


def test_a_dash_manifest_opens_no_network(tmp_path: Path, listener: _Listener) -> None:
    path = tmp_path / "call.mpd"
    path.write_text(
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        f"<BaseURL>http://127.0.0.1:{listener.port}/</BaseURL><AdaptationSet mimeType='audio/mp4'>"
        "<Representation id='1' bandwidth='1'><BaseURL>a.mp4</BaseURL></Representation></AdaptationSet>"
        "</Period></MPD>"
    )
    _refused(path)
    assert listener.knocks == 0


@pytest.mark.parametrize(
    "name", ["concat:a.wav|b.wav", "http:call.wav", "pipe:0", "%03d.wav", "-i.wav", "call;rm -rf $HOME.wav"]
)
def test_a_strange_file_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = write_wav(tmp_path / name, voice(1.0))
    assert probe(find_ffmpeg(), path, MediaLimits()).channels == 1


@pytest.mark.parametrize(
    "following", ["hls", "concat", "dash", "sdp", "image2", "lavfi", "rtsp", "tedcaptions"]
)
def test_no_format_that_refers_to_something_else_is_allowed(following: str) -> None:
    assert following not in DEMUXERS.split(",")
