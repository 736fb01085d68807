"""The process that answers requests loads no step, no queue and nothing heavy, not even while it works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

HEAVY = {
    "ctranslate2",
    "onnxruntime",
    "torch",
    "openai",
    "faster_whisper",
    "pocketsphinx",
    "hubspot",
    "dbos",
    "numpy",
}
STEPS = {"transcriber", "extractor", "crm_sync", "exchange", "pipeline", "callnotes"}


def _loaded_after(program: str) -> set[str]:
    program += "\nimport json, sys; print(json.dumps(sorted({n.split('.')[0] for n in sys.modules})))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


def test_importing_the_app_loads_nothing_heavy() -> None:
    assert not _loaded_after("import api.app") & (HEAVY | STEPS)


def test_taking_in_a_call_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = _loaded_after(
        "from pathlib import Path\n"
        "from tests.api.house import PROVEN, open_house, wav\n"
        f"with open_house(Path({str(tmp_path)!r})) as house:\n"
        "    answer = house.client.post('/api/v1/calls', data=PROVEN, files={'audio': wav()})\n"
        "    assert answer.status_code == 201, answer.text\n"
        "    assert house.client.get(answer.headers['location']).status_code == 200\n"
    )
    assert not loaded & (HEAVY | STEPS)
