"""Times as subtitles write them: "01:02:03.450".

Source: WebVTT (W3C), section 4.5 for the timestamp; SRT has a comma where WebVTT has a dot.
"""

from __future__ import annotations

import re

_TIME = re.compile(r"(?:(?P<h>\d{1,4}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,6}))?$")


def read_time(raw: str) -> float | None:
    """Return the seconds that this timestamp means, or None when it is none."""
    match = _TIME.match(raw.strip())
    if match is None or int(match["m"]) > 59 or int(match["s"]) > 59:
        return None
    fraction = float(f"0.{match['f']}") if match["f"] else 0.0
    return round(int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"]) + fraction, 6)


def write_time(seconds: float, *, point: str = ".") -> str:
    """Return the timestamp with hours and milliseconds."""
    total_ms = round(seconds * 1000)
    minutes, ms = divmod(total_ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}{point}{ms % 1000:03d}"
