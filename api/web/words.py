"""The words and numbers of the pages: what a stage is called, a recording's times, how sure a claim is."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup, escape

from api.web.language import N_, WRITTEN_IN, filled, locale, translated, translated_sentences
from api.web.page_words import in_page_words
from lifecycle import signing
from models.call import Attempt, Call
from models.stages import Stage

WORD_OF_STAGE: Final[dict[str, str]] = {
    Stage.AWAITING_AUDIO: "Awaits its recording",
    Stage.AWAITING_CONSENT: "Awaits consent",
    Stage.QUEUED: "Queued",
    Stage.TRANSCRIBED: "Making notes",
    Stage.DRAFTED: "Almost ready",
    Stage.STAGED: "Waits for a person",
    Stage.IN_REVIEW: "Writing to the CRM",
    Stage.SETTLED: "Done",
    Stage.DECLINED: "Declined",
    Stage.ERASED: "Erased",
    Stage.CANCELLED: "Cancelled",
    Stage.REFUSED: "Refused",
}

_PARTS: Final = {
    "claim": "The engine's figure",
    "quote": "Quotes",
    "recognition": "Words heard",
    "speaker": "Who spoke",
    "agreement": "Second reading",
    "completeness": "Complete",
    "flags": "What speaks against it",
}

#: What happened to a call, as its history on the page says it; what is not here is said with spaces.
_EVENTS: Final = {
    "received": "Received",
    "cancelled": "Cancelled",
    "confirmed": "Confirmed",
    "rejected": "Rejected",
    "released": "Released",
    "sealed_off": "Sealed off",
    "notes_made_again": "Notes made again",
    "speakers_corrected": "Speakers corrected",
    "began.process": "Work began",
    "began.settle": "Began to write to the CRM",
    "audio_deleted": "Recording deleted",
    "transcript_deleted": "Transcript deleted",
    "notes_deleted": "Notes deleted",
    "audio_muted": "Card data silenced in the recording",
    "audio_removed": "Recording removed",
    "began.crm": "Began to write to the CRM",
    "began.fetch": "Began to fetch the recording",
    "began.model": "Began to make notes",
    "began.recognition": "Began to listen",
    "alias_added": "The same recording came under another id",
    "decided_there_too": "Decided in the CRM as well",
    "taken_back": "Decision taken back",
    "undone": "Decision undone",
    "item_added": "An item added that was missed",
    "waits_for_us": "Not taken from the CRM",
    "contact_wished": "A new contact asked for",
    "deal_chosen": "Deal chosen",
    "filled_in": "What was missing came",
    "kept_theirs": "Theirs kept, in a field that somebody changed",
    "linked": "Contact chosen",
    "matched": "Contact found",
    "sign_off_needed": "All decided",
    "signed_off": "Signed off",
    "took_ours": "Ours taken, in a field that somebody changed",
}

#: What a reviewer must look at, in words; a flag that is not here is shown with spaces.
_FLAGS: Final = {
    "condition_not_said": "condition not said so",
    "confirm_alone": "confirm by itself",
    "due_earliest": "earliest day",
    "due_from_event": "counted from an event",
    "due_no_such_time": "no such time that day",
    "due_not_said": "day not said",
    "due_past": "day has passed",
    "due_recurs": "comes again",
    "due_their_zone": "whose time?",
    "due_two_days": "which day?",
    "due_two_times": "which time?",
    "due_unclear": "day unclear",
    "due_vague": "day is vague",
    "low_speaker_confidence": "who spoke?",
    "low_word_probability": "heard poorly",
    "negation": "says no?",
    "promise_changed": "changed later",
    "promise_withdrawn": "taken back",
    "meeting_moved": "moved later",
    "left_on_voicemail": "left on a voicemail",
    "quote_dropped": "a quote did not stand",
    "role_unknown": "which side?",
    "speaks_to_machine": "speaks to the machine",
    "text_replaced": "shown in its own words",
    "turn_corrected": "quote from another turn",
    "value_does_not_fit": "does not fit its kind",
    "words_of_other_turn": "leans on another turn",
}

#: Marks in a browser's description of itself; the first that is there counts, since each names older ones.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def flag_word(flag: str) -> str:
    """Return what a flag asks of a reviewer, in a few words."""
    return _FLAGS.get(flag, flag.replace("_", " "))


def state_word(call: Call) -> str:
    """Return where the call is, in the words of a person who waits for it."""
    if call.stage is Stage.STAGED and signing.waits(call):
        return "Waits for a manager"
    if call.stage is not Stage.QUEUED or call.progress is None:
        return WORD_OF_STAGE[call.stage]
    return "Listening" if call.progress.done_s < call.progress.total_s else "Making notes"


def length_s(call: Call) -> float | None:
    """Return how long the recording is, as soon as it is known."""
    return call.duration_s or (call.progress.total_s if call.progress else None)


def size_words(size_bytes: int) -> str:
    """Return a limit of size, rounded down: 2 MB, 1 GB."""
    mega = size_bytes // 1_000_000
    return f"{mega // 1000} GB" if mega >= 1000 else f"{mega} MB"


def told(sentence: str) -> Markup:
    """Return a sentence as a page shows it: in page words, with a capital first, and `names` stand out."""
    known = translated_sentences(sentence)
    sentence = translated_sentences(in_page_words(sentence)) if known == sentence else known
    pieces = [escape(piece) for piece in (sentence[:1].upper() + sentence[1:]).split("`")]
    if len(pieces) % 2 == 0:
        return Markup("`").join(pieces)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )


def proviso_words(proviso: str) -> str:
    """Return under which condition a promise holds: in the words of the call, without our "only if"."""
    if locale().language == WRITTEN_IN:
        return proviso
    return translated(
        filled(N_("Condition: {condition}"), condition=proviso.removeprefix("only ").removeprefix("if "))
    )


def retry_can_help(attempt: Attempt) -> bool:
    """False where the cause lies in the recording itself: doing the same again changes nothing."""
    return attempt.retryable or not attempt.code.startswith("audio.")


def browser_words(said: str | None) -> str:
    """Return a browser's description of itself in two words: "Firefox on Linux"."""
    name = next((name for mark, name in _BROWSERS if mark in (said or "")), None) or translated(
        N_("A browser")
    )
    system = next((system for mark, system in _SYSTEMS if mark in (said or "")), "")
    return f"{name} on {system}" if system else name


def clock(seconds: float | None) -> str:
    """Return a time in a recording: 4:05, or 1:04:05; a dash where there is none."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def confidence_word(confidence: float) -> str:
    """Return how sure the machine is, in words that fit the whole percent shown beside them."""
    percent = round(confidence * 100)
    if percent >= 80:
        return "sure"
    return "fairly sure" if percent >= 60 else "unsure"


def event_word(kind: str) -> str:
    """Return what happened to a call, as its history says it; a stage in the words of the list of calls."""
    stage = kind.removeprefix("stage.")
    if stage != kind:
        return WORD_OF_STAGE.get(stage, stage.replace("_", " "))
    return _EVENTS.get(kind, kind.replace("_", " ").capitalize())


def part_word(part: str) -> str:
    """Return what a part of a confidence is about, as a page says it."""
    return _PARTS.get(part, part)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return "1 call", "2 calls"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
