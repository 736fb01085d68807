from tests.whisper_model import random_whisper, scripted_whisper

__all__ = ["random_whisper", "scripted_whisper"]
