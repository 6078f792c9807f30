"""Customers found by id, e-mail, phone and name, as people type them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.customers import find_customers
from clew.engines.duckdb_engine import DuckDBEngine
from clew.importers import load_mapping

MAPPING = """format = 1
table = "feedback"
key = ["no"]
[columns]
customer_id = "customer"
rating = "rating"
answered_at = "at"
[private]
region = "PL"
[private.keep]
email = "mail"
phone = "phone"
name = "name"
"""
ROWS = """no,customer,rating,at,mail,phone,name
1,K-100,5,2026-01-01,ania@example.com,601 234 567,Anna Żółtowska
2,K-200,5,2026-01-01,jan@example.com,+48 602 000 111,Jan Nowak
3,K-201,5,2026-01-01,,,Janina Nowak
"""


def filled(desk):
    (desk.folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    desk.workspace.import_files([desk.folder / "rows.csv"], mapping=load_mapping(MAPPING))
    desk.load("customers", [{"customer_id": "K-300"}, {"customer_id": "K-200"}])
    desk.load("identities", [{"from_id": "web-1", "to_id": "K-200", "stated_at": "2026-01-01"}])
    return desk.workspace.snapshot()


@pytest.fixture(scope="module")
def lake(desk):
    return filled(desk)


def found(text, lake, engine):
    return [one.customer_id for one in find_customers(text, lake, engine)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("K-100", {"K-100"}),
        ("K-30", {"K-300"}),
        ("ANIA@example.com ", {"K-100"}),
        ("601234567", {"K-100"}),
        ("+48 (601) 234-567", {"K-100"}),
        ("0048602000111", {"K-200"}),
        ("zoltowska", {"K-100"}),
        ("nowak jan", {"K-200", "K-201"}),
        ("janina", {"K-201"}),
        ("nobody", set()),
        ("", set()),
        ("12", set()),
    ],
)
def test_found(lake, engine, text, ids):
    one = found("web-1", lake, engine)[0]  # the id that stands for K-200
    assert set(found(text, lake, engine)) == {one if name == "K-200" else name for name in ids}


def test_an_alias_finds_its_customer(lake, engine):
    assert found("web-1", lake, engine) == found("K-200", lake, engine)
    assert find_customers("K-100", lake, engine)[0].how == "id"
    assert find_customers("ania@example.com", lake, engine)[0].how == "email"


def test_after_an_erasure_nobody_is_found(another):
    workspace, lake = another.workspace, filled(another)
    with DuckDBEngine(workspace.place.folder, threads=1) as engine:
        assert found("zoltowska", lake, engine)
        workspace.erase("K-100")
        assert found("zoltowska", workspace.snapshot(), engine) == []


@given(text=st.text(max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_text_can_be_looked_for(lake, engine, text):
    assert isinstance(find_customers(text, lake, engine), tuple)
