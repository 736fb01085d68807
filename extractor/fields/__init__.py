"""Values for the CRM by the types of a template: checked, brought to one form, flagged where unfit."""

from extractor.fields.typed import Typed, typed
from extractor.fields.whole import not_found, with_doubles_flagged

__all__ = ["Typed", "not_found", "typed", "with_doubles_flagged"]
