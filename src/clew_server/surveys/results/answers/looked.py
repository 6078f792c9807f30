"""What looks careless among all responses to a survey, whatever is asked for; looked at once while nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from clew.surveys import Survey
from clew.surveys.results.careless.flags import Looked, look
from clew_server.surveys.results.answers.held import Came

__all__ = ["looked_at"]

#: Goes with the responses: who is forgotten is forgotten here, too.
_known: WeakKeyDictionary[Came, Looked] = WeakKeyDictionary()


def looked_at(came: Came, versions: Mapping[int, Survey]) -> Looked:
    """Return what looks careless, each response compared with all others: a filter changes no flag."""
    found = _known.get(came)
    if found is None:
        found = _known[came] = look(versions, came.all_of)
    return found
