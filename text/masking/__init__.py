"""What must not be kept or shown: card data before a transcript is stored, other personal data before a model reads it."""

from text.masking.cards import CARD, mask_cards
from text.masking.masker import Masker

__all__ = ["CARD", "Masker", "mask_cards"]
