"""Olist: three tables from one file, joins between files, promises by the day."""

from __future__ import annotations

import pytest

FILES = [
    (f"olist-sample/olist_{name}_dataset.csv.gz", f"olist/{mapping}.toml")
    for name, mapping in (
        ("order_reviews", "reviews"),
        ("orders", "orders"),
        ("order_payments", "payments"),
        ("customers", "customers"),
    )
]
#: Pairs of review and order that the file holds twice, with the same stars and slightly different words.
TWICE = 3
DELIVERED = "promises.properties.order_status=delivered"


@pytest.fixture(scope="module")
def shop(imported):
    """Reviews come first on purpose: the order of arrival changes nothing."""
    return imported("America/Sao_Paulo", *FILES)


def test_one_file_gives_events_promises_and_purchases(shop):
    rows = {table["name"]: table["rows"] for table in shop("tables")["tables"]}
    assert rows["promises"] == 6887
    assert {"events", "purchases", "feedback", "customers"} <= set(rows)


def test_late_deliveries(shop):
    kept = shop.one("promise_kept", "--where", "properties.order_status=delivered")
    assert kept["n"] == 6690
    assert round((1 - kept["value"]) * kept["n"]) == 461
    assert 1 - kept["value"] == pytest.approx(0.0689, abs=0.00005)


def test_late_deliveries_that_have_a_review(shop):
    """The published 6,679 are rows of the file, where three kept ones stand twice; here they count once."""
    by = shop.by("promises.kept", "rating", "--where", DELIVERED)
    assert by["no"]["n"] == 452
    assert by["yes"]["n"] == 6679 - 452 - TWICE
    assert by["no"]["n"] / (by["no"]["n"] + by["yes"]["n"]) == pytest.approx(0.0677, abs=0.00005)


def test_reviews_of_kept_and_broken_promises(shop):
    by = shop.by("promises.kept", "rating", "--where", DELIVERED)
    # 4.2801 over the rows of the file, published as 4.280; 4.2807 with the three that stand twice counted once
    assert by["yes"]["value"] == pytest.approx(4.2807, abs=0.00005)
    assert by["no"]["value"] == pytest.approx(2.215, abs=0.0005)
    rows = shop("ask", "rating.distribution", "--by", "promises.kept", "--where", DELIVERED)["rows"]
    low = {
        kept: sum(row["value"] for row in rows if row["promises.kept"] == kept and row["rating"] in ("1", "2"))
        for kept in ("yes", "no")
    }
    assert low["yes"] == pytest.approx(0.096, abs=0.0006)
    assert low["no"] == pytest.approx(0.637, abs=0.0006)


def test_stars(shop):
    shares = {row["rating"]: row["value"] for row in shop("ask", "rating.distribution")["rows"]}
    for stars, share in (("5", 0.575), ("4", 0.193), ("3", 0.083), ("2", 0.033), ("1", 0.116)):
        assert shares[stars] == pytest.approx(share, abs=0.0006)


def test_the_diagnosis_tells_the_broken_promises_and_what_goes_with_them(shop):
    kinds = {finding["kind"] for finding in shop("diagnose")["findings"]}
    assert {"promise_broken", "promise_cost"} <= kinds
