"""Both event logs: what their publishers and others counted in them."""

from __future__ import annotations

import pytest

RECEIPT = ("receipt-permits/receipt.xes.gz", None)
HELPDESK = ("helpdesk-it/helpdesk.xes.gz", None)


@pytest.fixture
def receipt(imported):
    return imported("Europe/Amsterdam", RECEIPT)


@pytest.fixture
def helpdesk(imported):
    return imported("Europe/Rome", HELPDESK)


def test_receipt_in_figures(receipt):
    found = receipt("paths", "--view", "summary")
    assert found["definition"]["by"] == "run"
    counts = [found[name] for name in ("paths", "events", "names", "variants")]
    assert counts == [1434, 8577, 27, 116]
    assert found["mean_seconds"] / 3600 == pytest.approx(129.8, abs=0.05)
    assert found["p90_seconds"] / 3600 == pytest.approx(338.3, abs=0.05)
    # the published .797 h lies between the two middle ones of 1,434; ours is always one that occurred
    assert found["median_seconds"] / 3600 == pytest.approx(0.7779, abs=0.00005)
    assert found["left_out"] == {}


def test_receipt_transitions(receipt):
    found = receipt("paths", "--view", "transitions")
    assert len(found["rows"]) == 99
    assert sum(row["count"] for row in found["rows"]) == 7143 == 8577 - 1434
    assert found["rows"][0]["count"] == 1177
    assert (len(found["starts"]), len(found["ends"])) == (1, 14)
    assert sum(end["share"] for end in found["ends"]) == pytest.approx(1)
    few = receipt("paths", "--view", "transitions", "--limit", "9")
    assert few["other"]["transitions"] == 90
    assert sum(row["count"] for row in few["rows"]) + few["other"]["count"] == 7143


def test_receipt_variants_and_the_rows_behind_a_transition(receipt):
    found = receipt("paths", "--view", "variants", "--limit", "116")
    assert (found["rows"][0]["count"], len(found["rows"])) == (713, 116)
    assert found["other"] == {"variants": 0, "count": 0, "share": 0}
    pair = "Confirmation of receipt,T02 Check confirmation of receipt"
    rows = receipt("paths", "--rows", pair, "--limit", "2")["rows"]
    assert [(row["transition"], row["step"]) for row in rows] == [(1, "from"), (1, "to"), (2, "from"), (2, "to")]
    assert {row["name"] for row in rows} == set(pair.split(","))
    assert all(row["journal_ref"] for row in rows)


def test_helpdesk(helpdesk):
    found = helpdesk("paths")
    assert [found[name] for name in ("paths", "events", "names", "variants")] == [4580, 21_348, 14, 226]
    assert found["mean_seconds"] / 86_400 == pytest.approx(40.86, abs=0.005)
    edges = helpdesk("paths", "--view", "transitions")["rows"]
    assert (len(edges), sum(row["count"] for row in edges)) == (55, 21_348 - 4580)
    variants = helpdesk("paths", "--view", "variants", "--limit", "5")
    assert variants["rows"][0]["share"] == pytest.approx(0.5166, abs=0.00005)
    assert sum(row["share"] for row in variants["rows"]) == pytest.approx(0.7692, abs=0.00005)
    assert sum(row["share"] for row in variants["rows"]) + variants["other"]["share"] == pytest.approx(1)
