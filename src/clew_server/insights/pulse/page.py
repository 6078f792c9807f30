"""The tiles of Pulse: all questions are made first, asked together, and what is not there in time is told so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import msgspec
from django.utils.translation import get_language

import clew
from clew.questions.question import Question
from clew.questions.targets.target import Target, read_targets
from clew_server.insights.addresses import address_of
from clew_server.insights.hiding.fields import sees_customers
from clew_server.insights.hiding.showing import version_of
from clew_server.insights.hiding.viewing import Viewed, asked_for, viewed
from clew_server.insights.measures import SCORES, Lacking, Measure, find_measures, measure_questions
from clew_server.insights.pulse.asking import Asking, asking_of
from clew_server.insights.pulse.tiles import Tile, tile_of
from clew_server.insights.reading import Found, Reading
from clew_server.insights.waiting import answers, answers_within, done_within
from clew_server.web.figures.reader import reader

__all__ = ["Tiles", "tiles_of"]

KEPT = 64
_kept: dict[tuple[Any, ...], Tiles] = {}
_lock = Lock()


@dataclass(frozen=True)
class Tiles:
    """The tiles of the page: in ``tiles`` a measure stands where its answers are still being asked.

    ``is_known`` is false while it is not even known which tiles there are.
    """

    tiles: tuple[Tile | Measure, ...]
    lacking: tuple[Lacking, ...]
    is_known: bool = True

    @property
    def told(self) -> list[Tile]:
        """Those that are there."""
        return [tile for tile in self.tiles if isinstance(tile, Tile)]

    @property
    def waiting(self) -> list[Measure]:
        """Those that are not there yet."""
        return [tile for tile in self.tiles if isinstance(tile, Measure)]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is being asked any more."""
        return self.is_known and not self.waiting


def tiles_of(reading: Reading, seconds: float | None = None, only: str = "") -> Tiles:
    """Return the tiles of an address, or ``only`` one; within ``seconds`` where a page cannot wait.

    As long as the lake, the settings, the language and the day are the same, so are the tiles: they are kept.
    """
    key = _key(reading)
    if (kept := _kept.get(key)) is not None:
        return kept
    ask = answers if seconds is None else partial(answers_within, seconds=seconds)
    counted = ask(reading, measure_questions(reading))
    if any(found is None for found in counted):
        return Tiles((), (), is_known=False)
    measures, lacking = find_measures(reading, [found for found in counted if found is not None])
    askings = [asking_of(reading, measure) for measure in measures if only in {"", measure.name}]
    questions = [question for asking in askings for question in asking.questions.values()]
    found = iter(ask(reading, questions))
    targets = read_targets(reading.settings.documents)
    shown = [
        _shown(reading, asking, _permitted(reading, asking, {name: next(found) for name in asking.questions}, seconds),
               targets)
        for asking in askings
    ]  # fmt: skip
    tiles = Tiles(tuple(shown), tuple(lacking))
    if tiles.is_whole and not only:
        _keep(key, tiles)
    return tiles


def _permitted(
    reading: Reading, asking: Asking, found: dict[str, Found | None], seconds: float | None
) -> dict[str, Found | None]:
    """Return the answers as their reader may see them; None in the place of one that is not there yet."""
    if not reading.role or sees_customers(reading.role):
        return found
    seen = dict(found)
    for name, question in asking.questions.items():
        answer = found[name]
        if isinstance(answer, clew.Answer):
            known = viewed(reading, question, partial(_guarded, reading, question, seconds))
            seen[name] = None if known is None else clew.Answer(reading.handle, known.answer, question)
    return seen


def _guarded(reading: Reading, question: Question, seconds: float | None) -> Viewed | None:
    handle, workspace_id, role = reading.handle, reading.workspace.id, reading.role
    key = ("viewed", str(workspace_id), role, version_of(reading.snapshot), msgspec.json.encode(question))
    return done_within(key, lambda: asked_for(handle, workspace_id, role, question), seconds)


def _shown(
    reading: Reading, asking: Asking, found: dict[str, Found | None], targets: dict[str, Target]
) -> Tile | Measure:
    there = {name: answer for name, answer in found.items() if answer is not None}
    if len(there) < len(found):
        return asking.measure
    return tile_of(asking, there, targets, reader(), marks=reading.marks, links=_links(reading, asking.measure))


def _links(reading: Reading, measure: Measure) -> dict[str, str]:
    """Return the addresses of the question and of the rows, for those who may open them."""
    asked, where = reading.asked, (*reading.asked.where, *measure.where)
    settings = {f"set.{name}": value for name, value in measure.parameters.items()}
    query = partial(asked.query, metric=measure.metric, statistic=measure.statistic, where=where, **settings)
    links = {"question": address_of(reading.member, "questions:questions", query(every=None))}
    if measure.metric in SCORES:
        links["rows"] = address_of(reading.member, "feedback:feedback", asked.query(where=where, metric=measure.metric))
    else:
        links["rows"] = address_of(reading.member, "questions:rows", query())
    return {name: address for name, address in links.items() if address}


def _key(reading: Reading) -> tuple[Any, ...]:
    snapshot, asked = reading.snapshot, reading.asked
    role = reading.member.role if reading.member else ""
    return (str(reading.workspace.id), snapshot.version, snapshot.settings_version, get_language(), role,
            asked.query(), asked.now.date())  # fmt: skip


def _keep(key: tuple[Any, ...], tiles: Tiles) -> None:
    with _lock:
        _kept[key] = tiles
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)))
