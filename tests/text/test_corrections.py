from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.corrections import (
    LABELS,
    Correction,
    GiveTurns,
    MergeSpeakers,
    NameSpeaker,
    SplitTurn,
    SwapRoles,
    in_words,
)
from models.errors import InputError
from models.transcript import Coverage, Transcript, Turn, Word
from text.corrections import CORRECTED, corrected
from text.spoken import written_form
from transcriber.options import TranscribeOptions
from transcriber.speakers.by_channel import by_channel

SWAP: Final = SwapRoles(kind="swap")


def _turn(number: int, speaker: str, text: str, *, sure: float = 0.6, words: bool = True) -> Turn:
    said = text.split()
    start_s = number * 10.0
    return Turn(
        id=f"t{number}",
        speaker=speaker,
        speaker_confidence=sure,
        start_s=start_s,
        end_s=start_s + len(said),
        text=text,
        words=tuple(
            Word(
                text=word,
                start_s=start_s + at,
                end_s=start_s + at + 0.5,
                probability=0.9,
                speaker_confidence=0.4 if at == 1 else None,
            )
            for at, word in enumerate(said)
        )
        if words
        else (),
    )


def _call(*turns: Turn, channels: int = 2, warnings: tuple[str, ...] = ()) -> Transcript:
    return Transcript(
        language="en",
        duration_s=100.0,
        channels=channels,
        engine="e",
        model="m",
        turns=turns,
        coverage=Coverage(speech_s=20.0, transcribed_s=20.0),
        warnings=warnings,
    )


TWO: Final = _call(_turn(1, "agent", "How can I help?"), _turn(2, "customer", "My order is late, sorry."))


def _speakers(transcript: Transcript) -> list[str]:
    return [turn.speaker for turn in transcript.turns]


def test_a_swap_gives_each_turn_of_the_agent_to_the_customer_and_back() -> None:
    after = corrected(TWO, (SWAP,))
    assert _speakers(after) == ["customer", "agent"]
    assert [turn.id for turn in after.turns] == ["t1", "t2"]
    assert _speakers(corrected(after, (SWAP,))) == _speakers(TWO)


def test_a_swap_of_open_roles_exchanges_the_two_speakers() -> None:
    mono = _call(_turn(1, "S1", "Hello."), _turn(2, "S2", "Hi."), channels=1)
    assert _speakers(corrected(mono, (SWAP,))) == ["S2", "S1"]
    with pytest.raises(InputError, match="name its speakers"):
        corrected(_call(_turn(1, "S3", "Hello.")), (SWAP,))


def test_where_the_channel_is_the_speaker_a_persons_word_makes_every_turn_certain() -> None:
    after = corrected(TWO, (SWAP,))
    assert [turn.speaker_confidence for turn in after.turns] == [1.0, 1.0]
    assert all(word.speaker_confidence is None for turn in after.turns for word in turn.words)


def test_where_voices_were_told_apart_a_named_speakers_turns_stay_as_unsure_as_they_were() -> None:
    mono = _call(_turn(1, "S1", "How can I help?"), _turn(2, "S2", "My order."), channels=1)
    after = corrected(mono, (NameSpeaker(kind="name", speaker="S1", to="agent"),))
    assert _speakers(after) == ["agent", "S2"]
    assert after.turns[0].speaker_confidence == 0.6
    assert after.turns[0].words == mono.turns[0].words
    given_one = corrected(mono, (GiveTurns(kind="turn", turn="t1", to="agent"),)).turns[0]
    assert (given_one.speaker_confidence, given_one.words[1].speaker_confidence) == (1.0, None)


def test_a_person_is_named_and_no_guess_is_told_any_more() -> None:
    quiet = TranscribeOptions()
    words = (TWO.turns[0].words, TWO.turns[1].words)
    guessed = by_channel(words, quiet).warnings
    both = "One channel: the speakers were estimated from their voices."
    mono = f"{both} Which of them is the agent was worked out from what is said."
    assert guessed
    after = corrected(_call(*TWO.turns, warnings=(*guessed, mono, "Line noise.")), (SWAP, SWAP))
    assert after.warnings == (both, "Line noise.", CORRECTED)
    one = corrected(_call(*TWO.turns, warnings=guessed), (GiveTurns(kind="turn", turn="t1", to="S3"),))
    assert one.warnings == (*guessed, CORRECTED)


def test_two_speakers_become_one_and_their_turns_stay_apart() -> None:
    three = _call(*TWO.turns, _turn(3, "S3", "And one more thing."))
    after = corrected(three, (MergeSpeakers(kind="merge", speaker="S3", into="customer"),))
    assert _speakers(after) == ["agent", "customer", "customer"]
    assert len(after.turns) == 3


def test_a_run_of_turns_is_given_to_one_speaker() -> None:
    three = _call(*TWO.turns, _turn(3, "agent", "I will look."))
    after = corrected(three, (GiveTurns(kind="turn", turn="t2", last="t3", to="S4"),))
    assert _speakers(after) == ["agent", "S4", "S4"]


@pytest.mark.parametrize("words", [True, False])
def test_the_later_words_of_a_turn_become_another_speakers_turn(words: bool) -> None:
    turn = _turn(1, "agent", "How can I help? My order is late.", words=words)
    turn = turn.model_copy(update={"written": "How can I help? My order is late!"})
    after = corrected(_call(turn), (SplitTurn(kind="split", turn="t1", word=5, to="customer"),))
    first, second = after.turns
    assert (first.id, first.text, first.speaker) == ("t1", "How can I help?", "agent")
    assert (second.id, second.text, second.speaker) == ("t2", "My order is late.", "customer")
    assert (first.written, second.written) == (None, "My order is late!")
    assert (first.speaker_confidence, second.speaker_confidence) == (0.6, 1.0)
    assert turn.start_s == first.start_s < first.end_s <= second.start_s < second.end_s == turn.end_s
    assert [word.text for word in first.words + second.words] == (turn.text.split() if words else [])


def test_each_half_of_a_split_turn_has_its_own_written_form() -> None:
    heard = "It is twenty one euros. And who pays twenty five euros?"
    turn = _turn(1, "agent", heard).model_copy(update={"written": written_form(heard)})
    assert turn.written != heard
    after = corrected(_call(turn), (SplitTurn(kind="split", turn="t1", word=6, to="customer"),))
    whole = " ".join(half.written or half.text for half in after.turns)
    assert whole == turn.written
    only_one = corrected(_call(turn), (SplitTurn(kind="split", turn="t1", word=2, to="customer"),))
    assert [half.written is None for half in only_one.turns] == [True, False]


@pytest.mark.parametrize(
    ("word", "written"),
    [
        pytest.param(5, ("Ask for NordWind,", None), id="behind a written word"),
        pytest.param(3, (None, "NordWind, they have it."), id="before it"),
        pytest.param(2, (None, "for NordWind, they have it."), id="amid other words"),
        pytest.param(4, (None, None), id="within it"),
    ],
)
def test_a_split_turn_keeps_the_written_form_of_the_vocabulary(
    word: int, written: tuple[str | None, ...]
) -> None:
    turn = _turn(1, "agent", "Ask for nord wind, they have it.")
    turn = turn.model_copy(update={"written": "Ask for NordWind, they have it."})
    after = corrected(_call(turn), (SplitTurn(kind="split", turn="t1", word=word, to="customer"),))
    assert tuple(half.written for half in after.turns) == written


def test_what_is_split_off_takes_its_place_in_time_and_an_id_of_its_own() -> None:
    long = _turn(1, "agent", " ".join(f"w{n}" for n in range(15)))
    aside = _turn(2, "customer", "Yes.").model_copy(update={"start_s": 12.0, "end_s": 13.0, "words": ()})
    after = corrected(_call(long, aside), (SplitTurn(kind="split", turn="t1", word=9, to="customer"),))
    assert [turn.id for turn in after.turns] == ["t1", "t2", "t3"]
    assert [turn.start_s for turn in after.turns] == [10.0, 12.0, 18.0]


@pytest.mark.parametrize(
    "correction",
    [
        NameSpeaker(kind="name", speaker="S9", to="agent"),
        NameSpeaker(kind="name", speaker="agent", to="customer"),
        MergeSpeakers(kind="merge", speaker="agent", into="S7"),
        MergeSpeakers(kind="merge", speaker="S7", into="agent"),
        GiveTurns(kind="turn", turn="t9", to="agent"),
        GiveTurns(kind="turn", turn="t2", last="t1", to="agent"),
        SplitTurn(kind="split", turn="t1", word=5, to="agent"),
        SplitTurn(kind="split", turn="t9", word=2, to="agent"),
    ],
    ids=in_words,
)
def test_a_correction_that_cannot_be_made_is_refused(correction: Correction) -> None:
    with pytest.raises(InputError):
        corrected(TWO, (correction,))


def test_a_turn_whose_words_do_not_stand_in_its_text_cannot_be_split() -> None:
    turn = TWO.turns[0].model_copy(update={"text": "Something else was written here."})
    with pytest.raises(InputError, match="cannot be split"):
        corrected(_call(turn), (SplitTurn(kind="split", turn="t1", word=2, to="customer"),))


def test_what_changes_nothing_gives_the_same_transcript_back() -> None:
    assert corrected(TWO, ()) is TWO
    certain = corrected(TWO, (SWAP,))
    assert corrected(certain, (GiveTurns(kind="turn", turn="t1", to="customer"),)) is certain


def test_the_history_never_holds_a_real_name() -> None:
    named = MergeSpeakers(kind="merge", speaker="Nadia Ortiz", into="agent")
    assert in_words(named) == "merge ?=agent"
    assert in_words(GiveTurns(kind="turn", turn="t2", last="t9", to="S1")) == "turn t2..t9=S1"


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Calls of up to six turns, with and without words, some of them said over each other."""
    turns = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        said = draw(
            st.lists(st.sampled_from(["yes", "no,", "the", "order", "1,5", "é"]), min_size=1, max_size=8)
        )
        turn = _turn(number, draw(st.sampled_from(LABELS[:5])), " ".join(said), words=draw(st.booleans()))
        turns.append(turn.model_copy(update={"id": draw(st.sampled_from(["t", "x"])) + str(number)}))
    return _call(*turns, channels=draw(st.integers(1, 2)))


@st.composite
def corrections_of(draw: st.DrawFn, transcript: Transcript) -> Correction:
    """A correction of this transcript, most of which can be made."""
    turn = draw(st.sampled_from([one.id for one in transcript.turns]))
    speakers = st.sampled_from(_speakers(transcript))
    to = draw(st.sampled_from(LABELS))
    made: tuple[Correction, ...] = (
        SWAP,
        NameSpeaker(kind="name", speaker=draw(speakers), to=to),
        MergeSpeakers(kind="merge", speaker=draw(speakers), into=draw(speakers)),
        GiveTurns(kind="turn", turn=turn, last=draw(st.none() | st.just(transcript.turns[-1].id)), to=to),
        SplitTurn(kind="split", turn=turn, word=draw(st.integers(2, 8)), to=to),
    )
    return draw(st.sampled_from(made))


@settings(max_examples=60)
@given(data=st.data())
def test_no_word_is_lost_or_doubled_and_times_stay_in_order_whatever_is_corrected(
    data: st.DataObject,
) -> None:
    before = transcript = data.draw(transcripts())
    for _ in range(4):
        try:
            transcript = corrected(transcript, (data.draw(corrections_of(transcript)),))
        except InputError:
            continue

    def said(call: Transcript) -> list[str]:
        return sorted(token for turn in call.turns for token in turn.text.split())

    def words(call: Transcript) -> list[tuple[float, float, str]]:
        return sorted((word.start_s, word.end_s, word.text) for turn in call.turns for word in turn.words)

    assert said(transcript) == said(before)
    assert words(transcript) == words(before)
    assert len({turn.id for turn in transcript.turns}) == len(transcript.turns)
    assert {turn.id for turn in before.turns} <= {turn.id for turn in transcript.turns}
    assert all(turn.start_s <= turn.end_s for turn in transcript.turns)
    starts = [turn.start_s for turn in transcript.turns]
    assert starts == sorted(starts)
    assert transcript.coverage == before.coverage


@settings(max_examples=40)
@given(transcript=transcripts())
def test_a_swap_made_twice_leaves_everybody_with_their_own_words(transcript: Transcript) -> None:
    try:
        twice = corrected(transcript, (SWAP, SWAP))
    except InputError:
        return
    assert [(turn.id, turn.speaker, turn.text) for turn in twice.turns] == [
        (turn.id, turn.speaker, turn.text) for turn in transcript.turns
    ]
