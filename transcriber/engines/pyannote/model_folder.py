"""Which folders a diarization model is loaded from: the operator's own, whole, and naming only its own parts.

A checkpoint of pyannote is a pickle, and its configuration can name any class: whoever writes one, runs code
as this program. So nobody else may be able to write here, and the configuration names nothing but parts.
Source: pyannote.audio 4.0, core/pipeline.py and core/model.py (`weights_only=False`).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import yaml

from models.errors import DiarizationModelError

_CONFIG: Final = "config.yaml"
_LARGEST_CONFIG: Final = 64 * 1024
_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "segmentation": ("pytorch_model.bin",),
    "embedding": ("pytorch_model.bin",),
    "plda": ("xvec_transform.npz", "plda.npz"),
}
_PIPELINES: Final = frozenset(
    {
        "pyannote.audio.pipelines.SpeakerDiarization",
        "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization",
    }
)
_SECTIONS: Final = frozenset({"version", "dependencies", "pipeline", "params"})
_PLAIN: Final = frozenset(
    {
        "clustering",
        "segmentation_step",
        "segmentation_batch_size",
        "embedding_batch_size",
        "embedding_exclude_overlap",
    }
)
_PART: Final = re.compile(r"\$model/([A-Za-z0-9_-]+)")
_WRITABLE: Final = stat.S_IWGRP | stat.S_IWOTH


def checked_model(folder: Path) -> Path:
    """Return the folder, resolved, when a model may be loaded from it. Raises DiarizationModelError."""
    try:
        whole = folder.expanduser().resolve(strict=True)
        if not whole.is_dir():
            raise _refused("CALLNOTES_DIARIZATION_MODEL names no folder")
        for path in (whole, *whole.parents):
            _of_the_operator(path, path.stat(), "the folder or one above it", sticky=path != whole)
        for path in _inside(whole):
            _own_entry(path, whole)
        _names_only_parts(whole)
    except OSError as error:
        raise _refused("the folder or a file in it is not there or cannot be read") from error
    return whole


def _inside(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        yield from (Path(here) / name for name in (*folders, *files))


def _own_entry(path: Path, whole: Path) -> None:
    facts = path.lstat()
    if stat.S_ISLNK(facts.st_mode):
        if not path.resolve(strict=True).is_relative_to(whole):
            raise _refused("a link in it leads out of it; copy the model with `cp -rL`")
        return  # what it leads to is looked at where it lies
    if not (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)):
        raise _refused("it holds something that is neither file nor folder")
    _of_the_operator(path, facts, "something in it", sticky=False)


def _of_the_operator(path: Path, facts: os.stat_result, what: str, *, sticky: bool) -> None:
    """Refuse what another user owns or may write to; in a sticky folder above nobody else can move ours."""
    del path
    if facts.st_uid not in {0, os.geteuid()}:
        raise _refused(f"{what} belongs to another user; it must be root's or that of the running user")
    if facts.st_mode & _WRITABLE and not (sticky and facts.st_mode & stat.S_ISVTX):
        raise _refused(f"{what} can be written to by others; take that away with `chmod -R go-w`")


def _names_only_parts(folder: Path) -> None:
    config = _mapping(_read(folder / _CONFIG))
    if unknown := sorted(set(config) - _SECTIONS):
        raise _refused(f"its config.yaml has a section that is not allowed ({unknown[0]})")
    pipeline = _mapping(config.get("pipeline"))
    if pipeline.get("name") not in _PIPELINES or set(pipeline) - {"name", "params"}:
        raise _refused("its config.yaml names another pipeline than pyannote's speaker diarization")
    params = _mapping(pipeline.get("params"))
    if unknown := sorted(set(params) - {*_FILES, *_PLAIN}):
        raise _refused(f"its config.yaml sets what it may not ({unknown[0]})")
    if any(isinstance(params.get(name), dict | list) for name in _PLAIN):
        raise _refused("its config.yaml sets something in another form than a plain value")
    for part, files in _FILES.items():
        named = _PART.fullmatch(str(params.get(part)))
        if named is None:
            raise _refused(f"its config.yaml takes {part} from elsewhere than `$model/{part}`")
        if not all((folder / named[1] / file).is_file() for file in files):
            raise _refused(f"a file of its part {part} is missing")


def _read(path: Path) -> object:
    try:
        with path.open("rb") as file:
            return yaml.safe_load(file.read(_LARGEST_CONFIG))
    except (yaml.YAMLError, ValueError) as error:
        raise _refused("its config.yaml is not readable YAML") from error


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _refused("its config.yaml is not that of a pipeline")
    return value


def _refused(why: str) -> DiarizationModelError:
    return DiarizationModelError(
        f"The diarization model is not loaded: {why}; docs/models.md says what such a folder looks like."
    )
