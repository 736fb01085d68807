"""What is asked of a call, as YAML files: those shipped here, and an operator's own."""

from extractor.templates.read import Templates, read_templates

__all__ = ["Templates", "read_templates"]
