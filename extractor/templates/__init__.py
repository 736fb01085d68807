"""What is asked of a call, as YAML files: those shipped here, and an operator's own."""

from extractor.templates.choose import Chosen, choose
from extractor.templates.read import Templates, read_templates

__all__ = ["Chosen", "Templates", "choose", "read_templates"]
