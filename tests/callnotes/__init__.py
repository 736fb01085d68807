"""Tests of callnotes."""
