"""The service in the words of Prometheus: /metrics, for who shows a token; counted anew at every scrape.

In: `Figures`. Out: the text exposition format. No label names a person or a call.
Source: https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.entry import Entry, entry_of, in_thread, let_in
from api.problem_document import PROBLEMS
from lifecycle.figures import figures_now
from models.access import Permission
from models.figures import REVIEW_BOUNDS_S, Figures

router = APIRouter(tags=["health"])

Row = tuple[list[str], float]
_EXAMPLE: Final = """\
# HELP callnotes_queue_ready Work that may begin now and waits for a worker.
# TYPE callnotes_queue_ready gauge
callnotes_queue_ready{verb="process"} 3.0
"""


@router.get(
    "/metrics",
    summary="The service in numbers, for Prometheus",
    dependencies=[Depends(let_in(Permission.SEE_METRICS))],
    response_class=Response,
    responses={
        200: {
            "description": "The text format of Prometheus.",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        401: PROBLEMS[401],
        403: PROBLEMS[403],
        503: PROBLEMS[503],
    },
)
async def metrics(entry: Annotated[Entry, Depends(entry_of)]) -> Response:
    """Count the service from its database: every process gives the same numbers."""
    await in_thread(entry.tally.write)
    figures = await in_thread(figures_now, entry.doors.shelves)
    return Response(exposition(figures), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def exposition(figures: Figures) -> bytes:
    """Return these numbers in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(figures))
    return generate_latest(registry)


class _Figures(Collector):
    """Gives what was counted; prometheus-client asks it once."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Yield every metric."""
        for name, text, labels, rows in GAUGES:
            yield _filled(GaugeMetricFamily(name, text, labels=labels), rows(self._figures))
        for name, text, labels, rows in COUNTERS:
            yield _filled(CounterMetricFamily(name, text, labels=labels), rows(self._figures))
        yield _review(self._figures)


def _filled(family: Metric, rows: Iterable[Row]) -> Metric:
    for values, number in rows:
        family.add_metric(values, number)  # type: ignore[attr-defined] # both families have it, their parent not
    return family


def _review(figures: Figures) -> Metric:
    bounds = [*(str(bound) for bound in REVIEW_BOUNDS_S), "+Inf"]
    buckets = [(bound, float(count)) for bound, count in zip(bounds, figures.review.within, strict=True)]
    text = "How long reviewed calls waited, from being staged to their last item's decision."
    family = HistogramMetricFamily(REVIEW, text)
    family.add_metric([], buckets, figures.review.total_s)
    return family


#: Name, help, labels, and the rows of it.
Described = tuple[str, str, list[str], Callable[[Figures], Iterable[Row]]]

REVIEW: Final = "callnotes_review_wait_seconds"

GAUGES: Final[tuple[Described, ...]] = (
    (
        "callnotes_queue_ready",
        "Work that may begin now and waits for a worker.",
        ["kind"],
        lambda now: [([one.kind], one.ready) for one in now.queue],
    ),
    (
        "callnotes_queue_later",
        "Work that failed and waits for the time of its next attempt.",
        ["kind"],
        lambda now: [([one.kind], one.later) for one in now.queue],
    ),
    (
        "callnotes_queue_running",
        "Work that a worker has begun.",
        ["kind"],
        lambda now: [([one.kind], one.running) for one in now.queue],
    ),
    (
        "callnotes_queue_oldest_seconds",
        "How long the oldest work that may begin has waited for a worker.",
        ["kind"],
        lambda now: [([one.kind], one.oldest_ready_s) for one in now.queue],
    ),
    (
        "callnotes_calls",
        "Calls by the stage they are in.",
        ["stage"],
        lambda now: [([one.of], one.count) for one in now.calls],
    ),
    (
        "callnotes_review_oldest_seconds",
        "How long the oldest call on which nobody has decided yet waits for a person.",
        [],
        lambda now: [([], now.review.oldest_waiting_s)],
    ),
    (
        "callnotes_workers",
        "Workers that showed themselves within 30 seconds.",
        [],
        lambda now: [([], now.workers)],
    ),
    (
        "callnotes_crm_closed",
        "The CRM is left alone for a while, by why; its work is held.",
        ["code"],
        lambda now: [([one.code], one.count) for one in now.crm_closed],
    ),
    (
        "callnotes_hook_events",
        "Events of hooks by what became of them.",
        ["state"],
        lambda now: [([one.of], one.count) for one in now.hook_events],
    ),
    (
        "callnotes_outgoing_events",
        "Events on their way to endpoints: those that wait, and those of which no try is left.",
        ["state"],
        lambda now: [([one.of], one.count) for one in now.outgoing],
    ),
    (
        "callnotes_outgoing_paused",
        "Endpoints to which no event is sent until a person resumes them.",
        [],
        lambda now: [([], now.outgoing_paused)],
    ),
    (
        "callnotes_audio_kept_bytes",
        "Size of all recordings that are kept, before encryption.",
        [],
        lambda now: [([], now.audio_bytes)],
    ),
    (
        "callnotes_disk_free_bytes",
        "Room that is left on the disk of the recordings.",
        [],
        lambda now: [([], now.free_bytes)],
    ),
)

COUNTERS: Final[tuple[Described, ...]] = (
    (
        "callnotes_attempts_total",
        "Attempts at a call's work that came to an end, by how.",
        ["verb", "outcome"],
        lambda now: [([one.of, one.code], one.count) for one in now.attempts],
    ),
    (
        "callnotes_attempt_failures_total",
        "Attempts that failed, by error code.",
        ["verb", "code"],
        lambda now: [([one.of, one.code], one.count) for one in now.failures],
    ),
    (
        "callnotes_steps_total",
        "Steps that were done for recordings.",
        ["step"],
        lambda now: [([one.step], one.runs) for one in now.steps],
    ),
    (
        "callnotes_step_seconds_total",
        "Time that these steps took.",
        ["step"],
        lambda now: [([one.step], one.took_s) for one in now.steps],
    ),
    (
        "callnotes_step_audio_seconds_total",
        "Seconds of audio for which these steps were done.",
        ["step"],
        lambda now: [([one.step], one.audio_s) for one in now.steps],
    ),
    (
        "callnotes_hook_deliveries_total",
        "Deliveries to hooks by sender and by how they ended.",
        ["provider", "outcome"],
        lambda now: [([one.of, one.code], one.count) for one in now.hook_deliveries],
    ),
    (
        "callnotes_hook_contradictions_total",
        "Events whose id had come before with another body; they were refused.",
        [],
        lambda now: [([], now.hook_contradictions)],
    ),
)

NAMES: Final = (*(one[0] for one in GAUGES), *(one[0] for one in COUNTERS), REVIEW)
