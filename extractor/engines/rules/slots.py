"""Finds the values that a call is about: asked for by the agent, or volunteered by the customer.

In: the turns of a call. Out: `Slot`s: a name, a value, the turns that hold it. "Which card?" "My debit card"
gives card type: debit. Not here: numbers and e-mail addresses (fields.py), which of them a template wants
(template_fields.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from extractor.engines.rules.exchanges import Exchange, find_exchanges
from extractor.engines.rules.slot_values import (
    read_address,
    read_choice,
    read_login,
    read_money,
    read_name,
    read_number,
    read_when,
)
from models.frozen import Frozen
from models.transcript import Turn
from text.spoken import units

_CARDS = re.compile(r"\b(debit|credit|bank|atm|gift|prepaid|loyalty|sim|membership|library)(?: card)?\b")
_ACCOUNTS = re.compile(
    r"\b(checking|savings?|current|money market|business|joint|mortgage|credit card|deposit)(?: account)?\b"
)
_ACCOUNT = r"(?:my |the |our )?(checking|savings?|current|money market|business|joint|deposit)(?: account)?\b"
_SUM = (
    r"(?:[$£€]\s?[\d,.]+|(?:[a-z]+[ -]){1,8}?(?:dollars|pounds|euros|bucks)|[\d,.]+ (?:dollars|pounds"
    r"|euros|bucks))"
)

_Reader = Callable[[str], str | None]
_ASKED: tuple[tuple[str, re.Pattern[str], _Reader], ...] = (
    ("company address", re.compile(
        r"\b(?:company|their|its|business|payee|biller)(?:'s)? (?:mailing )?address|address (?:of"
        r"|for) (?:the|that|this)"
        r" (?:company|business)"), read_address),
    ("address", re.compile(
        r"(?<!mail )(?<!e-mail )(?<!email )\baddress\b|\bwhere (?:is the (?:house|property)|do you live"
        r"|should (?:we|i) "
        r"(?:send|deliver|ship))"), read_address),
    ("company", re.compile(
        r"\bcompany(?:'s)? name|name of (?:the|your) company|(?:which|what) (?:company|business|firm)"
        r"|who (?:is the (?:bill|payment) (?:from|to|for)|are you paying|(?:would|do) you (?:like"
        r"|want) to pay)"
        r"|\b(?:biller|payee)"), read_name),
    ("budget", re.compile(
        r"\bbudget|\bspend\b|price range|\bafford"), read_money),
    ("amount", re.compile(
        r"\bhow much\b|\bamount\b|what does it come to|what(?:'s| is) the total"), read_money),
    ("card type", re.compile(
        r"\b(?:which|what)(?: kind of| type of| sort of)? card|credit (?:card )?or (?:a )?debit"
        r"|debit (?:card )?or"
        r" (?:a )?credit"), partial(read_choice, options=_CARDS)),
    ("from account", re.compile(
        r"\bfrom (?:which|what)|(?:which|what) account\b.*\bfrom"), partial(read_choice, options=_ACCOUNTS)),
    ("to account", re.compile(
        r"\bto (?:which|what)|(?:which|what) account\b.*\bto\b|where\b.*\b(?:go|to)\b"),
     partial(read_choice, options=_ACCOUNTS)),
    ("account type", re.compile(
        r"\b(?:which|what) (?:one|account|(?:kind|type|sort) of account|of (?:your|the) accounts)"),
     partial(read_choice, options=_ACCOUNTS)),
    ("decision date", re.compile(r"\bwhen\b.*\bdeci[ds]"), partial(read_when, day=True)),
    ("day", re.compile(r"\b(?:what|which) day|\bwhen would you|\bwhat date"), partial(read_when, day=True)),
    ("time", re.compile(r"\b(?:what|which) time\b"), partial(read_when, day=False)),
    ("user name", re.compile(r"\b(?:user ?name|login|user id)\b"), read_login),
    ("users", re.compile(r"\bhow many (?:people|users|seats|licen[cs]es|of you|employees)"), read_number),
    ("authority", re.compile(r"\bwho (?:decides|makes the decision|else decides|is involved)"), read_name),
)  # fmt: skip
_TOLD: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("customer", "card type", re.compile(
        r"\b(?:lost|stole|stolen|missing|replace(?:ment)?|new|broken?|damaged|block|cancel|expired"
        r"|order)\b[^.?!]{0,30}?"
        r"\b(debit|credit|bank|atm|gift|prepaid|loyalty|sim|membership|library) card")),
    ("customer", "card type", re.compile(
        r"\bmy (debit|credit|bank|atm|gift|prepaid|loyalty|sim|membership|library) card (?:was|is|has|got"
        r"|isn't|doesn't)")),
    ("customer", "from account", re.compile(rf"\bfrom {_ACCOUNT}")),
    ("customer", "to account", re.compile(rf"\b(?:in)?to {_ACCOUNT}")),
    ("customer", "account type", re.compile(
        r"\b(?:balance|check|open|close)\b[^.?!]{0,25}?\b(checking|savings?|current|money market|business"
        r"|joint) account")),
    ("customer", "amount", re.compile(rf"\b(?:transfer|move|send|deposit|withdraw|pay) ({_SUM})")),
    ("agent", "account balance", re.compile(rf"\bbalance (?:is|of|comes to|stands at) ({_SUM})")),
    ("customer", "budget", re.compile(
        rf"\b(?:\w+n't|not)(?: want to)?(?: cost| spend| pay)? more than ({_SUM})")),
    ("customer", "branch", re.compile(
        r"\bbranch (?:on|in|at) ([a-z' ]{3,30}?)(?= (?:is|are|opens?|closes?|and|has|today|tomorrow|on)\b"
        r"|[.?!,]|$)")),
    ("customer", "branch", re.compile(r"\bthe ((?!nearest|next|same|main|new)[a-z]+(?: [a-z]+)?) branch\b")),
)  # fmt: skip
_CLOSED_BY = {"account type": ("from account", "to account")}


class Slot(Frozen):
    """A value of the call; `quotes` are the turns that hold it, or the words within one."""

    name: str
    value: str
    quotes: tuple[tuple[Turn, str], ...]
    asked: bool


def find_slots(turns: tuple[Turn, ...]) -> tuple[Slot, ...]:
    """Return the slots, what was asked for first; the first value of a name counts."""
    found: dict[str, Slot] = {}
    for exchange in find_exchanges(turns):
        slot = _asked(exchange)
        if slot is not None:
            found.setdefault(slot.name, slot)
    for turn in turns:
        for slot in _told(turn):
            if not any(name in found for name in _CLOSED_BY.get(slot.name, ())):
                found.setdefault(slot.name, slot)
    return tuple(found.values())


def _asked(exchange: Exchange) -> Slot | None:
    for name, cue, read in _ASKED:
        if not cue.search(exchange.asked):
            continue
        for taken in range(len(exchange.turns), 0, -1):
            turns = exchange.turns[:taken]
            value = read(" ".join(turn.text for turn in turns))
            if value is not None:
                return Slot(name=name, value=value, quotes=_holding(turns, value), asked=True)
        return None
    return None


def _holding(turns: tuple[Turn, ...], value: str) -> tuple[tuple[Turn, str], ...]:
    """Return the turns that share a word or a digit with the value."""
    wanted = set(re.findall(r"[a-z]+", value.lower()))
    numeric = any(sign.isdigit() for sign in value)
    return tuple(
        (turn, turn.text)
        for turn in turns
        if wanted & set(re.findall(r"[a-z]+", turn.text.lower())) or (numeric and _says_number(turn.text))
    )


def _says_number(text: str) -> bool:
    return any(unit.is_number for unit in units(text))


def _told(turn: Turn) -> list[Slot]:
    lower = turn.text.lower()
    found = []
    for speaker, name, pattern in _TOLD:
        match = pattern.search(lower) if turn.speaker == speaker else None
        if match is None:
            continue
        said = match.group(1)
        value = read_money(said) if name in ("amount", "account balance", "budget") else said.strip()
        if value:
            quote = turn.text[match.start() : match.end()].strip()
            found.append(Slot(name=name, value=value, quotes=((turn, quote),), asked=False))
    return found
