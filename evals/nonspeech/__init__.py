"""Sounds on a telephone line that are no speech, made by formula: deterministic, without any recording."""
