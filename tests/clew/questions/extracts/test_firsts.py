"""Who began when, from what each file has of every customer: the figures of one statement, and only new files read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.questions import answer
from clew.questions.extracts.keeping import KNOWN
from clew.questions.parse import parse_question
from clew.questions.spans import reading
from clew.questions.spans.reading import CELLS

START, DAY = datetime(2026, 1, 1), timedelta(days=1)  # noqa: DTZ001 - UTC without zone


@pytest.fixture(autouse=True)
def _forget():
    CELLS.forget()
    KNOWN.forget()


def bought(customer, day, order=None, kind="purchase"):
    at = None if day is None else START + day * DAY
    return {"purchase_id": f"{customer}-{day}-{order}", "customer_id": customer, "purchased_at": at,
            "order_id": order, "kind": kind}  # fmt: skip


def with_file(lake, rows):
    before = lake.views["purchases"]
    files = lake.write("purchases", rows).views["purchases"].files
    lake.views["purchases"] = replace(before, files=(*before.files, *files))
    return files


def question(**words):
    asked = {"start": "2026-01-01", "end": "2026-02-01", "as_of": "2026-03-01", "settings": ["days=10"], "min_n": 1}
    return parse_question("repurchase", **asked | words)


def by_statement(asked, lake, engine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(reading, "has_first_days", lambda _: False)
        CELLS.forget()
        KNOWN.forget()
        found = answer(asked, lake, engine)
    CELLS.forget()
    KNOWN.forget()
    return found


def both(asked, lake, engine, monkeypatch):
    expected = by_statement(asked, lake, engine, monkeypatch)
    found = answer(asked, lake, engine)
    assert found.rows == expected.rows
    return [(row.n, row.value) for row in found.rows]


def test_who_bought_before_did_not_begin_whatever_file_tells_it(lake, engine, monkeypatch):
    with_file(lake, [bought("ann", -30), bought("bob", 3)])
    with_file(lake, [bought("ann", 4), bought("ann", 5), bought("bob", 6), bought("eve", 7)])
    assert both(question(), lake, engine, monkeypatch) == [(2, 0.5)]
    with_file(lake, [bought("eve", -1)])
    assert both(question(), lake, engine, monkeypatch) == [(1, 1.0)]


def test_lines_of_an_order_are_one_purchase_and_refunds_none(lake, engine, monkeypatch):
    with_file(lake, [
        bought("ann", 1, "o1"), bought("ann", 2, "o1"), bought("bob", 1, "o2"), bought("bob", 2, "o3"),
        bought("eve", 0, kind="refund"), bought("eve", 1), bought("eve", 2, kind="refund"), bought("kim", None),
        bought("joe", 1), bought("joe", 11), bought("sue", 1), bought("sue", 11.5),
        bought("ian", 1, "o9"), bought("ian", 40, "o9"), bought("una", 3), bought("una", 3),
    ])  # fmt: skip
    assert both(question(), lake, engine, monkeypatch) == [(7, pytest.approx(2 / 7))]


def test_what_an_alias_says_are_one_are_one(lake, engine, monkeypatch, tmp_path):
    with_file(lake, [bought("ann", 1), bought("a-2", 2), bought("eve", 3), bought("e-2", -4)])
    aliases = tmp_path / "aliases.parquet"
    pq.write_table(pa.table({"id": ["a-2", "e-2"], "customer_id": ["ann", "eve"]}), aliases)
    lake.views["purchases"] = replace(lake.views["purchases"], aliases=str(aliases))
    assert both(question(), lake, engine, monkeypatch) == [(1, 1.0)]


def test_whose_days_are_not_over_does_not_count_yet(lake, engine, monkeypatch):
    with_file(lake, [bought("ann", 1), bought("bob", 20), bought("bob", 21)])
    assert both(question(as_of="2026-01-25"), lake, engine, monkeypatch) == [(1, 0.0)]


def test_of_files_that_are_known_nothing_is_read_again(lake, engine, monkeypatch):
    ran = []
    read = engine.read

    def note(sql, views, **options):
        ran.append(views["purchases"].files)
        return read(sql, views, **options)

    with_file(lake, [bought(f"c{n}", n) for n in range(28)])
    monkeypatch.setattr(engine, "read", note)
    answer(question(), lake, engine)
    new = with_file(lake, [bought("c5", 9), bought("c40", 12)])
    ran.clear()
    found = answer(question(), lake, engine)
    assert ran == [new]
    assert (found.rows[0].n, found.rows[0].value) == (29, pytest.approx(1 / 29))
