"""Transitions with Clew, as its peers are measured: ``python ask_clew.py DATA``.

The first ask reads the lake and orders all events; the second reads what the first kept.
"""

from __future__ import annotations

import json
import sys
import time

from peak import peak_mb


def main(data: str) -> None:
    began = time.perf_counter()
    import clew  # noqa: PLC0415 - the time it takes is told apart from the work
    import clew.api  # noqa: PLC0415 - clew.open would load it with the first ask
    import clew.journeys.handle  # noqa: PLC0415

    libraries, used = time.perf_counter(), time.process_time()
    with clew.open(data) as workspace:
        first = workspace.paths(by="run").transitions()
        asked, processor = time.perf_counter(), time.process_time() - used
        workspace.paths(by="run").transitions()
        done = time.perf_counter()
    rows = [(each.start, each.end, each.count, each.median_seconds, each.p90_seconds) for each in first.rows]
    said = {"libraries": libraries - began, "load": 0.0, "ask": asked - libraries, "processor": processor}
    print(json.dumps({**said, "peak_mb": peak_mb(), "again": done - asked, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
