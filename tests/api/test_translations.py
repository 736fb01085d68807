"""Every text of the desk stands in the catalogue, and every catalogue says it, with the same names in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from api.app import create_app
from api.web import language, page
from models.errors import SettingsError
from tests.api.house import House
from tests.api.people import PASSWORD, account_of
from tools import texts

#: Not a page of the desk: its text is made of the operator's settings, and is the same on the command line.
NO_PAGES_OF_THE_DESK: Final = frozenset({"transparency.html"})
_SPOKEN: Final = ("aria-label", "title", "placeholder", "alt", "data-words")
_EXAMPLE: Final = re.compile(r"[\w.…:/@+ _-]*[\d_…:/@.-][\w.…:/@+ _-]*")
#: Constants that are the same in every language, or classes of the style sheet.
_NAMES: Final = frozenset({"CSV", "Excel", "Markdown", "danger small"})
#: What a macro adds to a tag.
_ATTRIBUTES: Final = re.compile(r'[\w-]+="[^"]*"')
_HOLE: Final = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%%|</?\w+")


class _Bare(HTMLParser):
    """Collects the texts of a template that stand outside any `trans`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._mute += tag in {"code", "style", "script"}
        self.found += [value for name, value in attrs if name in _SPOKEN and value and _says(value)]

    def handle_endtag(self, tag: str) -> None:
        self._mute -= tag in {"code", "style", "script"}

    def handle_data(self, data: str) -> None:
        said = _ATTRIBUTES.sub("", data).strip(" \n·0")
        if not self._mute and said != "Call notes" and any(letter.isalpha() for letter in said):
            self.found.append(said)


def _says(value: str) -> bool:
    return any(letter.isalpha() for letter in value) and not _EXAMPLE.fullmatch(value)


def _bare_texts(template: str) -> list[str]:
    tree = page._templates.parse((texts.TEMPLATES / template).read_text("utf-8"))
    reader, constants = _Bare(), list(_constants(tree))
    reader.feed("".join(_skeleton(tree)))
    return reader.found + constants


def _skeleton(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Block) and node.name == "width":
        return
    elif isinstance(node, nodes.Output):
        for piece in node.nodes:
            yield from _skeleton(piece) if isinstance(piece, nodes.TemplateData) else ("0",)
    else:
        for child in node.iter_child_nodes():
            yield from _skeleton(child)


def _constants(node: nodes.Node) -> Iterator[str]:
    """Yield the constants of an expression that look like words for a person."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        if node.node.name in {"_", "gettext", "ngettext"}:
            return
    elif isinstance(node, nodes.MarkSafeIfAutoescape | nodes.Mod):
        return
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        words = node.value.strip()
        if (
            words not in _NAMES
            and "=" not in words
            and len(words) > 1
            and (words[:1].isupper() or (" " in words and any(letter.isalpha() for letter in words)))
        ):
            yield words
    for child in node.iter_child_nodes():
        yield from _constants(child)


@pytest.fixture(scope="module")
def every_text() -> Catalog:
    return texts.every_text()


def _catalogue(code: str) -> Catalog:
    with (language.CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


OTHERS: Final = tuple(code for code in language.languages() if code != language.WRITTEN_IN)


@pytest.mark.parametrize("template", sorted(file.name for file in texts.TEMPLATES.glob("*.html")))
def test_a_template_says_nothing_outside_the_catalogue(template: str) -> None:
    bare = [] if template in NO_PAGES_OF_THE_DESK else _bare_texts(template)
    assert not bare, f"not in {{% trans %}} or _(): {bare}; docs/translations.md says how"


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_said_in_every_language_with_the_same_names_in_it(
    code: str, every_text: Catalog
) -> None:
    known = _catalogue(code)
    missing = [str(one.id) for one in every_text if one.id and not _is_said(known.get(one.id))]
    assert not missing, f"`make translations`, then say in {code}.po: {missing[:20]}"
    wrong = [str(one.id) for one in known if one.id and not _keeps_names(one)]
    assert not wrong, f"other names or tags than in English: {wrong}"


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_holds_no_text_that_nobody_says(code: str, every_text: Catalog) -> None:
    gone = [str(one.id) for one in _catalogue(code) if one.id and every_text.get(one.id) is None]
    assert not gone, "`make translations` takes them out"


def _is_said(message: Message | None) -> bool:
    if message is None:
        return False
    said = message.string
    return all(said) if isinstance(said, tuple) else bool(said)


def _keeps_names(message: Message) -> bool:
    asked = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
    said = message.string[-1] if isinstance(message.string, (tuple, list)) else message.string
    return sorted(set(_HOLE.findall(asked))) == sorted(set(_HOLE.findall(said or "")))


def test_pages_come_in_the_language_of_the_account_else_of_the_browser_else_of_the_house(
    house: House,
) -> None:
    def language_for(wished: str) -> str:
        return house.client.get("/login", headers={"accept-language": wished}).text.split('<html lang="')[1][
            :2
        ]

    assert [language_for(wished) for wished in ("", "de-AT,de;q=0.9", "fr, en;q=0.5", "de;q=0", "x;q=x")] == [
        "en", "de", "en", "en", "en",
    ]  # fmt: skip
    account_of(house, "vera@example.com", "manager")
    house.client.post("/login", data={"email": "vera@example.com", "password": PASSWORD})
    assert house.client.post("/account/language", data={"language": "xx"}).status_code == 422
    said = house.client.post("/account/language", data={"language": "de"}).text
    assert '<html lang="de">' in said
    assert "Abmelden" in said
    assert '<html lang="de">' in house.client.get("/calls", headers={"accept-language": "en"}).text


def test_a_house_with_a_language_that_the_desk_lacks_is_told_so(house: House) -> None:
    with pytest.raises(SettingsError, match=r"CALLNOTES_DESK_LANGUAGE.*choose en or de"):
        create_app(replace(house.doors, language="xx"))


def test_a_sentence_with_names_in_it_is_found_by_its_pattern() -> None:
    with language.speaking("de"):
        assert language.translated("set by Friday") == "set by Friday"
        gone = "Chosen by Friday on 2026-01-20 for a call of the same number or address."
        assert language.translated(gone).startswith("Gewählt von Friday am 2026-01-20 ")
        assert language.translated("What a customer said") == "What a customer said"


def test_what_the_script_of_a_call_says_is_handed_to_it_in_the_language_of_the_page() -> None:
    script = (page.HERE / "static" / "call.js").read_text("utf-8")
    lines = [line for line in script.splitlines() if "say(" in line]
    said = {text for line in lines for text in re.findall(r'"([A-Z][^"]*\.)"', line)}
    assert said == set(page.SCRIPT_WORDS)


def test_the_words_of_the_script_of_uploads_are_in_the_catalogue() -> None:
    script = (page.HERE / "static/upload.js").read_text()
    assert set(re.findall(r'\bt\("([^"]+)"\)', script)) == set(page.UPLOAD_WORDS)


@pytest.mark.parametrize(
    "said",
    [
        "Meeting at three fifteen on Wednesday",
        "Call notes: Tom Baker",
        "Meeting on Tuesday",
        "Pay in March",
        "at least try",
        "Call 3pm",
    ],
)
def test_what_was_said_in_a_call_is_no_text_of_the_desk(said: str) -> None:
    with language.speaking("de"):
        assert language.translated(said) == said
        assert language.translated(language.filled("Call {id}", id=said)) == f"Anruf {said}"
