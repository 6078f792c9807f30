"""What a view answers: living rows only, aliases, links, older schemas; against a plain-Python oracle."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.engines.views import Link, Names, TableView
from clew.tables import TABLES


def ids(engine, view: TableView) -> list[str]:
    found = engine.rows("SELECT event_id FROM events ORDER BY event_id", {"events": view})
    return [row["event_id"] for row in found]


def row(number: int, **given) -> dict:
    return {"event_id": f"e{number}", "customer_id": f"c{number}", **given}


def test_an_empty_view_has_types_and_no_rows(engine):
    views = {name: TableView(name, table.schema) for name, table in TABLES.items()}
    for name, table in TABLES.items():
        found = engine.read(f"SELECT * FROM {name}", views)
        assert found.schema == table.schema, name
        assert found.num_rows == 0


def test_every_canonical_type_comes_back_as_it_was(engine, lake):
    for name, table in TABLES.items():
        path = lake.write(name, [{}], table.schema)
        found = engine.read(f"SELECT * FROM {name}", {name: TableView(name, table.schema, (path,))})
        assert found.schema == table.schema, name


def test_dead_rows_are_left_out_of_dirty_files_only(engine, lake):
    clean = lake.write("clean", [row(1), row(2)])
    one, two = lake.write("one", [row(3), row(4), row(5)]), lake.write("two", [row(6), row(7)])
    dead = lake.dead(("one.parquet", 1), ("two.parquet", 0), ("clean.parquet", 0), ("gone.parquet", 0))
    view = TableView("events", lake.schema, (clean,), (one, two), dead)
    assert ids(engine, view) == ["e1", "e2", "e3", "e5", "e7"]


def test_dirty_files_without_a_list_of_the_dead_live_whole(engine, lake):
    view = TableView("events", lake.schema, (), (lake.write("one", [row(1), row(2)]),), None)
    assert ids(engine, view) == ["e1", "e2"]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(0, 5), min_size=1, max_size=4), data=st.data())
def test_living_rows_agree_with_an_oracle(engine, lake, sizes, data):
    rows = {f"f{n}.parquet": [row(10 * n + k) for k in range(size)] for n, size in enumerate(sizes)}
    places = [(name, k) for name, held in rows.items() for k in range(len(held))]
    dead = data.draw(st.sets(st.sampled_from(places))) if places else set()
    files = tuple(lake.write(name.removesuffix(".parquet"), held) for name, held in rows.items())
    view = TableView("events", lake.schema, (), files, lake.dead(*dead))
    living = [held[k]["event_id"] for name, held in rows.items() for k in range(len(held)) if (name, k) not in dead]
    assert ids(engine, view) == sorted(living)


def test_aliases_answer_for_the_customer_and_nothing_else(engine, lake):
    path = lake.write("a", [row(1), row(2), {"event_id": "e3"}, row(4)])
    aliases = lake.lookup("aliases", ("id", "customer_id"), {"c1": "anna", "c4": "anna", "elsewhere": "bob"})
    view = {"events": TableView("events", lake.schema, (path,), aliases=aliases)}
    found = engine.rows("SELECT event_id, customer_id FROM events ORDER BY event_id", view)
    assert [line["customer_id"] for line in found] == ["anna", "c2", None, "anna"]
    assert engine.read("SELECT * FROM events", view).schema == lake.schema


def test_aliases_do_not_touch_tables_without_a_customer(engine, lake):
    schema = pa.schema([("account_id", pa.string())])
    path = lake.write("a", [{"account_id": "c1"}], schema)
    aliases = lake.lookup("aliases", ("id", "customer_id"), {"c1": "anna"})
    view = {"accounts": TableView("accounts", schema, (path,), aliases=aliases)}
    assert engine.rows("SELECT * FROM accounts", view) == [{"account_id": "c1"}]


def test_links_fill_nulls_and_aliases_come_after(engine, lake):
    rows = [row(1, order_id="o1"), {"event_id": "e2", "order_id": "o2"}, {"event_id": "e3", "order_id": "o9"}]
    path = lake.write("a", [*rows, {"event_id": "e4"}])
    link = lake.lookup("link", ("value", "found"), {"o1": "not me", "o2": "c2"})
    aliases = lake.lookup("aliases", ("id", "customer_id"), {"c2": "anna"})
    links = (Link("customer_id", "order_id", link),)
    view = {"events": TableView("events", lake.schema, (path,), aliases=aliases, links=links)}
    found = engine.rows("SELECT customer_id FROM events ORDER BY event_id", view)
    assert [line["customer_id"] for line in found] == ["c1", "anna", None, None]


def test_one_link_may_build_on_another(engine, lake):
    path = lake.write("a", [{"event_id": "e1"}])
    orders = lake.lookup("orders", ("value", "found"), {"e1": "o1"})
    customers = lake.lookup("customers", ("value", "found"), {"o1": "c7"})
    links = (Link("order_id", "event_id", orders), Link("customer_id", "order_id", customers))
    view = {"events": TableView("events", lake.schema, (path,), links=links)}
    (line,) = engine.rows("SELECT * FROM events", view)
    assert (line["order_id"], line["customer_id"]) == ("o1", "c7")


@pytest.mark.parametrize("kind", ["aliases", "links"])
def test_a_lookup_that_names_a_value_twice_does_not_multiply_rows(engine, lake, kind):
    path = lake.write("a", [{"event_id": "e1", "customer_id": "c1", "order_id": "o1"}])
    names = ("id", "customer_id") if kind == "aliases" else ("value", "found")
    schema = pa.schema([(name, pa.string()) for name in names])
    key = "c1" if kind == "aliases" else "o1"
    twice = lake.write("twice", [dict(zip(names, (key, found), strict=True)) for found in ("x", "y")], schema)
    given = {"aliases": twice} if kind == "aliases" else {"links": (Link("customer_id", "order_id", twice),)}
    view = TableView("events", lake.schema, (path,), **given)
    assert ids(engine, view) == ["e1"]


def test_columns_younger_than_a_file_are_typed_nulls(engine, lake):
    old = pa.schema([("event_id", pa.string()), ("rating", pa.int64())])
    files = (lake.write("old", [{"event_id": "e1", "rating": 0}], old), lake.write("new", [row(2, rating=1.5)]))
    for view in (TableView("events", lake.schema, files), TableView("events", lake.schema, files[:1])):
        found = engine.read("SELECT * FROM events ORDER BY event_id", {"events": view})
        assert found.schema == lake.schema
        first = found.to_pylist()[0]
        assert (first["customer_id"], first["rating"], first["journal_ref"]) == (None, 0.0, None)


def test_the_order_of_columns_in_a_file_does_not_matter(engine, lake):
    turned = pa.schema(list(lake.schema)[::-1])
    path = lake.write("turned", [row(1, rating=9.0)], turned)
    (line,) = engine.rows("SELECT * FROM events", {"events": TableView("events", lake.schema, (path,))})
    assert (line["event_id"], line["customer_id"], line["rating"]) == ("e1", "c1", 9.0)


def test_names_with_quotes_are_names(engine, lake):
    path = lake.write("it's", [row(1), row(2)])
    view = TableView("events", lake.schema, (), (path,), lake.dead(("it's.parquet", 0)))
    assert ids(engine, view) == ["e2"]


def test_names_are_answered_and_no_row_multiplies(engine, lake):
    path = lake.write("a", [row(1, order_id="it's"), row(2, order_id="b"), row(3, order_id="z"), row(4, order_id=None)])
    pairs = (("it's", "one"), ("b", "one"), ("b", "two"), ("nobody", "x"))
    view = TableView("events", lake.schema, (path,), names=(Names("order_id", pairs),))
    found = engine.rows("SELECT event_id, order_id FROM events ORDER BY event_id", {"events": view})
    assert [line["order_id"] for line in found] == ["one", "one", "z", None]
