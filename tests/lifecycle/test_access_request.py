"""Everything of a person is in the archive, nothing of another's call is, and a kill leaves no half of it."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lifecycle import intake
from lifecycle.access_request import new_private_file, write_archive
from lifecycle.erase_person import read_person
from models.access import Actor
from models.call import CallDetails, Customer
from models.erasure import Person
from models.errors import InputError
from models.stages import Stage
from storage.shelves import Shelves
from tests.lifecycle.house import GRANTED, LIMITS, WAV, Queue
from tests.lifecycle.test_erase import PLANTED, SAM, through
from tests.lifecycle.test_erase_person import JANE, planted_everywhere

OTHER = "+12125550177"


def archived(
    shelves: Shelves, person: Person = JANE, *, audio: bool = False, actor: Actor | None = None
) -> dict[str, bytes]:
    file = io.BytesIO()
    write_archive(
        shelves, person, file, by=SAM, export=lambda dossier, form: f"{form} {dossier.call.id}",
        audio=audio, actor=actor,
    )  # fmt: skip
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_planted_marker_of_the_person_is_in_it_and_nothing_of_anothers_call(shelves: Shelves) -> None:
    settled, declined = planted_everywhere(shelves)
    other = intake.accept(
        shelves,
        CallDetails(agent=SAM, external_id="pbx-of-another", customer=Customer(phone=OTHER)),
        GRANTED,
        audio=[WAV + b"\0\0"],
        transcript=None,
        limits=LIMITS,
        enqueue=Queue(),
    ).call
    shelves.hook_events().store("generic", "of_another", f"said-by-another {OTHER}")
    files = archived(shelves)
    every = b"\n".join(files.values()).decode()
    in_other_stages = {"planted-address", "released because planted"}  # these two calls never had them
    assert {one for one in PLANTED if one not in every} == in_other_stages
    assert {name.split("/")[1] for name in files if "/" in name} == {settled.id, declined.id}
    for marker in (other.id, OTHER, "pbx-of-another", "said-by-another"):
        assert marker not in every
    assert f"Made on {shelves.clock():%Y-%m-%d}" in files["README.txt"].decode()
    assert not [name for name in files if "audio" in name]


def test_the_sound_goes_along_when_asked_as_it_is_kept_and_the_act_is_noted(shelves: Shelves) -> None:
    call = through(shelves, Stage.DRAFTED)
    files = archived(shelves, audio=True, actor=Actor(name="root", door="command_line"))
    (sound,) = (data for name, data in files.items() if "/audio." in name)
    assert sound == WAV
    lines = shelves.audit().entries(limit=2)
    assert {(one.action, one.call_id) for one in lines} == {
        ("handed_out", call.id), ("answered_an_access_request", None),
    }  # fmt: skip
    assert PLANTED[0] not in "".join(one.model_dump_json() for one in lines)


def test_of_a_person_of_whom_nothing_is_known_one_sentence_says_so(shelves: Shelves, tmp_path: Path) -> None:
    through(shelves, Stage.DRAFTED)
    out = tmp_path / "none.zip"
    with (
        pytest.raises(InputError, match="Nothing is kept here of this person"),
        new_private_file(out) as file,
    ):
        write_archive(shelves, read_person(OTHER, ("US",)), file, by=SAM, export=lambda _dossier, form: form)
    assert list(tmp_path.glob("*.zip")) == []


def test_the_file_is_its_owners_alone_and_one_that_is_there_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "one.zip"
    with new_private_file(out) as file:
        file.write(b"whole")
        assert not out.exists()
    assert (out.read_bytes(), stat.S_IMODE(out.stat().st_mode)) == (b"whole", 0o600)
    with pytest.raises(InputError, match="left alone"), new_private_file(out):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["one.zip"]


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system names a file before it is whole")
def test_a_kill_while_it_is_written_leaves_no_half_file(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib; from lifecycle.access_request import new_private_file\n"
        "with new_private_file(pathlib.Path(sys.argv[1])) as file:\n"
        "    file.write(b'x' * 100000); file.flush(); os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "half.zip")], check=False)
    assert done.returncode == -9
    assert list(tmp_path.iterdir()) == []
