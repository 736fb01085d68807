"""What a person's daily mail says: how many calls wait, since when, and links; nothing of what was said.

In: an account. Out: a `Mail`, or None when there is nothing to say. No customer is named in it.
Not here: when it is sent, and that once (pipeline/digests.py), sending (exchange/send_mail.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lifecycle import outgoing, reading, signing, trust_alarms
from models.access import Permission
from models.call import Call
from models.mail import DigestWish, Mail
from models.mail_address import plain_address
from models.stages import Stage
from storage import digests, trusts
from storage.accounts import Account
from storage.promise_list import COUNTED, PromiseSearch, count_promises
from storage.shelves import Shelves

_LINKS: Final = 10
_MOST: Final = 2000
#: A weekend has no mail, so what changed is told for some days.
_TRUST_TOLD_FOR: Final = timedelta(days=3)
#: What is due up to the end of the third day from now is told of before; a weekend lies within.
_AHEAD: Final = timedelta(days=4)
_NOBODY: Final = "nobody"
#: Who gets the first mail is told the drifts of so long.
_FIRST_DRIFTS: Final = timedelta(days=7)


def wish_of(shelves: Shelves, account: Account) -> DigestWish:
    """Return what the person wants of the daily mail."""
    with shelves.database.reading() as session:
        return digests.wish_of(session, account.id)


def set_wish(shelves: Shelves, account: Account, *, wanted: bool) -> None:
    """Keep what the person wants."""
    with shelves.database.transaction() as session:
        digests.set_wish(session, account.id, DigestWish(wanted=wanted))
        shelves.audit().note_in(session, account.actor, "set_the_digest", detail="on" if wanted else "off")


def digest_of(
    shelves: Shelves, account: Account, *, day: date, zone: ZoneInfo, public_url: str | None
) -> Mail | None:
    """Return the person's mail for this day, its moments in this zone; None when nothing waits."""
    desk = _Desk(zone, public_url)
    parts = [
        part
        for part in (
            _own(shelves, account, desk),
            _teams(shelves, account, desk),
            _endpoints(shelves, account),
            _drifts(shelves, account, day),
            _trust(shelves, account),
        )
        if part
    ]
    if not parts:
        return None
    subject = f"Call notes: {parts[0][0].partition(',')[0].rstrip('.:')}"
    lines = [*("\n".join(part) for part in parts), desk.foot()]
    return Mail(
        to=account.email,
        subject=subject,
        text="\n\n".join(lines) + "\n",
        message_id=f"digest.{day.isoformat()}.{account.id}",
    )


class _Desk:
    """How moments and addresses are written in one mail."""

    def __init__(self, zone: ZoneInfo, public_url: str | None) -> None:
        self._zone, self._url = zone, public_url.rstrip("/") if public_url else None

    def line(self, call: Call) -> str:
        """Return a call as one line: when it was, since when it waits, and where it is."""
        at = (call.details.started_at or call.received_at).astimezone(self._zone)
        where = f"\n    {self._url}/calls/{call.id}" if self._url else f" ({call.id})"
        return f"  of {at:%a %d %b, %H:%M}{where}"

    def foot(self) -> str:
        """Return how the mail is switched off."""
        where = f"on your account's page, {self._url}/account" if self._url else "on your account's page"
        return f"Times are in {self._zone.key}. This mail can be switched off {where}."


def _own(shelves: Shelves, account: Account, desk: _Desk) -> list[str]:
    if not account.actor.may(Permission.DECIDE):
        return []
    mine = [call for call in _waiting(shelves, account) if _agent(call) == account.email]
    consent = [call for call in mine if call.stage is Stage.AWAITING_CONSENT]
    lines = _listed(list(filter(_is_open, mine)), "waits for you", "wait for you", desk)
    lines += _listed(consent, "waits for proof of consent", "wait for proof of consent", desk)
    return lines + _promises(shelves, account, (PromiseSearch(owner=account.email, side="ours"),), "of yours")


def _teams(shelves: Shelves, account: Account, desk: _Desk) -> list[str]:
    """Return what waits in the teams of a lead or a manager, and what waits for a signature."""
    actor, seen = account.actor, _waiting(shelves, account)
    to_sign = [call for call in seen if signing.waits(call)] if actor.may(Permission.SIGN_OFF) else []
    lines = _listed(
        to_sign, "of high risk waits for your signature", "of high risk wait for your signature", desk
    )
    others = Counter(
        _agent(call) or _NOBODY
        for call in seen
        if _is_open(call) and call.details.team in actor.sees_teams and _agent(call) != account.email
    )
    if others:
        total = sum(others.values())
        lines.append(f"{_calls(total)} of your teams {'waits' if total == 1 else 'wait'} for a person:")
        lines += [f"  {count} of {who}" for who, count in others.most_common(_LINKS)]
    of_teams = tuple(PromiseSearch(team=team, side="ours") for team in actor.sees_teams)
    return lines + _promises(shelves, account, of_teams, "of your teams")


def _promises(shelves: Shelves, account: Account, wanted: tuple[PromiseSearch, ...], whose: str) -> list[str]:
    """Return how many promises and follow-ups of our side are overdue, due today or soon, or nothing."""
    now, found = shelves.clock(), Counter[str]()
    soon = (now.astimezone(shelves.zone) + _AHEAD).replace(hour=0, minute=0, second=0, microsecond=0)
    with shelves.database.reading() as session:
        for one in wanted:
            counted = count_promises(session, one, account.actor, now=now)
            found.update({view: counted[view] for view in ("overdue", "due")})
            before = one.model_copy(update={"due_before": soon})
            found["open"] += count_promises(session, before, account.actor, now=now)["open"]
    words = {"overdue": "overdue", "due": "due today", "open": "due in the next three days"}
    told = [f"{_many(found[view], whose)} {said}" for view, said in words.items() if found[view]]
    return [", ".join(told) + "."] if told else []


def _many(count: int, whose: str) -> str:
    number = f"{COUNTED} or more" if count > COUNTED else str(count)
    return f"{number} promise {whose} is" if count == 1 else f"{number} promises {whose} are"


def _is_open(call: Call) -> bool:
    return call.stage is Stage.STAGED and not signing.waits(call)


def _endpoints(shelves: Shelves, account: Account) -> list[str]:
    """Return which outgoing webhooks are paused, for who looks after them."""
    if not account.actor.may(Permission.MANAGE_OUTGOING):
        return []
    paused = [
        one
        for one in outgoing.every(shelves)
        if one.paused_at is not None and one.paused_why != outgoing.BY_A_PERSON
    ]
    return [
        f"The outgoing webhook {one.name} is paused, since {one.paused_why}; "
        f"{one.waiting + one.missed} event(s) wait until somebody resumes it on the page Outgoing."
        for one in paused
    ]


def _trust(shelves: Shelves, account: Account) -> list[str]:
    """Return where trust was withdrawn lately, and why, for who judges samples."""
    if not account.actor.may(Permission.JUDGE):
        return []
    with shelves.database.reading() as session:
        gone = trusts.withdrawn_since(session, shelves.clock() - _TRUST_TOLD_FOR)
    return [
        f"Trust in {one.engine} ({one.model}, {one.prompt_version}) for {one.kind.replace('_', ' ')} items "
        f"of the category {one.category} was withdrawn on {one.changed_at:%d %b}: {one.why}"
        for one in gone
    ]


def _drifts(shelves: Shelves, account: Account, day: date) -> list[str]:
    """Return the drifts that were found since the mail of before, so that each is said once."""
    if not account.actor.may(Permission.SEE_TRUST):
        return []
    with shelves.database.reading() as session:
        since = digests.begun_before(session, account.id, day)
    found = trust_alarms.alarms(shelves, actor=account.actor, since=since or shelves.clock() - _FIRST_DRIFTS)
    return [f"A drift on the page Trust: {trust_alarms.told(one)}." for one in found]


def _waiting(shelves: Shelves, account: Account) -> tuple[Call, ...]:
    if not account.actor.may(Permission.SEE_CALLS):
        return ()
    stages = (Stage.STAGED, Stage.AWAITING_CONSENT)
    return reading.calls(shelves, stages=stages, limit=_MOST, seen_by=account.actor)


def _agent(call: Call) -> str:
    return plain_address(call.details.agent or "")


def _listed(found: Sequence[Call], one: str, several: str, desk: _Desk) -> list[str]:
    """Return how many there are and the oldest of them, or nothing."""
    if not found:
        return []
    oldest = sorted(found, key=lambda call: call.received_at)
    head = f"{_calls(len(found))} {one if len(found) == 1 else several}:"
    rest = [] if len(found) <= _LINKS else [f"  and {len(found) - _LINKS} more"]
    return [head, *_lines(oldest[:_LINKS], desk), *rest]


def _lines(found: Iterable[Call], desk: _Desk) -> list[str]:
    return [desk.line(call) for call in found]


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count} calls"
