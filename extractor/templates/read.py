"""Reads the templates: the YAML files beside this one, and over them those of an operator's folder.

In: the path of a folder, or none. Out: `Templates`.
A template of the folder replaces the shipped one of its name. Its `rules.yaml` is asked first for which
template a call gets; a risk of its takes the place of the shipped one of the same name.
Not here: which call is of which category (extractor/triage).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import ValidationError

from models.call import Direction
from models.errors import InputError, SettingsError
from models.frozen import Frozen
from models.template import Choice, RiskRule, Template, plain_name

_SHIPPED: Final = Path(__file__).parent
_RULES: Final = "rules.yaml"
_MOST_BYTES: Final = 1 << 18
_MOST_FILES: Final = 200
_DEEPEST: Final = 20
#: The loader in C takes a tenth of the time; not every build of PyYAML has it.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Value = TypeVar("_Value", bound=Frozen)


class _Rules(Frozen):
    choose: tuple[Choice, ...] = ()
    risks: tuple[RiskRule, ...] = ()


class Templates(Frozen):
    """All templates by name, and the rules that choose one; each holds the rules of every call too."""

    every: tuple[Template, ...]
    choices: tuple[Choice, ...]

    def named(self, name: str) -> Template:
        """Return the template of this name. Raises InputError."""
        found = next((one for one in self.every if plain_name(one.name) == plain_name(name)), None)
        if found is None:
            msg = "There is no template of this name; `callnotes templates list` shows them all."
            raise InputError(msg)
        return found

    def chosen(self, *, team: str | None, direction: Direction | None, category: str) -> Template:
        """Return the template of the first rule that fits, else the general one."""
        fitting = (
            one.template
            for one in self.choices
            if one.fits(team=team, direction=direction, category=category)
        )
        return self.named(next(fitting, "general"))

    @property
    def general(self) -> Template:
        """The template of a call of which nothing more is known; it is always there."""
        return self.named("general")


def read_templates(folder: Path | None = None) -> Templates:
    """Return the shipped templates, with those of this folder.

    Raises SettingsError, one sentence with the file and the key that is wrong.
    """
    shipped, own = _files(_SHIPPED), _files(folder) if folder is not None else {}
    rules = [_read(files.pop(_RULES), _Rules) for files in (own, shipped) if _RULES in files]
    risks = _first_of_each_name(rules)
    found = {
        name: _complete(template, risks)
        for files in (shipped, own)
        for name, template in _by_name(files).items()
    }
    choices = tuple(choice for one in rules for choice in one.choose)
    for choice in choices:
        if choice.template not in found:
            raise _wrong(_RULES, "choose", "it names a template that is not there")
    return Templates(every=tuple(found.values()), choices=choices)


def _by_name(files: dict[str, Path]) -> dict[str, Template]:
    found: dict[str, Template] = {}
    for path in files.values():
        template = _read(path, Template)
        if path.stem != template.name.replace(" ", "_"):  # so that the names are known without reading
            raise _wrong(path.name, "name", "it is not the name of the file")
        found[template.name] = template
    return found


def _first_of_each_name(rules: list[_Rules]) -> tuple[RiskRule, ...]:
    found: dict[str, RiskRule] = {}
    for rule in (rule for one in rules for rule in one.risks):
        found.setdefault(rule.name, rule)
    return tuple(found.values())


def _complete(template: Template, risks: tuple[RiskRule, ...]) -> Template:
    """Give it the rules of every call, but those that it words itself, and the hash of it all."""
    own = {rule.name for rule in template.risks}
    whole = template.model_copy(
        update={"risks": (*template.risks, *(rule for rule in risks if rule.name not in own)), "digest": ""}
    )
    return whole.model_copy(
        update={"digest": hashlib.sha256(whole.model_dump_json().encode()).hexdigest()[:8]}
    )


def _files(folder: Path) -> dict[str, Path]:
    try:
        if not folder.is_dir():
            msg = "The folder named by CALLNOTES_TEMPLATES is not there; correct its path or unset it."
            raise SettingsError(msg)
        files = sorted(folder.glob("*.yaml"))
    except OSError as error:
        msg = "The folder named by CALLNOTES_TEMPLATES cannot be read; check its rights."
        raise SettingsError(msg) from error
    if len(files) > _MOST_FILES:
        msg = f"The folder named by CALLNOTES_TEMPLATES holds over {_MOST_FILES} templates; keep fewer there."
        raise SettingsError(msg)
    return {path.name: path for path in files}


def _read(path: Path, shape: type[_Value]) -> _Value:
    content = _content(path)
    if not isinstance(content, dict):
        raise _wrong(path.name, "its top", "it has to hold keys with values")
    try:
        return shape.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "its top"
        raise _wrong(path.name, key, first["msg"].removeprefix("Value error, ").rstrip(".")) from error
    except (TypeError, ValueError) as error:
        raise _wrong(path.name, "its top", "it holds a kind of value that no template has") from error


def _content(path: Path) -> Any:  # noqa: ANN401 - YAML is any of its own types
    try:
        text = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise _wrong(path.name, "its top", "it cannot be read") from error
    if len(text) > _MOST_BYTES:
        raise _wrong(path.name, "its top", "it is over 256 KiB")
    try:
        _check_events(path.name, text)
        return yaml.load(text, _LOADER)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = "its top" if mark is None else f"line {mark.line + 1}"
        raise _wrong(path.name, place, "it is no YAML that can be read") from error


def _check_events(file: str, text: bytes) -> None:
    """Refuse what would grow when it is read, and what is nested deeper than the loader in C can stand."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(file, "its top", "it refers to another part of itself, which is not taken")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _wrong(file, f"line {event.start_mark.line + 1}", "it is nested too deeply")


def _wrong(file: str, key: str, why: str) -> SettingsError:
    return SettingsError(f"The template file {file} is wrong at {key}: {why}; docs/templates.md shows one.")
