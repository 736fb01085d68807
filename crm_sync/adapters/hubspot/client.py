"""The one door to HubSpot: the vendor's client, made fit for a service, and its failures in our words.

Out: `HubSpotClient`, whose parts are the vendor's API objects; every use stands in `with answering():`, and
every request goes through a gate (pacing.py).
What the vendor's client does by itself and this one does not: a new pool of connections for each call, no
time limit, silent retries, paths of versions that end in 2027, one token for ever. Source: reference 1.9;
the hook `api_factory` is in hubspot.discovery.discovery_base.
Not here: what is written (adapter.py), when it is tried again (the pipeline).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final

import hubspot
import urllib3
from urllib3.exceptions import HTTPError

from crm_sync.adapters.hubspot.failures import of_status, unreachable
from crm_sync.adapters.hubspot.pacing import Pacing
from crm_sync.adapters.hubspot.tokens import TokenSource
from models.ports import RateGate

_HOST: Final = "https://api.hubapi.com"
_VERSION: Final = "2026-09"
_MOST_CONNECTIONS: Final = 16
#: Paths that the vendor's client knows, and those of the dated version that do the same.
_DATED: Final = (
    (re.compile(r"^/crm/v[34]/objects/"), f"/crm/objects/{_VERSION}/"),
    (re.compile(r"^/crm/v4/associations/"), f"/crm/associations/{_VERSION}/"),
    (re.compile(r"^/crm/v3/properties/"), f"/crm/properties/{_VERSION}/"),
)


class HubSpotClient:
    """The parts of HubSpot's API that the adapter uses, on one pool of connections; safe between threads.

    `gate` is asked before each request, and `tokens` for what lets it in. `url` None means HubSpot itself.
    `timeout_s` bounds each wait for an answer, in seconds.
    """

    version = _VERSION

    def __init__(
        self, tokens: TokenSource, *, gate: RateGate, url: str | None = None, timeout_s: float = 30.0
    ) -> None:
        self._pacing = Pacing(gate, tokens, HTTPError)
        self._timeout = (min(10.0, timeout_s), timeout_s)
        self._pool = urllib3.PoolManager(maxsize=_MOST_CONNECTIONS, block=True, retries=False)
        vendor = hubspot.HubSpot(host=url or _HOST, api_factory=self._made)
        objects, associations = vendor.crm.objects, vendor.crm.associations.v4
        self.records = objects.basic_api
        self.batches = objects.batch_api
        self.searches = objects.search_api
        self.edges = associations.basic_api
        self.owners = vendor.crm.owners.owners_api
        self.properties = vendor.crm.properties.core_api
        self.groups = vendor.crm.properties.groups_api

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.clear()

    def _made(self, package: ModuleType, name: str, config: dict[str, Any]) -> Any:  # noqa: ANN401 - untyped
        """Make one API object as the vendor does, but on our pool, with our time limit and paths."""
        configuration = package.Configuration(host=config["host"])
        client = package.ApiClient(configuration=configuration)
        client.rest_client.pool_manager = self._pool
        asked = client.call_api

        def call_api(path: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the vendor's own
            options["_request_timeout"] = options.get("_request_timeout") or self._timeout
            return asked(_dated(path), *arguments, **options)

        client.call_api = call_api
        sent = client.rest_client.request

        def request(method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - the vendor's own
            def with_token(token: str) -> Any:  # noqa: ANN401 - the vendor's own
                headers = {**(options.get("headers") or {}), "Authorization": f"Bearer {token}"}
                return sent(method, url, **{**options, "headers": headers})

            return self._pacing.send(url, with_token)

        client.rest_client.request = request
        return getattr(package, name)(api_client=client)


def _dated(path: str) -> str:
    for pattern, prefix in _DATED:
        path = pattern.sub(prefix, path)
    return path


@contextmanager
def answering() -> Iterator[None]:
    """Turn what the vendor's client raises into CrmBusyError or CrmRefusedError."""
    try:
        yield
    except HTTPError as error:
        raise unreachable() from error
    except Exception as error:
        # Each package of the vendor's client has an ApiException of its own, with nothing above it in common.
        status = getattr(error, "status", None)
        if not isinstance(status, int):
            raise
        raise of_status(status, getattr(error, "body", None)) from error
