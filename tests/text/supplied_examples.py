"""One made-up call in every format that can be read, shaped as its source's own documentation shows it.

The call: "Hello, this is Maria." (0.5 to 2 s), "Hi, I need two chairs." (2.5 to 5 s), "Sure." (5.5 to 6 s).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

SAID = (
    (0.5, 2.0, ("Hello,", "this", "is", "Maria.")),
    (2.5, 5.0, ("Hi,", "I", "need", "two", "chairs.")),
    (5.5, 6.0, ("Sure.",)),
)
SURE = 0.75


@dataclass(frozen=True)
class Example:
    """A file, what its transcript must say, and in `broken` the same file with a cue that cannot be read.

    `slack_s` is how far its times may be off, since some formats hold less.
    """

    engine: str
    data: bytes
    speakers: tuple[str, str]
    words: bool = False
    sure: float = SURE
    language: str = "en"
    channels: int = 1
    slack_s: float = 0.001
    confidence: float = 1.0
    broken: bytes | None = None


def _words(number: int) -> list[tuple[str, float, float]]:
    start, end, words = SAID[number]
    step = (end - start) / len(words)
    return [(word, start + step * at, start + step * (at + 1)) for at, word in enumerate(words)]


def _text(number: int) -> str:
    return " ".join(SAID[number][2])


def _packed(value: object) -> bytes:
    return json.dumps(value).encode()


def _stamp(seconds: float, point: str = ".") -> str:
    return f"00:00:{int(seconds):02d}{point}{round(seconds % 1 * 1000):03d}"


def _vtt(line: str, names: tuple[str, str], *, last: str = "") -> bytes:
    cues = [
        f"{at + 1}\n{last if at == 2 and last else _stamp(start)} --> {_stamp(end)}\n"
        + line.format(name=names[at % 2], text=_text(at))
        for at, (start, end, _) in enumerate(SAID)
    ]
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def _srt(*, last: str | None = None) -> bytes:
    names = ("Agent Maria", "Dana")
    cues = [
        f"{at + 1}\n{last if at == 2 and last else _stamp(start, ',')} --> {_stamp(end, ',')}\n"
        f"<i>{names[at % 2]}: {_text(at)}</i>\n"
        for at, (start, end, _) in enumerate(SAID)
    ]
    return ("\ufeff" + "\n".join(cues)).replace("\n", "\r\n").encode()


def _harper_valley(*, last: object = None) -> bytes:
    turns: list[dict[str, object]] = [
        {"channel_index": at % 2 + 1, "speaker_role": ("agent", "caller")[at % 2], "index": at + 1,
         "offset_ms": round(start * 1000), "duration_ms": round((end - start) * 1000), "start_ms": 0,
         "human_transcript": f"[noise] {_text(at)} <unk>", "transcript": _text(at),
         "word_offsets_ms": [round((a - start) * 1000) for _, a, _ in _words(at)],
         "word_durations_ms": [round((b - a) * 1000) for _, a, b in _words(at)]}
        for at, (start, end, _) in enumerate(SAID)
    ]  # fmt: skip
    turns.append(turns[0] | {"offset_ms": 7000, "human_transcript": "[noise]", "transcript": "yes"})
    if last is not None:
        turns[2] |= {"offset_ms": last}
    return _packed(turns)


def _whisper(*, last: object = None) -> bytes:
    segments = [
        {"id": at, "seek": 0, "start": start, "end": end, "text": f" {_text(at)}", "avg_logprob": -0.3,
         "words": [{"word": f" {word}", "start": a, "end": b, "probability": SURE}
                   for word, a, b in _words(at)]}
        for at, (start, end, _) in enumerate(SAID)
    ]  # fmt: skip
    if last is not None:
        segments[2] |= {"start": last, "words": []}
    return _packed({"text": "", "segments": segments, "language": "english"})


def _whisperx(*, last: object = None) -> bytes:
    segments = [
        {"start": start, "end": end, "text": _text(at), "speaker": f"SPEAKER_0{at % 2}",
         "words": [{"word": word, "start": a, "end": b, "score": SURE, "speaker": f"SPEAKER_0{at % 2}"}
                   for word, a, b in _words(at)]}
        for at, (start, end, _) in enumerate(SAID)
    ]  # fmt: skip
    if last is not None:
        segments[2] |= {"end": last, "words": []}
    return _packed({"segments": segments, "word_segments": [], "language": "en"})


def _whisper_cpp(*, last: object = None) -> bytes:
    segments: list[dict[str, object]] = [
        {"timestamps": {"from": "", "to": ""}, "text": f" {_text(at)}", "speaker": str(at % 2),
         "offsets": {"from": round(start * 1000), "to": round(end * 1000)}}
        for at, (start, end, _) in enumerate(SAID)
    ]  # fmt: skip
    if last is not None:
        segments[2] |= {"offsets": last}
    return _packed({"systeminfo": "", "result": {"language": "en"}, "transcription": segments})


def _deepgram_word(word: str, start: float, end: float, **more: object) -> dict[str, Any]:
    plain = word.lower().strip(".,")
    return {"word": plain, "punctuated_word": word, "start": start, "end": end, "confidence": SURE, **more}


def _deepgram_channels(*, last: object = None) -> bytes:
    sides = [[_deepgram_word(*word) for at in turns for word in _words(at)] for turns in ((0, 2), (1,))]
    if last is not None:
        sides[0][-1]["start"] = last
    channels: list[dict[str, object]] = [
        {"alternatives": [{"transcript": "", "confidence": 0.9, "words": side}]} for side in sides
    ]
    channels[0]["detected_language"] = "en"
    return _packed({"metadata": {"duration": 6.5, "channels": 2}, "results": {"channels": channels}})


def _deepgram_speakers(*, last: object = None) -> bytes:
    words = [
        _deepgram_word(*word, speaker=at % 2, speaker_confidence=0.6)
        for at in range(3)
        for word in _words(at)
    ]
    utterances = [
        {"start": start, "end": end, "speaker": at % 2, "channel": 0, "transcript": _text(at),
         "words": [word for word in words if start <= word["start"] < end]}
        for at, (start, end, _) in enumerate(SAID)
    ]  # fmt: skip
    if last is not None:
        utterances[2]["start"] = last
    channel = {"alternatives": [{"transcript": "", "words": words}], "detected_language": "en-US"}
    results = {"channels": [channel], "utterances": utterances}
    return _packed({"metadata": {"duration": 6.5, "channels": 1}, "results": results})


def _assemblyai(*, channels: int | None, last: object = None) -> bytes:
    def spoken(text: str, start: float, end: float, at: int) -> dict[str, Any]:
        who = (
            {"speaker": "AB"[at % 2]}
            if channels is None
            else {"speaker": str(at % 2 + 1), "channel": str(at % 2 + 1)}
        )
        return {
            "text": text,
            "start": round(start * 1000),
            "end": round(end * 1000),
            "confidence": SURE,
            **who,
        }

    utterances = [
        {**spoken(_text(at), start, end, at), "words": [spoken(*word, at) for word in _words(at)]}
        for at, (start, end, _) in enumerate(SAID)
    ]
    if last is not None:
        utterances[2]["start"] = last
    return _packed(
        {"id": "x", "status": "completed", "language_code": "en_us", "audio_duration": 6, "text": "",
         "utterances": utterances, "audio_channels": channels}
    )  # fmt: skip


def _amazon_items(at: int, **more: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for word, start, end in _words(at):
        plain = word.strip(".,")
        best = [{"confidence": str(SURE), "content": plain}]
        times = {"start_time": f"{start:.3f}", "end_time": f"{end:.3f}"}
        items.append({"type": "pronunciation", "alternatives": best, **times, **more})
        if plain != word:
            mark = [{"confidence": "0.0", "content": word[-1]}]
            items.append({"type": "punctuation", "alternatives": mark, **more})
    return items


def _amazon(kind: str, *, last: object = None) -> bytes:
    items = [item for at in range(3) for item in _amazon_items(at)]
    results: dict[str, Any] = {"language_code": "en-US", "transcripts": [{"transcript": ""}]}
    if kind == "speakers":
        segments = [
            {"start_time": str(start), "end_time": str(end), "speaker_label": f"spk_{at % 2}",
             "items": [{"start_time": item["start_time"], "speaker_label": f"spk_{at % 2}"}
                       for item in _amazon_items(at) if "start_time" in item]}
            for at, (start, end, _) in enumerate(SAID)
        ]  # fmt: skip
        results |= {"speaker_labels": {"speakers": 2, "segments": segments}, "items": items}
    else:
        sides = [[item for at in turns for item in _amazon_items(at)] for turns in ((0, 2), (1,))]
        named = [{"channel_label": f"ch_{at}", "items": side} for at, side in enumerate(sides)]
        results |= {"channel_labels": {"channels": named, "number_of_channels": 2}, "items": items}
        items = sides[0]
    if last is not None:
        items[-2]["start_time"] = last
    return _packed({"jobName": "x", "accountId": "1", "results": results, "status": "COMPLETED"})


def _analytics(*, last: object = None) -> bytes:
    turns = []
    for at, (start, end, _) in enumerate(SAID):
        items: list[dict[str, Any]] = []
        for word, a, b in _words(at):
            plain = word.strip(".,")
            times = {"BeginOffsetMillis": round(a * 1000), "EndOffsetMillis": round(b * 1000)}
            items.append({"Type": "pronunciation", "Confidence": SURE, "Content": plain, **times})
            if plain != word:
                items.append({"Type": "punctuation", "Confidence": 0.0, "Content": word[-1]})
        turns.append(
            {"Content": _text(at), "Items": items, "ParticipantRole": ("AGENT", "CUSTOMER")[at % 2],
             "BeginOffsetMillis": round(start * 1000), "EndOffsetMillis": round(end * 1000)}
        )  # fmt: skip
    if last is not None:
        turns[2]["BeginOffsetMillis"] = last
    return _packed(
        {"JobStatus": "COMPLETED", "LanguageCode": "en-US", "Transcript": turns, "Channel": "VOICE"}
    )


_OTTER = "\n".join(
    f"{('Agent Maria', 'Dana Lee')[at % 2]}  0:{int(start):02d}\n{_text(at)}\n"
    for at, (start, _, _) in enumerate(SAID)
)
_NAMED = "\n".join(f"{('Agent', 'Customer')[at % 2]}: {_text(at)}" for at in range(3))

_ROLES = ("agent", "customer")
_VOICES = ("S1", "S2")

EXAMPLES = {
    "webvtt with voices": Example(
        "webvtt",
        _vtt("<v {name}>{text}</v>", ("Agent Maria", "Dana")),
        _ROLES,
        broken=_vtt("<v {name}>{text}</v>", ("Agent Maria", "Dana"), last="zz"),
    ),
    "webvtt as Zoom writes it": Example(
        "webvtt",
        _vtt("{name}: {text}", ("Ann Lee", "Bo Ray")),
        _VOICES,
        broken=_vtt("{name}: {text}", ("Agent", "Bo Ray"), last="00:00:99.000"),
    ),
    "harper valley": Example(
        "harper_valley",
        _harper_valley(),
        _ROLES,
        channels=2,
        broken=_harper_valley(last="soon"),
        words=True,
        sure=1.0,
    ),
    "srt": Example("srt", _srt(), _ROLES, broken=_srt(last="00:00:07,000")),
    "whisper": Example(
        "whisper", _whisper(), ("S1", "S1"), confidence=0.5, broken=_whisper(last=float("nan")), words=True
    ),
    "whisperx": Example(
        "whisperx", _whisperx(), _VOICES, confidence=0.8, broken=_whisperx(last=-1), words=True
    ),
    "whisper.cpp": Example(
        "whisper.cpp", _whisper_cpp(), _VOICES, confidence=0.8, broken=_whisper_cpp(last="soon")
    ),
    "deepgram, channels": Example(
        "deepgram", _deepgram_channels(), _VOICES, channels=2, broken=_deepgram_channels(last="x"), words=True
    ),
    "deepgram, speakers": Example(
        "deepgram",
        _deepgram_speakers(),
        _VOICES,
        confidence=0.6,
        broken=_deepgram_speakers(last=1e300),
        words=True,
    ),
    "assemblyai, channels": Example(
        "assemblyai",
        _assemblyai(channels=2),
        _VOICES,
        channels=2,
        broken=_assemblyai(channels=2, last=[]),
        words=True,
    ),
    "assemblyai, speakers": Example(
        "assemblyai",
        _assemblyai(channels=None),
        _VOICES,
        confidence=0.8,
        broken=_assemblyai(channels=None, last=99_000),
        words=True,
    ),
    "amazon transcribe, channels": Example(
        "amazon_transcribe",
        _amazon("channels"),
        _VOICES,
        channels=2,
        broken=_amazon("channels", last="-1"),
        words=True,
    ),
    "amazon transcribe, speakers": Example(
        "amazon_transcribe",
        _amazon("speakers"),
        _VOICES,
        confidence=0.8,
        broken=_amazon("speakers", last="nan"),
        words=True,
    ),
    "amazon call analytics": Example(
        "amazon_call_analytics", _analytics(), _ROLES, channels=2, broken=_analytics(last=-5), words=True
    ),
    "otter": Example("otter", _OTTER.encode(), _ROLES, slack_s=1.0),
    "named lines": Example("named_lines", _NAMED.encode(), _ROLES, slack_s=2.5),
}
