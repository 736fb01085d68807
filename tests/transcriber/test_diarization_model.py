"""A diarization model is a pickle: it is read from the operator's own folder, and names its parts only."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.errors import DiarizationModelError
from transcriber.engines.pyannote.model_folder import checked_model

_CONFIG: dict[str, Any] = {
    "dependencies": {"pyannote.audio": "4.0.0"},
    "pipeline": {
        "name": "pyannote.audio.pipelines.SpeakerDiarization",
        "params": {
            "clustering": "VBxClustering",
            "segmentation": "$model/segmentation",
            "segmentation_batch_size": 32,
            "embedding": "$model/embedding",
            "embedding_exclude_overlap": True,
            "plda": "$model/plda",
        },
    },
    "params": {"clustering": {"threshold": 0.6}},
}
_FILES = (
    "segmentation/pytorch_model.bin",
    "embedding/pytorch_model.bin",
    "plda/xvec_transform.npz",
    "plda/plda.npz",
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    for name in _FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "config.yaml").write_text(yaml.safe_dump(_CONFIG))
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def _refusal(folder: Path) -> str:
    with pytest.raises(DiarizationModelError) as caught:
        checked_model(folder)
    assert str(folder) not in caught.value.message
    return caught.value.message


def test_a_folder_of_the_operators_own_is_taken(model: Path) -> None:
    assert checked_model(model) == model


@pytest.mark.parametrize("name", ["", "segmentation", "config.yaml", "embedding/pytorch_model.bin"])
@pytest.mark.parametrize("mode", [0o020, 0o002])
def test_nothing_in_it_may_be_writable_by_others(model: Path, name: str, mode: int) -> None:
    path = model / name
    path.chmod(path.stat().st_mode | mode)
    assert "written to by others" in _refusal(model)


def test_nor_may_a_folder_above_it(model: Path) -> None:
    model.parent.chmod(0o777)
    try:
        assert "one above it can be written to" in _refusal(model)
        model.parent.chmod(0o1777)  # sticky: others may add, but not move what is ours
        assert checked_model(model) == model
    finally:
        model.parent.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("name", ["", "config.yaml", "plda/plda.npz"])
def test_what_another_user_owns_is_not_read(model: Path, name: str) -> None:
    try:
        os.chown(model / name, 12345, -1)
    except OSError as error:
        pytest.skip(f"nobody can give a file away here: {error.strerror}")
    assert "belongs to another user" in _refusal(model)


def test_links_stay_inside(model: Path, tmp_path: Path) -> None:
    weights = model / "embedding" / "pytorch_model.bin"
    weights.rename(model / "blob")
    weights.symlink_to(model / "blob")
    assert checked_model(model) == model
    (model / "blob").rename(tmp_path / "blob")
    weights.unlink()
    weights.symlink_to(tmp_path / "blob")
    assert "leads out of it" in _refusal(model)


def test_a_link_to_the_folder_itself_is_followed(model: Path, tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(model)
    assert checked_model(tmp_path / "current") == model


def test_only_files_and_folders(model: Path) -> None:
    os.mkfifo(model / "plda" / "pipe")
    assert "neither file nor folder" in _refusal(model)


@pytest.mark.parametrize("gone", ["config.yaml", *_FILES])
def test_a_missing_file_is_told(model: Path, gone: str) -> None:
    (model / gone).unlink()
    _refusal(model)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "is not there" in _refusal(tmp_path / "none")
    (tmp_path / "file").touch()
    assert "names no folder" in _refusal(tmp_path / "file")


def _in_params(**changes: object) -> Callable[[dict[str, Any]], object]:
    pipeline = _CONFIG["pipeline"]
    return lambda config: {**config, "pipeline": {**pipeline, "params": {**pipeline["params"], **changes}}}


@pytest.mark.parametrize(
    "change",
    [
        _in_params(segmentation="pyannote/segmentation-3.0"),
        _in_params(segmentation={"checkpoint": "pyannote/segmentation-3.0"}),
        _in_params(segmentation="$model/../elsewhere"),
        _in_params(segmentation="$model/segmentation@main"),
        _in_params(segmentation=None),
        _in_params(embedding="speechbrain/spkrec-ecapa-voxceleb"),
        _in_params(plda=None),
        _in_params(token="secret"),
        _in_params(clustering={"name": "os.system"}),
        lambda config: {**config, "pipeline": {"name": "os.system", "params": {}}},
        lambda config: {**config, "pipeline": "os.system"},
        lambda config: {**config, "preprocessors": {"audio": {"name": "os.system"}}},
        lambda config: {**config, "freeze": {}},
        lambda _config: ["pipeline"],
        lambda _config: None,
    ],
)
def test_a_configuration_that_names_more_than_its_parts_is_refused(
    model: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    (model / "config.yaml").write_text(yaml.safe_dump(change(dict(_CONFIG))))
    assert "config.yaml" in _refusal(model)


@pytest.mark.parametrize("text", ["{", "a: !!python/object/apply:os.getcwd []", "\x00"])
def test_a_configuration_that_is_no_plain_yaml_is_refused(model: Path, text: str) -> None:
    (model / "config.yaml").write_text(text)
    assert "not readable YAML" in _refusal(model)
