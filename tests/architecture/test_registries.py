"""No text of ours names the host of a package registry: where packages come from is each machine's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.architecture.repository import ROOT

# Put together here, so that this file names none either.
HOSTS = tuple(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")))


def test_no_tracked_file_names_the_host_of_a_registry() -> None:
    paths = [path for path in _tracked() if path.is_file() and path.suffix != ".mp3"]
    assert paths
    naming = [path for path in paths if any(host.encode() in path.read_bytes() for host in HOSTS)]
    assert naming == []


def _tracked() -> list[Path]:
    """Every file that git would keep; in a copy without git, every file outside hidden folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    kept = (
        path
        for path in ROOT.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    )
    return [path for path in kept if "var" not in path.parts]
