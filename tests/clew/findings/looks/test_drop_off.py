"""Drop-off as a diagnosis looks at it: in a workspace of runs, by the channel of each contact."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import clew
from clew.cli.app import run


def write(path, *, web, others):
    """Write runs of two steps on 300 days: the share that goes on is ``web`` on the web, ``others`` elsewhere."""
    drawn = np.random.Generator(np.random.PCG64(7))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["event_id", "journey_run_id", "customer_id", "occurred_at", "name", "channel"])
        for place in range(1600):
            at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=drawn.uniform(0, 300))
            channel = drawn.choice(["web", "shop"])
            rows.writerow([f"{place}a", place, f"c{place}", at.isoformat(), "Ordered", channel])
            if drawn.random() < (web if channel == "web" else others):
                rows.writerow([f"{place}b", place, f"c{place}", (at + timedelta(days=2)).isoformat(), "Paid", "bank"])


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
