"""Transitions with pm4py, in its own environment: ``python ask_pm4py.py EVENTS.parquet polars|frame|log``.

The performance graph with the raw waits of each transition gives counts, medians and 90th percentiles in one
pass, which is quicker than asking for the counts and for the medians. "polars": over a lazy frame; "frame": over a
pandas data frame, as its documentation does it; "log": over its own event log objects.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from peak import peak_mb

CASE, NAME, TIME = "journey_run_id", "name", "occurred_at"
STANDARD = {CASE: "case:concept:name", NAME: "concept:name", TIME: "time:timestamp"}


def polars_log(events: str) -> Any:
    """Return a lazy frame with pm4py's names: read when asked."""
    import polars as pl  # noqa: PLC0415 - the time it takes is told apart from the work

    return pl.scan_parquet(events).select(list(STANDARD)).rename(STANDARD)


def frame_log(events: str) -> Any:
    """Return a data frame as pm4py formats it."""
    import pandas as pd  # noqa: PLC0415
    import pm4py  # noqa: PLC0415

    frame = pd.read_parquet(events, columns=list(STANDARD))
    return pm4py.format_dataframe(frame, case_id=CASE, activity_key=NAME, timestamp_key=TIME)


def object_log(events: str) -> Any:
    """Return pm4py's own event log: an object for each path and for each event."""
    import pm4py  # noqa: PLC0415

    return pm4py.convert_to_event_log(frame_log(events))


def main(events: str, form: str) -> None:
    began = time.perf_counter()
    import numpy as np  # noqa: PLC0415
    import pandas  # noqa: F401, ICN001, PLC0415
    import pm4py  # noqa: PLC0415
    import polars  # noqa: F401, ICN001, PLC0415

    libraries, used = time.perf_counter(), time.process_time()
    log = {"polars": polars_log, "frame": frame_log, "log": object_log}[form](events)
    loaded = time.perf_counter()
    waits, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="raw_values")
    rows = [
        (a, b, len(each), *np.percentile(each, [50, 90], method="inverted_cdf").tolist())
        for (a, b), each in waits.items()
    ]
    done, processor = time.perf_counter(), time.process_time() - used
    said = {"libraries": libraries - began, "load": loaded - libraries, "ask": done - loaded, "processor": processor}
    print(json.dumps({**said, "peak_mb": peak_mb(), "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
