"""Judge the demo's JSON by the sample's script: what was really promised, quoted, staged, kept secret.

In: the file that `callnotes demo --json` wrote. Out: exit code 0, or 1 with one line per broken promise.
Not here: anything imported from the product; the judge must not share the defendant's mistakes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parent.parent / "callnotes" / "sample" / "script.json"
PROMISES_NEEDED = 3
LONGEST_NUMBER = 6  # digits of the order number; the card has sixteen
TIME_SLACK_S = 0.05
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(t[\d:.]+)?")
NOT_SPEECH = ("id", "hash", "model", "version")
DIGIT_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
MISHEARD = {"for": "4", "to": "2", "too": "2", "tool": "2", "fore": "4"}

Document = dict[str, Any]


def broken_promises(document: Document, script: Document) -> Iterator[str]:
    """Yield one sentence for each point in which the demo falls short of its bar."""
    yield from _speakers(document["transcript"])
    yield from _promises(document["notes"], script["truth"]["promises"])
    yield from _quotes(document["notes"], document["transcript"])
    yield from _card(document, script["truth"]["card_number"])
    yield from _staged(document["staged"]["records"])


def _speakers(transcript: Document) -> Iterator[str]:
    if transcript["channels"] != 2:
        yield f"the recording has two channels, the transcript says {transcript['channels']}"
    heard = {turn["speaker"] for turn in transcript["turns"]}
    if heard != {"agent", "customer"}:
        yield f"the speakers should be agent and customer, by channel, and are {sorted(heard)}"


def _promises(notes: Document, scripted: list[Document]) -> Iterator[str]:
    found = {
        (promise["side"], promise["owner"]["side"], promise["due"]["date"])
        for promise in notes["promises"]
        if promise["due"]
    }
    wanted = [(each["side"], each["side"], each["due_date"]) for each in scripted]
    hits = sum(want in found for want in wanted)
    if hits < PROMISES_NEEDED:
        yield f"{hits} of {len(wanted)} scripted promises have side, owner and date; {PROMISES_NEEDED} must"


def _quotes(notes: Document, transcript: Document) -> Iterator[str]:
    turns = {turn["id"]: turn for turn in transcript["turns"]}
    for kind in ("summary", "topics", "promises", "follow_ups", "open_questions", "fields"):
        for item in notes[kind]:
            if not item["evidence"]:
                yield f"{item['id']} has no evidence"
            for evidence in item["evidence"]:
                yield from _quote(item["id"], evidence, turns.get(evidence["turn_id"]))


def _quote(item_id: str, evidence: Document, turn: Document | None) -> Iterator[str]:
    if turn is None:
        yield f"{item_id} quotes a turn that does not exist"
        return
    if _squeezed(evidence["quote"]) not in _squeezed(turn["text"]):
        yield f"{item_id} quotes words that do not stand in turn {turn['id']}"
    if evidence["speaker"] != turn["speaker"]:
        yield f"{item_id} puts words of the {turn['speaker']} into another mouth"
    starts, ends = turn["start_s"] - TIME_SLACK_S, turn["end_s"] + TIME_SLACK_S
    if not starts <= evidence["start_s"] <= evidence["end_s"] <= ends:
        yield f"{item_id} quotes outside the time of turn {turn['id']}"


def _card(document: Document, card: str) -> Iterator[str]:
    turns = document["transcript"]["turns"]
    texts = [
        *_strings({"notes": document["notes"], "staged": document["staged"]}),
        *(turn["text"] for turn in turns),
        *(" ".join(word["text"] for word in turn["words"]) for turn in turns),
    ]
    for text in texts:
        digits = [run for run in _digit_runs(text) if len(run) > LONGEST_NUMBER or card[:4] in run]
        if digits or card in re.sub(r"\D", "", text):
            yield "the card number, or a misheard part of it, can be read in the demo's document"
            return


def _digit_runs(text: str) -> Iterator[str]:
    """Yield runs of digits, spoken or written; a sound-alike counts only after a real digit."""
    run, text = "", ISO_DATE.sub("", text.lower())
    for token in re.findall(r"[a-z]+|\d+|[.!?]", text):
        digits = (
            token if token.isdigit() else DIGIT_WORDS.get(token) or (MISHEARD.get(token) if run else None)
        )
        if digits:
            run += digits
        else:
            yield run
            run = ""
    yield run


def _staged(records: list[Document]) -> Iterator[str]:
    statuses = sorted((record["kind"], record["status"]) for record in records)
    if statuses != [("note", "pending"), ("task", "review")]:
        yield f"exactly one pending note and one review task should be staged, not {statuses}"


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not key.endswith(NOT_SPEECH):
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def main() -> int:
    """Read the document named on the command line and print what is wrong with it."""
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    script = json.loads(SCRIPT.read_text(encoding="utf-8"))
    faults = list(broken_promises(document, script))
    for fault in faults:
        print(f"demo: {fault}", file=sys.stderr)
    if not faults:
        notes, transcript = document["notes"], document["transcript"]
        print(
            f"demo: as promised; {len(transcript['turns'])} turns by {transcript['engine']}, "
            f"{len(notes['promises'])} promises by {notes['engine']}, {len(notes['discarded'])} discarded"
        )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
