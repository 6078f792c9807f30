"""Verbatims behind a finding, drawn at random, the same ones for the same finding and data."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import ibis

from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import counted_rows
from clew.questions.plan import Plan, make_plan
from clew.questions.question import Question
from clew.questions.timing.periods import label
from clew.questions.timing.windows import own_window

__all__ = ["VOICES", "draw_voices", "spoken_rows"]

#: Verbatims shown with a finding.
VOICES = 5
#: Verbatims that are drawn from; the order of the hashes of ids is as good as a draw.
DRAWN_FROM = 20_000

Voice = dict[str, Any]


def spoken_rows(question: Question, lake: Lake, engine: Engine) -> list[Voice]:
    """Return answers of ``question`` that have a verbatim: its dimensions and period, verbatim, rating, language.

    A verbatim stands in the answer's own row, or in another row of the same invitation (a questionnaire's comment).
    """
    plan, reader = make_plan(question), Reader(lake, engine)
    rows = counted_rows(reader, plan, own_window(reader, plan))
    answered = rows.filter(rows.y.notnull())
    texts = reader.tables()["feedback"]
    texts = texts.filter(texts.verbatim.notnull() & texts.invitation_id.notnull() & (texts.metric == "text"))
    said = texts.select(said_in=texts.invitation_id, said=texts.verbatim)
    joined = answered.left_join(said, answered.invitation_id == said.said_in)
    spoken = joined.mutate(verbatim=ibis.coalesce(joined.verbatim, joined.said))
    heard = spoken.filter(spoken.verbatim.notnull() & (spoken.verbatim.length() > 0))
    names = [f"d{place}" for place in range(len(plan.dimensions))]
    chosen = heard.order_by(["id_hash"]).limit(DRAWN_FROM)
    found = reader.read(chosen.select(*names, "period", "verbatim", "rating", "language", "journal_ref"))
    return [_plain(plan, row) for row in found.to_pylist()]


def draw_voices(spoken: list[Voice], where: Mapping[str, str], seed: str) -> list[Voice]:
    """Return up to five of the ``spoken`` rows that fit ``where``, drawn by ``seed``, without their dimensions."""
    fitting = list({_heard(row): row for row in spoken if _fits(row, where)}.values())
    drawn = random.Random(seed).sample(fitting, min(VOICES, len(fitting)))  # noqa: S311 - a draw, no secret
    return [{name: row[name] for name in ("verbatim", "rating", "language", "journal_ref")} for row in drawn]


def _heard(row: Voice) -> str:
    """Return the words alone: the same sentence is not shown twice."""
    return "".join(letter for letter in row["verbatim"].casefold() if letter.isalnum())


def _fits(row: Voice, where: Mapping[str, str]) -> bool:
    for name, value in where.items():
        if name == "since":
            if row["period"] < value:
                return False
        elif (row["period"] if name == "period" else row["dimensions"][name]) != value:
            return False
    return True


def _plain(plan: Plan, row: Voice) -> Voice:
    place, rating = row["journal_ref"], row["rating"]
    whole = int(rating) if rating is not None and float(rating).is_integer() else rating
    named = {field.name: row[f"d{at}"] for at, field in enumerate(plan.dimensions)}
    period = label(row["period"], plan.question.every) if plan.question.every else ""
    reference = f"{place['segment']}/{place['record']}/{place['row']}"
    kept = {name: row[name] for name in ("verbatim", "language")}
    return {"dimensions": named, **kept, "rating": whole, "period": period, "journal_ref": reference}
