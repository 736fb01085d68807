"""What is asked of a call, as data: the fields of its kind, and the rules that raise its risk.

Out: frozen values, read from YAML files (extractor/templates). Both engines work from them: `llm` makes its
question and its schema of them, `rules` looks for the fields whose names it knows.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field as Constraint
from pydantic import model_validator

from models.call import Direction
from models.frozen import Frozen
from models.notes import Risk

FieldType = Literal["text", "number", "money", "date", "enum", "phone", "email"]
Speaker = Literal["customer", "agent", "anyone"]

_Word = Annotated[str, Constraint(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*$")]
_Phrase = Annotated[str, Constraint(min_length=2, max_length=80)]
_Sentence = Annotated[str, Constraint(min_length=1, max_length=300)]
_Phrases = Annotated[tuple[_Phrase, ...], Constraint(max_length=200)]


class TemplateField(Frozen):
    """One thing to find out; what is said of it has to fit its type, or is not taken.

    A field of the tier `high` is confirmed by itself and never by the way. `asked` says that it belongs to
    every such call, so that the notes tell when it was not said.
    """

    name: _Word
    type: FieldType = "text"
    description: _Sentence
    options: Annotated[tuple[str, ...], Constraint(max_length=40)] = ()
    crm_property: Annotated[str, Constraint(max_length=80)] | None = None
    risk: Risk = "low"
    asked: bool = False

    @model_validator(mode="after")
    def _options_of_an_enum(self) -> Self:
        if (self.type == "enum") != bool(self.options):
            msg = "options belong to a field of type enum, which needs some"
            raise ValueError(msg)
        return self


class RiskRule(Frozen):
    """What raises the risk of a call: words of a speaker, or an amount over a limit in a promise of ours.

    In a phrase `*` ends a word in any way, and `..` stands for up to three words. Where a phrase of `unless`
    stands over it, it does not count.
    """

    name: _Word
    tier: Risk
    why: _Sentence
    by: Speaker = "customer"
    phrases: _Phrases = ()
    unless: _Phrases = ()
    promise_over: Annotated[float, Constraint(gt=0)] | None = None
    escalate_to: Annotated[str, Constraint(min_length=1, max_length=120)] | None = None

    @model_validator(mode="after")
    def _has_one_cause(self) -> Self:
        if bool(self.phrases) == (self.promise_over is not None):
            msg = "a rule has either phrases or promise_over"
            raise ValueError(msg)
        return self


class Template(Frozen):
    """What to find out on one kind of call; `digest` is the hash of all that it says, set by the reader.

    `shown_by` are phrases that show a call to be of this category; `urgent` and `unhurried` those of a
    customer who cannot wait, or can. `risks` holds the rules of every call too.
    """

    name: _Word
    version: Annotated[int, Constraint(ge=1)]
    description: _Sentence
    category: _Word
    shown_by: _Phrases = ()
    urgent: _Phrases = ()
    unhurried: _Phrases = ()
    fields: Annotated[tuple[TemplateField, ...], Constraint(max_length=30)] = ()
    risks: Annotated[tuple[RiskRule, ...], Constraint(max_length=60)] = ()
    digest: str = ""

    @model_validator(mode="after")
    def _each_name_once(self) -> Self:
        for kind in (self.fields, self.risks):
            names = [one.name for one in kind]
            if len(names) != len(set(names)):
                msg = f"the name {next(name for name in names if names.count(name) > 1)} stands there twice"
                raise ValueError(msg)
        return self

    @property
    def version_label(self) -> str:
        """The version as notes keep it: "2+1a2b3c4d"; the second part changes with every word."""
        return f"{self.version}+{self.digest}" if self.digest else str(self.version)

    def field(self, name: str) -> TemplateField | None:
        """Return the field of this name, however it is spelled ("order_number", "Order number"), or None."""
        wanted = plain_name(name)
        return next((field for field in self.fields if plain_name(field.name) == wanted), None)


class Choice(Frozen):
    """A rule of which template a call gets; what is not named fits every call."""

    template: _Word
    team: Annotated[str, Constraint(min_length=1, max_length=200)] | None = None
    direction: Direction | None = None
    category: _Word | None = None

    def fits(self, *, team: str | None, direction: Direction | None, category: str) -> bool:
        """True when the rule holds for such a call."""
        return (
            (self.team is None or plain_name(self.team) == plain_name(team or ""))
            and self.direction in (None, direction)
            and self.category in (None, category)
        )


def plain_name(name: str) -> str:
    """Return a name without what spellings differ in: case, spaces, hyphens, underscores."""
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
