"""Readers of transcripts that others made, a file per format; each knows its own and gives the same value."""
