"""CallRail's webhooks about calls.

Followed: apidocs.callrail.com, "Webhooks" and "Validating Payloads" (the header Signature, and the example
that the tests hold), and CallRail's help on webhooks (5711246459149: a call may come without its recording,
which then comes with "call modified"; 4403032268557: `resource_id` took the place of `id`). Not verified
against the provider: no account of CallRail's was at hand; the pages were read in stored copies and in what
others quote of them, and that `recording` leads on to a store is from what others' programs do.
"""
