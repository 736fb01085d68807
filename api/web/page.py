"""Renders a page from its template: everything is escaped, and its moments name their zone.

In: a request, the template's name, who looks, and values. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.entry import entry_of
from api.web.heard import cause_word, runs
from api.web.page_words import in_page_words, note_on_a_page
from api.web.times import Times, dates_in_words, day
from api.web.words import (
    act_word,
    browser_words,
    clock,
    confidence_word,
    event_word,
    flag_word,
    length_s,
    part_word,
    plural,
    retry_can_help,
    state_word,
    told,
)
from models.access import Actor, Permission
from models.conversations import said_of
from models.triage_words import risk_words, unjudged_line
from text.phones import spaced_phone

HERE: Final = Path(__file__).parent

_templates: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"act_word": act_word, "cause_word": cause_word, "runs": runs}
_templates.filters |= {
    "clock": clock,
    "confidence_word": confidence_word,
    "plural": plural,
    "event_word": event_word,
    "flag_word": flag_word,
    "part_word": part_word,
}
_templates.filters |= {"length_s": length_s, "state_word": state_word, "retry_can_help": retry_can_help}
_templates.filters |= {
    "browser_words": browser_words,
    "phone": spaced_phone,
    "told": told,
    "page_words": in_page_words,
    "note_on_a_page": note_on_a_page,
    "day": day,
    "dates_in_words": dates_in_words,
    "recorded_as": said_of,
    "risk_words": risk_words,
    "unjudged": unjudged_line,
}

#: What stands in the head of every page, for those who may do it: what is used all day, then the rest.
_DAILY: Final = (
    ("/calls", "Calls", Permission.SEE_CALLS),
    ("/promises", "Promises", Permission.SEE_CALLS),
    ("/search", "Search", Permission.SEE_PERSONAL),
    ("/upload", "Upload", Permission.SUBMIT_CALLS),
    ("/crm", "CRM", Permission.SEE_CRM),
)
_FURTHER: Final = (
    ("/ledger", "Ledger", Permission.SEE_LEDGER),
    ("/audit", "Audit", Permission.SEE_AUDIT),
    ("/consent", "Consent", Permission.SEE_AUDIT),
    ("/erasures", "Data", Permission.ERASE),
    ("/calibration", "Calibration", Permission.CALIBRATE),
    ("/samples", "Audit samples", Permission.JUDGE),
    ("/people", "People", Permission.MANAGE_PEOPLE),
    ("/tokens", "Tokens", Permission.MANAGE_TOKENS),
    ("/outgoing", "Outgoing", Permission.MANAGE_OUTGOING),
    ("/hooks", "Hooks", Permission.MANAGE_HOOKS),
)


def page(
    request: Request, template: str, *, actor: Actor | None, title: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return the page; without an actor its head shows no way but the one to sign in."""
    times = Times(entry_of(request).doors.zone)
    html = _templates.get_template(template).render(
        actor=actor,
        title=title,
        here=request.url.path,
        ways=_open_to(actor, _DAILY),
        further_ways=_open_to(actor, _FURTHER),
        moment=times.moment,
        zone_mark=times.mark,
        times=times,
        **values,
    )
    return HTMLResponse(html, status)


def _open_to(actor: Actor | None, ways: Iterable[tuple[str, str, Permission]]) -> tuple[tuple[str, str], ...]:
    return tuple((way, name) for way, name, needed in ways if actor is not None and actor.may(needed))


def filled(template: str, **values: object) -> str:
    """Return the template with these values and nothing around it, for a page that is not of the desk."""
    return _templates.get_template(template).render(**values)
