"""DOORS: HTTP for machines and people; light, never loads a step."""
