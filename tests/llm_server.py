"""The server with a random tiny language model (evals/made_llm.py), for as long as the tests last.

Out: the fixture `llm_server`, its base URL.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.made_llm import CONTEXT_TOKENS, MODEL_NAME, random_model_server

__all__ = ["CONTEXT_TOKENS", "MODEL_NAME", "llm_server"]


@pytest.fixture(scope="session")
def llm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the server on a free loopback port while the tests last; give its base URL."""
    with random_model_server(tmp_path_factory.mktemp("llm")) as url:
        yield url
