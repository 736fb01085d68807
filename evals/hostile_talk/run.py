"""Runs hostile calls against the two worst models: one that obeys, and one that answers at random.

In: a folder, calls. Out: `Outcome`s, one a call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from evals.hostile_talk.corpus import HostileCall
from evals.hostile_talk.obedient import obedient_server
from evals.hostile_talk.watched_house import Outcome, watched_house
from evals.made_llm import MODEL_NAME, random_model_server
from extractor.engines.llm import Chat, LlmEngine
from extractor.engines.llm.prompt_files import prompt, prompt_names


def against_obedience(folder: Path, calls: Iterable[HostileCall]) -> Iterator[Outcome]:
    """Yield what became of each call when its model obeys whatever the call says."""
    with obedient_server() as model:
        yield from _outcomes(folder, calls, model.url, "m", lambda: "\n".join(_taken(model.bodies)))


def against_chance(folder: Path, calls: Iterable[HostileCall]) -> Iterator[Outcome]:
    """Yield what became of each call when its model answers at random, within the schema."""
    with random_model_server(folder) as url:
        yield from _outcomes(folder, calls, url, MODEL_NAME, lambda: "")


def _outcomes(
    folder: Path, calls: Iterable[HostileCall], url: str, model: str, sent: Callable[[], str]
) -> Iterator[Outcome]:
    folder.mkdir(parents=True, exist_ok=True)
    engine = LlmEngine(Chat(base_url=url, api_key=None, model=model, timeout_s=120))
    prompts = "\n".join(prompt(name) for name in prompt_names())
    with watched_house(folder, engine, prompts) as house:
        for call in calls:
            yield house.outcome(call, sent)
    engine.close()


def _taken(bodies: list[str]) -> list[str]:
    """What came in since the last look."""
    taken = bodies[:]
    bodies.clear()
    return taken
