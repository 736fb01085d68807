"""What kind of call it was, how urgent, how much is at stake, and the words that say so."""

from extractor.triage.category import category_of
from extractor.triage.triage import Triage, triage

__all__ = ["Triage", "category_of", "triage"]
