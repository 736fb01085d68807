"""A real OpenAI-compatible server (llama.cpp) with a random language model of some 100 KB, made on the spot.

Out: `random_model_server`, the base URL. The model talks nonsense, but within the grammar of the schema that
is asked for: whatever it claims, the evidence check has to throw away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import xllamacpp
from gguf import GGUFWriter

MODEL_NAME = "random-tiny"
_WIDTH = 32
CONTEXT_TOKENS = 32_768
_PIECES = [
    *(chr(code) for code in range(32, 127)),
    *(
        "▁" + word
        for word in ("the", "order", "will", "send", "to", "by", "friday", "call", "you", "I", "is")
    ),
]
_BYTE_BIAS = -40.0
_WORD_BIAS = 7.0
_BIAS = {'"': 7.0, "{": 6.0, "}": 6.0, "]": 5.8, ",": 4.0, "e": -9.0, "E": -9.0}
_BYTE_TYPE, _NORMAL_TYPE, _CONTROL_TYPE, _UNKNOWN_TYPE = 6, 1, 3, 2
_TEMPLATE = "{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}assistant:"


def make_random_model(path: Path) -> Path:
    """Write a llama-architecture GGUF with random weights.

    One hidden dimension is constant, so that its column of the output matrix is a bias per token: byte tokens
    are suppressed (they would make invalid UTF-8), quotes and brackets are favoured (strings end soon).
    """
    random = np.random.default_rng(7)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{code:02X}>" for code in range(256)), *_PIECES]
    kinds = [_UNKNOWN_TYPE, _CONTROL_TYPE, _CONTROL_TYPE, *[_BYTE_TYPE] * 256, *[_NORMAL_TYPE] * len(_PIECES)]
    writer = GGUFWriter(str(path), "llama")
    writer.add_context_length(CONTEXT_TOKENS)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_WIDTH)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(number) for number in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_chat_template(_TEMPLATE)
    for name, tensor in _tensors(tokens, random).items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(tokens: list[str], random: np.random.Generator) -> dict[str, np.ndarray]:
    def noise(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.3).astype(np.float32)

    embedding, output = noise(len(tokens), _WIDTH), noise(len(tokens), _WIDTH)
    embedding[:, 0] = 3.0
    output[:, 0] = 0.0
    output[3:259, 0] = _BYTE_BIAS
    for number, token in enumerate(tokens):
        if token in _BIAS:
            output[number, 0] = _BIAS[token]
        elif token.startswith("▁"):
            output[number, 0] = _WORD_BIAS
    ones = np.ones(_WIDTH, dtype=np.float32)
    block = {f"blk.0.attn_{part}.weight": noise(_WIDTH, _WIDTH) * 0.1 for part in ("q", "k", "v", "output")}
    feed = {f"blk.0.ffn_{part}.weight": noise(_WIDTH, _WIDTH) * 0.1 for part in ("gate", "up", "down")}
    norms = {"blk.0.attn_norm.weight": ones, "blk.0.ffn_norm.weight": ones, "output_norm.weight": ones}
    return {"token_embd.weight": embedding, "output.weight": output, **block, **feed, **norms}


@contextmanager
def random_model_server(folder: Path) -> Iterator[str]:
    """Run the server on a free loopback port with a model made in this folder; give its base URL."""
    folder.mkdir(parents=True, exist_ok=True)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(make_random_model(folder / "random-tiny.gguf"))
    parameters.model_alias = {MODEL_NAME}
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.port = 0
    parameters.warmup = False
    # Two threads wait for each other by spinning; beside other busy processes that took minutes.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server
