"""Drop-off: after which contacts paths end although they usually go on, by channel, device and month."""

from __future__ import annotations

import numpy as np

from clew.errors import UsageError
from clew.findings.tested.drop_off import drop_off_candidates, find_visits, measure_of, usual_names
from clew.findings.work import Work

__all__ = ["look_at_drop_off"]

#: What each contact may be told apart by; touchpoints are told by the names of paths already.
FIELDS = ("channel", "device")
DAY = 86_400.0


def look_at_drop_off(work: Work) -> None:
    """Test each name after which paths usually go on for channels, devices and months in which fewer do.

    Channels and devices are compared in runs alone: one source tells all of them. In customers' own paths each is
    another source, and a source that never tells what follows would look like customers who give up.
    """
    if work.walked is None or not len(work.walked.paths.name):
        return
    paths = work.walked.paths
    patience = paths.definition.patience_days * DAY
    visits = find_visits(paths, as_of=int(paths.at.max()), patience=patience)
    codes = usual_names(visits)
    if not codes:
        return
    try:
        fields = work.asker.of_contacts(paths, FIELDS) if work.by_run else {}
    except UsageError as reason:
        work.lacks("drop_off", "The question was refused: {reason}", reason=reason)
        fields = {}
    words = ["clew", "paths", *(word for name, value in work.walked.asked.items() for word in (f"--{name}", value))]
    for code in codes:
        own, measure = visits.of(code), measure_of(paths.names[code], patience)
        values = {name: np.asarray(given, object)[own.contact].tolist() for name, given in fields.items()}
        found, places, months = drop_off_candidates(measure, own, values, words)
        work.candidates += found
        work.series[measure.name] = months
        if places and places[0].where:
            work.cells[(measure.name, *places[0].where)] = places
