"""The contacts of a folder: those that the operator exports, those that we made, and what we changed of both.

In: contacts.csv (the operator's), new_contacts.csv and fields.csv (ours). Out: contacts as columns by name.

A change of ours counts as long as the export does not show another value: it is laid over a field that still
holds what was expected, and is seen to be taken over by a field that holds the new value. A field that holds
anything else was changed by a person, and that wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from crm_sync.adapters.webhook_csv.csv_file import KeyedCsv, Row, read_table, stamp_of
from models.crm import Company, MatchedBy, Party, PartyHints
from models.errors import CrmBusyError, CrmRefusedError
from text.phones import normalise_phone, same_line

EXPORT: Final = "contacts.csv"
_PHONES: Final = ("phone", "mobilephone")
_LAST_DIGITS: Final = 6


class Contacts:
    """Read under the folder's lock; a number without its country code is read in one of the `regions`."""

    def __init__(self, folder: Path, made: KeyedCsv, changes: KeyedCsv, *, regions: tuple[str, ...]) -> None:
        self._path, self._made, self._changes = folder / EXPORT, made, changes
        self._regions = regions
        self._seen: object = None
        self._exported: dict[str, Row] = {}

    def all(self) -> dict[str, Row]:
        """Return every contact by its id, with our changes laid over it.

        Raises CrmBusyError while contacts.csv is not there, CrmRefusedError when it is no table of contacts.
        """
        return self._changed(self._export() | self._ours())

    def one(self, contact_id: str) -> Row | None:
        """Return the contact with this id, also one of ours that the export has under another id by now."""
        row = self._export().get(contact_id) or self._ours().get(contact_id)
        return None if row is None else self._changed({contact_id: row})[contact_id]

    def find(self, hints: PartyHints) -> tuple[Party, ...]:
        """Return the contacts with one of these phones, else those with one of these e-mails.

        One that we made is left out where the export has somebody who fits: by then it was taken over.
        """
        every = self.all()
        by_phone = [(row, self._line(row, hints.phones)) for row in every.values()] if hints.phones else []
        found = [self.party(row, how) for row, how in by_phone if how is not None]
        if not found and hints.emails:
            wanted = {email.lower() for email in hints.emails}
            found = [self.party(row, "email") for row in every.values() if email_of(row) in wanted]
        exported = self._export()
        taken_over = [party for party in found if party.contact_id in exported]
        return tuple(taken_over or found)

    def companies(self, domain: str) -> tuple[Company, ...]:
        """Return the companies of contacts whose e-mail address is of this domain."""
        found = (_company(row) for row in self.all().values() if email_of(row).endswith(f"@{domain.lower()}"))
        return tuple({company.id: company for company in found if company is not None}.values())

    def party(self, row: Row, matched_by: MatchedBy) -> Party:
        """Return a contact as all adapters do."""
        phone = next((row[name] for name in _PHONES if row.get(name)), None)
        return Party(
            contact_id=row["id"],
            name=row.get("name") or email_of(row) or row["id"],
            phone=(normalise_phone(phone, self._regions) or phone) if phone else None,
            email=email_of(row) or None,
            company=_company(row),
            matched_by=matched_by,
        )

    def _export(self) -> dict[str, Row]:
        stamp = stamp_of(self._path)
        if stamp is None:
            raise CrmBusyError(
                "There is no contacts.csv in the folder of CALLNOTES_WEBHOOK_CSV_FOLDER; put it there. The "
                "work is kept and tried again."
            )
        if stamp != self._seen:
            columns, rows = read_table(self._path)
            names = tuple(name.strip().lower() for name in columns)
            if "id" not in names:
                raise CrmRefusedError(
                    "contacts.csv has no column `id`; docs/webhook-csv.md shows its columns."
                )
            named = [dict(zip(names, row.values(), strict=True)) for row in rows]
            self._exported = {row["id"]: row for row in named if row["id"]}
            self._seen = stamp
        return self._exported

    def _ours(self) -> dict[str, Row]:
        return {row["id"]: row for row in self._made.rows().values()}

    def _changed(self, contacts: dict[str, Row]) -> dict[str, Row]:
        changed = dict(contacts)
        for change in self._changes.rows().values():
            row = changed.get(change["contact_id"])
            name = change["name"].lower()
            if row is not None and row.get(name, "") == change["expected"]:
                changed[change["contact_id"]] = {**row, name: change["value"]}
        return changed

    def _line(self, row: Row, phones: Iterable[str]) -> MatchedBy | None:
        for held in (row[name] for name in _PHONES if row.get(name)):
            digits = "".join(sign for sign in held if sign.isdigit())
            for wanted in phones:
                how = same_line(held, wanted, self._regions) if wanted[-_LAST_DIGITS:] in digits else None
                if how is not None:
                    return "phone" if how == "same" else "extension"
        return None


def email_of(row: Row) -> str:
    """Return the contact's e-mail address in lower case, empty where there is none."""
    return row.get("email", "").strip().lower()


def _company(row: Row) -> Company | None:
    name, company_id = row.get("company", ""), row.get("company_id", "")
    return Company(id=company_id or name, name=name or company_id) if name or company_id else None
