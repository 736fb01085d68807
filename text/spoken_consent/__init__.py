"""What people say in a call about its being recorded, by plain rules in four languages."""

from text.spoken_consent.find import spoken_consent

__all__ = ["spoken_consent"]
