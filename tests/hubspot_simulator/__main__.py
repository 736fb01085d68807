"""A HubSpot portal to try things on, without an account: python -m tests.hubspot_simulator --port 8765."""

from __future__ import annotations

import argparse
import time

from tests.hubspot_simulator.portal import ALL_SCOPES, Portal
from tests.hubspot_simulator.server import simulator


def main() -> None:
    """Run a portal with a contact, a company, a deal and an owner until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.hubspot_simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--token", default="pat-test", help="the token that is let in")
    parser.add_argument("--tier", choices=("free", "professional", "enterprise"), default="free")
    given = parser.parse_args()
    portal = Portal(tier=given.tier, tokens={given.token: ALL_SCOPES})
    owner = portal.add_owner("laura@example.com", "Laura", "Stone")
    person = portal.act_as_user(owner.user_id)
    contact = person.create("contacts", firstname="Daniel", lastname="Reed", phone="+1 202 555 0143")
    company = person.create("companies", name="Northwind", domain="northwind.example")
    deal = person.create("deals", dealname="Two machines", pipeline="default", dealstage="qualified")
    records = portal.records
    for kind, record_id in (("companies", company), ("deals", deal)):
        records.connect(records.get("contacts", contact), records.get(kind, record_id))
    with simulator(portal, port=given.port) as running:
        print(f"HubSpot simulator at {running.address}, token {given.token}")
        app = portal.oauth
        print(f"app {app.client_id}, its secret {app.client_secret}, redirecting to {app.redirect_url}")
        print(f"What it was asked: {running.address}/simulator")
        print(f"What it holds: {running.address}/simulator/records")
        print(f"contact {contact}, company {company}, deal {deal}, owner {owner.email}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
