"""Rules as columns give, row by row, what they give in plain Python; and they compile for every engine."""

from __future__ import annotations

import string

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.compile import canonical_tables, compile_everywhere, compile_expression
from clew.rules import Reason, Rules, holder_of, is_avoidable, load_rules, reason_of, stage_of, with_holder
from clew.rules.rules import fits
from clew.rules.statuses import HOLDERS, KNOWN, plain

COLUMNS = ("topic", "kind", "touchpoint", "channel")
TICKETS = ibis.table(dict.fromkeys(COLUMNS, "string"), name="tickets")


def column(expression, rows):
    """What an expression over TICKETS gives for rows written by hand."""
    full = [{name: row.get(name) for name in COLUMNS} for row in rows]
    tickets = pa.Table.from_pylist(full, pa.schema([(name, pa.string()) for name in COLUMNS]))
    with duckdb.connect() as engine:
        engine.register("tickets", tickets)
        return [row[0] for row in engine.execute(compile_expression(TICKETS.select(x=expression))).fetchall()]


def reasoned(text, rows):
    rules = load_rules("format = 1\n" + text)
    return list(zip(column(reason_of(TICKETS, rules), rows), column(is_avoidable(TICKETS, rules), rows), strict=True))


PIECES = st.text(alphabet="ab*. [^]\\%_", min_size=1, max_size=6).filter(lambda text: plain(text) != "")
STATUSES = st.one_of(st.sampled_from(sorted(KNOWN)), PIECES, st.text(max_size=8))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(PIECES.map(plain), st.sampled_from(HOLDERS), max_size=4), st.lists(STATUSES, min_size=1, max_size=8)
)
def test_holders_are_those_of_plain_python(statuses, words):
    rules = Rules(statuses)
    words = [word for word in words if "\0" not in word and plain(word) == plain(word.strip(string.whitespace))]
    found = column(holder_of(TICKETS.topic, rules), [{"topic": word} for word in words])
    assert found == [rules.holder(word) for word in words]


def test_a_status_that_is_not_known_or_not_there_is_ours():
    assert column(holder_of(TICKETS.topic, Rules()), [{"topic": "Zorp"}, {}]) == ["us", "us"]


@settings(max_examples=60, deadline=None)
@given(PIECES, st.lists(st.text(alphabet="ab. [^]\\%_\n", max_size=6), min_size=1, max_size=8))
def test_patterns_fit_as_in_plain_python(pattern, words):
    rules = Rules(own_reasons=(Reason("fits", fits={"topic": (pattern,)}),))
    found = column(reason_of(TICKETS, rules), [{"topic": word} for word in words])
    assert found == ["fits" if fits(pattern, plain(word)) else "unknown" for word in words]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [("a*b*c", "a\nb\nc"), ("a*b", "a\n-b"), ("x.*y", "x. y"), ("[a]*b*]", "[a] b ]"), ("a*^*b", "a^b")],
)
def test_patterns_of_several_pieces_go_over_lines_and_mean_what_they_say(pattern, word):
    rules = Rules(own_reasons=(Reason("fits", fits={"topic": (pattern,)}),))
    rows = [{"topic": word}, {"topic": word.replace(word[-1], "?")}]
    assert column(reason_of(TICKETS, rules), rows) == ["fits", "unknown"]


LINES = """
[[contact_reasons]]
reason = "late, on the web"
avoidable = true
topic = ["*late*", "delay"]
channel = "WEB"
[[contact_reasons]]
reason = "late"
topic = "*late*"
[[contact_reasons]]
reason = "{kind}"
avoidable = false
kind = "*"
"""


def test_the_first_line_that_fits_wins_and_all_its_conditions_must():
    rows = [
        {"topic": "Too LATE ", "channel": "web"},
        {"topic": "delay", "channel": "web"},
        {"topic": "too late", "channel": "phone"},
        {"topic": "too late"},
        {"topic": "other", "kind": " Praise "},
        {"topic": "other"},
        {},
    ]
    assert reasoned(LINES, rows) == [
        ("late, on the web", True),
        ("late, on the web", True),
        ("late", None),
        ("late", None),
        ("Praise", False),
        ("unknown", None),
        ("unknown", None),
    ]


def test_a_line_about_a_column_that_is_not_there_never_fits():
    text = '[[contact_reasons]]\nreason = "q"\nqueue = "*"\n[[contact_reasons]]\nreason = "rest"\navoidable = true'
    assert reasoned(text, [{"topic": "a"}, {}]) == [("rest", True), ("rest", True)]
    assert reasoned("contact_reasons = []", [{"topic": "a"}]) == [("unknown", None)]


def test_without_rules_a_ticket_came_for_its_topic():
    rows = [
        {"topic": "Where is my order?"}, {"topic": "Gdzie jest moja paczka"}, {"topic": "Am uitat parola"},
        {"topic": "Повторное обращение"}, {"topic": "New order"}, {"topic": "Opening hours"},
        {"topic": "Opening hours", "kind": "complaint"}, {"kind": "question"},
    ]  # fmt: skip
    rules = Rules()
    assert column(reason_of(TICKETS, rules), rows) == [row.get("topic", "unknown") for row in rows]
    assert column(is_avoidable(TICKETS, rules), rows) == [True, True, True, True, False, None, True, None]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.none() | st.sampled_from(["open", "Parked", "CLOSED ", "Zorp"]), max_size=12))
def test_holders_joined_by_distinct_status_are_those_of_each_row(words):
    rules = Rules({"parked": "third_party"})
    rows = with_holder(TICKETS, rules, "topic")
    assert {*TICKETS.columns, "holder"} == set(rows.columns)
    full = [dict.fromkeys(COLUMNS) | {"topic": word} for word in words]
    tickets = pa.Table.from_pylist(full, pa.schema([(name, pa.string()) for name in COLUMNS]))
    with duckdb.connect() as engine:
        engine.register("tickets", tickets)
        found = engine.execute(compile_expression(rows.select("topic", "holder"))).fetchall()
    assert sorted(found, key=str) == sorted(((word, rules.holder(word)) for word in words), key=str)


def test_a_touchpoint_without_a_stage_is_its_own():
    rules = load_rules('format = 1\n[stages]\n"Check out" = "buying"\ncart = "buying"\n"help*" = "service"')
    rows = [{"touchpoint": name} for name in ("CHECK OUT", "Cart", "Help desk", "Store", None)]
    assert column(stage_of(TICKETS.touchpoint, rules), rows) == ["buying", "buying", "service", "Store", None]
    assert column(stage_of(TICKETS.touchpoint, Rules()), rows[:1]) == ["CHECK OUT"]


@pytest.mark.parametrize("table", ["tickets", "calls", "events"])
def test_every_column_compiles_for_every_engine(table):
    rows = canonical_tables()[table]
    for rules in (Rules(), load_rules('format = 1\n[statuses]\n"a*b\'^]" = "bot"\n' + LINES)):
        made = {"reason": reason_of(rows, rules), "avoidable": is_avoidable(rows, rules)}
        made |= {"holder": holder_of(rows.source, rules), "stage": stage_of(rows.source, rules)}
        assert compile_everywhere(with_holder(rows, rules, "source"))
        assert set(compile_everywhere(rows.select(**made))) == {"duckdb", "pyspark", "clickhouse", "postgres"}
