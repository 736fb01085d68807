"""Finds words in calls, notes and promises, and keeps the searches that people make again.

In: what was typed, what is looked through, who asks. Out: `Finding`: texts with the places of the words.
Not here: the index (storage/word_index.py), finding calls by number and name (search.py).
"""

from __future__ import annotations

from typing import Final

from models.access import Actor, Permission
from models.errors import ForbiddenError, InputError
from models.found_texts import Among, FoundText, SearchReach
from models.frozen import Frozen
from models.words_wanted import WORD, WordsWanted, folded_words, words_wanted
from storage import saved_searches
from storage.found_texts import is_any_to_read, reach_of
from storage.saved_searches import SavedSearch
from storage.shelves import Shelves
from storage.whose_calls import CallOf, customers_named, whose_calls
from storage.word_index import find as found_texts

#: A person keeps so many searches at most.
MOST_SAVED: Final = 50
#: So many customers are named at most.
_MOST_NAMED: Final = 5
_LONGEST_NAME: Final = 80


class Piece(Frozen):
    """A part of a text; `hit` where it is a word that was looked for."""

    text: str
    hit: bool = False


class Hit(Frozen):
    """A text that was found, cut so that what was looked for can be shown in place, and whose call it is."""

    found: FoundText
    call: CallOf
    text: tuple[Piece, ...]
    quote: tuple[Piece, ...]


class Reach(Frozen):
    """What the search looks through: `of` is None before any call was read, `is_reading` while calls wait."""

    of: SearchReach | None
    is_reading: bool

    @property
    def reads(self) -> bool:
        """False where the operator has switched the search off, or nothing was read yet."""
        return self.of not in {None, "off"}


class Finding(Frozen):
    """What was found, the newest calls first; `next_before` asks for what follows, where more may.

    `customers` are ids and names of contacts that are called by what was typed.
    """

    hits: tuple[Hit, ...]
    next_before: int | None
    reads: bool
    customers: tuple[tuple[str, str], ...] = ()


def reach(shelves: Shelves) -> Reach:
    """Return what the search looks through, as the worker read it last."""
    with shelves.database.reading() as session:
        return Reach(of=reach_of(session), is_reading=is_any_to_read(session))


def find_words(
    shelves: Shelves, typed: str, actor: Actor, *, among: Among, limit: int, before: int | None = None
) -> Finding:
    """Find the texts that the actor sees.

    Raises InputError where no word is typed, ForbiddenError for who may not see what is personal: who found a
    call by a name or number would know whose it is.
    """
    if not actor.may(Permission.SEE_PERSONAL):
        raise ForbiddenError("Finding words needs the right to see what is personal; an admin can grant it.")
    wanted = words_wanted(typed)
    with shelves.database.reading() as session:
        rows = found_texts(session, wanted, actor, among=among, limit=limit + 1, before=before)
        found = whose_calls(session, {row.call_id for row in rows})
        named = () if before else customers_named(session, typed.strip(), actor, limit=_MOST_NAMED)
    return Finding(
        hits=tuple(_hit(row, found[row.call_id], wanted) for row in rows[:limit]),
        next_before=rows[limit - 1].number if len(rows) > limit else None,
        reads=reach(shelves).reads,
        customers=named,
    )


def save(shelves: Shelves, name: str, query: str, actor: Actor) -> None:
    """Keep a search under a name; the same name again is that search from now on. Raises InputError."""
    plain = " ".join(name.split())
    if not plain or len(plain) > _LONGEST_NAME:
        raise InputError(f"A kept search needs a name of up to {_LONGEST_NAME} letters; give it one.")
    with shelves.database.transaction() as session:
        kept = saved_searches.of(session, actor.name)
        if len(kept) >= MOST_SAVED and plain not in {one.name for one in kept}:
            raise InputError(f"{MOST_SAVED} searches are kept already; remove one first.")
        saved_searches.keep(session, actor.name, plain, query, at=shelves.clock())


def remove_saved(shelves: Shelves, name: str, actor: Actor) -> None:
    """Forget a kept search of the actor's; one that is not there is gone already."""
    with shelves.database.transaction() as session:
        saved_searches.remove(session, actor.name, name)


def saved(shelves: Shelves, actor: Actor) -> tuple[SavedSearch, ...]:
    """Return the searches that the actor keeps, by name."""
    with shelves.database.reading() as session:
        return saved_searches.of(session, actor.name)


def _hit(found: FoundText, call: CallOf, wanted: WordsWanted) -> Hit:
    quote = pieces(found.quote, wanted) if found.quote else ()
    return Hit(found=found, call=call, text=pieces(found.text, wanted), quote=quote)


def pieces(text: str, wanted: WordsWanted) -> tuple[Piece, ...]:
    """Cut a text at the words that were looked for."""
    whole = {word for term in wanted.wanted for word in (term.words[:-1] if term.beginning else term.words)}
    begun = tuple(term.words[-1] for term in wanted.wanted if term.beginning)
    cut: list[Piece] = []
    at = 0
    for word in WORD.finditer(text):
        plain = "".join(folded_words(word.group()))
        if plain in whole or (begun and plain.startswith(begun)):
            if word.start() > at:
                cut.append(Piece(text=text[at : word.start()]))
            cut.append(Piece(text=word.group(), hit=True))
            at = word.end()
    return (*cut, Piece(text=text[at:])) if at < len(text) else tuple(cut)
