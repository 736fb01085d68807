"""Which rule of the table decides a call: for either end the first that fits, and of both the strictest.

In: the table, what is known of the call. Out: `Decided`. Code alone decides, never a model.
Where a place is not known, every rule counts that may fit: a missing number never makes anything easier.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from models.call import CallDetails
from models.consent_rules import ConsentRule, ConsentTable, Place
from models.frozen import Frozen
from models.mail_address import plain_address
from text.places import place_of_phone

End = Literal["agent", "customer"]


class Decided(Frozen):
    """The rule that decides a call, by which end of it, where that is, and whether the place is certain."""

    rule: ConsentRule
    end: End
    place: Place
    certain: bool

    @property
    def in_words(self) -> str:
        """The rule and why it is this one, for the reason beside a verdict."""
        where = "" if self.certain else f", since the {self.end}'s place is not known for certain"
        rule = self.rule.name
        return f"rule “{rule}” for the {self.end}'s end{where}"


def deciding(table: ConsentTable, details: CallDetails) -> Decided:
    """Return the strictest of what the customer's place and the agent's ask for."""
    ends: tuple[tuple[End, Place], ...] = (
        ("customer", place_of_phone(details.customer.phone)),
        ("agent", agent_place(table, details)),
    )
    found = [
        Decided(rule=rule, end=end, place=place, certain=certain)
        for end, place in ends
        for rule, certain in _candidates(table, details, end, place)
    ]
    return max(found, key=lambda one: one.rule.strictness)  # of equals the customer's, and the certain one


def agent_place(table: ConsentTable, details: CallDetails) -> Place:
    """Return where the agent sits, by the first line of the table that fits."""
    for one in table.places:
        if one.agent and not _is_agent(one.agent, details):
            continue
        if one.team and not _is_team(one.team, details):
            continue
        return Place(country=one.country, state=one.state)
    return Place()


def _candidates(
    table: ConsentTable, details: CallDetails, end: End, place: Place
) -> Iterator[tuple[ConsentRule, bool]]:
    """Yield the rules that may fit this end, up to the first one that does."""
    doubtful: list[ConsentRule] = []
    for rule in (*table.rules, table.last):
        fits = _fits(rule, details, end, place)
        if fits == "yes":
            yield rule, True
            break
        if fits == "perhaps":
            doubtful.append(rule)
    for rule in doubtful:
        yield rule, False


def _fits(rule: ConsentRule, details: CallDetails, end: End, place: Place) -> Literal["yes", "no", "perhaps"]:
    if rule.teams and not any(_is_team(team, details) for team in rule.teams):
        return "no"
    if rule.agents and not any(_is_agent(agent, details) for agent in rule.agents):
        return "no"
    answers = (_number_fits(rule, details, end), _place_fits(rule, place))
    if "no" in answers:
        return "no"
    return "perhaps" if "perhaps" in answers else "yes"


def _number_fits(rule: ConsentRule, details: CallDetails, end: End) -> Literal["yes", "no", "perhaps"]:
    if not rule.numbers:
        return "yes"
    if end == "agent":
        return "no"
    phone = details.customer.phone
    if phone is None:
        return "perhaps"
    return "yes" if phone.startswith(rule.numbers) else "no"


def _place_fits(rule: ConsentRule, place: Place) -> Literal["yes", "no", "perhaps"]:
    if rule.country is None:
        return "yes"
    if place.country is None:
        return "perhaps"
    if place.country != rule.country:
        return "no"
    if not rule.states:
        return "yes"
    if place.state is None:
        return "perhaps"
    return "yes" if place.state in rule.states else "no"


def _is_agent(agent: str, details: CallDetails) -> bool:
    return details.agent is not None and plain_address(agent) == plain_address(details.agent)


def _is_team(team: str, details: CallDetails) -> bool:
    return details.team is not None and _plain(team) == _plain(details.team)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
