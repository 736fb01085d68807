"""Answers that refuse a request, in HubSpot's envelope.

Source: sections 1.7 and 4 of the reference (HubSpot's specification and error page, as quoted there).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CORRELATION = "00000000-0000-4000-8000-000000000000"


@dataclass
class RefusalError(Exception):
    """An answer other than 2xx: its status, its body, and headers beside the usual ones."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal(status: int, category: str, message: str, **more: Any) -> RefusalError:  # noqa: ANN401 - any JSON
    """Return a refusal with the envelope that all CRM endpoints share."""
    body = {"status": "error", "message": message, "correlationId": CORRELATION, "category": category}
    return RefusalError(status, body | more)


def bad_shape(message: str) -> RefusalError:
    """A body that does not fit the endpoint's schema."""
    return refusal(400, "VALIDATION_ERROR", f"Invalid input JSON: {message}")


def bad_values(problems: list[dict[str, Any]]) -> RefusalError:
    """Values that the properties do not take: HubSpot writes a list in JSON inside the message."""
    told = json.dumps([{"isValid": False, **problem} for problem in problems])
    return refusal(400, "VALIDATION_ERROR", f"Property values were not valid: {told}")


def not_found(kind: str, record_id: str) -> RefusalError:
    """A record that is not there, or archived."""
    return refusal(
        404,
        "OBJECT_NOT_FOUND",
        "resource not found",
        context={"id": [record_id], "objectType": [kind]},
    )


def too_many(policy: str, message: str) -> RefusalError:
    """A rate limit: the policy says which one; there is no Retry-After."""
    return RefusalError(
        429,
        {
            "status": "error",
            "message": message,
            "errorType": "RATE_LIMIT",
            "correlationId": CORRELATION,
            "policyName": policy,
            "groupName": "publicapi:private-apps:api-calls-twolayer:1",
        },
    )
