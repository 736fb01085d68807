"""Words that are likely in a call, for the recogniser: what was told, who speaks, the vocabulary of the team.

In: the call's details, the terms of its team. Out: hotwords, the likeliest first, few enough to do no harm:
Whisper's prompt holds 224 tokens, and a long one makes it write words that nobody said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from callnotes.vocabulary import Term
from models.call import CallDetails

_MOST_WORDS: Final = 24
_MOST_CHARACTERS: Final = 300  # about 100 tokens
#: Mailboxes that are nobody's name, and providers that are nobody's company.
_ROLES: Final = frozenset({
    "info", "sales", "support", "hello", "contact", "office", "mail", "service", "team", "help", "admin",
    "noreply", "no", "reply", "billing", "accounts", "agent", "customer", "me", "desk", "calls",
})  # fmt: skip
_PROVIDERS: Final = frozenset({
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "icloud", "proton", "protonmail",
    "gmx", "web", "aol", "mail", "fastmail", "posteo", "zoho",
})  # fmt: skip
_NOT_A_NAME: Final = frozenset({"co", "com", "org", "net", "ac", "gov", "www", "mail", "email", "crm"})
_PART: Final = re.compile(r"[^\W\d_]{2,}")


def likely_words(details: CallDetails, terms: tuple[Term, ...]) -> tuple[str, ...]:
    """Return the hotwords of a call: those told first, then people and companies, then the vocabulary."""
    wanted = [*details.hotwords, *_of_party(details.agent), *_of_party(details.customer.email)]
    if details.team and details.team.casefold() not in _ROLES:
        wanted.append(details.team)
    wanted += [term.written for term in terms]
    few: dict[str, str] = {}
    room = _MOST_CHARACTERS
    for word in wanted:
        if len(few) == _MOST_WORDS or len(word) > room:
            break
        if word.casefold() not in few:
            few[word.casefold()] = word
            room -= len(word) + 2
    return tuple(few.values())


def names_of_the_house(details: CallDetails, terms: tuple[Term, ...]) -> tuple[str, ...]:
    """Return the names that an agent opens a call with: of the company, and the terms as they are said."""
    company = _company((details.agent or "").partition("@")[2])
    return (*company, *(name for term in terms for name in (term.written, *term.spoken)))


def _of_party(who: str | None) -> Iterator[str]:
    """Name and company of "dana.meyer@northwind.example"; a name without an address is taken as it is."""
    local, at, domain = (who or "").partition("@")
    if not at:
        if local.strip():
            yield " ".join(local.split())
        return
    name = [part for part in _PART.findall(local.partition("+")[0].casefold()) if part not in _ROLES]
    if name:
        yield " ".join(part.capitalize() for part in name)
    yield from _company(domain)


def _company(domain: str) -> Iterator[str]:
    """Yield "Northwind" of "mail.northwind.example"; nothing of a provider's."""
    labels = [part for part in domain.casefold().split(".")[:-1] if part not in _NOT_A_NAME]
    if labels and labels[-1] not in _PROVIDERS:
        yield labels[-1].replace("-", " ").title()
