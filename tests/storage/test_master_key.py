from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SettingsError, StorageError
from storage.master_key import MasterKey

_KEY = MasterKey(bytes(range(32)))


@given(plain=st.binary(max_size=200), purpose=st.binary(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, purpose: bytes) -> None:
    assert _KEY.open(_KEY.seal(plain, purpose=purpose), purpose=purpose) == plain


@given(plain=st.binary(max_size=50), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_keeps_it_closed(plain: bytes, place: int, bit: int) -> None:
    sealed = bytearray(_KEY.seal(plain, purpose=b"p"))
    sealed[place % len(sealed)] ^= 1 << bit
    assert _KEY.open(bytes(sealed), purpose=b"p") is None


def test_another_purpose_or_key_does_not_open_it() -> None:
    sealed = _KEY.seal(b"secret", purpose=b"one")
    assert _KEY.open(sealed, purpose=b"two") is None
    assert MasterKey(bytes(32)).open(sealed, purpose=b"one") is None
    assert _KEY.open(b"", purpose=b"one") is None


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "house" / "master.key"
    made = MasterKey.at(path)
    assert MasterKey.at(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_file_open_to_others_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    made = MasterKey.at(path)
    path.chmod(0o644)
    assert MasterKey.at(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_key_can_come_from_a_setting() -> None:
    assert MasterKey.from_text(base64.b64encode(bytes(range(32))).decode()) == _KEY


@pytest.mark.parametrize("text", ["", "not base64 at all", base64.b64encode(b"short").decode()])
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        MasterKey.from_text(text)


def test_a_key_file_that_cannot_be_read_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "master.key").mkdir()
    with pytest.raises(StorageError):
        MasterKey.at(tmp_path / "master.key")


def test_the_key_never_shows_in_a_log() -> None:
    assert "secret" not in repr(_KEY)
    assert str(bytes(range(32))) not in repr(_KEY)
