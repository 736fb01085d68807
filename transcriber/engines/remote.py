"""A recogniser elsewhere: a server with an OpenAI-compatible `/audio/transcriptions` (speaches, vLLM).

In: its address, and the hosts that the operator lists. Out: `Recognised`, marked with the host.
The audio leaves this machine, so the engine is off unless an address is set, asks no host that is not
listed, and follows no redirect. Not here: reading the answer (remote_answer.py).
"""

from __future__ import annotations

import io
import wave
import weakref
from typing import Final, Literal
from urllib.parse import urlsplit

import numpy as np
import openai
from numpy.typing import NDArray
from pydantic import ValidationError

from models.errors import (
    FailedError,
    SettingsError,
    SpeechAnswerError,
    SpeechRefusedError,
    SpeechUnreachableError,
)
from transcriber.engine import Recognised
from transcriber.engines.remote_answer import Answer

_SAMPLE_RATE: Final = 16_000
_SHORTEST: Final = 1_600  # samples; a tenth of a second holds no word
_CONNECT_S: Final = 10.0
_BUSY: Final = frozenset({408, 409, 425, 429})
_NOT_TAKEN: Final = frozenset({400, 422})
_NO_KEY: Final = "none"
_PROMPT_CHARACTERS: Final = 600  # some 200 tokens; Whisper reads no more of a prompt than 224
_NO_TRANSCRIPTION: Final = (
    "The speech server answers, but not with a transcription as `verbose_json`; check CALLNOTES_SPEECH_URL,"
    " which usually ends in /v1, and CALLNOTES_SPEECH_REMOTE_MODEL."
)


def listed_host(url: str, hosts: tuple[str, ...]) -> str:
    """Return the address's host, which must be listed as HOST or HOST:PORT. Raises SettingsError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in {"http", "https"}:
        raise SettingsError(
            "CALLNOTES_SPEECH_URL is not an address such as http://gpu.local:8000/v1; correct it."
        )
    port = port or (443 if parts.scheme == "https" else 80)
    if not {host, f"{host}:{port}"} & {listed.strip().lower() for listed in hosts}:
        raise SettingsError(
            "The host of CALLNOTES_SPEECH_URL is not listed in CALLNOTES_SPEECH_HOSTS; list it if audio of"
            " calls may be sent there."
        )
    return host


class RemoteEngine:
    """Asks a server for the words of each piece, sent as WAV (16 bit, mono, 16 kHz), under no file name."""

    name = "remote"
    preview = False

    def __init__(
        self, *, url: str, hosts: tuple[str, ...], key: str | None, model: str, timeout_s: float
    ) -> None:
        """Check that the host is listed; nothing is asked yet. Raises SettingsError."""
        self.host = listed_host(url, hosts)
        self.model = model
        self._gives_words = True
        self._client = openai.OpenAI(
            base_url=url,
            api_key=key or _NO_KEY,
            timeout=openai.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
            max_retries=2,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )
        self._let_go = weakref.finalize(self, self._client.close)

    def recognise(
        self, samples: NDArray[np.float32], language: str | None, hotwords: tuple[str, ...] = ()
    ) -> Recognised:
        """Return the words in these samples (float32 [samples], 16 kHz).

        Raises SpeechUnreachableError (try later), SpeechRefusedError (key, model or request are at fault) and
        SpeechAnswerError (no transcription came back).
        """
        if len(samples) < _SHORTEST:
            return Recognised(words=(), language=language or "und", language_probability=0.0)
        try:
            answer = self._ask(_wav(samples), language, hotwords)
        except openai.OpenAIError as error:
            raise _translated(error) from error
        try:
            read = Answer.model_validate_json(answer)
        except ValidationError as error:
            raise SpeechAnswerError(_NO_TRANSCRIPTION) from _without_speech(error)
        return read.recognised(asked=language, length_s=len(samples) / _SAMPLE_RATE, sent_to=self.host)

    def probe(self) -> None:
        """Ask the server for its models; no audio is sent. Raises as `recognise` does."""
        try:
            self._client.models.list()
        except openai.NotFoundError:
            return  # it is there, but has no such list
        except openai.OpenAIError as error:
            raise _translated(error) from error
        except ValueError as error:
            raise SpeechAnswerError(_NO_TRANSCRIPTION) from error

    def close(self) -> None:
        """Let go of the connections; it happens by itself when the engine is used no more."""
        self._let_go()

    def _ask(self, wav: bytes, language: str | None, hotwords: tuple[str, ...]) -> str:
        if self._gives_words:
            try:
                return self._answer(wav, ["word", "segment"], language, hotwords)
            except openai.APIStatusError as error:
                if error.status_code not in _NOT_TAKEN:
                    raise
        answer = self._answer(wav, ["segment"], language, hotwords)  # vLLM knows no times of words
        self._gives_words = False
        return answer

    def _answer(
        self,
        wav: bytes,
        granularities: list[Literal["word", "segment"]],
        language: str | None,
        hotwords: tuple[str, ...],
    ) -> str:
        response = self._client.audio.transcriptions.with_raw_response.create(
            file=("piece.wav", wav, "audio/wav"),
            model=self.model,
            response_format="verbose_json",
            timestamp_granularities=granularities,
            temperature=0.0,
            language=language or openai.omit,
            prompt=_prompt(hotwords) if hotwords else openai.omit,
        )
        return str(response.text)


def _prompt(hotwords: tuple[str, ...]) -> str:
    """As many of the words as fit, the likeliest first."""
    prompt = hotwords[0][:_PROMPT_CHARACTERS]
    for word in hotwords[1:]:
        if len(prompt) + len(word) + 2 > _PROMPT_CHARACTERS:
            break
        prompt += f", {word}"
    return prompt


def _wav(samples: NDArray[np.float32]) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_SAMPLE_RATE)
        out.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return written.getvalue()


def _without_speech(error: ValidationError) -> ValueError:
    """The library's own error quotes the answer, which is speech; this one says only where it went wrong."""
    where = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
    return ValueError(f"{error.error_count()} fault(s), the first at {where or 'the whole'}")


def _translated(error: openai.OpenAIError) -> FailedError:
    if isinstance(error, openai.APIStatusError):
        return _of_status(error.status_code)
    if isinstance(error, openai.APITimeoutError):
        return SpeechUnreachableError(
            "The speech server did not answer in time; retry the call, or raise CALLNOTES_SPEECH_TIMEOUT_S."
        )
    if isinstance(error, openai.APIConnectionError):
        return SpeechUnreachableError(
            "The speech server cannot be reached; check CALLNOTES_SPEECH_URL with callnotes doctor, then"
            " retry the call."
        )
    return SpeechAnswerError(_NO_TRANSCRIPTION)


def _of_status(status: int) -> FailedError:
    if status >= 500 or status in _BUSY:
        return SpeechUnreachableError(f"The speech server is busy or broken (HTTP {status}); retry later.")
    if status in {401, 403}:
        return SpeechRefusedError(
            f"The speech server refuses the key (HTTP {status}); check CALLNOTES_SPEECH_KEY."
        )
    if 300 <= status < 400:
        return SpeechRefusedError(
            f"The speech server points elsewhere (HTTP {status}), and audio is sent only to listed hosts; set"
            " CALLNOTES_SPEECH_URL to where it points, if that host is one of yours."
        )
    return SpeechRefusedError(
        f"The speech server refuses the request (HTTP {status}); check CALLNOTES_SPEECH_URL and"
        " CALLNOTES_SPEECH_REMOTE_MODEL."
    )
