"""Hostile media files, made from a seed, and what becomes of them in step 1 (`python -m evals.hostile`)."""
