"""Pages of verbatims: filtered, searched, in order, each one once whatever comes in between."""

from __future__ import annotations

import contextlib
from datetime import datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.engines import texts
from clew.engines.duckdb_engine import DuckDBEngine
from clew.errors import UsageError
from clew.questions.parse import parse_filter
from clew.text.reading import FACETS, ORDERS, count_facets, read_feedback


def nps(rating, text="some words", **more):
    return {"metric": "nps", "rating": rating, "scale_min": 0, "scale_max": 10, "verbatim": text, **more}


@pytest.fixture
def lake(workspace, say, load):
    say(
        a=nps(10, "Kurier miły", channel="web", touchpoint="Delivery", language="pl", customer_id="k1"),
        b=nps(7, "Faktura poprawna", channel="web", touchpoint="Invoice", language="pl", customer_id="k2"),
        c=nps(0, "Błąd na fakturze", channel="shop", touchpoint="Invoice", language="pl", customer_id="k3"),
        d={"metric": "csat", "rating": 5, "scale_min": 1, "scale_max": 5, "verbatim": "счета нет", "language": "ru"},
        e={"metric": "csat", "rating": 1, "scale_min": 1, "scale_max": 5, "program": "transactional"},
        f={"kind": "review", "verbatim": "No invoice at all", "answered_at": None, "asked_at": "2025-12-01"},
        g={"kind": "post", "verbatim": "  ", "product": "Sim"},
    )
    load("customers", [{"customer_id": "k1", "country": "PL"}, {"customer_id": "k3", "country": "RO"}])
    return workspace.snapshot()


def ids(page):
    return "".join(row.feedback_id for row in page.rows)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ([], "dcbaf"),
        (["rating<=7", "metric=nps"], "cb"),
        (["nps_class=detractor", "nps_class=passive"], "cb"),
        (["nps_class=promoter"], "a"),
        (["program=transactional"], ""),
        (["touchpoint=Invoice"], "cb"),
        (["channel=shop"], "c"),
        (["language=ru"], "d"),
        (["kind=review"], "f"),
        (["customers.country=RO"], "c"),
        (["channel!=web"], "dcf"),
        (["answered_at>=2026-01-03"], "dc"),
    ],
)
def test_filters_are_those_of_a_question(lake, engine, where, found):
    page = read_feedback(lake, engine, [parse_filter(text) for text in where])
    assert ids(page) == found
    assert page.count == len(found)
    assert page.after == ""


def test_answers_without_words_are_there_when_asked_for(lake, engine):
    assert sorted(ids(read_feedback(lake, engine, only_written=False))) == list("abcdefg")
    assert ids(read_feedback(lake, engine, [parse_filter("has_text=no")], only_written=False)) == "ge"


@pytest.mark.parametrize(
    ("order", "found"), [("newest", "dcbaf"), ("oldest", "fabcd"), ("lowest", "cbdaf"), ("highest", "dabcf")]
)
def test_orders(lake, engine, order, found):
    assert ids(read_feedback(lake, engine, order=order)) == found


def test_search_and_period(lake, engine):
    assert ids(read_feedback(lake, engine, search="faktura")) == "cb"
    assert ids(read_feedback(lake, engine, search="faktura", order="best"))
    assert ids(read_feedback(lake, engine, search="-faktura")) == "daf"
    assert ids(read_feedback(lake, engine, search="faktura", filters=[parse_filter("rating=0")])) == "c"
    start, end = datetime(2026, 1, 2), datetime(2026, 1, 4)  # noqa: DTZ001 - UTC
    assert ids(read_feedback(lake, engine, start=start, end=end)) == "cb"


def test_a_row_says_what_stands_around_it(lake, engine):
    (row,) = read_feedback(lake, engine, [parse_filter("nps_class=detractor")]).rows
    said = msgspec.to_builtins(row)
    assert said["touchpoint"] == "Invoice"
    assert (said["rating"], said["scale_min"], said["scale_max"]) == (0, 0, 10)
    assert said["customer_id"] == "k3"
    assert said["journal_ref"].count("/") == 2


def test_facets_count_what_the_page_shows(lake, engine):
    found = count_facets(lake, engine)
    assert tuple(found) == FACETS
    assert found["nps_class"] == {"detractor": 1, "passive": 1, "promoter": 1}
    assert found["touchpoint"] == {"": 2, "Invoice": 2, "Delivery": 1}
    assert count_facets(lake, engine, search="faktura", facets=["channel"]) == {"channel": {"shop": 1, "web": 1}}
    assert count_facets(lake, engine, facets=[]) == {}


@pytest.mark.parametrize("order", ORDERS)
def test_pages_hold_every_verbatim_once_in_one_order(lake, engine, order):
    search = "faktura or -faktura kurier" if order == "best" else ""
    whole = ids(read_feedback(lake, engine, search=search, order=order))
    walked, after = "", ""
    while True:
        page = read_feedback(lake, engine, search=search, order=order, limit=1, after=after)
        walked, after = walked + ids(page), page.after
        if not after:
            break
    assert walked == whole


def test_segments_filter_verbatims_too(workspace, lake, engine):
    condition = {"field": "country", "operator": "=", "value": "RO"}
    workspace.keep("segment", "ro", {"conditions": [condition]})
    assert ids(read_feedback(workspace.snapshot(), engine, [parse_filter("segment=ro")])) == "c"
    assert ids(read_feedback(workspace.snapshot(), engine, [parse_filter("segment!=ro")])) == "dbaf"


def test_what_comes_in_between_two_pages_moves_nothing(workspace, engine, say):
    say(a="one", b="two", c="three")
    first = read_feedback(workspace.snapshot(), engine, limit=2)
    say(z={"verbatim": "new", "answered_at": "2026-05-01"})
    assert ids(read_feedback(workspace.snapshot(), engine, limit=2, after=first.after)) == "a"


def test_customers_are_who_they_are_known_to_be(workspace, engine, say, load):
    say(a={"verbatim": "words", "customer_id": "old"})
    load("identities", [{"from_id": "old", "to_id": "new", "stated_at": "2026-01-01"}])
    one = read_feedback(workspace.snapshot(), engine).rows[0].customer_id
    assert ids(read_feedback(workspace.snapshot(), engine, [parse_filter(f"customer_id={one}")])) == "a"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"order": "loudest"}, "Choices"),
        ({"order": "best"}, "words to look for"),
        ({"limit": 0}, "1 to"),
        ({"after": "nonsense"}, "no place"),
        ({"after": "é"}, "no place"),
        ({"filters": [parse_filter("nothing=1")]}, "Choices"),
        ({"filters": [parse_filter("rating=much")]}, "number"),
    ],
)
def test_what_cannot_be_is_refused(lake, engine, options, said):
    with pytest.raises(UsageError, match=said):
        read_feedback(lake, engine, **options)


def test_a_place_in_another_order_is_refused(lake, engine):
    after = read_feedback(lake, engine, limit=1).after
    with pytest.raises(UsageError, match="ordered by 'newest'"):
        read_feedback(lake, engine, order="lowest", after=after)
    with pytest.raises(UsageError, match="one of customers"):
        count_facets(lake, engine, facets=["customers.country"])


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_place_breaks_anything(tmp_path_factory, token):
    from clew.store import open_workspace  # noqa: PLC0415 - the fixtures are those of one test, not of one example

    workspace = open_workspace(tmp_path_factory.getbasetemp() / "one")
    with DuckDBEngine(workspace.place.folder, threads=1) as engine, contextlib.suppress(UsageError):
        assert read_feedback(workspace.snapshot(), engine, after=token).rows == ()


#: What may be asked, each apart from the others in one thing: none may be given the text of another.
ASKED = [
    {}, {"order": "oldest"}, {"order": "lowest"}, {"limit": 2}, {"only_written": False}, {"only": ["a", "d"]},
    {"only": []}, {"only": ["a"]}, {"start": datetime(2026, 1, 10)}, {"end": datetime(2026, 1, 10)},  # noqa: DTZ001
    {"search": "faktura"}, {"search": "-faktura"}, {"search": "kurier"}, {"search": "faktura", "order": "best"},
    {"filters": ["channel=web"]}, {"filters": ["channel=shop"]}, {"filters": ["channel!=web"]},
    {"filters": ["touchpoint=web"]}, {"filters": ["rating<=7", "metric=nps"]}, {"filters": ["customers.country=PL"]},
    {"filters": ["customers.country=RO"]},
]  # fmt: skip


def read(lake, engine, asked):
    filters = [parse_filter(text) for text in asked.get("filters", ())]
    found = read_feedback(lake, engine, **{**asked, "filters": filters})
    return found, read_feedback(lake, engine, **{**asked, "filters": filters, "after": found.after})


def test_texts_that_are_compiled_once_are_each_their_own(lake, engine):
    alone = []
    for asked in ASKED:
        texts._TEXTS.clear()
        alone.append(read(lake, engine, asked))
    for _ in range(2):
        assert [read(lake, engine, asked) for asked in ASKED] == alone


def test_a_page_read_again_compiles_nothing_but_still_sees_what_came(lake, workspace, say, engine, monkeypatch):
    asked = {"filters": [parse_filter("channel=web")]}
    first = read_feedback(lake, engine, **asked)
    monkeypatch.setattr(texts, "compile_expression", None)
    assert read_feedback(lake, engine, **asked) == first
    monkeypatch.undo()
    say(h=nps(9, "Kurier", channel="web", touchpoint="Delivery"))
    assert read_feedback(workspace.snapshot(), engine, **asked).count == first.count + 1
