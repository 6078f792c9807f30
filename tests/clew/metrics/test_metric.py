"""What holds for every metric."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.metrics import METRICS, find_metric
from clew.tables import TABLES


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_definition_is_complete(metric):
    assert metric.default_statistic in metric.statistics
    assert all(name == statistic.name for name, statistic in metric.statistics.items())
    for statistic in metric.statistics.values():
        assert (statistic.family in {"quantile", "survival_quantile"}) == (statistic.quantile is not None)
        assert (statistic.family in {"restricted_mean", "within", "incidence"}) == (statistic.horizon is not None)
        assert (statistic.family == "incidence") == (statistic.cause is not None)
    assert metric.table in TABLES
    assert metric.label
    assert metric.about
    assert metric.source
    assert metric.needs
    assert "count" in {statistic.family for statistic in metric.statistics.values()}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_parameter_has_a_default_that_it_takes(metric):
    for parameter in metric.parameters:
        assert parameter.required or parameter.check(parameter.default) == parameter.default


def test_an_unknown_parameter_lists_the_choices():
    with pytest.raises(UsageError, match="Did you mean 'days'"):
        METRICS["repeat_contact"].settle({"day": "3"})


def test_an_unknown_metric_lists_the_choices():
    with pytest.raises(UsageError, match=r"Choices: abandonment, .*ces, contact_rate"):
        find_metric("happiness")


@pytest.mark.parametrize("days", ["36501", "-1", "1e9", "nan", "a week"])
def test_days_stay_within_what_times_can_hold(days):
    with pytest.raises(UsageError, match="from 0 to 36,500"):
        METRICS["repurchase"].settle({"days": days})
