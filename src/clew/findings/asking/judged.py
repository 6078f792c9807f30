"""Times that may not have ended as yes or no: was it done within the time?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from clew.errors import UsageError
from clew.metrics.metric import Statistic
from clew.questions.gathering.cells import Values
from clew.stats.sketch import Sketch
from clew.stats.survival.incidence import incidence
from clew.stats.survival.lifetimes import Lifetimes
from clew.stats.survival.within import within

__all__ = ["judged"]


def judged(content: Sketch | Values | Lifetimes, statistic: Statistic, parameters: Mapping[str, str]) -> Sketch:
    """Return the sketch of a cell: of times, 1 for what ended within the horizon, 0 for what took longer.

    What was still open when it had not been watched for so long is missing: nobody can tell yet. The share of the
    others is then that of Kaplan and Meier (Aalen and Johansen where endings compete), because what ends soon would be
    told and what takes long would not. Of competing endings one that is not asked for counts as 0; the complement of a
    share counts the other way round. Raises :class:`UsageError` for a statistic whose cells have no sketch.
    """
    if isinstance(content, Sketch):
        return content
    if statistic.horizon is None or not isinstance(content, Lifetimes):
        raise UsageError("The diagnosis judges means, shares and scores, and shares done within a time.")
    limit = statistic.horizon(parameters)
    in_time, counts = content.times <= limit, content.counts
    done = content.ended & in_time & (True if content.caused is None else content.caused)
    known = ~in_time | content.ended
    n = int(counts[known].sum())
    share = None if known.all() else _share(content, limit)
    ended = int(counts[done].sum()) if share is None else round(share * n)
    yes = n - ended if statistic.complement else ended
    missing = content.missing + int(np.sum(counts[~known]))
    return Sketch.of_share(yes, n, missing)


def _share(content: Lifetimes, limit: float) -> float | None:
    """Return the share that has ended by ``limit`` as it was asked for; None where nothing was watched so long."""
    return (within if content.caused is None else incidence)(content, limit).value
