import struct
from pathlib import Path

import pytest

from transcriber.media.stated import has_no_end, share_there

_CAF = b"caff\x00\x01\x00\x00" + struct.pack(">4sq", b"desc", 32) + bytes(32)
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_W64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"


def _share(tmp_path: Path, content: bytes) -> float:
    (tmp_path / "call").write_bytes(content)
    return share_there(tmp_path / "call")


def test_a_live_recording_states_nothing(tmp_path: Path) -> None:
    live = _ASF + bytes(14) + _PROPERTIES + bytes(24) + struct.pack("<Q", 10_000) + bytes(40) + b"\x01\0\0\0"
    assert _share(tmp_path, live + bytes(100)) == 1.0
    assert _share(tmp_path, live[:-4] + b"\x02\0\0\0" + bytes(100)) < 0.1
    assert _share(tmp_path, _CAF + struct.pack(">4sq", b"data", -1) + bytes(50)) == 1.0
    assert _share(tmp_path, b"RIFF\xff\xff\xff\xffWAVE" + bytes(50)) == 1.0


@pytest.mark.parametrize(
    "begin",
    [
        b"", b"RIFF", b"caff", _W64, _CAF, _CAF[:30], _ASF, _ASF + bytes(20) + _PROPERTIES,
        b"caff\0\1\0\0" + struct.pack(">4sq", b"free", -9) * 90,
        b"caff\0\1\0\0" + struct.pack(">4sq", b"free", 2**63 - 1),
    ],
)  # fmt: skip
def test_a_torn_or_absurd_header_states_nothing(tmp_path: Path, begin: bytes) -> None:
    assert _share(tmp_path, begin) == 1.0


@pytest.mark.parametrize("end", [b"", b"OggS\0", b"OggS\0\4" + bytes(20) + b"\xff", b"no page at all"])
def test_an_ogg_whose_last_page_is_torn_has_no_end(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "call").write_bytes(b"OggS" + bytes(10) + end)
    assert has_no_end(tmp_path / "call")
