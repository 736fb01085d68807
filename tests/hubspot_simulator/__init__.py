"""A HubSpot portal on this machine: stateful, strict about shapes, and able to fail in HubSpot's own ways.

`python -m tests.hubspot_simulator --port N` starts one by hand. BEHAVIOURS.md lists what it does, where each
behaviour was read, and that none of it was checked against a live account.
"""

from tests.hubspot_simulator.portal import Portal
from tests.hubspot_simulator.server import Simulator, simulator

__all__ = ["Portal", "Simulator", "simulator"]
