"""Finds the texts that code says on pages: errors, tables, titles, and what the machine tells of a call.

In: the code of the rooms. Out: a catalogue in which what is filled in stands as {name}.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

HOUSE: Final = Path(__file__).parents[1]
#: Whose sentences reach a page: of errors everywhere, and of what is called so.
_ROOMS: Final = (
    "api", "crm_sync", "extractor", "lifecycle", "models", "pipeline", "storage", "text", "transcriber",
)  # fmt: skip
#: Names that sentences of a page are kept under before they are used.
_ASSIGNED: Final = frozenset({"basis", "why"})
#: Rooms that work without a page: of them their sentences, and why something is so, reach one.
_WORKERS: Final = ("crm_sync/", "extractor/", "pipeline/", "text/", "transcriber/")
_OF_WORKERS: Final = frozenset({"basis", "how", "why"})
_SENTENCE: Final = re.compile(r"[A-Z“{].* .*[.]", re.DOTALL)
#: Whose sentences are all told of a call; what speaks to a model, writes into a CRM or reads settings is not.
_TELL: Final = (
    "crm_sync/match.py", "extractor/agree", "extractor/confidence.py", "extractor/d", "extractor/fields/",
    "extractor/h", "extractor/proving.py", "extractor/said_values.py", "extractor/warning_lines.py",
    "extractor/talk_to_machines.py", "pipeline/", "text/corrections.py", "text/evidence/", "text/formats/",
    "transcriber/",
)  # fmt: skip
#: What reckons a day, and is given how in words.
_RECKONING: Final = frozenset({"either", "one_day"})
#: Modules that hold words of pages: every text of their tables and answers is one.
WORDS: Final = (
    "api/web/act_words.py",
    "api/web/heard.py",
    "api/web/hook_words.py",
    "api/web/ledger_words.py",
    "api/web/words.py",
    "api/who.py",
    "lifecycle/consent_rules.py",
    "lifecycle/mute.py",
    "lifecycle/stage.py",
    "lifecycle/trust/accuracy.py",
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
            "RULINGS",
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
#: Whose sentences of this kind go into a CRM, to machines, or to whoever runs the program.
_NO_PAGE: Final = (
    "api/call_form.py", "api/description.py", "api/files_form.py", "api/metrics", "api/request_body.py",
    "crm_sync/adapters/hubspot/contents.py", "crm_sync/banners.py", "crm_sync/how_", "crm_sync/note",
    "crm_sync/plan",
)  # fmt: skip
#: Codes that stand where a text would, and titles of what is written into a CRM.
_NO_TEXTS: Final = frozenset(
    {
        "yes",
        "no",
        "perhaps",
        "und",
        "somehow",
        "[DONE]",
        "Promised",
        "Fields for the CRM ({fields})",
    }
)
#: A text has at least one word; numbers and signs with holes between them are none.
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: A name of the code, which no page shows.
_CODE: Final = re.compile(r"[a-z]+([_/.-][a-z-]+)+")
#: What a page is given under these names is a text.
_NAMED: Final = frozenset({"basis", "done", "how", "problem", "steps", "title", "what", "why", "words"})
#: Errors of starting and of the command line, and of programming, which no page shows.
_OF_OPERATORS: Final = frozenset(
    {"SettingsError", "ValueError", "TypeError", "RuntimeError", "LookupError", "KeyError"}
)
#: Where errors go to machines or to the terminal alone.
_MACHINES: Final = (
    "api/v1/", "api/webhooks/", "crm_sync/adapters/hubspot/connect", "extractor/templates/",
    "storage/backup/",
    "crm_sync/adapters/hubspot/oauth.py", "storage/migrations/", "text/masking", "text/recording_",
    "text/hook_",
)  # fmt: skip
#: What marks a text where nothing else does.
MARKS: Final = frozenset({"N_", "gettext"})


def code_texts() -> Catalog:
    """Return the texts of the code; what is filled in stands as {name} in them."""
    found = Catalog()
    for room in _ROOMS:
        for module in sorted((HOUSE / room).rglob("*.py")):
            tree = ast.parse(module.read_text("utf-8"))
            place = module.relative_to(HOUSE).as_posix()
            for text in _of_module(tree, place):
                if (
                    text not in _BADGES
                    and not _CODE.fullmatch(text)
                    and _WORD.search(re.sub(r"\{\w+\}", "", text))
                    and text not in _NO_TEXTS
                    and not text.startswith("/")
                ):
                    found.add(text)
    return found


def _of_module(tree: ast.Module, place: str) -> Iterator[str]:
    works = place.startswith(_WORKERS)
    named = _OF_WORKERS if works else _NAMED
    yield from _texts(tree, named, whole=place in WORDS, fails_there=place.startswith(_MACHINES))
    if not place.startswith(_MACHINES):
        yield from _raised_later(tree)
    if place.startswith(_TELL):
        yield from _sentences(tree)
    elif not place.startswith((*_MACHINES, *_NO_PAGE)):
        yield from _constants(tree)


def _constants(tree: ast.Module) -> Iterator[str]:
    """Yield each sentence that a module keeps under a name."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            for text in _said(node.value):
                if _SENTENCE.fullmatch(text) and "\n" not in text:
                    yield text


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield what reads as a sentence: no docstring, and nothing that goes to the log."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in told or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        if isinstance(node, ast.Constant) and id(node) in inner:
            continue
        for text in _said(node):
            if _SENTENCE.fullmatch(text) and "\n" not in text:
                yield text


def _raised_later(tree: ast.Module) -> Iterator[str]:
    """Yield the sentence of an error that is kept as `msg` first."""
    for body in (getattr(node, "body", None) for node in ast.walk(tree)):
        for kept, raised in pairwise(body if isinstance(body, list) else ()):
            error = getattr(raised, "exc", None)
            name = getattr(getattr(error, "func", None), "id", "")
            if isinstance(kept, ast.Assign) and name.endswith("Error") and name not in _OF_OPERATORS:
                yield from _said(kept.value)


def _texts(tree: ast.Module, named: frozenset[str], *, whole: bool, fails_there: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, named, with_errors=not fails_there)
        elif whole and isinstance(node, ast.Dict):
            yield from _of_table(node)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in _ASSIGNED:
            yield from (text for text in _said(node.value) if " " in text)
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") in _TABLES and node.value:
            yield from _of_table(node.value)
        elif whole and isinstance(node, ast.Assign | ast.Return) and node.value is not None:
            yield from _said(node.value)


def _of_table(node: ast.expr) -> Iterator[str]:
    for value in node.values if isinstance(node, ast.Dict) else (node,):
        yield from _said(value)


def _of_call(node: ast.Call, named: frozenset[str], *, with_errors: bool) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if node.args and (
        name in MARKS or (with_errors and name.endswith("Error") and name not in _OF_OPERATORS)
    ):
        yield from _said(node.args[0])
    if name == "Verdict" and len(node.args) > 1:
        yield from _said(node.args[1])
    if name in _RECKONING:
        for basis in node.args[1:]:
            yield from _said(basis)
    for given in node.keywords:
        if given.arg in named:
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
    asked = filled.func if isinstance(filled, ast.Call) else None
    name = getattr(filled, "id", getattr(filled, "attr", getattr(asked, "id", None))) or f"part{place}"
    return f"{{{name.lstrip('_')}}}"
