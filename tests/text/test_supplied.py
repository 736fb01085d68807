"""One suite over every format of other people's transcripts: what was said, by whom and when."""

from __future__ import annotations

import json
import random
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from models.errors import TranscriptUnreadableError
from models.transcript import Transcript
from tests.text.supplied_examples import EXAMPLES, SAID, Example
from text.formats import read_transcript

REAL = Path(__file__).parents[3] / "shared/data/aws_transcribe/example-call.json"
every_format = pytest.mark.parametrize("example", EXAMPLES.values(), ids=list(EXAMPLES))
BREAKABLE = {name: example for name, example in EXAMPLES.items() if example.broken is not None}


def said(transcript: Transcript) -> str:
    return " ".join(turn.text for turn in transcript.turns)


@every_format
def test_every_word_and_speaker_comes_in(example: Example) -> None:
    transcript = read_transcript(example.data)
    assert said(transcript) == " ".join(" ".join(words) for _, _, words in SAID)
    first, second = example.speakers
    wanted = [first, second, first] if first != second else [first]
    assert [turn.speaker for turn in transcript.turns] == wanted
    assert [turn.id for turn in transcript.turns] == [f"t{at + 1}" for at in range(len(wanted))]
    assert {turn.speaker_confidence for turn in transcript.turns} == {example.confidence}


@every_format
def test_the_transcript_tells_where_it_is_from(example: Example) -> None:
    transcript = read_transcript(example.data)
    assert (transcript.engine, transcript.model) == (example.engine, "supplied")
    assert (transcript.language, transcript.channels) == (example.language, example.channels)
    assert transcript.coverage.gaps == ()
    assert transcript.duration_s >= transcript.turns[-1].end_s


@every_format
def test_times_are_those_of_the_source(example: Example) -> None:
    turns = read_transcript(example.data).turns
    starts = [start for start, _, _ in SAID][: len(turns)]
    assert [turn.start_s for turn in turns] == pytest.approx(starts, abs=example.slack_s)
    assert all(turn.start_s <= turn.end_s for turn in turns)
    assert turns[-1].end_s == pytest.approx(6.0, abs=2 * example.slack_s)


@every_format
def test_words_have_times_and_certainty_where_the_source_has_them(example: Example) -> None:
    turns = read_transcript(example.data).turns
    words = [word for turn in turns for word in turn.words]
    assert len(words) == (10 if example.words else 0)
    assert {word.probability for word in words} == ({example.sure} if example.words else set())
    for turn in turns if example.words else ():
        assert turn.text == " ".join(word.text for word in turn.words)
        assert turn.words[0].start_s == turn.start_s
        assert turn.words[-1].end_s == turn.end_s


@pytest.mark.parametrize("example", BREAKABLE.values(), ids=list(BREAKABLE))
def test_what_cannot_be_read_is_left_out_and_counted(example: Example) -> None:
    assert example.broken is not None
    transcript = read_transcript(example.broken)
    assert "Maria" in said(transcript)
    assert "Sure" not in said(transcript)
    assert "1 cues of the transcript could not be read and were left out." in transcript.warnings
    assert [gap.cause for gap in transcript.coverage.gaps] == ["unreadable"]


@every_format
@pytest.mark.parametrize("change", ["bom", "crlf", "utf-16", "blanks"])
def test_the_same_file_of_another_system_says_the_same(example: Example, change: str) -> None:
    text = example.data.decode("utf-8-sig").replace("\r\n", "\n")
    other = {
        "bom": text.encode("utf-8-sig"),
        "crlf": text.replace("\n", "\r\n").encode(),
        "utf-16": text.encode("utf-16"),
        "blanks": f"\n\n{text}\n\n\n".encode(),
    }
    assert read_transcript(other[change]) == read_transcript(example.data)


@every_format
def test_a_damaged_file_is_refused_or_read_but_never_breaks_the_reader(example: Example) -> None:
    chance = random.Random(example.engine)
    for _ in range(60):
        data = bytearray(example.data)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            piece = chance.choice(
                [b"", b"\x00", b"9" * 30, b"-", b"null", b"{}", b"[]", b"\n", b'"', b"1e999"]
            )
            data[at : at + chance.randint(0, 6)] = piece
        with suppress(TranscriptUnreadableError):
            check(read_transcript(bytes(data)))


@pytest.mark.parametrize(
    "kind", ["null", "true", "-1", "1e999", "NaN", '"x"', "[]", "{}", "[[]]", '{"text": 1}']
)
def test_json_with_a_value_of_another_kind_anywhere_never_breaks_the_reader(kind: str) -> None:
    for example in EXAMPLES.values():
        if not example.data.startswith((b"{", b"[{")):
            continue
        value = json.loads(example.data)
        for path in paths(value):
            with suppress(TranscriptUnreadableError):
                check(read_transcript(replaced(value, path, kind)))


def paths(value: object, at: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in the value, of lists only the first two entries."""
    pairs = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    return [place for key, inner in pairs for place in ((*at, key), *paths(inner, (*at, key)))]


def replaced(value: object, path: tuple[object, ...], kind: str) -> bytes:
    copy = json.loads(json.dumps(value))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = "<here>"
    return json.dumps(copy).replace('"<here>"', kind).encode()


def check(transcript: Transcript) -> None:
    """Hold it against what every later step takes for granted."""
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript
    assert transcript.turns
    starts = [turn.start_s for turn in transcript.turns]
    assert starts == sorted(starts)
    for turn in transcript.turns:
        assert 0 <= turn.start_s <= turn.end_s <= 360_000
        assert all(word.start_s <= word.end_s for word in turn.words)


@pytest.mark.skipif(
    not REAL.exists(), reason="the real file of Amazon Transcribe is not beside the repository"
)
def test_a_real_file_of_amazon_transcribe_comes_in_whole() -> None:
    transcript = read_transcript(REAL.read_bytes())
    assert (transcript.engine, transcript.language, transcript.warnings) == (
        "amazon_call_analytics",
        "en",
        (),
    )
    assert len(transcript.turns) == 37
    assert {turn.speaker for turn in transcript.turns} == {"agent", "customer"}
    raw = json.loads(REAL.read_bytes())["Transcript"]
    assert [turn.text for turn in transcript.turns] == [" ".join(turn["Content"].split()) for turn in raw]
    assert sum(len(turn.words) for turn in transcript.turns) == sum(
        item["Type"] == "pronunciation" for turn in raw for item in turn["Items"]
    )


def test_words_without_times_stand_between_their_neighbours() -> None:
    words = [{"word": "in", "start": 1.0, "end": 1.2, "score": 0.5}, {"word": "2014"}, {"word": "we"}]
    words.append({"word": "won", "start": 2.0, "end": 2.4, "score": 1.0})
    segment = {"start": 1.0, "end": 2.4, "text": "in 2014 we won", "words": words}
    (turn,) = read_transcript(json.dumps({"segments": [segment]}).encode()).turns
    assert [(word.start_s, word.end_s) for word in turn.words] == [
        (1.0, 1.2),
        (1.2, 1.6),
        (1.6, 2.0),
        (2.0, 2.4),
    ]
    assert [word.probability for word in turn.words] == [0.5, 0.75, 0.75, 1.0]


def test_a_segment_of_two_speakers_becomes_two_turns() -> None:
    words = [
        {"word": word, "start": float(at), "end": at + 0.9, "score": 0.9, "speaker": f"SPEAKER_0{at // 2}"}
        for at, word in enumerate(["All", "right?", "Yes,", "sure."])
    ]
    segment = {
        "start": 0.0,
        "end": 3.9,
        "text": "All right? Yes, sure.",
        "words": words,
        "speaker": "SPEAKER_00",
    }
    turns = read_transcript(json.dumps([segment]).encode()).turns
    assert [(turn.speaker, turn.text) for turn in turns] == [("S1", "All right?"), ("S2", "Yes, sure.")]


def test_words_without_punctuation_take_the_spelling_of_their_segment() -> None:
    words = [{"word": "hello", "start": 0.0, "end": 0.5}, {"word": "dana", "start": 0.5, "end": 1.0}]
    value = {
        "segments": [{"start": 0.0, "end": 1.0, "text": " Hello, Dana!", "words": words}],
        "duration": 2.5,
    }
    transcript = read_transcript(json.dumps(value).encode())
    assert transcript.turns[0].text == "Hello, Dana!"
    assert transcript.duration_s == 2.5


def test_subtitles_without_numbers_or_blank_lines_are_read() -> None:
    srt = b"""00:00:01,000 --> 00:00:02,000
Room 12
00:00:03,000 --> 00:00:04,000
12

00:00:05,000 --> 00:00:06,000
{\\an8}2 < 3"""
    assert said(read_transcript(srt)) == "Room 12 12 2 < 3"


def test_a_number_on_a_line_of_its_own_is_no_speech_where_cues_are_numbered() -> None:
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:02,000 --> 00:00:03,000\nTwo\n"
    assert said(read_transcript(srt)) == "One Two"


def test_estimated_times_are_told() -> None:
    lines = b"Notes of a call\n\nAgent: Good morning, how can I help?\nwith anything\nCaller: I need: help.\n"
    transcript = read_transcript(lines)
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("agent", "Good morning, how can I help? with anything"),
        ("customer", "I need: help."),
    ]
    assert "no times" in " ".join(transcript.warnings)
    assert transcript.turns[1].start_s >= transcript.turns[0].end_s
    timed = read_transcript(b"[0:05] Agent: Good morning.\n[1:00:09] Caller: Hi.\n")
    assert [turn.start_s for turn in timed.turns] == [5.0, 3609.0]
    assert "begins" in " ".join(timed.warnings)


@pytest.mark.parametrize("value", [[{"speaker": "Ann", "said": "Hi."}], ["Hi."], [1, 2], {"segments": [{}]}])
def test_a_list_of_something_else_is_json_in_a_shape_that_is_not_known(value: object) -> None:
    with pytest.raises(TranscriptUnreadableError, match="shape that is not known"):
        read_transcript(json.dumps(value).encode())


@pytest.mark.parametrize(
    "text", ["One thing: we are late.\nYes.", "Note: a\nSee: b", "Dear Sir,\n\nhello  0:65\nx"]
)
def test_prose_is_no_transcript(text: str) -> None:
    with pytest.raises(TranscriptUnreadableError, match="not known"):
        read_transcript(text.encode())


HOSTILE = {
    "50 MB of zeros": lambda: bytes(50 << 20),
    "lists in lists": lambda: b"[" * 3_000_000,
    "deep lists": lambda: b"[" * 900_000 + b"]" * 900_000,
    "objects in objects": lambda: b'{"segments":' * 200_000,
    "millions of nothings": lambda: b'{"segments":[' + b"{}," * 5_000_000 + b"{}]}",
    "a huge number": lambda: b'{"segments":[{"start":' + b"9" * 5_000_000 + b',"end":1,"text":"x"}]}',
    "millions of cues": lambda: b"WEBVTT\n\n" + b"0:01 --> 0:02\na\n\n" * 1_000_000,
    "millions of empty lines": lambda: b"WEBVTT\n" + b"\n \t" * 5_000_000,
    "names without end": lambda: b"".join(b"a%d: x\n" % at for at in range(90_000)),
    "one line of blanks": lambda: b"Ann" + b" " * 10_000_000 + b"0:05\nhello",
    "one line of colons": lambda: b"a: " * 800_000,
    "tags that never close": lambda: b"1\n00:01 --> 00:02\n" + b"<b " * 800_000,
    "entities that never end": lambda: b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"&#" * 3_000_000,
    "one word, ten million letters": lambda: b"Agent: hi\nCaller: " + b"a" * 10_000_000,
}


@pytest.mark.soak
def test_the_largest_file_that_is_read_takes_bounded_time_and_memory() -> None:
    words = b",".join([b'{"word":"a"},{"word":"b","start":1,"end":1}'] * 148_000)
    data = b'{"segments":[{"start":1,"end":2,"text":"a","words":[' + words + b"]}]}"
    tracemalloc.start()
    began = time.process_time()
    try:
        with suppress(TranscriptUnreadableError):
            read_transcript(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 90  # while memory is counted; two and a half without
    assert peak < 600 << 20


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_end_in_one_sentence_in_bounded_time_and_memory(kind: str) -> None:
    data = HOSTILE[kind]()
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(TranscriptUnreadableError) as refused:
            read_transcript(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.message.endswith(".")
    assert refused.value.message.count(". ") == 0
    assert time.process_time() - began < 10  # seconds of our own, while memory is counted
    assert peak < 400 << 20
