"""The real files: rows and columns as counted on them, nothing broken, nothing replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clew.importers.source import open_source

DATA = Path(os.environ.get("CLEW_ACCEPTANCE_DATA") or Path(__file__).parents[3] / "../shared/data").resolve()

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no acceptance data at {DATA}"),
]


@pytest.mark.parametrize(
    ("name", "form", "columns", "rows", "broken"),
    [
        ("sfo-airport-survey/2010_SFO_Customer_Survey.csv.gz", "csv", 100, 3234, 0),
        ("sfo-airport-survey/2011_SFO_Customer_Survey.csv.gz", "csv", 68, 3872, 0),
        ("sfo-airport-survey/2012_SFO_Customer_Survey.csv.gz", "csv", 61, 3521, 0),
        ("sfo-airport-survey/2013_SFO_Customer_Survey.csv.gz", "csv", 95, 3535, 0),
        ("sfo-airport-survey/2014_SFO_Customer_Survey.csv.gz", "csv", 94, 2818, 0),
        ("sfo-airport-survey/2015_SFO_Customer_Survey.csv.gz", "csv", 88, 2958, 0),
        ("sfo-airport-survey/2016_SFO_Customer_Survey.csv.gz", "csv", 97, 3087, 0),
        ("sfo-airport-survey/2017_SFO_Customer_Survey.csv.gz", "csv", 97, 2831, 0),
        ("sfo-airport-survey/data_dictionary_2018.xlsx", "xlsx", 3, 669, 0),
        ("olist-sample/olist_orders_dataset.csv.gz", "csv", 8, 6887, 0),
        ("olist-sample/olist_customers_dataset.csv.gz", "csv", 5, 6887, 0),
        ("olist-sample/olist_order_reviews_dataset.csv.gz", "csv", 7, 6869, 0),
        ("olist-sample/olist_order_items_dataset.csv.gz", "csv", 7, 7880, 0),
        ("olist-sample/olist_order_payments_dataset.csv.gz", "csv", 5, 7228, 0),
        ("boston-311-2015/boston_311_2015_h1.parquet", "parquet", 15, 58_119, 0),
        ("incident-servicenow/incident_event_log.csv.gz", "csv", 36, 141_712, 0),
        ("receipt-permits/receipt.xes.gz", "xes", 17, 8577, 0),
        ("helpdesk-it/helpdesk.xes.gz", "xes", 15, 21_348, 0),
        ("cdnow/CDNOW_master.txt.gz", "csv", 4, 69_659, 0),
        ("cdnow/CDNOW_sample.txt.gz", "csv", 5, 6919, 0),
        ("telco-churn/telco_churn_full_7043.csv.gz", "csv", 20, 7043, 0),
        ("telco-churn/telco_churn_with_ids_4930.csv.gz", "csv", 21, 4930, 0),
        ("text-ro-laroseda/negative_reviews.json.gz", "json", 4, 7500, 0),
        ("text-ro-red-emotions/redv1_train.csv", "csv", 5, 3237, 0),
        ("text-en-banking77/train.csv", "csv", 2, 10_003, 0),
        ("text-en-banking77/categories.json", "json", 1, 77, 0),
    ],
)
def test_counts(name, form, columns, rows, broken):
    """Format, columns and rows."""
    with open_source(DATA / name) as source:
        batches = list(source.batches())
        assert (source.format, len(source.columns)) == (form, columns)
    assert sum(batch.rows.num_rows for batch in batches) == rows
    assert sum(len(batch.broken) for batch in batches) == broken
    assert not any(batch.repaired for batch in batches)


def test_cases_and_events_of_the_logs():
    """1,434 and 4,580 paths, as their publishers count them."""
    for name, traces in (("receipt-permits/receipt.xes.gz", 1434), ("helpdesk-it/helpdesk.xes.gz", 4580)):
        seen = {value for batch in open_source(DATA / name).batches() for value in batch.rows["trace:#"].to_pylist()}
        assert len(seen) == traces


def test_late_orders_of_olist():
    """461 of 6,690 delivered orders came after the promised day: the cells are those of the publisher."""
    delivered = late = 0
    for batch in open_source(DATA / "olist-sample/olist_orders_dataset.csv.gz").batches():
        for row in batch.rows.to_pylist():
            if row["order_status"] == "delivered" and row["order_delivered_customer_date"]:
                delivered += 1
                late += row["order_delivered_customer_date"][:10] > row["order_estimated_delivery_date"][:10]
    assert (late, delivered) == (461, 6690)


@pytest.mark.parametrize(
    "name", ["sfo-airport-survey/field_guide_2017.pdf", "text-ru-sentirueval/rest_markup_test.xml.gz"]
)
def test_what_is_no_table(name):
    """A PDF and XML that is no event log are refused in a sentence."""
    with pytest.raises(Exception, match=r"is a PDF|not an XES event log"):
        open_source(DATA / name)
