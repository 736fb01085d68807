"""The walls and limits around ffmpeg, tried with programs that want out."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from models.errors import AudioUndecodableError, MediaToolError
from tests.transcriber.sounds import program, voice, write_wav
from transcriber.media.child import Allowance, Child, Ending
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.launch import NOT_STARTED
from transcriber.media.probe import probe, refusal
from transcriber.media.sandbox import Walls, decodes, try_walls
from transcriber.media.seccomp import ALLOW, CALLS, KILL, REFUSE, UNKNOWN
from transcriber.media.seccomp import program as filter_for
from transcriber.options import MediaLimits

_ENOUGH = Allowance(cpu_s=5, stalled_cpu_s=5.0, wait_s=20.0, memory_bytes=480 * 1024**2)
_LIMITS = MediaLimits()


@pytest.fixture(scope="module")
def walls() -> Walls:
    return try_walls(find_ffmpeg())


def _ran(
    command: tuple[str, ...], *, reads: tuple[Path, ...] = (), allowance: Allowance = _ENOUGH
) -> tuple[str, Ending]:
    said = b""
    with Child(command, allowance, reads=reads) as child:
        while block := child.read():
            said += block
        return said.decode(), child.ending()


def _in_python(text: str, **reads: tuple[Path, ...]) -> str:
    """Return what a Python behind the walls prints; its own library is given to it to read."""
    python = Path(sys.executable).resolve()
    library = Path(socket.__file__).parent
    said, _ = _ran((str(python), "-I", "-S", "-c", text), reads=(library, *reads.get("reads", ())))
    return said.strip()


def test_the_ffmpeg_at_hand_decodes_behind_its_walls_and_a_broken_one_does_not(tmp_path: Path) -> None:
    assert decodes(find_ffmpeg())
    assert not decodes(program(tmp_path, "exit 1"))


def _wants(wall: bool) -> None:
    if not wall:
        pytest.skip("this kernel has no such wall; `callnotes doctor` says so")


def test_waiting_for_ffmpeg_has_an_end(tmp_path: Path) -> None:
    asleep = program(tmp_path, "exec sleep 60")
    patient = _ENOUGH.model_copy(update={"wait_s": 0.3})
    with (
        Child((str(asleep),), patient, reads=()) as child,
        pytest.raises(MediaToolError, match="longer than its limit"),
    ):
        child.read()


def test_a_decoder_that_burns_its_time_is_the_recordings_fault(tmp_path: Path) -> None:
    burning = program(tmp_path, "while :; do :; done")
    call = write_wav(tmp_path / "call.wav", voice(1.0))
    with pytest.raises(AudioUndecodableError, match="more work to decode"):
        probe(burning, call, MediaLimits(probe_cpu_s=1))


def test_a_decoder_that_burns_time_and_gives_nothing_is_ended_long_before_its_limit(tmp_path: Path) -> None:
    burning = program(tmp_path, "echo first; while :; do :; done")
    said, ending = _ran((str(burning),), allowance=_ENOUGH.model_copy(update={"stalled_cpu_s": 0.3}))
    assert said == "first\n"
    assert ending.overspent
    assert ending.cpu_s < 3.0


def test_a_decoder_that_wants_too_much_memory_is_stopped(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", voice(1.0))
    with pytest.raises(AudioUndecodableError):
        probe(find_ffmpeg(), call, MediaLimits(decoder_memory_bytes=24 * 1024 * 1024))


def test_more_memory_than_the_limit_cannot_be_had() -> None:
    hungry = "try:\n    print(len(bytearray(600_000_000)))\nexcept MemoryError:\n    print('none')"
    assert _in_python(hungry) == "none"


@pytest.mark.parametrize("status", [-11, -6, -7, -8, -31])
def test_a_recording_that_crashes_the_decoder_is_refused_for_good(status: int) -> None:
    ending = Ending(status=status, said="", overspent=False, cpu_s=0.1)
    assert isinstance(refusal(ending), AudioUndecodableError)


def test_a_decoder_that_somebody_killed_is_tried_again() -> None:
    ending = Ending(status=-9, said="", overspent=False, cpu_s=0.1)
    assert refusal(ending).retryable


def test_a_program_that_cannot_be_run_is_not_the_recordings_fault(tmp_path: Path) -> None:
    call = write_wav(tmp_path / "call.wav", voice(1.0))
    assert _ran((str(tmp_path / "gone"),))[1].status == NOT_STARTED
    with pytest.raises(MediaToolError, match="could not be started"):
        probe(tmp_path / "gone", call, _LIMITS)


def test_the_child_sees_no_environment_and_an_empty_folder_that_is_gone_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLNOTES_SECRET", "s3cret")
    wait_a_little = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"
    curious = program(tmp_path, f"export -p; {wait_a_little}; echo *; exec /bin/readlink /proc/self/cwd")
    said, _ = _ran((str(curious),))
    assert "LC_ALL" in said
    assert "s3cret" not in said
    *_, entries, folder = said.splitlines()
    assert entries == "*", "there is nothing in it"
    assert "callnotes-ffmpeg-" in folder
    assert folder.endswith(" (deleted)"), "so that nothing is left when we are killed"


def test_the_child_cannot_write_a_file(tmp_path: Path) -> None:
    writing = program(tmp_path, f"echo x > {tmp_path}/written; echo done")
    _ran((str(writing),))
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0


def test_a_child_that_is_left_early_is_ended(tmp_path: Path) -> None:
    endless = program(tmp_path, "while :; do echo more; done")
    with Child((str(endless),), _ENOUGH, reads=()) as child:
        child.read()
        process = child._process
    assert process.returncode is not None


def test_a_child_that_had_ended_before_it_is_left_early_is_ended_like_any_other(tmp_path: Path) -> None:
    short = program(tmp_path, "echo all")
    child = Child((str(short),), _ENOUGH, reads=())
    with suppress(KeyError), child:  # as whoever uses the output may; no other error may take its place
        os.waitid(os.P_PID, child._process.pid, os.WEXITED | os.WNOWAIT)
        raise KeyError
    assert child.ending().status == 0


def test_what_the_child_used_is_known() -> None:
    _, ending = _ran((str(Path(sys.executable).resolve()), "--version"))
    assert 0.0 < ending.cpu_s < 5.0


# -- the walls of the kernel -----------------------------------------------------------------------------


def test_only_the_recording_can_be_read(tmp_path: Path, walls: Walls) -> None:
    _wants(walls.other_files)
    (tmp_path / "own").write_text("mine")
    (tmp_path / "other").write_text("secret")
    script = (
        f"print(open('{tmp_path}/own').read())\n"
        f"for name in ('{tmp_path}/other', '/etc/passwd', '/proc/1/environ', '/proc/self/maps'):\n"
        "    try:\n        print(open(name).read())\n    except PermissionError:\n        print('no')\n"
    )
    assert _in_python(script, reads=(tmp_path / "own",)).split() == ["mine", *["no"] * 4]


def test_nothing_can_be_written_removed_or_made(tmp_path: Path, walls: Walls) -> None:
    _wants(walls.other_files)
    (tmp_path / "own").write_text("mine")
    script = (
        "import os\n"
        f"own, new = '{tmp_path}/own', '{tmp_path}/new'\n"
        "for act in (lambda: open(own, 'w'), lambda: open(own, 'a'), lambda: os.truncate(own, 0),\n"
        "            lambda: os.remove(own), lambda: os.mkdir(new), lambda: os.symlink(own, new),\n"
        "            lambda: os.rename(own, new), lambda: open(new, 'w')):\n"
        "    try:\n        act()\n        print('done')\n    except PermissionError:\n        print('no')\n"
    )
    assert _in_python(script, reads=(tmp_path / "own",)).split() == ["no"] * 8
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_no_socket_of_any_kind_can_be_opened(walls: Walls) -> None:
    _wants(walls.sockets)
    script = (
        "import _socket\n"
        "for family in (_socket.AF_INET, _socket.AF_INET6, _socket.AF_UNIX, _socket.AF_NETLINK):\n"
        "    for kind in (_socket.SOCK_STREAM, _socket.SOCK_DGRAM, _socket.SOCK_RAW):\n"
        "        try:\n            _socket.socket(family, kind)\n            print('open')\n"
        "        except PermissionError:\n            print('no')\n"
    )
    assert set(_in_python(script).split()) == {"no"}


def test_threads_can_be_started_and_processes_cannot(walls: Walls) -> None:
    _wants(walls.processes)
    script = (
        "import _thread, os, time\n"
        "said = []\n"
        "_thread.start_new_thread(said.append, ('thread',))\n"
        "while not said:\n    time.sleep(0.01)\n"
        "print(said[0])\n"
        "try:\n    os.fork()\n    print('forked')\nexcept PermissionError:\n    print('no')\n"
        "try:\n    os.posix_spawn('/bin/true', ['true'], {})\n    print('spawned')\n"
        "except PermissionError:\n    print('no')\n"
    )
    assert _in_python(script).split() == ["thread", "no", "no"]


def test_other_processes_cannot_be_signalled(walls: Walls) -> None:
    _wants(walls.other_files)
    script = (
        "import os\ntry:\n    os.kill(os.getppid(), 0)\n    print('reached')\n"
        "except PermissionError:\n    print('no')\n"
    )
    assert _in_python(script) in {"no", "reached" if not _scopes_signals() else "no"}


def _scopes_signals() -> bool:
    """Landlock keeps signals in from Linux 6.12 on."""
    import platform

    major, minor = platform.release().split(".")[:2]
    return (int(major), int(minor)) >= (6, 12)


_KINDS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def _answer(machine: str, number: int, *, kind: int | None = None, flags: int = 0) -> int:
    """Run the filter as the kernel would: 32 bits, forward jumps only."""
    data = {0: number, 4: _KINDS[machine] if kind is None else kind, 16: flags}
    instructions, place, held = filter_for(machine), 0, 0
    while True:
        code, if_true, if_false, value = instructions[place]
        if code == 0x06:
            return value
        if code == 0x20:
            held = data[value]
            place += 1
            continue
        holds = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
        place += 1 + (if_true if holds else if_false)


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_filter_refuses_its_calls_and_no_others_on_both_machines(machine: str, column: int) -> None:
    clone, clone3 = ((56, 435), (220, 435))[column]
    forbidden = {call[column] for call in CALLS.values()} - {None}
    for number in range(500):
        if number in {clone, clone3}:
            continue
        assert _answer(machine, number) == (REFUSE if number in forbidden else ALLOW)
    assert _answer(machine, clone, flags=0x3D0F00) == ALLOW, "glibc's flags for a thread"
    assert _answer(machine, clone, flags=0x1200011) == REFUSE, "glibc's flags for a fork"
    assert _answer(machine, clone3) == UNKNOWN


def test_calls_of_another_machine_end_the_process() -> None:
    assert _answer("x86_64", 102, kind=0x40000003) == KILL, "socketcall of 32-bit programs"
    assert _answer("x86_64", 0x40000029) == KILL, "the x32 socket"
    assert _answer("aarch64", 281, kind=0x40000028) == KILL


def test_a_machine_that_we_do_not_know_gets_no_filter() -> None:
    assert filter_for("riscv64") == ()


_HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_the_call_numbers_are_those_of_the_kernels_headers(machine: str, column: int) -> None:
    if not _HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed here")
    lines = (line.split() for line in _HEADERS[machine].read_text().splitlines())
    numbers = {words[1]: words[2] for words in lines if len(words) == 3 and words[0] == "#define"}
    for name, call in CALLS.items():
        assert numbers.get(f"__NR_{name}", "None") == str(call[column])
