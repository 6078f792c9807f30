"""Verbatims behind a finding, drawn at random, the same ones for the same finding and data."""

from __future__ import annotations

import random
from typing import Any

from clew.questions.lake import Engine, Lake, Reader
from clew.questions.plan import make_plan
from clew.questions.question import Question
from clew.questions.rows import counted_rows
from clew.questions.windows import own_window

__all__ = ["VOICES", "draw_voices"]

#: Verbatims shown with a finding.
VOICES = 5
#: Verbatims that are drawn from; the order of the hashes of ids is as good as a draw.
DRAWN_FROM = 200


def draw_voices(question: Question, lake: Lake, engine: Engine, seed: str) -> list[dict[str, Any]]:
    """Return up to five verbatims among the answers of ``question``: verbatim, rating, language, journal_ref."""
    plan, reader = make_plan(question), Reader(lake, engine)
    rows = counted_rows(reader, plan, own_window(reader, plan))
    spoken = rows.filter(rows.y.notnull() & rows.verbatim.notnull() & (rows.verbatim.length() > 0))
    names = ("verbatim", "rating", "language", "journal_ref")
    chosen = spoken.order_by(["id_hash"]).limit(DRAWN_FROM).select(*names)
    found = [_plain(row) for row in reader.read(chosen).to_pylist()]
    return random.Random(seed).sample(found, min(VOICES, len(found)))  # noqa: S311 - a draw, no secret


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    place, rating = row["journal_ref"], row["rating"]
    whole = int(rating) if rating is not None and float(rating).is_integer() else rating
    return {**row, "rating": whole, "journal_ref": f"{place['segment']}/{place['record']}/{place['row']}"}
