"""Aircall's webhooks about calls.

Followed: developer.aircall.io/docs/webhooks-overview (envelope, delivery) and the call events of
developers.aircall.io/api-references. Not verified against the provider: no account of Aircall's was at hand.
"""
