"""Dialpad's call events.

Followed: developers.dialpad.com/docs/call-events (the event) and the webhooks of
developers.dialpad.com/reference (a JSON Web Token, HS256, where a secret is set). Not verified against the
provider: no account of Dialpad's was at hand, and where recordings stand is from what others' programs read.
"""
