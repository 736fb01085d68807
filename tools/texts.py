"""Finds every text of the desk and writes the catalogues anew: `make translations`.

In: templates, and the code of the rooms whose sentences reach pages. Out: `api/web/languages/*.po`, where
what is new waits for its translation. Source: docs/translations.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

HOUSE: Final = Path(__file__).parents[1]
CATALOGUES: Final = HOUSE / "api" / "web" / "languages"
TEMPLATES: Final = HOUSE / "api" / "web" / "templates"
#: Whose sentences reach a page: of errors everywhere, and of what is called so.
_ROOMS: Final = ("api", "lifecycle", "models", "storage", "text")
#: Modules that hold words of pages: every text of their tables and answers is one.
WORDS: Final = (
    "api/web/heard.py",
    "api/web/hook_words.py",
    "api/web/ledger_words.py",
    "api/web/words.py",
    "lifecycle/stage.py",
    "models/consent_rules.py",
    "models/conversations.py",
    "models/hubspot_limits.py",
    "models/triage_words.py",
)
#: Tables of the pages whose texts are shown.
_TABLES: Final = frozenset(
    {
        *(
            "KINDS",
            "LIFETIMES",
            "NO_ADVICE",
            "OUTCOME_WORDS",
            "REASONS",
            "STATES",
            "WORDS_OF_GRANT",
            "WORD_OF_STAGE",
        ),
        *(
            "_DONE",
            "_KINDS",
            "_NAMES",
            "_NOT_HERE",
            "_RULINGS",
            "groups",
            "_TABS",
            "_TITLES",
            "_VERDICTS",
            "_WHATS",
        ),
        *("_AUDIT", "_BACKUPS", "_CONSENT", "_ELSEWHERE", "_FACT", "_OPT_OUT", "_UNKNOWN"),
    }
)
#: Classes of the style sheet beside the words of a table.
_BADGES: Final = frozenset({"good", "bad", "wait", "off", "work"})
#: A text has at least one word; numbers and signs with holes between them are none.
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: A name of the code, which no page shows.
_CODE: Final = re.compile(r"[a-z]+([_/.-][a-z-]+)+")
#: What the code calls things, where a page shows just that.
_PLAIN_WORDS: Final = (
    *(
        "normal",
        "agreed",
        "refused",
        "process",
        "settle",
        "transcribe",
        "extract",
        "sync",
        "agent",
        "customer",
        "lead",
        "manager",
        "auditor",
        "admin",
    ),
    *("pending", "review", "live", "done", "rejected", "conflict", "withdrawn", "confirmed", "closed"),
    *("high", "medium", "low", "call", "email", "task", "meeting", "promise", "follow up", "review"),
    *(
        "accepted",
        "edited",
        "confirmed",
        "announcement only",
        "none",
        "declined",
        "announced",
        "granted",
        "unknown",
    ),
    *("never", "in 30 days", "in 90 days", "in a year", "30 days", "90 days", "a year"),
)
#: What a page is given under these names is a text.
_NAMED: Final = frozenset({"title", "done", "problem", "steps", "what", "why", "words"})
#: Errors of starting and of the command line, and of programming, which no page shows.
_OF_OPERATORS: Final = frozenset(
    {"SettingsError", "ValueError", "TypeError", "RuntimeError", "LookupError", "KeyError"}
)
#: Where errors go to machines or to the terminal alone.
_MACHINES: Final = ("api/v1/", "api/webhooks/", "storage/backup/", "text/masking", "text/recording_names.py")
_HEAD: Final = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals};\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
#: What marks a text where nothing else does.
MARK: Final = "N_"


def template_texts() -> Catalog:
    """Return the texts of the templates."""
    found = Catalog()
    for template in sorted(TEMPLATES.glob("*.html")):
        with template.open("rb") as file:
            options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
            for _, text, _, _ in extract("jinja2.ext:babel_extract", file, options=options):
                found.add(text)
    return found


def code_texts() -> Catalog:
    """Return the texts of the code; what is filled in stands as {name} in them."""
    found = Catalog()
    for room in _ROOMS:
        for module in sorted((HOUSE / room).rglob("*.py")):
            tree = ast.parse(module.read_text("utf-8"))
            place = module.relative_to(HOUSE).as_posix()
            for text in _texts(tree, whole=place in WORDS, fails_there=place.startswith(_MACHINES)):
                if (
                    text not in _BADGES
                    and not _CODE.fullmatch(text)
                    and _WORD.search(re.sub(r"\{\w+\}", "", text))
                ):
                    found.add(text)
    return found


def every_text() -> Catalog:
    """Return all texts of the desk."""
    found = template_texts()
    for message in code_texts():
        if message.id:
            found.add(message.id)
    for word in _PLAIN_WORDS:
        found.add(word)
    return found


def _texts(tree: ast.Module, *, whole: bool, fails_there: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, with_errors=not fails_there)
        elif whole and isinstance(node, ast.Dict):
            yield from _of_table(node)
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in _TABLES and node.value:
            yield from _of_table(node.value)
        elif whole and isinstance(node, ast.Return) and node.value is not None:
            yield from _said(node.value)


def _of_table(node: ast.expr) -> Iterator[str]:
    for value in node.values if isinstance(node, ast.Dict) else (node,):
        yield from _said(value)


def _of_call(node: ast.Call, *, with_errors: bool) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if node.args and (name == MARK or (with_errors and name.endswith("Error") and name not in _OF_OPERATORS)):
        yield from _said(node.args[0])
    for given in node.keywords:
        if given.arg in _NAMED:
            yield from _said(given.value)


def _said(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may give."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(_piece(part, place) for place, part in enumerate(node.values))
    else:
        for part in _ways(node):
            yield from _said(part)


def _ways(node: ast.AST) -> Sequence[ast.AST]:
    """Return the expressions of which this one becomes one or several."""
    if isinstance(node, ast.IfExp):
        return (node.body, node.orelse)
    if isinstance(node, ast.Tuple | ast.List):
        return node.elts
    if isinstance(node, ast.BoolOp):
        return node.values
    return (node.value,) if isinstance(node, ast.Subscript) else ()


def _piece(part: ast.expr, place: int) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    filled = part.value if isinstance(part, ast.FormattedValue) else part
    name = getattr(filled, "id", getattr(filled, "attr", None)) or f"part{place}"
    return f"{{{name.lstrip('_')}}}"


def write(language: str) -> Catalog:
    """Bring one catalogue up to date and return it: what is new is empty, what nobody says any more goes."""
    path = CATALOGUES / f"{language}.po"
    with path.open("rb") as file:
        kept = read_po(file, locale=language)
    kept.update(every_text(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    with path.open("wb") as file:
        file.write(_HEAD.format(language=language, plurals=kept.plural_forms).encode())
        write_po(file, kept, no_location=True, sort_output=True, width=0, omit_header=True)
    return kept


def main() -> None:
    """Bring every catalogue up to date, and say what is left to translate."""
    for path in sorted(CATALOGUES.glob("*.po")):
        missing = [str(one.id) for one in write(path.stem) if one.id and not one.string]
        print(f"{path.name}: {len(missing)} texts to translate")
        for text in missing:
            print(f"  {text}")


if __name__ == "__main__":
    main()
