"""Real Whisper models, made on the spot: one says a chosen text, one is noise, one has a true size.

In: a folder, and for the scripted one the lines it shall say. Out: a folder that faster-whisper loads.

How the scripted one works: the decoder's position encodings are one-hot, so the layer norm's output tells
the position alone, and the projection maps position i to the i-th token of the script. Attention adds
nothing; its queries only point at the moment of each word, so that word times come out right within a
quarter of a second. It says its lines once in each window of 30 s that has speech, whatever the speech.
"""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
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


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a model is; the encoder has as many layers as the decoder."""

    layers: int
    heads: int
    width: int
    tokens: int = 51_865


#: The sizes of openai/whisper (whisper/__init__.py, model cards): the same layers, heads, width and words.
SHAPES: Final = {"tiny": Shape(4, 6, 384), "base": Shape(6, 8, 512), "small": Shape(12, 12, 768)}


class _Vocabulary:
    """Bytes, the script's words, then Whisper's special tokens in the order that CTranslate2 counts on."""

    def __init__(self, words: tuple[str, ...], *, size: int = 0) -> None:
        alphabet = _byte_alphabet()
        text = [*alphabet, "Ġ-", "Ġ'", "Ġâ", *dict.fromkeys(_piece(word) for word in words)]
        special = ["<|endoftext|>", "<|startoftranscript|>"]
        special += [f"<|{code}|>" for code in _LANGUAGE_CODES]
        special += [f"<|{name}|>" for name in ("translate", "transcribe", "startoflm", "startofprev")]
        special += ["<|nospeech|>", "<|notimestamps|>"]
        special += [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
        text = list(dict.fromkeys(text))
        there = len(text) + len(special) + 1
        text += [f"unused{number}" for number in range(max(8 - there % 8, size - there))]
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
    _say(spec, vocabulary, script, moments, width)
    return _save(spec, vocabulary, folder)


def make_random_model(folder: Path, seed: int = 7) -> Path:
    """Make a model whose weights are noise: it says anything, at any probability."""
    vocabulary = _Vocabulary(tuple(word for line in LINES for word in line.split()))
    spec = _zeros(64, len(vocabulary.tokens))
    noise = np.random.default_rng(seed)
    _shake(spec, noise)
    return _save(spec, vocabulary, folder)


def make_shaped_model(folder: Path, shape: Shape) -> Path:
    """Make a model as large as a real one, in int8, that says 100 words (103 tokens) in each window of 30 s.

    Its weights are noise but where they would change what it says, which are nought: that costs the same.
    """
    noise = random.Random(7)
    words = ("".join(noise.choices(string.ascii_lowercase, k=5)) for _ in range(100))
    lines = (" ".join(words),)
    vocabulary = _Vocabulary(tuple(lines[0].split()), size=shape.tokens)
    script, moments = _script(vocabulary, lines, word_s=0.29)
    spec = _zeros(shape.width, len(vocabulary.tokens), shape)
    _fill(spec)
    _say(spec, vocabulary, script, moments, shape.width)
    return _save(spec, vocabulary, folder, quantization="int8")


def _script(
    vocabulary: _Vocabulary, lines: tuple[str, ...], *, word_s: float = _WORD_S
) -> tuple[list[int], dict[int, float]]:
    """Return the tokens, and for the place of each word the moment at which it is said."""
    tokens = [vocabulary.time(0.0)]
    moments: dict[int, float] = {}
    now = 0.0
    for line in lines:
        for word in line.split():
            moments[len(tokens)] = now + word_s / 2
            tokens.append(vocabulary.word(word))
            now += word_s
        now += _PAUSE_S
    if now >= 30.0:
        raise ValueError("The lines do not fit into one window.")
    return [*tokens, vocabulary.time(now), vocabulary.ids["<|endoftext|>"]], moments


def _say(
    spec: whisper_spec.WhisperSpec,
    vocabulary: _Vocabulary,
    script: list[int],
    moments: dict[int, float],
    width: int,
) -> None:
    """Let the decoder say the script by the position alone, and look at each word's moment meanwhile."""
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


def _zeros(width: int, tokens: int, shape: Shape | None = None) -> whisper_spec.WhisperSpec:
    layers, heads, inner = (shape.layers, shape.heads, 4 * width) if shape else (1, 1, width)
    spec = whisper_spec.WhisperSpec(layers, heads, layers, heads)
    for conv, inputs in ((spec.encoder.conv1, _MELS), (spec.encoder.conv2, width)):
        conv.weight, conv.bias = _nothing(width, inputs, 3), _nothing(width)
    spec.encoder.position_encodings.encodings = _nothing(_WINDOW_FRAMES, width)
    spec.decoder.position_encodings.encodings = _nothing(_POSITIONS, width)
    spec.decoder.embeddings.weight = _nothing(tokens, width)
    spec.decoder.projection.weight = _nothing(tokens, width)
    for norm in (spec.encoder.layer_norm, spec.decoder.layer_norm):
        _norm(norm, width)
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        _attention(layer.self_attention, width, (3, 1))
        _norm(layer.ffn.layer_norm, width)
        for linear, out, into in ((layer.ffn.linear_0, inner, width), (layer.ffn.linear_1, width, inner)):
            linear.weight, linear.bias = _nothing(out, into), _nothing(out)
    for layer in spec.decoder.layer:
        _attention(layer.attention, width, (1, 2, 1))
    return spec


def _fill(spec: whisper_spec.WhisperSpec) -> None:
    """Fill with noise all that does not reach the next layer, by way of the last matrix of each part."""
    noise = np.random.default_rng(7).normal(0.0, 0.05, 99_991).astype(np.float32)
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        parts = [layer.self_attention.linear[0], layer.ffn.linear_0]
        parts += layer.attention.linear[:2] if hasattr(layer, "attention") else []
        for linear in parts:
            linear.weight = np.resize(noise, linear.weight.shape)
    spec.decoder.embeddings.weight = _nothing(*spec.decoder.embeddings.weight.shape)


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


def _save(
    spec: whisper_spec.WhisperSpec, vocabulary: _Vocabulary, folder: Path, *, quantization: str | None = None
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    spec.register_vocabulary(vocabulary.tokens)
    spec.validate()
    if quantization:
        spec.optimize(quantization=quantization)
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
