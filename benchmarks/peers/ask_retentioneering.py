"""Transitions with retentioneering, in its own environment: ``python ask_retentioneering.py EVENTS.parquet``.

Its Eventstream over a pandas data frame read from Parquet, and three of its transition matrices: counts, median waits
and the 95th percentile, for it has no 90th. Waits are whole seconds and quantiles interpolate; that is its own way.
"""

from __future__ import annotations

import json
import os
import sys
import time

from peak import peak_mb

os.environ["RETENTIONEERING_NO_TRACK"] = "1"


def main(events: str) -> None:
    began = time.perf_counter()
    import pandas as pd  # noqa: PLC0415 - the time it takes is told apart from the work
    from retentioneering.eventstream.eventstream import Eventstream  # noqa: PLC0415

    libraries, used = time.perf_counter(), time.process_time()
    frame = pd.read_parquet(events, columns=["journey_run_id", "name", "occurred_at"])
    schema = {"path_cols": ["journey_run_id"], "event_col": "name", "timestamp_col": "occurred_at"}
    stream = Eventstream(frame, schema)
    loaded = time.perf_counter()
    counts = stream.transition_graph_data("count")
    medians = stream.transition_graph_data("time_median")
    upper = stream.transition_graph_data("time_q95")
    done, processor = time.perf_counter(), time.process_time() - used
    names = [name for name in counts.index if name not in {"path_start", "path_end"}]
    rows = [
        (a, b, int(counts.loc[a, b]), medians.loc[a, b].total_seconds(), upper.loc[a, b].total_seconds())
        for a in names
        for b in names
        if counts.loc[a, b]
    ]
    said = {"libraries": libraries - began, "load": loaded - libraries, "ask": done - loaded, "processor": processor}
    print(json.dumps({**said, "peak_mb": peak_mb(), "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
