"""`callnotes speakers`: a person says who said what; the notes are made again from it."""

from __future__ import annotations

import re
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from callnotes.cli.decide import CallId, Wait, house
from callnotes.cli.operator import operator, user_name
from callnotes.cli.place import Place, place_of
from callnotes.cli.printing import print_dossier, print_said
from callnotes.cli.waiting import exit_code, wait_for
from models.call import Call
from models.corrections import Correction, GiveTurns, MergeSpeakers, NameSpeaker, SplitTurn, SwapRoles
from models.errors import InputError

_TURNS: Final = re.compile(r"([^=]+?)(?:\.\.([^=]+))?=([^=]+)")
_WORD: Final = re.compile(r"([^=@]+)@(\d{1,6})=([^=]+)")
_PAIR: Final = re.compile(r"([^=]+)=([^=]+)")

Repeated = list[str] | None


def speakers(
    context: typer.Context,
    call: CallId,
    swap: Annotated[bool, typer.Option("--swap", help="The agent is the customer and vice versa.")] = False,
    name: Annotated[Repeated, typer.Option(metavar="S1=agent", help="Call this speaker so (repeat).")] = None,
    merge: Annotated[
        Repeated, typer.Option(metavar="S3=S2", help="The first is the same person as the second (repeat).")
    ] = None,
    turn: Annotated[
        Repeated,
        typer.Option(metavar="t5=customer", help="Who said this turn, or a run t5..t9 (repeat)."),
    ] = None,
    split: Annotated[
        Repeated,
        typer.Option(metavar="t5@7=customer", help="Who said the turn from its 7th word on (repeat)."),
    ] = None,
    decide_anew: Annotated[
        bool, typer.Option("--decide-anew", help="Give up the decisions that were taken on the notes.")
    ] = False,
    reviewer: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Who says so.")] = None,
    wait: Wait = False,
) -> int:
    """Correct who said what; nothing is recognised again, and the notes are made anew."""
    from lifecycle.correct_speakers import correct_speakers

    place = place_of(context)
    said = read_corrections(swap=swap, name=name, merge=merge, turn=turn, split=split)
    with house(place) as (shelves, enqueue):
        corrected = correct_speakers(
            shelves,
            call,
            said,
            by=reviewer or user_name(),
            enqueue=enqueue,
            actor=operator(),
            decide_anew=decide_anew,
        )
    if not wait:
        _print(place, corrected, "transcript")
        print_said(corrected, "corrected", program=place.program)
        return 0
    waited = wait_for(place.settings, (corrected,))
    _print(place, waited[0], "call", "transcript", "notes", "next")
    return exit_code(waited)


def read_corrections(
    *, swap: bool, name: Repeated, merge: Repeated, turn: Repeated, split: Repeated
) -> tuple[Correction, ...]:
    """Return the corrections in the order in which they are made: of speakers, of turns, splits from the end.

    So all ids and numbers of words are those of the transcript as it was shown. Raises InputError.
    """
    try:
        splits = sorted((_split(text) for text in split or ()), key=lambda one: -one.word)
        said = (
            *((SwapRoles(kind="swap"),) if swap else ()),
            *(_named(text) for text in name or ()),
            *(_merged(text) for text in merge or ()),
            *(_given(text) for text in turn or ()),
            *splits,
        )
    except ValidationError as error:
        msg = "A speaker is called agent, customer or S1 to S9, and a split names a word after the first one."
        raise InputError(msg) from error
    if not said:
        msg = "Say what to correct: --swap, --name, --merge, --turn or --split."
        raise InputError(msg)
    return said


def _named(text: str) -> NameSpeaker:
    speaker, to = _parts(_PAIR, text, "--name takes S1=agent: who, and how that speaker is called.")
    return NameSpeaker(kind="name", speaker=speaker, to=to)


def _merged(text: str) -> MergeSpeakers:
    speaker, into = _parts(_PAIR, text, "--merge takes S3=S2: two speakers who are one person.")
    return MergeSpeakers(kind="merge", speaker=speaker, into=into)


def _given(text: str) -> GiveTurns:
    first, last, to = _parts(_TURNS, text, "--turn takes t5=customer or t5..t9=customer.")
    return GiveTurns(kind="turn", turn=first, last=last or None, to=to)


def _split(text: str) -> SplitTurn:
    turn, word, to = _parts(_WORD, text, "--split takes t5@7=customer: from the 7th word of t5 on.")
    return SplitTurn(kind="split", turn=turn, word=int(word), to=to)


def _parts(pattern: re.Pattern[str], text: str, form: str) -> tuple[str, ...]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise InputError(form)
    return tuple(part or "" for part in found.groups())


def _print(place: Place, call: Call, *parts: str) -> None:
    from callnotes.shelves import shelves_of
    from lifecycle import reading

    dossier = reading.dossier(shelves_of(place.settings), call.id)
    print_dossier(dossier, program=place.program, zone=place.settings.zone, parts=parts)
