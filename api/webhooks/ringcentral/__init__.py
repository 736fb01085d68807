"""RingCentral's notifications about telephony sessions.

Followed: developers.ringcentral.com/guide/notifications/webhooks, "Creating Webhooks" (the question by
Validation-Token, answered within 3 s and 1,024 bytes) and "Receiving Webhooks" (the token with every event);
/guide/voice/telephony-session-notifications and the definitions of RingCentral's own SDKs for the fields;
/guide/basics/media (the address of a recording's bytes is asked for, not built). Not verified against the
provider: no account of RingCentral's was at hand, and no whole event with recordings could be read.
"""
