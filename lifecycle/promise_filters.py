"""What a list of promises is asked for, as an address or a command writes it: the same words at every door.

In: texts by name, as somebody wrote them. Out: `PromiseFilters`, and from them the search and an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import Field, ValidationError

from models.errors import InputError
from models.frozen import Frozen
from models.mail_address import plain_address
from models.notes import Risk, Side
from models.promises import PromiseKind
from storage.promise_list import PromiseSearch, View

_DAYS: Final = 36_500


class PromiseFilters(Frozen):
    """The filters; days are local, both ends included. `older` is how many days ago it was promised at least.

    `customer` is the id of a contact, `after` where the page before ended.
    """

    show: View = "todo"
    side: Side | None = None
    owner: str | None = None
    team: str | None = None
    customer: str | None = None
    kind: PromiseKind | None = None
    category: str | None = None
    risk: Risk | None = None
    due_from: date | None = None
    due_to: date | None = None
    older: Annotated[int, Field(ge=0, le=_DAYS)] | None = None
    after: str | None = None

    def search(self, *, zone: tzinfo, now: datetime) -> PromiseSearch:
        """Return what is looked for; days are those of this zone."""
        return PromiseSearch(
            view=self.show,
            side=self.side,
            owner=plain_address(self.owner) if self.owner else None,
            team=self.team,
            contact_id=self.customer,
            kind=self.kind,
            category=self.category,
            risk=self.risk,
            due_after=_begin(self.due_from, zone),
            due_before=_begin(self.due_to + timedelta(days=1), zone) if self.due_to else None,
            promised_before=now - timedelta(days=self.older) if self.older is not None else None,
        )

    def words(self, **changes: object) -> dict[str, str]:
        """Return the filters by name, with these changed; a changed list begins at its first page."""
        said = self.model_copy(update={"after": None, **changes}).model_dump(mode="json")
        return {
            name: str(value)
            for name, value in said.items()
            if value is not None and (name, value) != ("show", "todo")
        }

    def address(self, path: str = "/promises", **changes: object) -> str:
        """Return the address of this list with these filters changed, to be shared."""
        words = urlencode(self.words(**changes))
        return f"{path}?{words}" if words else path

    @property
    def narrowed(self) -> bool:
        """True where more than the kind of list is asked for."""
        return bool(self.words(show="todo"))


def read_filters(written: Mapping[str, str | None]) -> PromiseFilters:
    """Return the filters; empty ones count as not given. Raises InputError that names the first wrong one."""
    known = {name: written[name] for name in PromiseFilters.model_fields if (written.get(name) or "").strip()}
    try:
        return PromiseFilters.model_validate({name: (value or "").strip() for name, value in known.items()})
    except ValidationError as error:
        wrong = error.errors()[0]
        what = {"literal_error": f"choose {wrong.get('ctx', {}).get('expected')}"}.get(wrong["type"])
        what = what or (
            "write a day as 2026-12-31" if str(wrong["loc"][0]).startswith("due") else "give days"
        )
        msg = f"The filter `{wrong['loc'][0]}` cannot be read; {what}."
        raise InputError(msg) from error


def _begin(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=zone)
