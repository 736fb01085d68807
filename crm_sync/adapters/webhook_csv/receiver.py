"""The operator's receiver, used as a CRM: what it is told and asked, and what its answers mean.

In: operations. Out: outcomes, as every adapter gives them. Every message is `{"type", "data"}`; one that
comes again after a lost answer has the same id and the same bytes, and the receiver does it once.
Not here: signing and sending (exchange/post_signed.py). The contract is in docs/webhook-csv.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, Final

from pydantic import Field, ValidationError

from models.crm import Company, MatchedBy, Operation, Outcome, Party, PartyHints, SetContactField
from models.errors import ContactNotFoundError, CrmBusyError, CrmRefusedError
from models.frozen import Frozen
from models.ledger import Remote, field_remote
from models.ports import Answer, Send
from text.phones import normalise_phone, same_line

_LATER: Final = frozenset({408, 423, 425, 429})
_URL: Final = "The receiver of CALLNOTES_WEBHOOK_CSV_URL"


class _Contact(Frozen):
    """A contact as the receiver tells of it."""

    model_config = Frozen.model_config | {"extra": "ignore", "coerce_numbers_to_str": True}

    id: str
    name: str = ""
    phone: str | None = None
    email: str | None = None
    company: Company | None = None
    fields: dict[str, str | None] = Field(default_factory=dict)


class Receiver:
    """One receiver; `send` posts a signed message. Safe between threads."""

    def __init__(self, send: Send, *, phone_regions: tuple[str, ...] = ("US",)) -> None:
        self._send, self._regions = send, phone_regions

    def check(self) -> None:
        """Ask whether it is there and takes our signature."""
        self._asked("ping", {})

    # -- contacts

    def find(self, hints: PartyHints) -> tuple[Party, ...]:
        """Ask for contacts, and take of what it answers those that do have the phone, else the e-mail."""
        if not hints.phones and not hints.emails:
            return ()
        told = self._asked("contacts.find", hints.model_dump(mode="json"))
        contacts = [self._contact(one) for one in _listed(told, "contacts")]
        fits = [(one, self._line(one, hints.phones)) for one in contacts]
        found = tuple(self._party(one, how) for one, how in fits if how is not None)
        wanted = {email.lower() for email in hints.emails}
        return found or tuple(
            self._party(one, "email") for one in contacts if (one.email or "").lower() in wanted
        )

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Ask for the companies of this mail domain; one that does not know the question has none."""
        told = self._asked("companies.find", {"domain": domain}).get("companies")
        try:
            return tuple(Company.model_validate(one) for one in told or ())
        except (TypeError, ValidationError) as error:
            raise _malformed() from error

    def party(self, contact_id: str) -> Party | None:
        """Ask for the contact with this id."""
        contact = self._one(contact_id, ())
        return None if contact is None else self._party(contact, "link")

    def create_contact(self, *, key: str, name: str, phone: str | None, email: str | None) -> Party:
        """Have the contact made; the same key again brings the same one."""
        data = {"key": key, "name": name, "phone": phone, "email": email}
        told = self._told("contact.create", data)
        contact_id = str(told.get("id") or "")
        if not contact_id:
            raise CrmRefusedError(f"{_URL} does not answer with the id of the contact it made; correct it.")
        return Party(contact_id=contact_id, name=name, phone=phone, email=email, matched_by="link")

    def tell_contact(self, key: str, party: Party) -> None:
        """Tell of a contact that was made elsewhere under this id."""
        self._told(
            "contact.create",
            {
                "key": key,
                "id": party.contact_id,
                "name": party.name,
                "phone": party.phone,
                "email": party.email,
            },
        )

    def field_values(self, contact_id: str, names: tuple[str, ...]) -> dict[str, str | None]:
        """Ask what these fields of the contact hold."""
        contact = self._one(contact_id, names)
        if contact is None:
            raise _no_contact()
        held = {**contact.fields, "name": contact.name, "phone": contact.phone, "email": contact.email}
        return {name: held.get(name) or None for name in names}

    # -- writing and looking

    def apply(self, operation: Operation) -> Outcome:
        """Tell the receiver; a field that a person has changed meanwhile is answered with 409."""
        if isinstance(operation, SetContactField):
            return self._set_field(operation)
        told = self._told("record.put", _data(operation))
        result = "already_applied" if told.get("already") is True else "applied"
        return Outcome.model_validate({
            "result": result, "external_id": str(told.get("id") or operation.key),
        })  # fmt: skip

    def look(self, operation: Operation) -> Remote:
        """Ask what stands under the key, and compare."""
        if isinstance(operation, SetContactField):
            contact = self._one(operation.contact_id, (operation.name,))
            held = {} if contact is None else self.field_values(operation.contact_id, (operation.name,))
            return field_remote(operation, held.get(operation.name), external_id=operation.contact_id)
        told = self._asked("record.look", {"key": operation.key})
        record = told.get("record")
        if record is None:
            return Remote(state="absent")
        state = "as_written" if record == _data(operation) else "otherwise"
        return Remote.model_validate({"state": state, "external_id": str(told.get("id") or operation.key)})

    def _set_field(self, change: SetContactField) -> Outcome:
        answer = self._send(*_message("contact_field.set", _data(change)))
        told = _document(answer) if answer.status == 409 or answer.status < 300 else {}
        if answer.status == 409:
            now = told.get("current")
            return Outcome(
                result="conflict",
                external_id=change.contact_id,
                current_value=None if now is None else str(now),
            )
        self._judge(answer, contact_asked=True)
        result = "already_applied" if told.get("already") is True else "applied"
        return Outcome.model_validate({
            "result": result, "external_id": change.contact_id, "current_value": change.value,
        })  # fmt: skip

    # -- messages

    def _told(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Send what is to be done; 404 means that the contact which it names is not there."""
        answer = self._send(*_message(kind, data))
        self._judge(answer, contact_asked=data.get("contact_id") is not None)
        return _document(answer)

    def _asked(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Send a question, each time a new one."""
        answer = self._send(f"ask_{secrets.token_hex(12)}", _body(kind, data))
        self._judge(answer)
        return _document(answer)

    def _one(self, contact_id: str, names: tuple[str, ...]) -> _Contact | None:
        told = self._asked("contact.get", {"id": contact_id, "fields": list(names)})
        contact = told.get("contact")
        return None if contact is None else self._contact(contact)

    def _judge(self, answer: Answer, *, contact_asked: bool = False) -> None:
        status = answer.status
        if 200 <= status < 300:
            return
        if status == 404 and contact_asked:
            raise _no_contact()
        if status in _LATER or status >= 500:
            raise CrmBusyError(f"{_URL} is busy or broken (HTTP {status}); the work is kept and tried again.")
        if 300 <= status < 400:
            raise CrmRefusedError(
                f"{_URL} answers with a redirect (HTTP {status}), which is not followed; set its own address."
            )
        if status in {401, 403}:
            raise CrmRefusedError(
                f"{_URL} does not take our signature (HTTP {status}); give it the secret of "
                "CALLNOTES_WEBHOOK_CSV_SECRETS."
            )
        raise CrmRefusedError(f"{_URL} refuses the message (HTTP {status}); docs/webhook-csv.md shows them.")

    def _contact(self, told: object) -> _Contact:
        try:
            return _Contact.model_validate(told)
        except ValidationError as error:
            raise _malformed() from error

    def _line(self, contact: _Contact, phones: tuple[str, ...]) -> MatchedBy | None:
        for wanted in phones:
            how = same_line(contact.phone or "", wanted, self._regions)
            if how is not None:
                return "phone" if how == "same" else "extension"
        return None

    def _party(self, contact: _Contact, matched_by: MatchedBy) -> Party:
        phone = contact.phone
        return Party(
            contact_id=contact.id,
            name=contact.name or contact.email or contact.id,
            phone=(normalise_phone(phone, self._regions) or phone) if phone else None,
            email=contact.email.lower() if contact.email else None,
            company=contact.company,
            matched_by=matched_by,
        )


def _data(operation: Operation) -> dict[str, Any]:
    return operation.model_dump(mode="json")


def _body(kind: str, data: dict[str, Any]) -> bytes:
    return json.dumps({"type": kind, "data": data}, ensure_ascii=False).encode()


def _message(kind: str, data: dict[str, Any]) -> tuple[str, bytes]:
    """Return the message with an id that follows from what it says, so that it stays the same."""
    body = _body(kind, data)
    return f"msg_{hashlib.sha256(body).hexdigest()[:32]}", body


def _document(answer: Answer) -> dict[str, Any]:
    """Return what the answer says; a body that is no JSON object says nothing."""
    try:
        told = json.loads(answer.body or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _listed(told: dict[str, Any], name: str) -> list[Any]:
    listed = told.get(name)
    if not isinstance(listed, list):
        raise CrmRefusedError(
            f"{_URL} does not answer a question with `{name}`; have it answer, or give contacts in a folder "
            "(CALLNOTES_WEBHOOK_CSV_FOLDER)."
        )
    return listed


def _malformed() -> CrmRefusedError:
    return CrmRefusedError(f"{_URL} answers in a form that docs/webhook-csv.md does not show; correct it.")


def _no_contact() -> ContactNotFoundError:
    return ContactNotFoundError(
        "The receiver knows no contact with this id; link the call to one that is there."
    )
