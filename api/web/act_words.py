"""What the audit log's acts are called on the page: the words of the buttons, in place of names of the code.

In: an action such as `accepted_the_rest`. Out: words, and the action back again for who looks for them.
"""

from __future__ import annotations

from typing import Final

from api.web.language import translated

_ACTS: Final = {
    "accepted_the_rest": "accepted the rest",
    "added_an_item": "added an item",
    "added_endpoint": "added an endpoint",
    "answered_an_access_request": "answered an access request",
    "cancelled": "cancelled",
    "cancelled_a_promise": "cancelled a promise",
    "changed_the_role": "changed the role",
    "closed_the_account": "closed the account",
    "opened_the_account": "opened the account",
    "accepted_a_miss": "accepted a near miss",
    "fixed_a_miss": "fixed a near miss",
    "kept_a_miss_as_a_case": "kept a near miss as a case",
    "gave_a_miss": "gave a near miss to somebody",
    "gave_trust": "gave trust",
    "opened_a_miss": "opened a near miss again",
    "sent_audio": "sent a recording",
    "withdrew_trust": "withdrew trust",
    "changed_password": "changed the password",
    "changed_the_master_key": "changed the master key",
    "completed_a_task": "completed a task",
    "confirmed": "accepted",
    "connected_crm": "connected the CRM",
    "corrected_speakers": "corrected the speakers",
    "counted_trust_anew": "counted trust anew",
    "deleted_audio": "deleted the recording",
    "deleted_notes": "deleted the notes",
    "deleted_transcript": "deleted the transcript",
    "disconnected_crm": "disconnected the CRM",
    "drew_a_sample": "drew a sample",
    "edited": "edited",
    "ended_a_session": "ended a session",
    "ended_every_session": "ended every session",
    "ended_the_calendar_address": "ended the calendar address",
    "ended_the_invitation": "ended the invitation",
    "erased": "erased a call",
    "erased_person": "erased a person",
    "exchanged_endpoint_secret": "exchanged an endpoint's secret",
    "exported": "exported",
    "exported_cases": "exported cases",
    "exported_promises": "exported promises",
    "exported_the_audit_log": "exported the audit log",
    "failed_to_change_password": "failed to change the password",
    "failed_to_sign_in": "failed to sign in",
    "fitted_a_calibration": "fitted a calibration",
    "foresaw_erasure": "looked what an erasure would do",
    "granted": "granted a right",
    "had_notes_made_again": "had the notes made again",
    "handed_out": "handed out what a hold keeps",
    "handed_out_held": "handed out what a hold keeps",
    "held": "placed a hold",
    "hold_ended": "ended a hold",
    "invited": "invited a person",
    "judged_a_case": "judged a case",
    "let_go": "let a contact go",
    "let_the_summary_follow": "let the summary follow",
    "linked": "linked",
    "made_a_calendar_address": "made a calendar address",
    "made_a_password_link": "made a link for a new password",
    "made_the_account": "made the account",
    "made_the_first_link": "made the first link",
    "made_token": "made a token",
    "marked_a_promise_broken": "marked a promise broken",
    "marked_a_promise_kept": "marked a promise kept",
    "opted_in": "took a person off the opt-outs",
    "opted_out": "put a person on the opt-outs",
    "paused_endpoint": "paused an endpoint",
    "played": "played the recording",
    "postponed_a_promise": "postponed a promise",
    "reassigned_a_promise": "reassigned a promise",
    "reconciled": "compared with the CRM",
    "rejected": "rejected",
    "rejected_the_rest": "rejected the rest",
    "released": "let a call through",
    "released_sending": "released the sending",
    "removed_endpoint": "removed an endpoint",
    "reopened_a_promise": "reopened a promise",
    "restored_a_backup": "restored a backup",
    "resumed_endpoint": "resumed an endpoint",
    "retried": "tried again",
    "revoked_token": "revoked a token",
    "saw": "saw",
    "saw_a_case": "saw a case",
    "saw_a_consent_passport": "saw a consent passport",
    "saw_a_contact": "saw a contact",
    "saw_a_promise": "saw a promise",
    "saw_exchanges": "saw what a language model was asked",
    "saw_misses": "saw the near misses",
    "saw_opt_outs": "saw the opt-outs",
    "saw_promises": "saw promises",
    "saw_the_crm": "saw the CRM",
    "searched": "searched",
    "set_the_digest": "set the daily mail",
    "set_the_language": "set the language",
    "set_the_teams": "set the teams",
    "signed_in": "signed in",
    "signed_off": "signed off",
    "signed_out": "signed out",
    "stated_consent": "stated consent",
    "stopped_for_a_refusal": "stopped for a refusal in the call",
    "stopped_for_an_opt_out": "stopped for an opt-out",
    "submitted": "submitted a call",
    "switched_a_calibration_off": "switched a calibration off",
    "switched_a_calibration_on": "switched a calibration on",
    "switched_notes": "switched what makes notes",
    "taken_back": "took a decision back",
    "tested_endpoint": "tested an endpoint",
    "took_a_backup": "took a backup",
    "took_back_the_grant": "took back the grant",
    "took_ours": "took ours",
    "took_theirs": "took theirs",
    "undid": "undid a decision",
    "undid_a_change_of_a_promise": "undid a change of a promise",
}


def act_word(action: str) -> str:
    """Return what was done as the buttons call it: what is kept as "confirmed" was an Accept."""
    return _ACTS.get(action, action.replace("_", " "))


def act_of(typed: str) -> str:
    """Return the action that is called so on the page, in the language spoken or in English."""
    wanted = typed.strip().lower()
    for action, words in _ACTS.items():
        if wanted in {words.lower(), translated(words, short=True).lower()}:
            return action
    return wanted.replace(" ", "_")
