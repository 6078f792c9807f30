"""The words a workspace uses (statuses, topics, queues, touchpoints), how often, and what the rules make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clew.metrics.rows.fields import find_field
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.rules import Rules, is_avoidable, reason_of, with_holder, with_names

__all__ = ["Classed", "Word", "classed_words"]

#: So many words of each sort are read, the most frequent first.
MOST = 200


@dataclass(frozen=True)
class Word:
    """One value as the data have it, how often, and what it counts as; ``avoidable`` only of a contact's words."""

    value: str
    count: int
    meaning: str
    avoidable: bool | None = None


@dataclass(frozen=True)
class Classed:
    """The words of each sort, the most frequent first, ties by their spelling."""

    statuses: tuple[Word, ...]
    topics: tuple[Word, ...]
    queues: tuple[Word, ...]
    touchpoints: tuple[Word, ...]


def classed_words(lake: Lake, engine: Engine, rules: Rules | None = None) -> Classed:
    """Return the words of one lake version as ``rules`` class them; without, as the workspace's own rules do."""
    reader = Reader(lake, engine)
    known = Rules.from_json(reader.rules) if rules is None else with_names(rules, reader.names)
    changes, tickets, calls, events = (reader.tables()[t] for t in ("ticket_changes", "tickets", "calls", "events"))
    statuses = with_holder(changes.filter(changes.what == "status"), known)
    stage = find_field("stage", "events")
    return Classed(
        _words(reader, statuses, statuses.value, statuses.holder),
        _words(reader, tickets, tickets.topic, reason_of(tickets, known), is_avoidable(tickets, known)),
        _words(reader, calls, calls.queue, reason_of(calls, known), is_avoidable(calls, known)),
        _words(reader, events, events.touchpoint, stage.read(events, {"rules": known.to_json()})),
    )


def _words(reader: Reader, rows: Any, value: Any, meaning: Any, avoidable: Any = None) -> tuple[Word, ...]:
    """Return each value with its count; where one value has several meanings (other columns decide), a word each."""
    parts = {"value": value, "meaning": meaning, **({} if avoidable is None else {"avoidable": avoidable})}
    chosen = rows.filter(value.notnull()).select(**parts)
    counted = chosen.group_by(list(parts)).aggregate(count=chosen.count())
    order = [counted["count"].desc(), counted["value"], counted["meaning"]]
    return tuple(Word(**row) for row in reader.read(counted.order_by(order).limit(MOST)).to_pylist())
