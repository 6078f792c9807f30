"""Boston, CDNOW, telco churn and the event logs: what these commands can say of them."""

from __future__ import annotations

import pytest


def test_boston_late_exactly_where_closed_after_the_target(imported):
    city = imported("America/New_York", ("boston-311-2015/boston_311_2015_h1.parquet", "boston/requests.toml"))
    rows = {table["name"]: table["rows"] for table in city("tables")["tables"]}
    assert rows["tickets"] == 58_119
    both = city.one("promise_kept", "--where", "properties.status=Closed")
    assert both["n"] == 37_320
    assert round((1 - both["value"]) * both["n"]) == 10_025
    assert 1 - both["value"] == pytest.approx(0.2686, abs=0.00005)


def test_boston_agrees_with_its_own_verdict(imported):
    city = imported("America/New_York", ("boston-311-2015/boston_311_2015_h1.parquet", "boston/requests.toml"))
    by = city.by("properties.on_time", "promise_kept", "--where", "properties.status=Closed")
    assert round((1 - by["OVERDUE"]["value"]) * by["OVERDUE"]["n"]) == by["OVERDUE"]["n"] == 9_962
    assert by["ONTIME"]["value"] == 1


def test_cdnow_counts_every_purchase_and_customer(imported):
    shop = imported("UTC", ("cdnow/CDNOW_master.txt.gz", "cdnow/master.toml"))
    (purchases,) = shop("tables")["tables"]
    assert purchases["rows"] == 69_659
    assert purchases["customers"] == 23_570


def test_cdnow_repurchase_has_an_interval_and_opens_its_rows(imported):
    shop = imported("UTC", ("cdnow/CDNOW_master.txt.gz", "cdnow/master.toml"))
    again = shop.one("repurchase")
    assert again["lo"] < again["value"] < again["hi"]
    assert len(shop("rows", "repurchase", "--limit", "3")["rows"]) == 3


def test_telco_churn(imported):
    firm = imported("UTC", ("telco-churn/telco_churn_full_7043.csv.gz", "telco/full.toml"))
    settings = ("--set", "table=subscriptions", "--set", "column=properties.churn", "--set", "equals=Yes")
    churn = firm.one("share", *settings)
    assert churn["n"] == 7043
    assert churn["value"] == pytest.approx(0.2654, abs=0.00005)


@pytest.mark.parametrize(
    ("file", "paths", "events", "activities"),
    [("receipt-permits/receipt.xes.gz", 1434, 8577, 27), ("helpdesk-it/helpdesk.xes.gz", 4580, 21_348, 14)],
)
def test_event_logs_need_no_mapping(imported, file, paths, events, activities):
    log = imported("Europe/Rome", (file, None))
    (table,) = log("tables")["tables"]
    assert (table["name"], table["rows"]) == ("events", events)
    settings = ("--set", "table=events", "--set", "column=name", "--set", "equals=nothing")
    assert len(log("ask", "share", *settings, "--by", "journey_run_id", "--min-n", "1")["rows"]) == paths
    assert len(log("ask", "share", *settings, "--by", "name", "--min-n", "1")["rows"]) == activities
