"""What must not be kept (card data) and what a model must not read (other personal numbers and addresses)."""

from text.masking.card_tokens import CARD
from text.masking.cards import mask_cards
from text.masking.masker import Masker, Masking
from text.masking.patterns import Patterns

__all__ = ["CARD", "Masker", "Masking", "Patterns", "mask_cards"]
