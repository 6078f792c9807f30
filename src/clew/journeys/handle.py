"""The handle for notebooks and the command line: paths of a definition over whatever the lake's current version is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from clew.errors import UsageError
from clew.journeys.behind import count_transitions, rows_behind_transition
from clew.journeys.definition import PathDefinition
from clew.journeys.documents import about, summary_document, transitions_document, variants_document
from clew.journeys.paths import Paths, Progress, paths_of
from clew.journeys.summary import Summary, summary
from clew.journeys.telling.views import SHOWN, VIEWS, Told, told
from clew.journeys.transitions import Transitions, transitions
from clew.journeys.variants import Variants, variants
from clew.questions.gathering.lake import Engine

__all__ = ["AskedPaths"]

Found = TypeVar("Found")
#: Calls a function with a lake version and its engine, once more where an erasure took its files meanwhile.
Reading = Callable[[Callable[[Any, Engine], Any]], Any]


class AskedPaths:
    """Paths as they were asked for; each view reads the current lake version, and builds the paths where none are kept.

    ``read`` gives a lake version and an engine to a function (``clew.open(...).paths(...)`` makes it).
    """

    def __init__(self, definition: PathDefinition, read: Reading, progress: Progress | None = None) -> None:
        self.definition, self._read, self._progress = definition, read, progress

    def look(self, view: Callable[[Paths], Found]) -> Found:
        """Return what ``view`` makes of the paths."""
        found: Found = self._read(lambda lake, engine: view(paths_of(self.definition, lake, engine, self._progress)))
        return found

    def summary(self) -> Summary:
        """Return how many paths there are, how long they last, how different they are."""
        return self.look(summary)

    def transitions(self) -> Transitions:
        """Return which contact directly follows which, how often and after what wait."""
        return self.look(transitions)

    def variants(self, limit: int | None = 20) -> Variants:
        """Return the commonest sequences of names and how many paths walk each."""
        return self.look(lambda paths: variants(paths, limit))

    def rows(self, start: str, end: str, limit: int = 100) -> list[dict[str, Any]]:
        """Return the contacts behind the transition from ``start`` to ``end``, each with its ``journal_ref``."""
        return self.look(lambda paths: rows_behind_transition(paths, start, end, limit))

    def rows_of(self, pair: str, limit: int = 100) -> list[dict[str, Any]]:
        """Return :meth:`rows` of a transition written FROM,TO; names may have commas of their own."""
        return self.look(lambda paths: rows_behind_transition(paths, *_split(pair, paths.names), limit))

    def behind(self, pair: str, limit: int = 100) -> dict[str, Any]:
        """Return the document of :meth:`rows_of`: ``rows``, ``count`` (rows in all) and ``not_shown`` of them."""

        def view(paths: Paths) -> dict[str, Any]:
            ends = _split(pair, paths.names)
            rows, count = rows_behind_transition(paths, *ends, limit), 2 * count_transitions(paths, *ends)
            return {"rows": rows, "count": count, "not_shown": count - len(rows)}

        return self.look(view)

    def circles(self, limit: int = 20) -> dict[str, Any]:
        """Return the circles that cost most, rework, and work going back and forth between actors or teams."""
        return self.to_document("circles", limit)

    def around(self, name: str, within: int = 3) -> dict[str, Any]:
        """Return what comes directly before and after ``name``, within a few contacts, and the drop-off after it."""
        return self.to_document("around", asked=Told(name=name, within=within))

    def compare(self, groups: str, limit: int = 20) -> dict[str, Any]:
        """Return how two groups' transitions and circles differ: ``channel=web``, or a field with two values."""
        return self.to_document("compare", limit, Told(groups=groups))

    def goal(self, name: str, shortest: int | None = None) -> dict[str, Any]:
        """Return who reaches ``name``, after how many contacts and how long, and how lost people get on the way."""
        return self.to_document("goal", asked=Told(name=name, shortest=shortest))

    def to_document(self, view: str = "summary", limit: int | None = None, asked: Told | None = None) -> dict[str, Any]:
        """Return the JSON document of ``clew paths --view ...``; ``asked`` is what a view takes beside the paths."""
        known = replace(asked or Told(), limit=SHOWN if limit is None else limit)
        documents: dict[str, Callable[[Paths], dict[str, Any]]] = {
            "summary": lambda paths: summary_document(summary(paths)),
            "transitions": lambda paths: transitions_document(transitions(paths), limit),
            "variants": lambda paths: variants_document(variants(paths, 20 if limit is None else limit)),
            **{name: partial(told, name, asked=known) for name in VIEWS},
        }
        if view not in documents:
            raise UsageError.unknown("view of paths", view, documents)
        return self.look(lambda paths: {**documents[view](paths), **about(paths)})


def _split(pair: str, names: tuple[str, ...]) -> tuple[str, str]:
    """Return the two names of FROM,TO: of several ways to split, the one where both are names."""
    parts = pair.split(",")
    ways = [(",".join(parts[:place]).strip(), ",".join(parts[place:]).strip()) for place in range(1, len(parts))]
    if not ways:
        raise UsageError(f"'{pair[:60]}' is no transition; write FROM,TO with two names of contacts.")
    return next((way for way in ways if way[0] in names and way[1] in names), ways[0])
