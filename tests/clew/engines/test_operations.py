"""A smoke test of every Ibis operation in use: it runs on DuckDB and gives what a person works out by hand.

Version bumps of Ibis, sqlglot or DuckDB are taken when this passes.
"""
# ruff: noqa: DTZ001 - times of the lake are UTC without a zone

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.engines.compile import compile_expression
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.views import TableView

VISITS = pa.table(
    {
        "who": ["a", "a", "a", "b", "b", None],
        "at": [datetime(2026, 3, day, hour) for day, hour in ((1, 9), (1, 10), (2, 9), (1, 8), (3, 8), (4, 0))],
        "what": ["open", "call", "close", "open", "close", "open"],
        "rating": [0.0, 10.0, None, 7.0, 9.0, 5.0],
        "weight": [1.0, 2.0, 1.0, 1.0, None, 1.0],
        "paid": [Decimal("1.2500"), Decimal("2.5000"), None, Decimal("0.0000"), Decimal("10.0000"), None],
        "late": [True, False, None, False, True, False],
        "note": ["Ala ma kota", "żółw", "", None, "a/b", "x"],
    },
    schema=pa.schema(
        [
            ("who", pa.string()), ("at", pa.timestamp("us")), ("what", pa.string()), ("rating", pa.float64()),
            ("weight", pa.float64()), ("paid", pa.decimal128(18, 4)), ("late", pa.bool_()), ("note", pa.string()),
        ]
    ),
)  # fmt: skip
PEOPLE = pa.table({"who": ["a", "b", "c"], "plan": ["gold", "tin", "tin"]})
visits = ibis.table(
    {
        "who": "string", "at": "timestamp(6)", "what": "string", "rating": "float64", "weight": "float64",
        "paid": "decimal(18, 4)", "late": "boolean", "note": "string",
    },
    name="visits",
)  # fmt: skip
people = ibis.table({"who": "string", "plan": "string"}, name="people")
in_order = ibis.window(group_by=visits["who"], order_by=visits["at"])


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """A function that runs an expression over both tables and gives the rows, sorted by their text."""
    folder = tmp_path_factory.mktemp("lake")
    views = {}
    for name, rows in (("visits", VISITS), ("people", PEOPLE)):
        pq.write_table(rows, folder / f"{name}.parquet")
        views[name] = TableView(name, rows.schema, (str(folder / f"{name}.parquet"),))
    with DuckDBEngine(folder, memory_limit="500MB", threads=2) as engine:
        yield lambda expression: sorted(engine.rows(compile_expression(expression), views), key=str)


def one(ask, **columns) -> dict:
    (row,) = ask(visits.aggregate(**columns))
    return row


def test_counts_sums_means_and_extremes(ask):
    rating = visits["rating"]
    assert one(
        ask,
        rows=visits.count(),
        n=rating.count(),
        total=rating.sum(),
        mean=rating.mean(),
        low=rating.min(),
        last=visits["at"].max(),
        who=visits["who"].nunique(),
        zero=rating.count(where=rating == 0),
        weighted=(rating * visits["weight"].coalesce(1.0)).sum(),
        paid=visits["paid"].sum(),
        late=visits["late"].sum(),
        spread=rating.var(how="sample"),
    ) == {
        "rows": 6, "n": 5, "total": 31.0, "mean": 6.2, "low": 0.0, "last": datetime(2026, 3, 4), "who": 2, "zero": 1,
        "weighted": 41.0, "paid": Decimal("13.7500"), "late": 2, "spread": pytest.approx(15.7),
    }  # fmt: skip


def test_over_no_rows_a_sum_is_null_and_a_count_zero(ask):
    nobody = visits.filter(visits["who"] == "nobody")
    assert ask(nobody.aggregate(n=nobody.count(), total=nobody["rating"].sum())) == [{"n": 0, "total": None}]


def test_groups_keep_the_null_group(ask):
    found = ask(visits.group_by("who").aggregate(n=visits.count()))
    assert {row["who"]: row["n"] for row in found} == {"a": 3, "b": 2, None: 1}


def test_groups_by_an_expression_with_a_condition_on_them(ask):
    grouped = visits.group_by(day=visits["at"].truncate("D")).aggregate(n=visits.count())
    assert ask(grouped.filter(grouped["n"] > 1)) == [{"day": datetime(2026, 3, 1), "n": 3}]


def test_cases(ask):
    kind = ibis.cases((visits["rating"] >= 9, "promoter"), (visits["rating"] <= 6, "detractor"), else_="passive")
    known = ibis.ifelse(visits["rating"].isnull(), ibis.null("string"), kind)
    found = ask(visits.group_by(kind=known).aggregate(n=visits.count()))
    assert {row["kind"]: row["n"] for row in found} == {"promoter": 2, "detractor": 2, "passive": 1, None: 1}


def test_lead_lag_and_row_number_in_order(ask):
    placed = visits.select(
        "who",
        place=ibis.row_number().over(in_order),
        what=visits["what"],
        after=visits["what"].lead().over(in_order),
        before=visits["what"].lag().over(in_order),
        of=visits.count().over(group_by=visits["who"]),
    )
    assert [tuple(row.values()) for row in ask(placed.filter(placed["who"] == "a"))] == [
        ("a", 0, "open", "call", None, 3),
        ("a", 1, "call", "close", "open", 3),
        ("a", 2, "close", None, "call", 3),
    ]


def test_the_first_row_of_each(ask):
    numbered = visits.mutate(place=ibis.row_number().over(in_order))
    found = ask(numbered.filter(numbered["place"] == 0).select("who", "what"))
    assert {row["who"]: row["what"] for row in found} == {"a": "open", "b": "open", None: "open"}


def test_paths_by_collecting_structs_and_sorting(ask):
    step = ibis.struct({"at": visits["at"], "what": visits["what"]})
    paths = visits.group_by("who").aggregate(path=step.collect().sort())
    found = {row["who"]: [part["what"] for part in row["path"]] for row in ask(paths)}
    assert found == {"a": ["open", "call", "close"], "b": ["open", "close"], None: ["open"]}


def test_running_sums(ask):
    window = ibis.cumulative_window(group_by=visits["who"], order_by=visits["at"])
    found = ask(visits.filter(visits["who"] == "b").select(total=visits["rating"].sum().over(window)))
    assert [row["total"] for row in found] == [16.0, 7.0]


def test_texts(ask):
    note = visits["note"]
    found = ask(
        visits.select(
            at=visits["at"],
            lower=note.lower(),
            length=note.length(),
            part=note.substr(0, 3),
            has=note.contains("a/"),
            starts=note.startswith("Ala"),
            parts=note.split("/"),
            filled=note.fill_null("none"),
            joined=visits["what"] + ":" + visits["who"],
            swapped=note.replace("a", "o"),
            digits=visits["rating"].cast("int64").cast("string").lpad(2, "0"),
            found=note.re_search("^[a-z]/"),
            empty=note.nullif(""),
        )
    )
    by_time = {row.pop("at"): row for row in found}
    assert by_time[datetime(2026, 3, 1, 9)] == {
        "lower": "ala ma kota", "length": 11, "part": "Ala", "has": False, "starts": True, "parts": ["Ala ma kota"],
        "filled": "Ala ma kota", "joined": "open:a", "swapped": "Alo mo koto", "digits": "00", "found": False,
        "empty": "Ala ma kota",
    }  # fmt: skip
    assert by_time[datetime(2026, 3, 1, 10)]["length"] == 4
    assert by_time[datetime(2026, 3, 2, 9)]["empty"] is None
    assert by_time[datetime(2026, 3, 3, 8)]["parts"] == ["a", "b"]
    assert by_time[datetime(2026, 3, 3, 8)]["found"] is True
    assert by_time[datetime(2026, 3, 4)]["joined"] is None


def test_times(ask):
    later = visits["at"] + ibis.interval(hours=16)
    found = ask(
        visits.filter(visits["at"] == datetime(2026, 3, 1, 9)).select(
            hours=later.delta(visits["at"], unit="hour"),
            micros=later.delta(visits["at"], unit="microsecond"),
            next=later,
            day=later.date(),
            weekday=visits["at"].day_of_week.index(),
            parts=visits["at"].strftime("%Y-%m-%d %H"),
            quarter=visits["at"].quarter(),
            day_of_year=visits["at"].day_of_year(),
            back=visits["at"] - ibis.interval(days=1),
        )
    )
    assert found == [
        {
            "hours": 16, "micros": 57_600_000_000, "next": datetime(2026, 3, 2, 1), "day": date(2026, 3, 2),
            "weekday": 6, "parts": "2026-03-01 09", "quarter": 1, "day_of_year": 60, "back": datetime(2026, 2, 28, 9),
        }
    ]  # fmt: skip


def test_numbers(ask):
    x = visits["rating"]
    found = ask(
        visits.filter(x == 7).select(
            half=x / 2,
            floor=(x / 2).floor(),
            ceil=(x / 2).ceil(),
            whole=x // 2,
            rest=x % 2,
            root=(x + 2).sqrt(),
            text=visits["paid"].cast("float64"),
            nothing=x / (x - 7).nullif(0),
            clipped=x.clip(0, 5),
            most=ibis.greatest(x, 8.5),
            size=(x - 10).abs(),
        )
    )
    assert found == [
        {
            "half": 3.5, "floor": 3, "ceil": 4, "whole": 3, "rest": 1.0, "root": 3.0, "text": 0.0, "nothing": None,
            "clipped": 5.0, "most": 8.5, "size": 3.0,
        }
    ]  # fmt: skip


def test_filters_and_nulls(ask):
    def count(condition) -> int:
        return ask(visits.filter(condition).aggregate(n=visits.filter(condition).count()))[0]["n"]

    assert count(visits["what"].isin(["open", "call"])) == 4
    assert count(~visits["what"].isin(["open", "call"])) == 2
    assert count(visits["rating"].notnull() & (visits["late"] | (visits["rating"] == 0))) == 2
    assert count(visits["rating"] != 0) == 4  # null is not unequal
    assert count(visits["at"] >= datetime(2026, 3, 2)) == 3
    assert count(visits["rating"].between(5, 7)) == 2


def test_joins(ask):
    joined = visits.left_join(people, "who").select(visits["who"], visits["what"], people["plan"])
    plans = {(row["who"], row["plan"]) for row in ask(joined)}
    assert plans == {("a", "gold"), ("b", "tin"), (None, None)}
    assert len(ask(joined)) == 6
    assert ask(people.anti_join(visits, "who").select("who")) == [{"who": "c"}]
    assert len(ask(people.semi_join(visits, "who").select("who"))) == 2
    assert len(ask(visits.inner_join(people, "who").select(visits["at"]))) == 5


def test_unions_distinct_and_order_with_a_limit(ask):
    both = ibis.union(visits.select("who"), people.select("who"))
    assert len(ask(both)) == 9
    assert [row["who"] for row in ask(both.distinct().filter(both.distinct()["who"].notnull()))] == ["a", "b", "c"]
    top = visits.order_by([visits["rating"].desc(nulls_first=False), visits["at"]]).limit(2)
    assert sorted(row["rating"] for row in ask(top.select("rating"))) == [9.0, 10.0]


def test_lists(ask):
    grouped = visits.group_by("who").aggregate(ratings=visits["rating"].collect().sort())
    found = {row["who"]: row["ratings"] for row in ask(grouped)}
    assert found == {"a": [0.0, 10.0], "b": [7.0, 9.0], None: [5.0]}
    flat = grouped.select("who", rating=grouped["ratings"].unnest())
    assert len(ask(flat)) == 5
    assert {row["n"] for row in ask(grouped.select(n=grouped["ratings"].length()))} == {1, 2}
