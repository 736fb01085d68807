"""`callnotes accounts`: who is there, and what is granted to them, for who stands at the machine."""

from __future__ import annotations

from lifecycle import links
from storage.shelves import open_shelves
from tests.callnotes.house import House

DANA, FAY = "dana@example.com", "fay@example.com"


def test_a_grant_is_given_listed_and_taken_back_at_the_machine(house: House) -> None:
    with open_shelves(house.folder) as shelves:
        for link, email in (
            (links.first_link(shelves) or "", DANA),
            (links.invite(shelves, FAY, "auditor", by=DANA), FAY),
        ):
            links.use(shelves, link, email=email, password="a sentence that nobody guesses")
    given = house("accounts", "grant", FAY, "personal")
    assert (given.code, given.out) == (0, "fay@example.com is granted: personal.\n")
    listed = house("accounts", "list", "--json").document
    assert [(one["email"], one["role"], [each["name"] for each in one["grants"]]) for one in listed] == [
        (DANA, "admin", ["calls"]),
        (FAY, "auditor", ["personal"]),
    ]
    assert "password_hash" not in listed[0]
    assert house("accounts", "take-back", DANA, "calls").code == 0
    told = house("accounts", "list").out
    assert "dana@example.com  admin" in told
    assert "granted: personal" in told
    assert "granted: calls" not in told


def test_what_cannot_be_granted_is_told_in_a_sentence(house: House) -> None:
    assert house("accounts", "link").code == 0
    for arguments, word in (
        (("grant", "no@example.com", "calls"), "no account"),
        (("grant", DANA, "everything"), "calls (of an admin) or personal (of an auditor)"),
        (("take-back", "not an address", "calls"), "not an e-mail address"),
    ):
        said = house("accounts", *arguments)
        assert (said.code, word in said.err) == (2, True), said
