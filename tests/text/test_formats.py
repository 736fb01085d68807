from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import TranscriptUnreadableError
from models.transcript import Transcript
from tests.text.calls import call
from text.formats import read_transcript, write_markdown, write_srt, write_vtt

VTT = b"""\xef\xbb\xbfWEBVTT - made by a phone system

STYLE
::cue { color: red }

NOTE nobody reads this

1
00:00:01.000 --> 00:00:04.000 align:start position:10%
<v.loud Agent Maria>Hello, <i>Dana</i> &amp; welcome</v>

00:05.000 --> 00:06.500
<v Dana>I need 2 &lt; 3 things

00:07,000 --> 00:08,000
and one more
"""


def test_webvtt_with_voices_gives_turns_by_role() -> None:
    transcript = read_transcript(VTT)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("agent", "Hello, Dana & welcome"),
        ("customer", "I need 2 < 3 things and one more"),
    ]
    assert transcript.turns[1].start_s == 5.0
    assert transcript.turns[1].end_s == 8.0
    assert transcript.turns[1].speaker_confidence == 0.5
    assert (transcript.engine, transcript.model, transcript.channels) == ("webvtt", "supplied", 1)
    assert transcript.warnings == ()


def test_names_before_the_text_are_speakers() -> None:
    data = b"""WEBVTT

00:00.000 --> 00:02.000
Rep: Good morning.

00:02.000 --> 00:04.000
Caller: Hi, note: it is urgent.

00:04.000 --> 00:05.000
Rep: All right.
"""
    turns = read_transcript(data).turns
    assert [turn.speaker for turn in turns] == ["agent", "customer", "agent"]
    assert turns[1].text == "Hi, note: it is urgent."


def test_a_colon_in_talk_makes_no_speaker() -> None:
    data = b"WEBVTT\n\n00:00.000 --> 00:02.000\nOne thing: we are late.\n\n00:03.000 --> 00:04.000\nYes.\n"
    transcript = read_transcript(data)
    assert [turn.speaker for turn in transcript.turns] == ["S1"]
    assert "names no speakers" in transcript.warnings[0]


def test_names_that_are_no_roles_are_numbered() -> None:
    data = b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann>Hi\n\n00:01.000 --> 00:02.000\n<v Bo>Hi\n"
    assert [turn.speaker for turn in read_transcript(data).turns] == ["S1", "S2"]


def test_our_own_speaker_labels_come_back_as_they_are() -> None:
    data = b"WEBVTT\n\n00:00.000 --> 00:01.000\n<v S2>Hi\n\n00:01.000 --> 00:02.000\n<v S1>Hi\n"
    assert [turn.speaker for turn in read_transcript(data).turns] == ["S2", "S1"]


def test_two_voices_in_one_cue_share_its_time() -> None:
    data = b"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Agent>aaaa</v>\n<v Customer>bbbb</v>\n"
    turns = read_transcript(data).turns
    assert [(turn.speaker, turn.start_s, turn.end_s) for turn in turns] == [
        ("agent", 0.0, 2.0),
        ("customer", 2.0, 4.0),
    ]


def test_malformed_cues_are_left_out_with_a_warning() -> None:
    data = b"""WEBVTT

garbage

00:zz --> 00:09
lost

00:09.000 --> 00:05.000
backwards

00:10.000 --> 00:11.000
<v Agent>Still here
"""
    transcript = read_transcript(data)
    assert [turn.text for turn in transcript.turns] == ["Still here"]
    assert transcript.warnings[0].startswith("3 cues")
    assert transcript.coverage.gaps


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"WEBVTT\n\n", b"{}", b"{", b"[1]", b"\xff\xfa\x00", b'{"turns": []}', b"{" * 100_000],
)
def test_what_is_no_transcript_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(TranscriptUnreadableError) as refused:
        read_transcript(data)
    assert refused.value.message.endswith(".")


def test_our_own_json_comes_back_bare_with_a_call_id_and_inside_a_document() -> None:
    bare = call(("agent", "Hello there."), ("customer", "Hi."), timed=True)
    named = bare.model_copy(update={"call_id": "c1"})
    inside = '{"id": "c1", "transcript": ' + named.model_dump_json() + "}"
    assert read_transcript(bare.model_dump_json().encode()) == bare
    assert read_transcript(named.model_dump_json().encode()) == named
    assert read_transcript(inside.encode()) == named


def test_json_in_utf_16_is_read() -> None:
    transcript = call(("agent", "Grüße."))
    assert read_transcript(transcript.model_dump_json().encode("utf-16")) == transcript


def test_json_turns_are_put_in_order_and_twice_the_same_id_is_refused() -> None:
    transcript = call(("agent", "One."), ("customer", "Two."))
    backwards = transcript.model_copy(update={"turns": transcript.turns[::-1]})
    assert read_transcript(backwards.model_dump_json().encode()) == transcript
    doubled = transcript.model_copy(update={"turns": (transcript.turns[0], transcript.turns[0])})
    with pytest.raises(TranscriptUnreadableError):
        read_transcript(doubled.model_dump_json().encode())


def test_json_with_a_turn_that_ends_before_it_begins_is_refused() -> None:
    transcript = call(("agent", "One."))
    turn = transcript.turns[0].model_copy(update={"start_s": 9.0, "end_s": 1.0})
    with pytest.raises(TranscriptUnreadableError):
        read_transcript(transcript.model_copy(update={"turns": (turn,)}).model_dump_json().encode())


def test_english_is_recognised_and_other_languages_are_left_open() -> None:
    head = b"WEBVTT\n\n00:00.000 --> 00:09.000\n<v A>"
    english = head + b"I will send you the quote by Friday, is that okay for you?\n"
    german = head + b"Ich schicke Ihnen das Angebot bis Freitag, passt das?\n"
    assert read_transcript(english).language == "en"
    assert read_transcript(german).language == "und"


_TALK = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
_SAID = st.lists(
    st.tuples(st.sampled_from(["agent", "customer"]), st.lists(_TALK, min_size=1, max_size=4).map(" ".join)),
    min_size=1,
    max_size=6,
)


@given(_SAID)
def test_webvtt_that_we_wrote_says_the_same_when_read_back(said: list[tuple[str, str]]) -> None:
    original = call(*said)
    back = read_transcript(write_vtt(original).encode())
    wanted: list[tuple[str, str]] = []
    for speaker, text in said:
        if wanted and wanted[-1][0] == speaker:
            wanted[-1] = (speaker, f"{wanted[-1][1]} {text}")
        else:
            wanted.append((speaker, text))
    assert [(turn.speaker, turn.text) for turn in back.turns] == wanted


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for prefix in (b"", b"WEBVTT\n\n", b"WEBVTT\n\n00:00.000 --> 00:01.000\n", b"{"):
        with suppress(TranscriptUnreadableError):
            assert isinstance(read_transcript(prefix + data), Transcript)


def test_srt_numbers_its_cues_and_names_the_speaker() -> None:
    assert write_srt(call(("agent", "Hello."))) == "1\n00:00:00,000 --> 00:00:05,000\nagent: Hello.\n"


def test_markdown_takes_nothing_that_was_said_for_markup() -> None:
    text = write_markdown(call(("agent", "# not a *heading* [card]"), preview=True))
    assert "\\# not a \\*heading\\* \\[card\\]" in text
    assert "preview" in text


def test_a_preview_is_marked_in_webvtt_and_still_readable() -> None:
    written = write_vtt(call(("agent", "hello there"), preview=True))
    assert "NOTE Made by the offline preview engine" in written
    assert read_transcript(written.encode()).turns[0].text == "hello there"


@pytest.mark.parametrize("opened", ["<", "<v ", "<v.", "<v " + " " * 200_000, "&#"])
def test_tags_that_never_close_take_linear_time(opened: str) -> None:
    payload = opened * (200_000 // len(opened) or 1)
    began = time.monotonic()
    with suppress(TranscriptUnreadableError):
        read_transcript(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{payload}".encode())
    assert time.monotonic() - began < 5  # it took hours


def test_a_file_with_more_words_than_a_call_can_hold_is_refused() -> None:
    cue = "00:01.000 --> 00:02.000\n" + "word " * 100_000 + "\n\n"
    with pytest.raises(TranscriptUnreadableError, match="more words"):
        read_transcript(f"WEBVTT\n\n{cue * 5}".encode())
