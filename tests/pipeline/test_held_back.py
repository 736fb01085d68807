"""While the CRM is closed its work waits, and one piece at a time tries the way."""

from __future__ import annotations

from lifecycle.enqueue import Work
from pipeline.held_back import let_through

HEARD = Work("c0", "process", 1, "recognition")
OLDEST = Work("c1", "process", 3, "crm")
NEXT = Work("c2", "settle", 2, "crm")
NEWEST = Work("c3", "process", 2, "crm")
OWED = (OLDEST, NEXT, HEARD, NEWEST)


def test_all_goes_on_in_order_while_the_crm_is_open() -> None:
    assert let_through(OWED, "open", begun=()) == OWED


def test_what_needs_no_crm_goes_on_while_it_is_closed() -> None:
    assert let_through(OWED, "closed", begun=()) == (HEARD,)


def test_the_oldest_of_those_tried_least_tries_the_way() -> None:
    assert let_through(OWED, "trying", begun=(HEARD,)) == (HEARD, NEXT)


def test_nobody_else_tries_meanwhile() -> None:
    assert let_through(OWED, "trying", begun=(OLDEST,)) == (HEARD,)
