from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.master_key import MasterKey
from storage.sealed_file import DamagedFileError, read_sealed, read_sealed_part, write_sealed

_KEY = MasterKey(bytes(range(32)))
_CHUNK = 64 * 1024
_STORED_CHUNK = _CHUNK + 16


def _sealed(*portions: bytes) -> bytes:
    file = io.BytesIO()
    write_sealed(portions, file, key=_KEY)
    return file.getvalue()


def _opened(sealed: bytes, key: MasterKey = _KEY) -> bytes:
    return b"".join(read_sealed(io.BytesIO(sealed), key=key))


@settings(max_examples=40)
@given(
    sizes=st.lists(
        st.one_of(st.integers(0, 100), st.sampled_from([_CHUNK - 1, _CHUNK, _CHUNK + 1, 3 * _CHUNK])),
        max_size=5,
    )
)
def test_every_stream_comes_back_as_it_went_in(sizes: list[int]) -> None:
    portions = [bytes([number]) * size for number, size in enumerate(sizes)]
    assert _opened(_sealed(*portions)) == b"".join(portions)


@settings(max_examples=60)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(place: int, bit: int) -> None:
    sealed = bytearray(_sealed(b"a" * (_CHUNK + 100)))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(DamagedFileError):
        _opened(bytes(sealed))


@pytest.mark.parametrize("kept", [0, 3, 10, 60, 80, 1000])
def test_a_file_that_was_cut_off_is_noticed(kept: int) -> None:
    with pytest.raises(DamagedFileError):
        _opened(_sealed(b"a" * 5000)[:kept])


def test_a_file_cut_off_between_two_chunks_is_noticed() -> None:
    sealed = _sealed(b"a" * (2 * _CHUNK))
    with pytest.raises(DamagedFileError):
        _opened(sealed[:-_STORED_CHUNK])


def test_two_chunks_in_the_wrong_order_are_noticed() -> None:
    sealed = _sealed(b"a" * _CHUNK, b"b" * _CHUNK, b"c")
    head = len(sealed) - 2 * _STORED_CHUNK - 17
    first, second = (
        sealed[head : head + _STORED_CHUNK],
        sealed[head + _STORED_CHUNK : head + 2 * _STORED_CHUNK],
    )
    with pytest.raises(DamagedFileError):
        _opened(sealed[:head] + second + first + sealed[-17:])


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(DamagedFileError):
        _opened(_sealed(b"speech"), MasterKey(bytes(32)))


def test_the_same_recording_never_looks_the_same_twice() -> None:
    assert _sealed(b"speech") != _sealed(b"speech")


def test_a_long_stream_is_never_whole_in_memory() -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * _CHUNK

    class Counting(io.RawIOBase):
        largest = 0

        def write(self, portion: object, /) -> int:
            assert isinstance(portion, bytes)
            self.largest = max(self.largest, len(portion))
            return len(portion)

    file = Counting()
    write_sealed(stream(), file, key=_KEY)  # type: ignore[arg-type]
    assert file.largest <= _STORED_CHUNK


class Counted(io.BytesIO):
    """A file that counts the pieces read from it; every read but the first two (its head) is one."""

    pieces = 0

    def read(self, size: int | None = -1) -> bytes:
        self.pieces += (size or 0) > 1000
        return super().read(size)


@pytest.mark.parametrize("lasts_s", [60, 3 * 3600], ids=["one minute", "three hours"])
def test_a_seek_reads_at_most_two_pieces_whatever_the_length(lasts_s: int) -> None:
    """The recording is a telephone's at 16 kbit/s; what is asked for is as long as a piece."""
    size, asked = lasts_s * 2000, 64 * 1024
    plain = bytes(range(250)) * (size // 250)
    target = Counted()
    write_sealed([plain], target, key=_KEY)
    for start in (0, 1, size // 3, size // 2 + 77, size - asked, size - 1):
        target.seek(0)
        target.pieces = 0
        stop = min(start + asked, size)
        got = b"".join(read_sealed_part(target, key=_KEY, start=start, stop=stop))
        assert got == plain[start:stop]
        assert target.pieces <= 2


def test_a_player_that_asks_for_all_the_rest_gets_its_first_bytes_after_one_piece() -> None:
    target = Counted()
    write_sealed([bytes(2_000_000)], target, key=_KEY)
    target.seek(0)
    assert next(read_sealed_part(target, key=_KEY, start=1_000_000, stop=2_000_000))
    assert target.pieces == 1
