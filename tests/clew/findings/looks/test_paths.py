"""Which paths are looked at: runs where contacts belong to runs, else what a customer lived through."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from clew.errors import UsageError
from clew.findings.looks.paths import look_at_paths

HOUR = 3_600_000_000


def paths(*texts, left_out=0):
    names = sorted({letter for text in texts for letter in text})
    lengths = [len(text) for text in texts]
    at = np.concatenate([np.arange(length) * HOUR for length in lengths])
    return SimpleNamespace(
        names=tuple(names),
        name=np.array([names.index(letter) for text in texts for letter in text], np.uint16),
        starts=np.cumsum([0, *lengths]),
        path=np.repeat(np.arange(len(lengths)), lengths),
        at=at,
        clock=at,
        unfinished=np.zeros(len(lengths), bool),
        left_out={"no path key": left_out},
        customers=lambda: pa.array([f"c{place}" for place in range(len(texts))], pa.string()),
    )


CIRCLING = ["ICMC"] * 40 + ["ICM"] * 60
BY_RUN = ("run", None, "name", "events")
BY_CUSTOMER = ("customer", 7, "touchpoint", "")


def test_where_contacts_belong_to_runs_their_circles_are_tested(work, workspace):
    done = work(workspace(walked={"run": paths(*CIRCLING, left_out=80)}))
    look_at_paths(done)
    assert done.asker.asked == [BY_RUN]
    assert done.by_run
    (told,) = done.candidates
    assert told.where == {"circle": "I → C → M → C"}
    assert told.command == "clew paths --by run --names name --tables events --view circles"


@pytest.mark.parametrize("runs", [None, paths(*CIRCLING, left_out=100)])
def test_where_many_contacts_belong_to_none_customers_paths_are_tested(work, workspace, runs):
    done = work(workspace(walked={"run": runs, "customer": paths(*CIRCLING)}))
    look_at_paths(done)
    assert done.asker.asked == [BY_RUN, BY_CUSTOMER]
    assert not done.by_run
    assert done.candidates[0].command == "clew paths --by customer --gap 7 --names touchpoint --view circles"


@pytest.mark.parametrize(
    ("walked", "why"),
    [
        ({}, "Needs at least 200 rows in the table events."),
        ({"customer": paths(*["ABA"] * 60)}, "Needs at least 200 rows in the table events."),
        ({"run": UsageError("no such thing")}, "The question was refused: no such thing"),
    ],
)
def test_what_cannot_be_looked_at_is_said(work, workspace, walked, why):
    done = work(workspace(walked=walked))
    look_at_paths(done)
    assert done.candidates == []
    assert [(missing.kind, missing.why) for missing in done.missing] == [("going_in_circles", why)]
