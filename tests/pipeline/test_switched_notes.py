"""What drafts a team's notes is switched by a person, and holds for the next call, without a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest

from callnotes.doctor.tools import notes_of_teams
from callnotes.engine_names import FORMER_PROMPTS
from callnotes.engines import notes_engines
from callnotes.settings import Settings
from callnotes.transparency import transparency
from callnotes.workshop import workshop_of
from extractor.engine import CallContext
from extractor.engines.llm.prompt_files import former_prompts, prompt, prompt_version
from extractor.extract import extract
from lifecycle import consent, drafts, intake, reading
from lifecycle.trust_switch import switch_notes, switchable, switched, turns
from models.access import Actor
from models.call import CallDetails
from models.errors import ForbiddenError, InputError
from models.notes import CallNotes
from models.stages import Stage
from models.trust import switch_words
from pipeline.process_call import make_notes
from pipeline.workshop import Workshop
from tests.journeys.mortal import settings_in
from tests.lifecycle.house import GRANTED, LIMITS, NOW, WAV, Queue, transcript_of

CORA = Actor(name="cora@example.com", role="manager", teams=("blue",))
EVE = Actor(name="eve@example.com", role="admin")
SAID = "I will send you the invoice by Friday."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("switched"), None)


@pytest.fixture(scope="module")
def shop(settings: Settings) -> Iterator[Workshop]:
    with workshop_of(settings) as opened:
        yield opened


def drafted(shop: Workshop, which: str, *, team: str | None = "blue", asks: str | None = None) -> CallNotes:
    call = intake.accept(
        shop.shelves, CallDetails(team=team, notes_engine=asks), GRANTED,
        audio=[WAV + which.encode()], transcript=None, limits=LIMITS, enqueue=Queue(),
    ).call  # fmt: skip
    assert consent.gate(shop.shelves, call.id).answer == "go"
    drafts.store_transcript(shop.shelves, transcript_of(call.id, SAID))
    assert make_notes(shop, call.id).state == "done"
    assert reading.call(shop.shelves, call.id).stage is Stage.DRAFTED
    found = reading.notes(shop.shelves, call.id)
    assert found is not None
    return found


def turn(
    shop: Workshop, to: str, *, actor: Actor = CORA, team: str = "Blue", why: str = "a bad week"
) -> None:
    switch_notes(shop.shelves, team, to, why=why, engines=("rules",), actor=actor)


def test_a_team_is_switched_off_and_forward_again_and_the_pipeline_honours_it(
    shop: Workshop, settings: Settings
) -> None:
    assert [one.text for one in drafted(shop, "before").promises]
    turn(shop, "off")
    empty = drafted(shop, "off", asks="rules")
    assert (empty.engine, empty.items()) == ("off", ())
    assert any("switched to off" in line for line in empty.warnings)
    assert "Nothing was promised." not in empty.warnings
    assert drafted(shop, "other team", team="red").engine == "rules"
    assert drafted(shop, "no team", team=None).engine == "rules"
    assert "blue: off" in notes_of_teams(settings).found
    told = settings.model_copy(
        update={"transparency_operator": "Brightwater", "transparency_contact": "privacy@example.com"}
    )
    page = transparency(told, shop.shelves).model_dump_json()
    assert "nothing is proposed" in page
    assert "blue" not in page
    turn(shop, "standard", why="the model is mended")
    assert drafted(shop, "after").promises
    assert switched(shop.shelves) == ()
    assert [(one.before, one.to, one.by) for one in turns(shop.shelves)] == [
        ("off", "standard", CORA.name), ("standard", "off", CORA.name),
    ]  # fmt: skip
    lines = [one for one in shop.shelves.audit().entries() if one.action == "switched_notes"]
    assert "blue: off to standard: the model is mended" in {one.detail for one in lines}


def test_a_voicemail_of_a_team_that_is_switched_off_gets_no_item_either(shop: Workshop) -> None:
    alone = transcript_of(None, "Please leave a message after the tone.")
    wish = alone.turns[1].model_copy(update={"text": "Please call me back on Monday, it is about my bill."})
    message = alone.model_copy(update={"turns": (alone.turns[0], wish)})
    context = CallContext(started_at=NOW, zone=shop.zone)
    assert extract(message, engine=shop.notes_engine("off"), context=context).items() == ()


def test_who_may_not_or_says_no_reason_switches_nothing(shop: Workshop) -> None:
    held = turns(shop.shelves)
    with pytest.raises(ForbiddenError):
        turn(shop, "off", actor=CORA.model_copy(update={"role": "lead"}))
    with pytest.raises(ForbiddenError):
        turn(shop, "off", team="red")
    for to, why in (("off", " "), ("perhaps", "so"), ("llm", "so"), ("llm:", "so"), ("llm:x y", "so")):
        with pytest.raises(InputError):
            turn(shop, to, why=why)
    with pytest.raises(InputError, match="no such team"):
        turn(shop, "off", team="nobody", actor=EVE)
    assert turns(shop.shelves) == held
    assert switchable(shop.shelves, actor=CORA) == ("blue",)
    assert switchable(shop.shelves, actor=EVE) == ("blue", "red", "")


def test_another_model_is_asked_at_the_server_of_the_settings(settings: Settings) -> None:
    with_server = settings.model_copy(update={"llm_url": "http://127.0.0.1:9/v1", "llm_model": "new"})
    engines = notes_engines(with_server)
    assert engines("llm") is engines("llm")
    assert engines("llm:former") is not engines("llm")


def test_a_former_prompt_of_this_release_is_switched_to_and_another_one_is_refused(shop: Workshop) -> None:
    def to(word: str) -> None:
        switch_notes(
            shop.shelves, "blue", word, why="the new prompt is worse", engines=("rules", "llm"),
            prompts=FORMER_PROMPTS, actor=CORA,
        )  # fmt: skip

    with pytest.raises(InputError, match="no such former prompt"):
        to("llm#notes-1")
    to("llm:qwen3-8b#notes-2")
    (held,) = switched(shop.shelves)
    assert held.engine == "llm:qwen3-8b#notes-2"
    assert switch_words(held.to) == "the language model qwen3-8b with the former prompt notes-2"
    to("standard")
    assert switched(shop.shelves) == ()


def test_the_former_prompts_that_are_named_are_those_that_are_there_and_fit_the_form_of_today() -> None:
    assert former_prompts() == FORMER_PROMPTS
    number = int(prompt_version("notes", "", {}).partition("+")[0].removeprefix("notes-"))
    assert FORMER_PROMPTS[0] == f"notes-{number - 1}", "keep the former prompt when the number goes up"
    blanks = {"$fields", "$risks", "$categories", "$language"}
    for name in ("notes", *FORMER_PROMPTS):
        assert blanks <= set(re.findall(r"\$[a-z]+", prompt(name)))
        assert prompt_version(name, "", {}).startswith(f"{name}+" if "-" in name else "notes-")


def test_other_words_of_a_prompt_are_another_number() -> None:
    """Else the former words could not be switched back to: a number goes up, the former file is kept."""
    seen = {name: sha256(prompt(name).encode()).hexdigest()[:12] for name in ("notes", *FORMER_PROMPTS)}
    assert seen == {"notes": "2a0992d3acbb", "notes-2": "193dd5ff6b79"}
