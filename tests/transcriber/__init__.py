"""Tests of transcriber."""
