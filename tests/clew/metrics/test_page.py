"""The page of the metrics is the one the definitions give, with every metric, statistic and parameter on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clew.metrics import METRICS
from clew.metrics.page import metrics_page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "metrics.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == metrics_page(METRICS), "run: python -m clew.metrics.page > docs/reference/metrics.md"


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_everything_is_named(metric):
    section = PAGE.read_text().split(f"## {metric.name}\n")[1].split("\n## ")[0]
    for named in (*metric.statistics, *(parameter.name for parameter in metric.parameters)):
        assert f"| `{named}`" in section
