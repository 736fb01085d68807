"""Prints templates: all of them in a line each, or what one of them asks."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from callnotes.cli.printing.terminal import console, heading
from models.template import RiskRule, Template


def print_templates(templates: Iterable[Template]) -> None:
    """Print a line for each template."""
    out = console()
    out.print(heading("Templates"))
    for one in templates:
        out.print(
            Text(f"  {one.name:<14} {one.version_label:<12} {len(one.fields):>2} fields  {one.description}")
        )


def print_template(template: Template) -> None:
    """Print the fields and the rules of a template."""
    out = console()
    out.print(heading(f"{template.name}  ({template.version_label}; category {template.category})"))
    out.print(Text(f"  {template.description}"))
    for field in template.fields:
        marks = [field.type, *(["always asked"] if field.asked else []), f"risk {field.risk}"]
        marks += [f"CRM: {field.crm_property}"] if field.crm_property else []
        out.print(Text(f"  {field.name} ({', '.join(marks)}): {field.description}"))
    out.print(Text("  What raises the risk:", style="bold"))
    for rule in template.risks:
        out.print(Text(f"  {rule.tier:<7} {rule.name}: {rule.why}{_cause(rule)}"))


def _cause(rule: RiskRule) -> str:
    tell = f" Tell {rule.escalate_to}." if rule.escalate_to else ""
    return f"{f' Over {rule.promise_over:g}.' if rule.promise_over else ''}{tell}"
