"""Twilio's recording status callbacks.

Followed: twilio.com/docs/usage/webhooks/webhooks-security for the signature, "Getting Started with Recording
Status Callbacks" of Twilio's support (360014251313) for events and parameters, and
twilio.com/docs/voice/api/recording for the media. Not verified against the provider: no account of Twilio's
was at hand, and that RequestedChannels=2 gives both channels is from memory.
"""
