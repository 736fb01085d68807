"""A recording that a phone system keeps at an address is fetched and attached to its call.

In: the id of a call that awaits its audio. Out: the stored recording; intake enqueues the main job.
"""

from __future__ import annotations

from typing import Final

from lifecycle import intake, reading, refuse
from models.errors import RefusedError
from models.stages import Stage
from pipeline.attempt import DONE, HALTED, Step, StepResult, durable_step
from pipeline.workshop import Workshop


def fetch_audio(workshop: Workshop, call_id: str) -> StepResult:
    """Stream the recording from its address into the audio store; refused audio ends the call visibly."""
    shelves = workshop.shelves
    call = reading.call(shelves, call_id)
    if call.stage is not Stage.AWAITING_AUDIO or call.source_url is None:
        return HALTED
    try:
        with workshop.fetch(call.source_url) as stream:
            intake.attach_audio(shelves, call_id, stream, limits=workshop.limits, enqueue=workshop.enqueue)
    except RefusedError as error:
        if not error.code.startswith(("audio.", "fetch.")):
            raise
        refuse.refuse(shelves, call_id, error)
        return HALTED
    return DONE


FETCH_STEPS: Final[tuple[Step, ...]] = (durable_step("fetch", fetch_audio),)
