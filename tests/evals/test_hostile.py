"""Hostile media files through step 1: nothing is fetched, nothing else is read, and the worker survives.

A sample of the files runs here; all of them, and once more under strace, in `make soak`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.hostile.__main__ import outcomes
from evals.hostile.hostile_file import Bait
from evals.hostile.run import Outcome, bait_for
from evals.hostile.valid_files import valid_files
from evals.hostile.watch import Watch
from transcriber.media.child import Allowance, Child
from transcriber.media.find_ffmpeg import find_ffmpeg
from transcriber.media.sandbox import try_walls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="who reads the bait is seen by inotify")

_SEED = 4
_REFUSALS = {"audio.undecodable", "audio.too_long", "audio.empty"}


def _harmless(found: tuple[Outcome, ...]) -> None:
    assert sum(outcome.knocks for outcome in found) == 0, "nothing was fetched"
    assert sum(outcome.reads for outcome in found) == 0, "nothing outside the job's folder was read"
    assert [outcome for outcome in found if outcome.died] == []
    assert {outcome.became for outcome in found} <= {"decoded", *_REFUSALS}, "refused for good, or read"
    assert max(outcome.peak_bytes for outcome in found) <= 512_000_000
    assert max(outcome.wall_s for outcome in found) <= 10.0


def test_hostile_files_end_in_a_refusal_or_in_what_is_there() -> None:
    found = outcomes(_SEED, every=15)
    assert len(found) >= 55
    assert {"decoded", "audio.undecodable", "audio.too_long"} <= {outcome.became for outcome in found}
    _harmless(found)


@pytest.mark.soak
def test_all_hostile_files_end_in_a_refusal_or_in_what_is_there() -> None:
    found = outcomes(_SEED)
    assert len(found) >= 500
    _harmless(found)


# -- that the checks can fail, and that each wall would do alone ------------------------------------------


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Watch, Bait, Path]]:
    outside, job = tmp_path / "outside", tmp_path / "job"
    outside.mkdir()
    job.mkdir()
    valid = valid_files(find_ffmpeg(), tmp_path)
    (outside / "bait.wav").write_bytes(valid["wav"])
    with Watch(outside) as watch:
        yield watch, bait_for(watch, outside / "bait.wav"), job


def _lures(bait: Bait, job: Path) -> tuple[tuple[str, ...], ...]:
    """Return commands of an ffmpeg with no lists at all, on a concat script and on playlists."""
    contents = {
        "concat.txt": f"ffconcat version 1.0\nfile '{bait.path}'\n",
        "file.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{bait.path}\n#EXT-X-ENDLIST\n",
        "net.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{bait.address}\n#EXT-X-ENDLIST\n",
    }
    commands = []
    for name, content in contents.items():
        (job / name).write_text(content)
        options = (
            ("-safe", "0")
            if name.startswith("concat")
            else ("-extension_picky", "0", "-allowed_extensions", "ALL")
        )
        command = (str(find_ffmpeg()), "-nostdin", "-loglevel", "error", "-rw_timeout", "500000", *options)
        every = ("-protocol_whitelist", "file,http,tcp,udp,crypto,data,concat")
        commands.append((*command, *every, "-i", str(job / name), "-f", "null", "-"))
    return tuple(commands)


def test_an_ffmpeg_without_walls_and_lists_reads_and_connects(watched: tuple[Watch, Bait, Path]) -> None:
    watch, bait, job = watched
    for command in _lures(bait, job):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(40):
            watch.look()
            try:
                process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        process.kill()
        process.wait()
        watch.look()
    assert watch.reads > 0
    assert watch.knocks > 0


def test_behind_the_walls_of_the_kernel_an_ffmpeg_without_lists_does_neither(
    watched: tuple[Watch, Bait, Path],
) -> None:
    walls = try_walls(find_ffmpeg())
    if not (walls.other_files and walls.sockets):
        pytest.skip("this kernel has no such walls; `callnotes doctor` says so")
    watch, bait, job = watched
    said = ""
    allowance = Allowance(cpu_s=5, stalled_cpu_s=5.0, wait_s=20.0, memory_bytes=480 * 1024**2)
    for command in _lures(bait, job):
        with Child(command, allowance, reads=(Path(command[command.index("-i") + 1]),)) as child:
            while child.read():
                pass
            said += child.ending().said
        watch.look()
    assert "Permission denied" in said, "what Landlock answers"
    assert "Operation not permitted" in said, "what the filter answers"
    assert (watch.reads, watch.knocks) == (0, 0)


# -- every call of every ffmpeg, seen by strace -----------------------------------------------------------


_LIBRARIES = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/", "/etc/ld.so.cache")
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


def _calls_of_ffmpeg(logs: Path) -> Iterator[tuple[str, str]]:
    """Yield (call, path) of what succeeded in each decoding ffmpeg and its threads; each has its log."""
    for log in logs.iterdir():
        calls = [
            called.groups() for line in log.read_text("latin-1").splitlines() if (called := _CALL.match(line))
        ]
        starts = [
            place for place, (call, about, answer) in enumerate(calls) if call == "execve" and answer == "0"
        ]
        if starts and "-format_whitelist" in calls[starts[-1]][1]:
            yield from _succeeded(logs, calls[starts[-1] + 1 :])


def _succeeded(logs: Path, calls: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for call, about, answer in calls:
        if int(answer) < 0:
            continue
        if call.startswith("clone"):
            thread = (logs / f"calls.{answer}").read_text("latin-1").splitlines()
            yield from _succeeded(logs, [called.groups() for line in thread if (called := _CALL.match(line))])
        else:
            path = _PATH.search(about)
            yield call, path.group(1) if path else ""


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_ffmpeg_opens_a_socket_or_another_file_as_strace_sees_it(tmp_path: Path) -> None:
    watched = "trace=execve,clone,clone3,open,openat,openat2,socket,connect,io_uring_setup"
    traced = ("strace", "-ff", "-qq", "-v", "-s", "4096", "-e", watched, "-o", str(tmp_path / "calls"))
    subprocess.run((*traced, sys.executable, "-m", "evals.hostile"), check=True, capture_output=True)
    calls = list(_calls_of_ffmpeg(tmp_path))
    opened = {path for call, path in calls if call.startswith("open")}
    recordings = {path for path in opened if "/callnotes-hostile-" in path and "/job/recording." in path}
    assert sum(path in recordings for _, path in calls) >= 500
    assert {path for path in opened - recordings if not path.startswith(_LIBRARIES)} == set()
    assert [call for call, _ in calls if call in {"socket", "connect", "io_uring_setup"}] == []
