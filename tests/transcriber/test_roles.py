import re
from pathlib import Path

import pytest

from models.call import Direction
from models.transcript import Word
from transcriber.roles import agent_of, is_clear

_CALLS = Path("/work/shared/data/harper_valley")


def _words(text: str, start_s: float = 0.0) -> tuple[Word, ...]:
    return tuple(
        Word(text=word, start_s=start_s + 0.4 * place, end_s=start_s + 0.4 * place + 0.3, probability=0.9)
        for place, word in enumerate(text.split())
    )


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        ("Thank you for calling Northwind, how can I help you?", "Hi, I'd like to ask about my order."),
        ("good afternoon this is anna from northwind", "yes hello"),
        ("may i have your order number please", "my order number is four two"),
        (
            "print works customer service good morning can you tell me the order number you'll get it monday",
            "good morning this is grace from the city library can i order more ink and when do we get it",
        ),
        ("is there anything else i can do for you today", "no thanks"),
        ("let me check that for you", "i lost my card can you send me a new one"),
    ],
)
def test_the_agent_is_known_by_what_agents_say(agent: str, customer: str) -> None:
    place, sure = agent_of((_words(customer), _words(agent, 0.5)), None)
    assert place == 1
    assert sure > 0.6


def test_who_is_the_agent_does_not_depend_on_the_order() -> None:
    agent, customer = _words("how can i help you today"), _words("my name is anna", 3.0)
    assert agent_of((agent, customer), None)[0] == 0
    assert agent_of((customer, agent), None)[0] == 1
    assert agent_of((agent, customer), None)[1] == agent_of((customer, agent), None)[1]


@pytest.mark.parametrize(("direction", "agent"), [("inbound", 0), ("outbound", 1), (None, 0)])
def test_without_cues_the_one_who_picks_up_decides(direction: Direction | None, agent: int) -> None:
    place, sure = agent_of((_words("hello"), _words("yes", 2.0)), direction)
    assert place == agent
    assert not is_clear(sure)


@pytest.mark.parametrize(
    "opening",
    ["Lake Hotel, hello.", "Hi, this is Kate from Lakehotel", "hello i'm peter calling from the lake hotel"],
)
def test_who_opens_in_the_name_of_the_house_is_the_agent(opening: str) -> None:
    agent, customer = _words(opening, 3.0), _words("yes hello this is peter young")
    house = ("Lakehotel", "the Lake Hotel", "!")
    assert agent_of((customer, agent), None)[0] == 0 or not is_clear(agent_of((customer, agent), None)[1])
    place, sure = agent_of((customer, agent), None, house)
    assert place == 1
    assert sure > 0.75


@pytest.mark.parametrize(
    "asking", ["hi is this lake hotel", "i booked a room at lake hotel", "am i speaking to the lake hotel"]
)
def test_who_asks_for_the_house_is_not_its_agent(asking: str) -> None:
    agent, customer = _words("yes it is"), _words(asking, 3.0)
    assert agent_of((customer, agent), None) == agent_of((customer, agent), None, ("Lake Hotel",))


def test_without_words_nothing_is_clear() -> None:
    assert agent_of(((), ()), None) == (0, 0.5)
    assert not is_clear(0.5)


def test_certainty_is_never_complete() -> None:
    agent = _words("thank you for calling how can i help you today is there anything else i can do " * 3)
    assert agent_of((agent, _words("my card", 9.0)), "inbound")[1] == 0.97


@pytest.mark.skipif(not _CALLS.is_dir(), reason="the shared recordings are not here")
@pytest.mark.parametrize("kind", ["human", "machine"])
def test_the_agents_of_real_bank_calls_are_found(kind: str) -> None:
    found = []
    for path in sorted(_CALLS.glob(f"*.{kind}.txt")):
        said: dict[str, list[Word]] = {"caller": [], "agent": []}
        for line in path.read_text("utf-8").splitlines():
            match = re.match(r"\[(\d+\.\d+)-\d+\.\d+\] (\w+): (.*)", line)
            assert match is not None
            said[match[2]] += _words(match[3], float(match[1]))
        place, sure = agent_of((tuple(said["caller"]), tuple(said["agent"])), None)
        found.append((place, is_clear(sure)))
    assert found == [(1, True)] * 6
