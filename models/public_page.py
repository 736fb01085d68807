"""A page for the people whose calls are recorded: sections of plain sentences, in whatever form."""

from __future__ import annotations

from datetime import date

from models.frozen import Frozen


class PublicSection(Frozen):
    """A heading, sentences under it, and points."""

    title: str
    says: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


class PublicPage(Frozen):
    """The page: its title, the sections in order, and the day whose settings it tells."""

    title: str
    sections: tuple[PublicSection, ...]
    as_of: date

    @property
    def as_markdown(self) -> str:
        """The page as Markdown."""
        lines = [f"# {self.title}", ""]
        for section in self.sections:
            lines += [f"## {section.title}", "", *(line for said in section.says for line in (said, ""))]
            lines += [*(f"* {point}" for point in section.points), ""] if section.points else []
        return "\n".join([*lines, self.as_of_in_words, ""])

    @property
    def as_of_in_words(self) -> str:
        """Whose settings the page tells, and of when."""
        return f"This page is made from the settings of the program that does the work, as of {self.as_of}."
