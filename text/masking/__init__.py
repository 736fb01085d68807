"""What must not be kept (card data) and what a model must not read (other personal numbers and addresses)."""

from text.masking.card_tokens import CARD
from text.masking.cards import mask_cards
from text.masking.masker import Masker

__all__ = ["CARD", "Masker", "mask_cards"]
