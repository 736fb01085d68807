"""Two reviewers on one call over HTTP, with all that may go wrong between them, drawn from a seed.

A reviewer does what the browser does (api/web/static/unsent.js): looks at the page, decides on what it
showed, keeps what is not sent, and sends it again under its key. Requests get lost, or their answers; the
notes are made again meanwhile; people are signed out; the server's process starts anew.
Out: `Session.run`, after which `lost` names every input that is neither kept nor was shown to its person as
refused, that is kept twice or on another claim, and every decision that was replaced unseen.
"""

from __future__ import annotations

import html
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy import select

from api import session_cookie
from api.app import create_app
from lifecycle import attempts, drafts, link, signing_in
from lifecycle.make_again import make_again
from models.notes import CallNotes, Evidence, NotesCoverage, Owner, Promise
from models.stages import Stage
from models.transcript import Coverage, Transcript, Turn
from storage import drafts as kept
from storage.tables import CallRow, DecisionRow
from tests.api.calls import new_call
from tests.api.house import House

_ITEMS: Final = 5
_FORM: Final = re.compile(r'<form method="post" action="/calls/\w+/decide"[^>]*>(.*?)</form>', re.DOTALL)
_FIELD: Final = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_SCRIPT: Final = {"x-look": "1", "accept": "text/html", "sec-fetch-site": "same-origin"}


@dataclass
class Input:
    """What a person said about a claim: sent under one key until an answer comes."""

    by: str
    claim: str
    verdict: str
    text: str | None
    fields: dict[str, str]
    key: str
    tries: int = 0
    answer: str = ""  # kept, refused; nothing while it waits


@dataclass
class Reviewer:
    """One person's tab: what the page showed, what is not sent yet, what is to be decided anew."""

    name: str
    account_id: str
    secret: str = ""
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    unsent: list[Input] = field(default_factory=list)
    again: list[Input] = field(default_factory=list)


@dataclass
class Session:
    """One call, two reviewers, and the dice."""

    house: House
    seed: int
    accounts: dict[str, str]
    dice: Random = field(init=False)
    running: ExitStack = field(default_factory=ExitStack)
    client: TestClient = field(init=False)
    call_id: str = field(init=False)
    people: list[Reviewer] = field(init=False)
    inputs: list[Input] = field(default_factory=list)
    claims: dict[int, dict[str, str]] = field(default_factory=dict)  # version of the notes: item to claim
    lost: list[str] = field(default_factory=list)
    count: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Bring a call to where it is decided, and sign both in."""
        self.dice = Random(self.seed)
        self.client = self._server()
        self.people = [Reviewer(name, account) for name, account in self.accounts.items()]
        for one in self.people:
            self._sign_in(one)
        shelves = self.house.doors.shelves
        self.call_id = new_call(self.house, seed=self.seed, agent=self.people[0].name, team="blue")
        attempts.begin(shelves, self.call_id, "process", 1)
        drafts.store_transcript(shelves, _transcript(self.call_id))
        self._notes([f"claim {number}" for number in range(_ITEMS)])
        drafts.mark_staged(shelves, self.call_id)
        attempts.succeed(shelves, self.call_id, "process", 1)
        link.link_contact(
            shelves, self.call_id, None, name="Nadia", by="test", enqueue=self.house.doors.enqueue
        )

    def run(self, acts: int) -> Session:
        """Do so many things by the dice, then let everything come to its end; look at each step and after."""
        for who in self.people:
            self._look(who)
        for _ in range(acts):
            who = self.dice.choice(self.people)
            act = self.dice.choices(
                (self._look, self._decide, self._send, self._machine, self._sign_out, self._restart),
                (6, 12, 14, 3 if self._stage() is Stage.STAGED else 9, 1, 0.15),
            )[0]
            act(who)
        self._end()
        self.running.close()
        return self

    def _server(self) -> TestClient:
        """A new process of the server: all that it knows is what the database has."""
        self.running.close()
        app = create_app(self.house.doors)
        return self.running.enter_context(TestClient(app, follow_redirects=False))

    def _restart(self, _who: Reviewer) -> None:
        self.client = self._server()
        self._counted("restarts")

    def _sign_in(self, who: Reviewer) -> None:
        who.secret = signing_in.open_session(self.house.doors.shelves, who.account_id, who.name, browser=None)

    def _sign_out(self, who: Reviewer) -> None:
        signing_in.sign_out(self.house.doors.shelves, who.secret)
        self._counted("sign-outs")

    def _ask(self, who: Reviewer, method: str, path: str, data: dict[str, str] | None = None) -> Any:  # noqa: ANN401
        cookie = {"cookie": f"{session_cookie.NAME}={who.secret}"}
        self.client.cookies.clear()
        answer = self.client.request(method, path, data=data, headers=_SCRIPT | cookie)
        if answer.status_code == 303:
            answer = self.client.get(answer.headers["location"], headers=_SCRIPT | cookie)
        if answer.status_code == 401:
            self._sign_in(who)  # in another tab
        return answer

    def _look(self, who: Reviewer) -> None:
        answer = self._ask(who, "GET", f"/calls/{self.call_id}")
        if answer.status_code == 200:
            self._shown(who, answer.text)

    def _shown(self, who: Reviewer, page: str) -> None:
        """Take in what the page showed; what waits about an item follows one's own decision on it."""
        forms = [dict(_FIELD.findall(form)) for form in _FORM.findall(page)]
        who.forms = {html.unescape(form["item"]): form for form in forms if "item" in form}
        for one in who.forms.values():
            one["shown"] = html.unescape(one["shown"])
        for waits in who.unsent:
            mark = who.forms.get(waits.fields["item"], {}).get("shown", "")
            if mark.endswith(f" {who.name}"):
                waits.fields["shown"] = mark

    def _decide(self, who: Reviewer) -> None:
        if not who.forms:
            return
        item = self.dice.choice(sorted(who.forms))
        fields = who.forms[item]
        claim = self._claim(fields)
        verdict = self.dice.choice(("accept", "edit", "edit", "reject"))
        self._wait_to_be_sent(who, claim, verdict, fields)

    def _wait_to_be_sent(self, who: Reviewer, claim: str, verdict: str, fields: dict[str, str]) -> None:
        number = len(self.inputs)
        text = f"typed {number} of {claim}" if verdict == "edit" else None
        one = Input(who.name, claim, verdict, text, dict(fields), f"{self.call_id}-{number}")
        self.inputs.append(one)
        who.unsent.append(one)

    def _send(self, who: Reviewer) -> None:
        """Send the oldest that waits; its way there, or its answer, may be lost."""
        if not who.unsent:
            return
        one, way = who.unsent[0], self.dice.choices(("arrives", "lost", "unanswered"), (6, 2, 2))[0]
        self._counted(way)
        if way != "lost":
            answer = self._arrive(who, one)
        one.tries += 1
        if way == "arrives" and answer.status_code != 401:
            who.unsent.remove(one)
            self._answered(who, one, answer)

    def _arrive(self, who: Reviewer, one: Input) -> Any:  # noqa: ANN401 - an answer
        before = self._current()
        data = {**one.fields, "verdict": one.verdict, "key": one.key}
        data |= {"text": one.text, "owner_side": "ours"} if one.text else {}
        data |= {"late": "1"} if one.tries else {}
        answer = self._ask(who, "POST", f"/calls/{self.call_id}/decide", data)
        for item, (by, mark) in self._current().items():
            old = before.get(item)
            changed = old is not None and old != (by, mark)
            if changed and old is not None and old[0] != by and old[1] != one.fields["shown"]:
                self.lost.append(f"{by} replaced {old} unseen")
        return answer

    def _answered(self, who: Reviewer, one: Input, answer: Any) -> None:  # noqa: ANN401
        assert answer.status_code in {200, 404, 409}, (answer.status_code, answer.text[-2000:])
        one.answer = "kept" if answer.status_code == 200 else "refused"
        self._counted(one.answer)
        if answer.status_code == 200:
            self._shown(who, answer.text)
            return
        if one.text is not None:
            if f"<blockquote>{one.text}</blockquote>" not in answer.text:
                self.lost.append(f"{one.text} was refused and not shown")
            who.again.append(one)

    def _machine(self, _who: Reviewer) -> None:
        """The notes are made again, late and step by step: under other ids, one of them another claim."""
        shelves, stage = self.house.doors.shelves, self._stage()
        if stage is Stage.STAGED:
            make_again(shelves, self.call_id, decide_anew=True, by="test", enqueue=self.house.doors.enqueue)
        elif stage is Stage.TRANSCRIBED:
            newest = list(self.claims[max(self.claims)].values())
            self.dice.shuffle(newest)
            number = sum(self.count.values())
            if self.dice.random() < 0.6:
                newest[0] = f"{newest[0].split(',')[0]}, heard as {number}"
            self._notes(newest)
            self._counted("late results")
        elif stage is Stage.DRAFTED:
            drafts.mark_staged(shelves, self.call_id)

    def _end(self) -> None:
        """Everybody is back; what waits is sent, and what was refused is decided anew."""
        for _ in range(3):
            if self._stage() in {Stage.TRANSCRIBED, Stage.DRAFTED}:
                self._machine(self.people[0])
        for who in self.people:
            while who.unsent:
                one = who.unsent[0]
                answer = self._arrive(who, one)
                one.tries += 1
                if answer.status_code != 401:
                    who.unsent.remove(one)
                    self._answered(who, one, answer)
            self._decide_anew(who)
        self._look_whether_all_is_kept()

    def _decide_anew(self, who: Reviewer) -> None:
        """What was typed and refused is kept once it is sent from the page of now, if its claim is there."""
        self._sign_in(who)
        for refused in who.again:
            self._look(who)
            here = (form for form in who.forms.values() if self._claim(form) == refused.claim)
            form = next(here, None)
            if form is None:
                self._counted("claims gone or over")
                continue
            self._wait_to_be_sent(who, refused.claim, "edit", form)
            one = who.unsent.pop()
            self._answered(who, one, self._arrive(who, one))
            if one.answer != "kept":
                self.lost.append(f"{one.text} is refused though it was decided on what is there")

    def _claim(self, form: dict[str, str]) -> str:
        return self.claims[int(form["notes"])][form["item"]]

    def _look_whether_all_is_kept(self) -> None:
        with self.house.doors.shelves.database.reading() as session:
            rows = session.scalars(select(DecisionRow).where(DecisionRow.call_id == self.call_id)).all()
        first: dict[tuple[str, str | None], list[DecisionRow]] = {}
        for row in sorted(rows, key=lambda row: row.id):
            first.setdefault((row.by, row.text), []).append(row)
        for one in self.inputs:
            found = first.get((one.by, one.text), []) if one.text else []
            versions = [row.notes_version for row in found]
            if one.text and one.answer == "kept" and not found:
                self.lost.append(f"{one.text} was said to be kept and is not")
            if len(versions) != len(set(versions)):
                self.lost.append(f"{one.text} is kept twice")
            if any(self.claims[row.notes_version][row.item_id] != one.claim for row in found):
                self.lost.append(f"{one.text} is kept on another claim")
            if one.answer == "":
                self.lost.append(f"{one.by} never got an answer on {one.claim}")

    def _stage(self) -> Stage:
        with self.house.doors.shelves.database.reading() as session:
            row = session.get(CallRow, self.call_id)
            assert row
            return Stage(row.stage)

    def _current(self) -> dict[str, tuple[str, str]]:
        with self.house.doors.shelves.database.reading() as session:
            stored = kept.notes(session, self.call_id)
            if stored is None:
                return {}
            decided = kept.decisions(session, self.call_id, stored[0].number)
        return {one.item_id: (one.by, one.mark) for one in decided}

    def _notes(self, claims: list[str]) -> None:
        turns = {f"claim {number}": number for number in range(_ITEMS)}
        notes = CallNotes(
            call_id=self.call_id,
            engine="rules",
            model="rules",
            prompt_version="1",
            language="en",
            promises=tuple(
                _promise(f"p{at}", claim, turns[claim.split(",")[0]]) for at, claim in enumerate(claims)
            ),
            coverage=NotesCoverage(turns=_ITEMS, turns_read=_ITEMS),
        )
        version = drafts.store_notes(self.house.doors.shelves, notes)
        self.claims[version] = {f"p{at}": claim for at, claim in enumerate(claims)}

    def _counted(self, what: str) -> None:
        self.count[what] = self.count.get(what, 0) + 1


def _words(number: int) -> str:
    return f"I will see to thing number {number}."


def _transcript(call_id: str) -> Transcript:
    turns = tuple(
        Turn(
            id=f"t{at}",
            speaker="agent",
            speaker_confidence=1,
            start_s=2 * at,
            end_s=2 * at + 1,
            text=_words(at),
        )
        for at in range(_ITEMS)
    )
    whole = Coverage(speech_s=_ITEMS, transcribed_s=_ITEMS)
    return Transcript(
        call_id=call_id, language="en", duration_s=2 * _ITEMS, channels=2, engine="e", model="m", turns=turns,
        coverage=whole,
    )  # fmt: skip


def _promise(item_id: str, claim: str, at: int) -> Promise:
    proof = Evidence(turn_id=f"t{at}", quote=_words(at), speaker="agent", start_s=2 * at, end_s=2 * at + 1)
    return Promise(
        id=item_id,
        text=claim,
        evidence=(proof,),
        confidence=0.9,
        side="ours",
        owner=Owner(side="ours"),
        to=Owner(side="theirs"),
    )
