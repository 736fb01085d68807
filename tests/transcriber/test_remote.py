from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from models.errors import (
    CallNotesError,
    SettingsError,
    SpeechAnswerError,
    SpeechRefusedError,
    SpeechUnreachableError,
)
from tests.speech_server import Kind, Odd, SpeechServer, speech_server
from tests.transcriber.sounds import voice
from transcriber.engine import Recognised
from transcriber.engines.remote import RemoteEngine, listed_host
from transcriber.engines.remote_answer import SPREAD, Answer

_SPEECH = voice(2.0)
_SECRET_WORDS = "four one one one is my card"


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with speech_server() as running:
        yield running


@pytest.fixture
def engine(server: SpeechServer) -> Iterator[RemoteEngine]:
    with_key = _engine(server.url, key="sk-secret")
    yield with_key
    with_key.close()


def _engine(url: str, *, key: str | None = None, timeout_s: float = 5.0) -> RemoteEngine:
    return RemoteEngine(url=url, hosts=("127.0.0.1",), key=key, model="whisper-large", timeout_s=timeout_s)


def _heard_by(kind: Kind) -> Recognised:
    with speech_server(kind) as running:
        engine = _engine(running.url)
        heard = engine.recognise(_SPEECH, None)
        engine.close()
    return heard


def test_words_come_back_with_their_times_and_the_host_that_heard_them(engine: RemoteEngine) -> None:
    heard = engine.recognise(_SPEECH, None)
    assert [(word.text, word.start_s, word.probability) for word in heard.words] == [
        ("hi", 0.0, 0.75),
        ("there", 0.5, 0.75),
    ]
    assert (heard.language, heard.sent_to, heard.warnings) == ("en", "127.0.0.1", ())
    assert heard.segments[0].log_probability == -0.25


def test_a_piece_goes_out_as_wav_with_language_likely_words_and_nothing_else(
    engine: RemoteEngine, server: SpeechServer
) -> None:
    engine.recognise(_SPEECH, "es", ("Northwind", "Dana"))
    (asked,) = server.asked
    assert (asked.channels, asked.rate, asked.width, asked.seconds) == (1, 16_000, 2, 2.0)
    assert asked.fields == {
        "model": ["whisper-large"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "temperature": ["0.0"],
        "language": ["es"],
        "prompt": ["Northwind, Dana"],
    }
    assert asked.file_name == "piece.wav"
    assert asked.authorization == "Bearer sk-secret"


def test_a_long_list_of_likely_words_is_cut_between_words(engine: RemoteEngine, server: SpeechServer) -> None:
    engine.recognise(_SPEECH, "en", tuple(f"Product-{number}" for number in range(500)))
    (prompt,) = server.asked[0].fields["prompt"]
    assert 500 < len(prompt) <= 600
    assert prompt.split(", ")[-1] == f"Product-{len(prompt.split(', ')) - 1}"


def test_a_server_that_names_its_languages_is_understood() -> None:
    heard = _heard_by("openai")
    assert heard.language == "en"
    assert heard.words[0].probability == pytest.approx(0.7788, abs=1e-4)  # that of its segment


def test_words_without_times_are_spread_over_their_segment_and_that_is_told() -> None:
    with speech_server("vllm") as running:
        engine = _engine(running.url)
        heard = [engine.recognise(_SPEECH, "en") for _ in range(2)]
        engine.close()
    assert heard[0] == heard[1]
    assert [(word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in heard[0].words] == [
        ("hi", 0.0, 0.571),
        ("there", 0.571, 2.0),
    ]
    assert heard[0].warnings == (SPREAD,)
    refused, *taken = running.asked
    assert "word" in refused.fields["timestamp_granularities[]"]
    assert [asked.fields["timestamp_granularities[]"] for asked in taken] == [["segment"]] * 2


def test_text_alone_is_spread_over_the_piece() -> None:
    heard = Answer(text="one two").recognised(asked=None, length_s=6.0, sent_to="gpu")
    assert [(word.start_s, word.end_s, word.probability) for word in heard.words] == [
        (0.0, 3.0, 0.5),
        (3.0, 6.0, 0.5),
    ]
    assert heard.language == "und"


def test_impossible_times_are_brought_back_into_the_piece() -> None:
    words = [{"word": "late", "start": 50, "end": 40}, {"word": "early", "start": -3, "end": 0.5}]
    read = Answer.model_validate_json(json.dumps({"text": "", "words": words}))
    heard = read.recognised(asked="en", length_s=6.0, sent_to="gpu")
    assert [(word.text, word.start_s, word.end_s) for word in heard.words] == [
        ("early", 0.0, 0.5),
        ("late", 6.0, 6.0),
    ]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_busy_server_is_asked_again(engine: RemoteEngine, server: SpeechServer, status: int) -> None:
    server.next += [Odd(status, headers=(("retry-after-ms", "1"),))]
    assert engine.recognise(_SPEECH, "en").words
    assert len(server.asked) == 2


def _refusal(engine: RemoteEngine, kind: type[CallNotesError]) -> CallNotesError:
    with pytest.raises(kind) as raised:
        engine.recognise(_SPEECH, "en", ("Northwind",))
    message = raised.value.message
    assert "\n" not in message
    assert "Northwind" not in message
    assert "card" not in f"{message} {raised.value.__cause__!r}"
    return raised.value


def test_a_server_that_stays_busy_is_tried_later(engine: RemoteEngine, server: SpeechServer) -> None:
    server.next += [Odd(503, headers=(("retry-after-ms", "1"),))] * 3
    assert _refusal(engine, SpeechUnreachableError).retryable


@pytest.mark.parametrize(
    ("status", "setting"), [(401, "SPEECH_KEY"), (403, "SPEECH_KEY"), (404, "REMOTE_MODEL")]
)
def test_a_refusal_names_the_setting(
    engine: RemoteEngine, server: SpeechServer, status: int, setting: str
) -> None:
    server.next += [Odd(status)]
    refused = _refusal(engine, SpeechRefusedError)
    assert setting in refused.message
    assert not refused.retryable


def test_no_redirect_is_followed(engine: RemoteEngine, server: SpeechServer) -> None:
    with speech_server() as elsewhere:
        server.next += [Odd(307, headers=(("location", f"{elsewhere.url}/audio/transcriptions"),))]
        assert "points elsewhere" in _refusal(engine, SpeechRefusedError).message
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome</html>",
        b"",
        b"[]",
        json.dumps({"text": 5, "words": _SECRET_WORDS}).encode(),
        json.dumps({"words": [{"word": _SECRET_WORDS, "start": "soon", "end": 2}]}).encode(),
        json.dumps({"text": "hi", "segments": [{"start": float("nan"), "end": 1}]}).encode(),
        b'{"text": "four one one one is my ca',
    ],
)
def test_what_is_no_transcription_is_an_error_without_its_words(
    engine: RemoteEngine, server: SpeechServer, body: bytes
) -> None:
    server.next += [Odd(200, body)]
    assert _refusal(engine, SpeechAnswerError).retryable


def test_a_slow_server_is_tried_later(server: SpeechServer) -> None:
    slow = _engine(server.url, timeout_s=0.1)
    slow._client.max_retries = 0
    server.next += [Odd(after_s=0.5)]
    assert "TIMEOUT" in _refusal(slow, SpeechUnreachableError).message
    slow.close()


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with speech_server() as gone:
        url = gone.url
    away = _engine(url)
    away._client.max_retries = 0
    assert "cannot be reached" in _refusal(away, SpeechUnreachableError).message
    with pytest.raises(SpeechUnreachableError):
        away.probe()
    away.close()


@pytest.mark.parametrize(
    "listed", [("gpu.local",), ("other", "GPU.local"), ("gpu.local:8000",)], ids=["host", "any case", "port"]
)
def test_a_listed_host_is_asked(listed: tuple[str, ...]) -> None:
    assert listed_host("http://gpu.local:8000/v1", listed) == "gpu.local"


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("http://gpu.local:8000/v1", ()),
        ("http://gpu.local:8000/v1", ("gpu.local:8001",)),
        ("http://gpu.local.evil.example/v1", ("gpu.local",)),
        ("http://gpu.local@evil.example/v1", ("gpu.local",)),
        ("https://evil.example/gpu.local", ("gpu.local",)),
        ("file:///etc/passwd", ("gpu.local",)),
        ("gpu.local:8000/v1", ("gpu.local",)),
        ("http://[broken/v1", ("gpu.local",)),
        ("http://gpu.local:port/v1", ("gpu.local",)),
    ],
)
def test_any_other_host_is_refused_in_one_sentence(url: str, listed: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError) as raised:
        listed_host(url, listed)
    assert raised.value.message.count(";") == 1
    assert "CALLNOTES_SPEECH_" in raised.value.message


def test_the_server_can_be_probed_without_audio(engine: RemoteEngine, server: SpeechServer) -> None:
    answers: tuple[Callable[[], None], ...] = (engine.probe,)
    for ask in answers:
        ask()
    server.next += [Odd(404)]
    engine.probe()
    server.next += [Odd(401)]
    with pytest.raises(SpeechRefusedError):
        engine.probe()
    assert server.asked == []
