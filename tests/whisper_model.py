"""Real Whisper models, small and made at test time: one says a chosen text, one has random weights.

In: a folder, and for the scripted one the lines it shall say. Out: a folder that faster-whisper loads.

How the scripted one works: the decoder's position encodings are one-hot, so the layer norm's output tells
the position alone, and the projection maps position i to the i-th token of the script. Attention adds
nothing; its queries only point at the moment of each word, so that word times come out right within a
quarter of a second. It says its lines once in each window of 30 s that has speech, whatever the speech.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from ctranslate2.specs import attention_spec, common_spec, whisper_spec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from numpy.typing import NDArray

LINES: Final = ("Hi Martin, thanks for your time.", "We need a quote by Friday.")

_MELS: Final = 80
_WINDOW_FRAMES: Final = 1500
_POSITIONS: Final = 448
_WORD_S: Final = 0.3
_PAUSE_S: Final = 0.6
_PROMPT: Final = 3  # start of transcript, language, task
_CERTAIN: Final = 4.0  # times the square root of the width: the logit of the token whose turn it is

Weights = NDArray[np.float32]


class _Vocabulary:
    """Bytes, the script's words, then Whisper's special tokens in the order that CTranslate2 counts on."""

    def __init__(self, words: tuple[str, ...]) -> None:
        alphabet = _byte_alphabet()
        text = [*alphabet, "Ġ-", "Ġ'", "Ġâ", *dict.fromkeys(_piece(word) for word in words)]
        special = ["<|endoftext|>", "<|startoftranscript|>"]
        special += [f"<|{code}|>" for code in _LANGUAGE_CODES]
        special += [f"<|{name}|>" for name in ("translate", "transcribe", "startoflm", "startofprev")]
        special += ["<|nospeech|>", "<|notimestamps|>"]
        special += [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
        text = list(dict.fromkeys(text))
        text += [f"unused{number}" for number in range(8 - (len(text) + len(special) + 1) % 8)]
        self.text = [*text, ""]  # CTranslate2 takes a model for multilingual when "" is in its vocabulary
        self.special = special
        self.tokens = [*self.text, *special]
        self.ids = {token: number for number, token in enumerate(self.tokens)}

    def word(self, word: str) -> int:
        return self.ids[_piece(word)]

    def time(self, seconds: float) -> int:
        return self.ids["<|0.00|>"] + round(seconds / 0.02)

    def write(self, folder: Path) -> None:
        (folder / "vocabulary.json").write_text(json.dumps(self.tokens), "utf-8")
        (folder / "tokenizer.json").write_text(json.dumps(self._tokenizer()), "utf-8")
        languages = [self.ids[f"<|{code}|>"] for code in _LANGUAGE_CODES]
        config = {
            "alignment_heads": [[0, 0]],
            "lang_ids": languages,
            "suppress_ids": [],
            "suppress_ids_begin": [],
        }
        (folder / "config.json").write_text(json.dumps(config), "utf-8")
        (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": _MELS}), "utf-8")

    def _tokenizer(self) -> dict[str, Any]:
        byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
        added = [
            {"id": self.ids[token], "content": token, "special": True, "normalized": False}
            | {"single_word": False, "lstrip": False, "rstrip": False}
            for token in self.special
        ]
        model: dict[str, Any] = {"type": "BPE", "vocab": {token: self.ids[token] for token in self.text}}
        model |= {"merges": [["Ġ", "-"], ["Ġ", "'"], ["Ġ", "â"]], "unk_token": None, "dropout": None}
        model |= {"continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False}
        return {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": added,
            "normalizer": None,
            "pre_tokenizer": byte_level,
            "post_processor": None,
            "decoder": byte_level,
            "model": model,
        }


def make_scripted_model(folder: Path, lines: tuple[str, ...] = LINES) -> Path:
    """Make a model that says these lines, as one segment, in each window of 30 s that has speech."""
    vocabulary = _Vocabulary(tuple(word for line in lines for word in line.split()))
    script, moments = _script(vocabulary, lines)
    width = max(128, 64 * -(-(len(script) + _PROMPT + 1) // 64))
    spec = _zeros(width, len(vocabulary.tokens))
    bins = (np.arange(_WINDOW_FRAMES) * width) // _WINDOW_FRAMES
    spec.encoder.position_encodings.encodings = np.eye(width, dtype=np.float32)[bins]
    positions = np.zeros((_POSITIONS, width), dtype=np.float32)
    positions[:width] = np.eye(width, dtype=np.float32)[:_POSITIONS]
    spec.decoder.position_encodings.encodings = positions
    projection = np.zeros((len(vocabulary.tokens), width), dtype=np.float32)
    projection[vocabulary.ids["<|en|>"], 0] = _CERTAIN
    for number, token in enumerate(script):
        projection[token, number + _PROMPT - 1] = _CERTAIN
    spec.decoder.projection.weight = projection
    _point_at_words(spec.decoder.layer[0].attention, moments, width)
    return _save(spec, vocabulary, folder)


def make_random_model(folder: Path, seed: int = 7) -> Path:
    """Make a model whose weights are noise: it says anything, at any probability."""
    vocabulary = _Vocabulary(tuple(word for line in LINES for word in line.split()))
    spec = _zeros(64, len(vocabulary.tokens))
    noise = np.random.default_rng(seed)
    _shake(spec, noise)
    return _save(spec, vocabulary, folder)


@pytest.fixture(scope="session")
def scripted_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_scripted_model(tmp_path_factory.mktemp("scripted-whisper"))


@pytest.fixture(scope="session")
def random_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_random_model(tmp_path_factory.mktemp("random-whisper"))


def _script(vocabulary: _Vocabulary, lines: tuple[str, ...]) -> tuple[list[int], dict[int, float]]:
    """Return the tokens, and for the place of each word the moment at which it is said."""
    tokens = [vocabulary.time(0.0)]
    moments: dict[int, float] = {}
    now = 0.0
    for line in lines:
        for word in line.split():
            moments[len(tokens)] = now + _WORD_S / 2
            tokens.append(vocabulary.word(word))
            now += _WORD_S
        now += _PAUSE_S
    assert now < 30.0, "the lines do not fit into one window"
    return [*tokens, vocabulary.time(now), vocabulary.ids["<|endoftext|>"]], moments


def _point_at_words(
    attention: attention_spec.MultiHeadAttentionSpec, moments: dict[int, float], width: int
) -> None:
    """Let the position that says a word look at the word's moment; what it sees there changes nothing."""
    query = np.zeros((width, width), dtype=np.float32)
    for place, moment in moments.items():
        query[min(width - 1, int(moment / 30.0 * width)), place + _PROMPT - 1] = 1.0
    attention.linear[0].weight = query
    keys_and_values = np.zeros((2 * width, width), dtype=np.float32)
    keys_and_values[:width] = np.eye(width, dtype=np.float32)
    attention.linear[1].weight = keys_and_values


def _zeros(width: int, tokens: int) -> whisper_spec.WhisperSpec:
    spec = whisper_spec.WhisperSpec(1, 1, 1, 1)
    for conv, inputs in ((spec.encoder.conv1, _MELS), (spec.encoder.conv2, width)):
        conv.weight, conv.bias = _nothing(width, inputs, 3), _nothing(width)
    spec.encoder.position_encodings.encodings = _nothing(_WINDOW_FRAMES, width)
    spec.decoder.position_encodings.encodings = _nothing(_POSITIONS, width)
    spec.decoder.embeddings.weight = _nothing(tokens, width)
    spec.decoder.projection.weight = _nothing(tokens, width)
    for norm in (spec.encoder.layer_norm, spec.decoder.layer_norm):
        _norm(norm, width)
    for layer in (spec.encoder.layer[0], spec.decoder.layer[0]):
        _attention(layer.self_attention, width, (3, 1))
        _norm(layer.ffn.layer_norm, width)
        for linear in (layer.ffn.linear_0, layer.ffn.linear_1):
            linear.weight, linear.bias = _nothing(width, width), _nothing(width)
    _attention(spec.decoder.layer[0].attention, width, (1, 2, 1))
    return spec


def _attention(attention: attention_spec.MultiHeadAttentionSpec, width: int, parts: tuple[int, ...]) -> None:
    _norm(attention.layer_norm, width)
    for linear, part in zip(attention.linear, parts, strict=True):
        linear.weight, linear.bias = _nothing(part * width, width), _nothing(part * width)


def _norm(norm: common_spec.LayerNormSpec, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, dtype=np.float32), _nothing(width)


def _nothing(*shape: int) -> Weights:
    return np.zeros(shape, dtype=np.float32)


def _shake(spec: whisper_spec.WhisperSpec, noise: np.random.Generator) -> None:
    """Add noise to every weight."""
    for value in spec.variables().values():
        if isinstance(value, np.ndarray) and value.ndim > 0:
            np.add(value, noise.normal(0.0, 0.3, value.shape), out=value, casting="unsafe")


def _save(spec: whisper_spec.WhisperSpec, vocabulary: _Vocabulary, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    spec.register_vocabulary(vocabulary.tokens)
    spec.validate()
    spec.save(str(folder))
    vocabulary.write(folder)
    return folder


def _piece(word: str) -> str:
    return "Ġ" + word


def _byte_alphabet() -> list[str]:
    """Return the 256 characters by which byte-level BPE stands for the bytes, in GPT-2's order."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + number) for number in range(len(others))]
