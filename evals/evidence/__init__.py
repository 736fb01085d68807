"""Measures the evidence check against an adversary: quotes that are true in another form, and altered ones.

Nothing in this folder knows the rules of the check, and none of its word lists come from it.
"""
