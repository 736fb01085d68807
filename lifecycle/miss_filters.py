"""What the review list is asked for, as an address or a command writes it; the same words at every door.

In: texts by name. Out: `MissFilters`, and from them the search and an address to share.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from pydantic import ValidationError

from models.errors import InputError
from models.frozen import Frozen
from models.mail_address import plain_address
from models.misses import MissKind
from models.samples import SampledKind
from storage.misses import MissSearch

Show = Literal["open", "late", "ended", "fixed", "accepted", "case"]


class MissFilters(Frozen):
    """The filters; `late` lines are open ones whose day is over, `ended` those that ended in any way."""

    show: Show = "open"
    kind: MissKind | None = None
    owner: str | None = None
    team: str | None = None
    item_kind: SampledKind | None = None
    category: str | None = None

    def search(self, *, today: date) -> MissSearch:
        """Return what is looked for on this day."""
        return MissSearch(
            state=None if self.show in {"late", "ended"} else self.show,
            ended=self.show == "ended",
            kind=self.kind,
            owner=plain_address(self.owner) if self.owner else None,
            team=self.team,
            item_kind=self.item_kind,
            category=self.category,
            late_on=today if self.show == "late" else None,
        )

    def address(self, path: str = "/misses", **changes: object) -> str:
        """Return the address of the list with these filters changed, to be shared."""
        said = self.model_copy(update=changes).model_dump(mode="json", exclude_defaults=True)
        words = urlencode({name: value for name, value in said.items() if value is not None})
        return f"{path}?{words}" if words else path

    @property
    def narrowed(self) -> bool:
        """True where more than the state is asked for."""
        return bool(self.model_dump(exclude_defaults=True, exclude={"show"}))


def read_filters(written: Mapping[str, str | None]) -> MissFilters:
    """Return the filters; empty ones count as not given. Raises InputError that names the first wrong one."""
    known = {name: value for name in MissFilters.model_fields if (value := (written.get(name) or "").strip())}
    try:
        return MissFilters.model_validate(known)
    except ValidationError as error:
        wrong = error.errors()[0]
        msg = f"The filter `{wrong['loc'][0]}` cannot be read; choose {wrong.get('ctx', {}).get('expected')}."
        raise InputError(msg) from error
