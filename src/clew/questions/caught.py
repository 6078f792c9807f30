"""What the rules of contact reasons catch: how many contacts each line takes, and what none of them knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.rules import Reason, Rules, reason_of, with_names

__all__ = ["Caught", "caught_by"]

#: So many of the words that no line knows are named.
MOST = 10
_TIMES = {"tickets": ("opened_at", "topic"), "calls": ("queued_at", "queue")}


@dataclass(frozen=True)
class Caught:
    """``lines``: (tickets, calls) that each line of the rules was the first to fit, in the order of the lines.

    ``unknown``: the commonest topics and queues that no line fits, as (table, word, count); a contact without one is
    in ``wordless``.
    """

    lines: tuple[tuple[int, int], ...]
    unknown: tuple[tuple[str, str, int], ...]
    wordless: int


def caught_by(lake: Lake, engine: Engine, rules: Rules, since: datetime, until: datetime) -> Caught:
    """Return what each reason of ``rules`` catches of the tickets and calls from ``since`` to before ``until``, UTC."""
    reader = Reader(lake, engine)
    numbered = replace(
        rules, own_reasons=tuple(Reason(f"line {at}", fits=line.fits) for at, line in enumerate(rules.reasons))
    )
    known = with_names(numbered, reader.names)
    counts: dict[str, dict[str, int]] = {}
    unknown: list[tuple[str, str, int]] = []
    wordless = 0
    for table, (time, word) in _TIMES.items():
        counts[table] = {}
        for row in _counted(reader, reader.tables()[table], time, word, known, since, until):
            if row["line"].startswith("line "):
                counts[table][row["line"]] = counts[table].get(row["line"], 0) + row["count"]
            elif row["word"]:
                unknown.append((table, row["word"], row["count"]))
            else:
                wordless += row["count"]
    lines = tuple(
        (counts["tickets"].get(f"line {at}", 0), counts["calls"].get(f"line {at}", 0))
        for at in range(len(rules.reasons))
    )
    return Caught(lines, tuple(sorted(unknown, key=lambda found: (-found[2], found[1], found[0]))[:MOST]), wordless)


def _counted(
    reader: Reader, rows: Any, time: str, word: str, rules: Rules, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    lately = rows.filter(rows[time] >= _plain(since), rows[time] < _plain(until))
    told = lately.select(line=reason_of(lately, rules), word=lately[word])
    found: list[dict[str, Any]] = reader.read(told.group_by(["line", "word"]).aggregate(count=told.count())).to_pylist()
    return found


def _plain(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
