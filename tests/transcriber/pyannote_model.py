"""A real pyannote pipeline in a folder, made on the spot: its own classes with weights that are set or drawn.

The segmentation says that one speaker speaks all the time, so that who it is rests on the embeddings alone;
these come from an untrained network whose last layer is set: the two given voices lie on either side of the
origin, far apart along the first axis. It needs torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tests.transcriber.sounds import RATE, Samples

if TYPE_CHECKING:
    import torch

_WINDOW_S: Final = 2.0
_CONFIG: Final = """\
dependencies:
  pyannote.audio: 4.0.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_step: 0.5
    segmentation_batch_size: 8
    embedding: $model/embedding
    embedding_batch_size: 8
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.0}
"""


def make_pipeline(folder: Path, voices: tuple[Samples, Samples]) -> Path:
    """Write the pipeline that tells these two voices (float32, 16 kHz) apart, and return its folder."""
    from transcriber.engines.pyannote.library import load_pipeline_class

    load_pipeline_class()  # before anything else of pyannote: it mends torchaudio
    import torch

    torch.manual_seed(3)
    for part in ("segmentation", "embedding", "plda"):
        (folder / part).mkdir(parents=True, mode=0o755)
    (folder / "config.yaml").write_text(_CONFIG, "utf-8")
    _save(_segmentation(), folder / "segmentation" / "pytorch_model.bin")
    _save(_embedding(voices), folder / "embedding" / "pytorch_model.bin")
    _save_plda(folder / "plda")
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o022)
    return folder


def _segmentation() -> torch.nn.Module:
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.segmentation import PyanNet

    model = PyanNet(
        lstm={"hidden_size": 8, "num_layers": 1, "bidirectional": True, "monolithic": True, "dropout": 0.0},
        linear={"hidden_size": 8, "num_layers": 1},
    )
    model.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=_WINDOW_S,
        classes=["1", "2", "3"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    model.setup()
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.zero_()
        model.classifier.bias[1] = 10.0  # the class "only the first one speaks"
    return model.eval()


def _embedding(voices: tuple[Samples, Samples]) -> torch.nn.Module:
    import torch
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import WeSpeakerResNet34

    model = WeSpeakerResNet34()
    model.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=_WINDOW_S
    )
    model.setup()
    model.eval()
    pooled: list[Any] = []
    model.resnet.pool.register_forward_hook(lambda _module, _given, out: pooled.append(out))
    with torch.no_grad():
        for voice in voices:
            model(_windows(voice))
        one, other = pooled
        middle = (one.mean(axis=0) + other.mean(axis=0)) / 2
        sides = torch.cat((torch.ones(len(one)), -torch.ones(len(other))))
        last = model.resnet.seg_1
        last.weight *= 0.01
        last.weight[0] = 10 * torch.linalg.pinv(torch.cat(pooled) - middle, rtol=0.01) @ sides
        last.bias[:] = -last.weight @ middle
    return model


def _windows(voice: Samples) -> torch.Tensor:
    import torch

    length = round(_WINDOW_S * RATE)
    starts = range(0, len(voice) - length + 1, RATE)
    return torch.from_numpy(np.stack([voice[start : start + length] for start in starts]))[:, None]


def _save(model: torch.nn.Module, path: Path) -> None:
    import lightning
    import torch

    saved = {
        "pytorch-lightning_version": lightning.__version__,
        "state_dict": model.state_dict(),
        "hyper_parameters": dict(model.hparams),
    }
    model.on_save_checkpoint(saved)
    torch.save(saved, path)


def _save_plda(folder: Path, size: int = 256, kept: int = 128) -> None:
    rng = np.random.default_rng(3)
    lda, _ = np.linalg.qr(rng.normal(size=(size, kept)))
    np.savez(folder / "xvec_transform.npz", mean1=np.zeros(size), mean2=np.zeros(kept), lda=lda)
    np.savez(folder / "plda.npz", mu=np.zeros(kept), tr=np.eye(kept), psi=np.linspace(20.0, 1.0, kept))
