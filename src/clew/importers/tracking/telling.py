"""What touchpoint rules say of events: how many each catches, and what would be other than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from clew.importers.tracking.privacy import without_persons
from clew.importers.tracking.rules import Rules, text_of
from clew.importers.tracking.unfold import Cells, all_cells, identities_of, place_of

__all__ = ["Effect", "Example", "Told", "effect_of", "events_of"]

#: Examples at most, and characters of what is shown of a text.
SHOWN, LONGEST = 20, 200


@dataclass(frozen=True)
class Told:
    """One event: its message's id, what it says of itself, and the touchpoint and channel it has."""

    message_id: str
    cells: Cells
    touchpoint: str
    channel: str


@dataclass(frozen=True)
class Example:
    """Events that are alike: ``count`` of them have this name and path, and become this of that.

    ``rule`` is the place of the first rule that says something of them, None where none does; ``value`` is that of the
    property it goes by.
    """

    name: str
    path: str
    value: str
    rule: int | None
    touchpoint: tuple[str, str]
    channel: tuple[str, str]
    count: int

    @property
    def is_changed(self) -> bool:
        """Whether they would be other than they are."""
        return self.touchpoint[0] != self.touchpoint[1] or self.channel[0] != self.channel[1]


@dataclass(frozen=True)
class Effect:
    """What rules make of events: ``fitting`` and ``caught`` give, rule by rule, how many it fits and says something of.

    A rule that fits and is never the first to say anything catches nothing. ``uncaught`` are events of which no rule
    says anything, ``changed`` those that would be other than they are.
    """

    events: int
    fitting: tuple[int, ...]
    caught: tuple[int, ...]
    uncaught: int
    changed: int
    examples: tuple[Example, ...]


def events_of(rows: pa.RecordBatch, rules: Rules) -> list[Told]:
    """Return the events among stored messages, as ``rules`` place them."""
    texts, shapes = [text or "" for text in rows.column("message").to_pylist()], rows.column("shape").to_pylist()
    cells, flaws = all_cells(texts, shapes, rows.column("source").to_pylist())
    good = [place for place in range(len(texts)) if place not in flaws]
    kept = [cells[place] for place in good]
    ids, *_ = identities_of(texts, good, kept)
    events = [(message_id, one) for message_id, one in zip(ids, kept, strict=True) if one.get("name")]
    places = _placed([one for _, one in events], rules)
    return [Told(message_id, one, *place) for (message_id, one), place in zip(events, places, strict=True)]


def effect_of(events: Sequence[Told], rules: Rules) -> Effect:
    """Return what ``rules`` would make of events; what would change comes first among the examples."""
    fitting, caught = Counter[int](), Counter[int]()
    alike = Counter[Example]()
    for one, (touchpoint, channel) in zip(events, _placed([one.cells for one in events], rules), strict=True):
        fits, says = _speaking(one.cells, rules)
        fitting.update(fits)
        caught.update(says)
        first = says[0] if says else None
        alike[_example(one, rules, first, (one.touchpoint, touchpoint), (one.channel, channel))] += 1
    counts = range(len(rules.rules))
    return Effect(
        events=len(events),
        fitting=tuple(fitting[place] for place in counts),
        caught=tuple(caught[place] for place in counts),
        uncaught=sum(count for example, count in alike.items() if example.rule is None),
        changed=sum(count for example, count in alike.items() if example.is_changed),
        examples=_shown(alike),
    )


def _placed(events: Sequence[Cells], rules: Rules) -> list[tuple[str, str]]:
    said = [one.get("all_properties") or {} for one in events]
    found = rules.of([one["name"] for one in events], [one.get("path") for one in events], said)
    placed = [place_of(one, *place) for one, place in zip(events, found, strict=True)]
    return [(touchpoint, channel or "") for touchpoint, channel in placed]


def _speaking(cells: Cells, rules: Rules) -> tuple[list[int], list[int]]:
    """Return the places of the rules that fit an event, and of those that say something no earlier one has said."""
    said = cells.get("all_properties") or {}
    fits = [place for place, rule in enumerate(rules.rules) if rule.fits(cells["name"], cells.get("path"), said)]
    says, known = [], set[str]()
    for place in fits:
        rule = rules.rules[place]
        spoken = {what for what, text in (("touchpoint", rule.touchpoint), ("channel", rule.channel)) if text}
        if spoken - known:
            says.append(place)
        known |= spoken
    return fits, says


def _example(
    told: Told, rules: Rules, rule: int | None, touchpoint: tuple[str, str], channel: tuple[str, str]
) -> Example:
    name, path = str(told.cells["name"]), str(told.cells.get("path") or "")
    return Example(name[:LONGEST], path[:LONGEST], _value(told.cells, rules, rule), rule, touchpoint, channel, 0)


def _value(cells: Cells, rules: Rules, rule: int | None) -> str:
    """Return the value of the property that a rule goes by; none of one that names a person."""
    if rule is None or rules.rules[rule].by != "property":
        return ""
    kept = without_persons(cells.get("all_properties") or {})
    return (text_of(kept.get(rules.rules[rule].property)) or "")[:LONGEST]


def _shown(alike: Counter[Example]) -> tuple[Example, ...]:
    """Return the examples to show: what changes, then what a rule catches, then the rest; the commonest first."""
    order = sorted(alike, key=lambda one: (not one.is_changed, one.rule is None, -alike[one], one.name, one.path))
    return tuple(Example(**{**vars(one), "count": alike[one]}) for one in order[:SHOWN])
