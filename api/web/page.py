"""Renders a page from its template: everything is escaped, and its moments name their zone.

In: a request, the template's name, who looks, and values. Out: HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.entry import entry_of
from api.web.act_words import act_word
from api.web.heard import cause_word, runs
from api.web.language import (
    N_,
    WRITTEN_IN,
    gettext,
    in_language,
    language_of,
    ngettext,
    speaking,
    translated,
    translated_word,
)
from api.web.page_words import in_page_words, note_on_a_page
from api.web.timeline import timeline_svg
from api.web.times import Times, basis_words, dates_in_words, day
from api.web.viewer_zone import viewer_zone
from api.web.words import (
    browser_words,
    clock,
    confidence_word,
    event_word,
    flag_word,
    length_s,
    part_word,
    plural,
    proviso_words,
    retry_can_help,
    state_word,
    told,
)
from models.access import Actor, Permission
from models.conversations import said_of
from models.triage_words import risk_words, unjudged_line
from text.phones import spaced_phone

HERE: Final = Path(__file__).parent
#: What the script of the page of a call says, as it stands there.
SCRIPT_WORDS: Final = (
    N_("Accepted."),
    N_("Added."),
    N_("All is decided; it goes to the CRM. Press n for the next call."),
    N_("Kept."),
    N_("Press p to play the quote."),
    N_("Rejected."),
    N_("Say who the call was with; then it can be confirmed."),
    N_("Speakers corrected; the notes are made again."),
    N_("The recording cannot be played here."),
    N_("There is no recording to play."),
    N_("There is nothing of yours to undo."),
    N_("This one stays open: look at it, and decide it by itself."),
    N_("Undone."),
)
#: What look-again.js says where an answer tells no problem.
NOT_DONE: Final = N_("That did not work; load the page again.")
#: What the script of the page Upload says.
UPLOAD_WORDS: Final = (
    N_("A transcript belongs to one recording; upload it with that one alone."),
    N_("Cancel"),
    N_("Cancelled"),
    N_("Choose the files of both sides of the call."),
    N_("It was not accepted; try again."),
    N_("Open the call"),
    N_("Ready"),
    N_("Remove"),
    N_("Sign in (opens a new tab)"),
    N_("The connection broke off; try again."),
    N_("The server gave no answer that can be read; try again."),
    N_("Try again"),
    N_("Uploaded of {file}"),
    N_("Uploading"),
    N_("Waits for its turn"),
    N_("Waits for “Upload”"),
    N_("Waits until you are signed in"),
    N_("You are signed out; your files wait here. Sign in, then upload again."),
)

_templates: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    extensions=["jinja2.ext.i18n"],
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.policies["ext.i18n.trimmed"] = True
_templates.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension's
_templates.filters |= {"act_word": in_language(act_word), "cause_word": in_language(cause_word), "runs": runs}
_templates.filters |= {
    "clock": clock,
    "confidence_class": lambda confidence: confidence_word(confidence).replace(" ", "-"),
    "confidence_word": in_language(confidence_word),
    "plural": plural,
    "proviso_words": proviso_words,
    "event_word": in_language(event_word),
    "flag_word": in_language(flag_word),
    "part_word": in_language(part_word),
}
_templates.filters |= {
    "length_s": length_s,
    "state_word": in_language(state_word),
    "retry_can_help": retry_can_help,
}
_templates.filters |= {
    "browser_words": in_language(browser_words),
    "phone": spaced_phone,
    "told": told,
    "translated": translated,
    "translated_word": translated_word,
    "ours": partial(translated, short=True),
    "basis_words": basis_words,
    "page_words": in_page_words,
    "note_on_a_page": note_on_a_page,
    "day": day,
    "timeline": timeline_svg,
    "dates_in_words": dates_in_words,
    "recorded_as": in_language(said_of),
    "risk_words": in_language(risk_words),
    "unjudged": unjudged_line,
}

#: What stands in the head of every page, for those who may do it: what is used all day, then the rest.
_DAILY: Final = (
    ("/calls", N_("Calls"), Permission.SEE_CALLS),
    ("/promises", N_("Promises"), Permission.SEE_CALLS),
    ("/search", N_("Search"), Permission.SEE_PERSONAL),
    ("/upload", N_("Upload"), Permission.SUBMIT_CALLS),
    ("/crm", N_("CRM"), Permission.SEE_CRM),
)
_FURTHER: Final = (
    ("/guide", N_("Guide"), Permission.SEE_CALLS),
    ("/ledger", N_("Ledger"), Permission.SEE_LEDGER),
    ("/audit", N_("Audit"), Permission.SEE_AUDIT),
    ("/consent", N_("Consent"), Permission.SEE_AUDIT),
    ("/erasures", N_("Data"), Permission.ERASE),
    ("/calibration", N_("Calibration"), Permission.CALIBRATE),
    ("/trust", N_("Trust"), Permission.SEE_TRUST),
    ("/samples", N_("Audit samples"), Permission.JUDGE),
    ("/misses", N_("Errors and near misses"), Permission.JUDGE),
    ("/people", N_("People"), Permission.MANAGE_PEOPLE),
    ("/tokens", N_("Tokens"), Permission.MANAGE_TOKENS),
    ("/outgoing", N_("Outgoing"), Permission.MANAGE_OUTGOING),
    ("/hooks", N_("Hooks"), Permission.MANAGE_HOOKS),
)


def page(
    request: Request, template: str, *, actor: Actor | None, title: str, status: int = 200, **values: object
) -> HTMLResponse:
    """Return the page; without an actor its head shows no way but the one to sign in."""
    times = Times(viewer_zone(request), entry_of(request).doors.zone)
    language = language_of(request)
    with speaking(language):
        html = _templates.get_template(template).render(
            actor=actor,
            title=translated(title),
            language=language,
            script_words={}
            if language == WRITTEN_IN
            else {text: translated(text) for text in (*SCRIPT_WORDS, *UPLOAD_WORDS, NOT_DONE)},
            here=request.url.path,
            ways=_open_to(actor, _DAILY),
            further_ways=_open_to(actor, _FURTHER),
            moment=times.moment,
            zone_mark=times.mark,
            times=times,
            this_moment=entry_of(request).doors.clock(),
            **values,
        )
    return HTMLResponse(html, status)


def _open_to(actor: Actor | None, ways: Iterable[tuple[str, str, Permission]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (way, translated(name)) for way, name, needed in ways if actor is not None and actor.may(needed)
    )


def filled(template: str, **values: object) -> str:
    """Return the template with these values and nothing around it, for a page that is not of the desk."""
    return _templates.get_template(template).render(**values)
