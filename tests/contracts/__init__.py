"""Suites that hold every implementation of a Protocol to the same promises."""
