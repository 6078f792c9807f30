"""An answer on its way to a viewer: shown where nothing shown before gives, beside it, a small group away.

What was shown is written down. An answer whose difference to figures shown before would tell of fewer than k is not
given: where the same was asked and shown before, that older answer stands until enough others answered; else the
figures concerned are hidden, and with them what they could be worked out from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import msgspec
import numpy as np
from django.db import transaction
from django.utils import timezone

from clew.findings.grid import Grid
from clew.questions.answer import Answer
from clew.questions.gathering.footprints import CellKey, Footprint, Footprints
from clew.questions.question import Question
from clew.store import Snapshot
from clew_server.accounts.models import Workspace
from clew_server.insights.hiding.guarded import Guarded, hidden_beside
from clew_server.insights.hiding.models import Region, ShownAnswer
from clew_server.insights.hiding.regions import Table, gives_away, table_of

__all__ = ["as_shown", "shape_of", "shown_already"]

#: So many regions of one table are remembered, the newest: with more, a page would take too long to look at all.
MOST = 4_000


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a shown answer: as it was shown, and of whom each figure was."""

    answer: Answer
    hidden: tuple[CellKey, ...]
    cells: dict[str, Footprint]
    grid: Grid | None = None


def shape_of(question: Question, span: str, *, with_grid: bool = False) -> str:
    """Return what stands for a question: two that differ in the days alone that a named ``span`` means are one."""
    named = {"start": None, "end": None, "as_of": None} if span not in {"", "own"} else {}
    asked = msgspec.structs.replace(question, **named)
    parts = [msgspec.to_builtins(asked), span, *(["grid"] if with_grid else [])]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def version_of(snapshot: Snapshot) -> str:
    """Return what an answer is computed from."""
    return f"{snapshot.files_hash[:64]}:{snapshot.settings_version}"


def shown_already(workspace: Workspace, shape: str, of: str, question: Question) -> Guarded | None:
    """Return the answer that viewers were shown at this version of the lake; None where they were not."""
    found = ShownAnswer.objects.filter(workspace=workspace, shape=shape, of=of).first()
    return None if found is None else _guarded(found, question, is_older=False)


def as_shown(workspace: Workspace, shape: str, of: str, found: Guarded, prints: Footprints) -> Guarded:
    """Return ``found`` as viewers may see it, and write down what they are shown."""
    with transaction.atomic():
        Workspace.objects.select_for_update().get(id=workspace.id)  # two viewers at once are looked at one by one
        before = ShownAnswer.objects.filter(workspace=workspace, shape=shape).first()
        if before is not None and before.of == of:
            return _guarded(before, found.question, is_older=False)
        known = _known(workspace, prints.table)
        kept = None if before is None else _kept(before)
        hidden = _given_away(found, prints, known, kept)
        if hidden and before is not None:
            return _guarded(before, found.question, is_older=True)
        seen = hidden_beside(found, hidden) if hidden else found
        _write_down(workspace, shape, of, seen, prints, kept)
    return seen


def _given_away(found: Guarded, prints: Footprints, known: Table, kept: Kept | None) -> frozenset[CellKey]:
    """Return the cells that would give a small group away beside what is known, or by how they grew since."""
    k, cells = found.question.min_n, _visible(found, prints)
    out = frozenset(key for key, region in cells.items() if gives_away(region, known, k))
    grown = _grown(cells, kept)
    out |= {key for key, region in grown.items() if _is_few(region, k) or gives_away(region, known, k)}
    sums = _sums(prints.cells, found.hidden | out, k)
    if any(gives_away(region, known, k) for region in sums):
        return frozenset(cells)
    earlier = list(prints.before.values()) if found.answer.comparisons else []
    if any(region[0] < k or gives_away(region, known, k) for region in earlier):
        return frozenset(cells)
    return out


def _visible(found: Guarded, prints: Footprints) -> dict[CellKey, Footprint]:
    return {key: region for key, region in prints.cells.items() if key not in found.hidden}


def _grown(cells: Mapping[CellKey, Footprint], kept: Kept | None) -> dict[CellKey, Footprint]:
    """Return of whom each figure tells by how it changed since it was last shown."""
    if kept is None:
        return {}
    before = {key: kept.cells[name] for key in cells if (name := _name(key)) in kept.cells}
    grown = {key: tuple(now - then for now, then in zip(cells[key], before[key], strict=True)) for key in before}
    return {key: region for key, region in grown.items() if any(region)}


def _is_few(region: Footprint, k: int) -> bool:
    return max(abs(each) for each in region) < k


def _sums(cells: Mapping[CellKey, Footprint], hidden: frozenset[CellKey], k: int) -> list[Footprint]:
    """Return what figures add up to over every set of dimensions: those shown, those hidden, and all of a line.

    Totals are held to be known: they can be asked for.
    """
    if len(cells) < 2:  # noqa: PLR2004 - one figure adds up to itself
        return []
    found: list[Footprint] = []
    width = len(next(iter(cells)))
    for size in range(1, width + 1):
        for summed in combinations(range(width), size):
            kept = [place for place in range(width) if place not in summed]
            groups: dict[CellKey, tuple[list[Footprint], list[Footprint]]] = {}
            for key, region in cells.items():
                line = groups.setdefault(tuple(key[place] for place in kept), ([], []))
                line[key in hidden].append(region)
            for shown, out in groups.values():
                found += [_sum(regions) for regions in (shown, out, [*shown, *out]) if len(regions) > 1]
    return [region for region in dict.fromkeys(found) if region[0] >= k]


def _sum(regions: Iterable[Footprint]) -> Footprint:
    return tuple(int(each) for each in np.sum(list(regions), axis=0))


def _known(workspace: Workspace, table: str) -> Table:
    rows = Region.objects.filter(workspace=workspace, table=table).order_by("-shown_at")
    return table_of(_unpacked(bytes(footprint)) for footprint in rows.values_list("footprint", flat=True)[:MOST])


def _write_down(
    workspace: Workspace, shape: str, of: str, seen: Guarded, prints: Footprints, kept: Kept | None
) -> None:
    cells = _visible(seen, prints)
    grown = [region for region in _grown(cells, kept).values() if region[0] > 0]
    earlier = prints.before.values() if seen.answer.comparisons else ()
    regions = {*cells.values(), *_sums(prints.cells, seen.hidden, seen.question.min_n), *grown, *earlier}
    rows = [
        Region(workspace=workspace, table=prints.table, footprint=packed, digest=hashlib.sha256(packed).hexdigest())
        for packed in map(_packed, regions)
    ]
    Region.objects.bulk_create(rows, ignore_conflicts=True)
    document = Kept(seen.answer, tuple(seen.hidden), {_name(key): region for key, region in cells.items()}, seen.grid)
    ShownAnswer.objects.update_or_create(
        workspace=workspace,
        shape=shape,
        defaults={"of": of, "document": msgspec.json.encode(document), "shown_at": timezone.now()},
    )


def _name(key: CellKey) -> str:
    return msgspec.json.encode(key).decode()


def _packed(region: Footprint) -> bytes:
    return np.array(region, dtype="<i8").tobytes()


def _unpacked(packed: bytes) -> Footprint:
    return tuple(int(each) for each in np.frombuffer(packed, dtype="<i8"))


def _kept(found: ShownAnswer) -> Kept:
    return msgspec.json.decode(bytes(found.document), type=Kept)


def _guarded(found: ShownAnswer, question: Question, *, is_older: bool) -> Guarded:
    kept = _kept(found)
    hidden: Any = frozenset(kept.hidden)
    shown_at = found.shown_at if is_older else None
    return Guarded(question, kept.answer, hidden, is_strict=True, shown_at=shown_at, grid=kept.grid)
