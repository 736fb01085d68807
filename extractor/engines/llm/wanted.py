"""What a model is asked to find, from the call's template: fields, categories, rules of risk.

In: `CallContext`. Out: `Wanted`, and its words for the prompt.
"""

from __future__ import annotations

from typing import Final

from extractor.engine import CallContext
from models.frozen import Frozen
from models.template import RiskRule, TemplateField

_CATEGORIES: Final = ("support", "sales", "appointment", "general")

#: The contact's properties that a model may propose to change where no template says what is asked; words on
#: a call that talk it into another one (an owner, a permission) get nowhere.
PROPERTIES: Final = ("email", "phone", "company", "jobtitle", "address")


class Wanted(Frozen):
    """Fields by name, the categories to choose from, and the rules whose breach is to be shown."""

    fields: tuple[TemplateField, ...] = ()
    categories: tuple[str, ...] = _CATEGORIES
    risks: tuple[RiskRule, ...] = ()
    language: str | None = None

    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)

    def rules(self) -> tuple[str, ...]:
        """The names of the rules of risk that words raise; amounts are reckoned, not judged."""
        return tuple(rule.name for rule in self.risks if rule.phrases)

    def words_for_fields(self) -> str:
        """What the prompt says of the fields."""
        if not self.fields:
            return (
                "facts for the customer's record (order number, e-mail, new address, budget): name in "
                "snake_case, value as said, crm_property null unless it is clearly one of "
                f"{', '.join(PROPERTIES)}."
            )
        return "only these, where they were said; name as it stands here, value as said:\n" + "\n".join(
            f"    {field.name} ({field.type}{_options(field)}): {field.description}" for field in self.fields
        )

    def words_for_risks(self) -> str:
        """What the prompt says of the rules of risk."""
        if not self.rules():
            return "an empty list."
        return "which of these rules the call breaks, with the words that do:\n" + "\n".join(
            f"    {rule.name}: {rule.why}" for rule in self.risks if rule.phrases
        )

    def words_for_language(self) -> str:
        """In which language texts are to be written."""
        return f"the language {self.language}" if self.language else "the language of the call"


def wanted_of(context: CallContext) -> Wanted:
    """Return what this call's template asks for."""
    template = context.template
    return Wanted(
        fields=template.fields,
        categories=tuple(dict.fromkeys((*_CATEGORIES, template.category))),
        risks=template.risks,
        language=context.notes_language,
    )


def _options(field: TemplateField) -> str:
    return f", one of {' | '.join(field.options)}" if field.options else ""
