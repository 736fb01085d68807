"""The service in numbers, all counted at one moment.

In: shelves. Out: `Figures`. Not here: names and units of metrics (api/metrics.py).
"""

from __future__ import annotations

from lifecycle.readiness import ALIVE_S
from models.figures import Figures
from storage import figures, figures_of_history
from storage.shelves import Shelves
from storage.standing import free_bytes


def figures_now(shelves: Shelves) -> Figures:
    """Count everything. Raises StorageError."""
    now = shelves.clock()
    workers = shelves.heartbeat().alive(within_s=ALIVE_S)
    with shelves.database.reading() as session:
        return Figures(
            queue=figures.queue(session, now=now),
            calls=figures.calls(session),
            attempts=figures.attempts(session),
            failures=figures.failures(session),
            steps=figures_of_history.steps(session),
            review=figures_of_history.review(session, now=now),
            hook_events=figures.hook_events(session),
            outgoing=figures.outgoing(session),
            outgoing_paused=figures.outgoing_paused(session),
            hook_contradictions=figures.hook_contradictions(session),
            hook_deliveries=figures.hook_deliveries(session),
            crm_closed=figures.crm_closed(session),
            workers=len(workers),
            audio_bytes=figures.audio_bytes(session),
            free_bytes=free_bytes(shelves.audio),
        )
