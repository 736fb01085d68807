"""Zoom Phone's event about completed recordings.

Followed: developers.zoom.us/docs/api/webhooks (signature, validation of the address) and the event
phone.recording_completed of developers.zoom.us/docs/api/phone/events. Not verified against the provider: no
account of Zoom's was at hand.
"""
