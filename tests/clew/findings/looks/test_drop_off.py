"""Drop-off as a diagnosis looks at it: in a workspace of runs, by the channel of each contact."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import clew
from clew.cli.app import run


def write(path, *, web, others, key="journey_run_id"):
    """Write runs of two steps on 300 days: the share that goes on is ``web`` on the web, ``others`` elsewhere."""
    drawn = np.random.Generator(np.random.PCG64(7))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["event_id", key, "customer_id", "occurred_at", "name", "touchpoint", "channel"])
        for place in range(1600):
            at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=drawn.uniform(0, 300))
            channel = drawn.choice(["web", "shop"])
            rows.writerow([f"{place}a", place, f"c{place}", at.isoformat(), "Ordered", "Shop", channel])
            if drawn.random() < (web if channel == "web" else others):
                then = (at + timedelta(days=2)).isoformat()
                rows.writerow([f"{place}b", place, f"c{place}", then, "Paid", "Bank", "bank"])


def diagnosed(folder, **shares):
    write(folder / "events.csv", **shares)
    data = folder / "data"
    assert run(["--data", str(data), "import", str(folder / "events.csv"), "--table", "events"]) == 0
    with clew.open(data) as workspace:
        return [found for found in workspace.diagnose().findings if found.metric == "drop_off"]


@pytest.mark.parametrize(("web", "told"), [(0.6, [{"channel": "web"}]), (0.85, [])])
def test_a_channel_in_which_runs_end_is_told_and_like_channels_are_not(tmp_path, web, told):
    found = diagnosed(tmp_path, web=web, others=0.85)
    assert [finding.where for finding in found] == told
    for finding in found:
        assert finding.title.startswith("web hurts. Went on within 30 days after Ordered: ")
        assert finding.evidence["cost"]["contacts"] == pytest.approx(0.25 * finding.n, rel=0.3)
        places = {point["place"]: point["told"] for point in finding.evidence["chart"]["points"]}
        assert places == {"web": True, "shop": False}
        assert finding.evidence["command"] == "clew paths --by run --names name --tables events --view around Ordered"


def test_in_customers_own_paths_channels_are_other_sources_and_not_compared(tmp_path):
    assert not diagnosed(tmp_path, web=0.6, others=0.85, key="session_id")
