"""Filters on what nobody has are told, in answers and in paths."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.journeys.definition import parse_definition
from clew.journeys.paths import paths_of
from clew.questions.asking import answer
from clew.questions.parse import parse_question

AT = datetime(2026, 3, 1, 9)  # noqa: DTZ001 - times of the lake are UTC without a zone


@pytest.fixture
def filled(lake):
    who = {"customer_id": "c1", "channel": "web"}
    lake.write(
        "feedback", [{"feedback_id": "f", "metric": "nps", "rating": 9, "program": "p", "answered_at": AT, **who}]
    )
    lake.write("events", [{"event_id": "e", "name": "visit", "occurred_at": AT, **who}])
    return lake


@pytest.fixture
def warned(filled, engine, tmp_path):
    """A function: filters -> what an answer says, and what paths say."""

    def call(*where):
        filled.cache, filled.files_hash = tmp_path / "cache", f"{filled.version:016}"
        said = answer(parse_question("nps", where=where, min_n=1), filled, engine).warnings
        paths = paths_of(parse_definition(where=where, tables="events"), filled, engine)
        return said, paths.warnings

    return call


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (["customers.traits.plan=pro"], ("nobody has a value in 'customers.traits.plan'",)),
        (["traits.x=1"], ("nobody has a value in 'traits.x'",)),
        (["traits.x>1"], ("nobody has a value in 'traits.x'",)),
        (["channel=wbe"], ("nobody has 'wbe' in 'channel'",)),
        (["channel=shop", "channel=wbe"], ("nobody has 'shop' or 'wbe' in 'channel'",)),
        (["channel=web"], ()),
        (["channel="], ()),
        (["traits.x!=1"], ()),
        (["channel=web", "traits.x=1"], ("nobody has a value in 'traits.x'",)),
    ],
)
def test_what_nobody_has_is_told(warned, where, says):
    of_answer, of_paths = warned(*where)
    assert of_answer == says
    assert of_paths == says


def test_a_value_that_somebody_has_is_no_reason(filled, warned):
    filled.write("customers", [{"customer_id": "c2", "traits": '{"plan": "pro"}'}])
    assert warned("customers.traits.plan=pro") == ((), ())
    assert warned("customers.traits.plan=free") == (("nobody has 'free' in 'customers.traits.plan'",),) * 2
