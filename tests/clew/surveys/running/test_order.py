"""Shuffled by the person's seed: each order as likely, the same each time, scales never turned."""

from __future__ import annotations

from collections import Counter

from clew.surveys.model.questions import Matrix, Option, Row, Single
from clew.surveys.running import options_shown, rows_shown

OPTIONS = tuple(Option(id=name, text=name, fixed=name == "d", exclusive=name == "e") for name in "abcde")


def ids(parts):
    return "".join(part.id for part in parts)


def test_every_order_comes_about_as_often_and_what_is_fixed_stays():
    question = Single(id="q", text="?", options=OPTIONS, randomise=True)
    orders = Counter(ids(options_shown(question, str(seed))) for seed in range(3000))
    assert len(orders) == 6
    assert all(order.endswith("de") for order in orders)
    assert min(orders.values()) > 400
    assert options_shown(question, "7") == options_shown(question, "7")


def test_questions_are_shuffled_apart():
    one, two = (Single(id=name, text="?", options=OPTIONS, randomise=True) for name in ("one", "two"))
    assert any(ids(options_shown(one, str(seed))) != ids(options_shown(two, str(seed))) for seed in range(20))


def test_nothing_else_is_shuffled():
    assert ids(options_shown(Single(id="q", text="?", options=OPTIONS), "1")) == "abcde"
    rows = tuple(Row(id=name, text=name) for name in "abcdef")
    grid = Matrix(id="m", text="?", rows=rows, columns=OPTIONS, randomise=True)
    assert ids(options_shown(grid, "1")) == "abcde"
    assert len({ids(rows_shown(grid, str(seed))) for seed in range(50)}) > 10
    assert ids(rows_shown(Matrix(id="m", text="?", rows=rows, columns=OPTIONS), "1")) == "abcdef"
