"""How things are said and how they are written: number words, fillers, contractions, spelled e-mails."""

from text.spoken.emails import SpokenEmail, spoken_emails
from text.spoken.units import Unit, units
from text.spoken.written import SaidAs, written_form

__all__ = ["SaidAs", "SpokenEmail", "Unit", "spoken_emails", "units", "written_form"]
