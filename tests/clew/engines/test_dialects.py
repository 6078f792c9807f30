"""What the library builds compiles for every dialect, or stands in the table of exceptions; and that table is true."""

from __future__ import annotations

from datetime import datetime

import ibis
import pytest

from clew.engines.clock import PERIODS, local_time, period_label, period_start
from clew.engines.compile import DIALECTS, compile_everywhere, compile_expression, unbound
from clew.engines.exceptions import NOT_PORTABLE
from clew.engines.json_text import as_number, json_text
from clew.engines.quantiles import quantile, sorted_values
from clew.errors import UsageError
from clew.tables import TABLES

events = unbound(TABLES["events"])
feedback = unbound(TABLES["feedback"])
promises = unbound(TABLES["promises"])
local = local_time(feedback["answered_at"], "Europe/Warsaw", datetime(2010, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001
by_time = ibis.window(group_by=events["customer_id"], order_by=[events["occurred_at"], events["ordinal"]])
steps = ibis.struct({"at": events["occurred_at"], "name": events["name"]})
rating, weight = feedback["rating"], feedback["weight"].coalesce(1.0)

#: What the house builds with: each is to be said in every dialect.
PORTABLE = {
    "local time": feedback.select(x=local),
    "json text": events.group_by(x=json_text(events["properties"], "fare class")).aggregate(n=events.count()),
    "json number": events.filter(as_number(json_text(events["properties"], "age")) >= 30),
    "quantile": promises.group_by("kind").aggregate(q=quantile(promises["delivered_value"], 0.9)),
    "sorted values": promises.group_by("kind").aggregate(ys=sorted_values(promises["delivered_value"])),
    "moments": feedback.group_by("touchpoint", "channel").aggregate(
        n=rating.count(), w=weight.sum(), wy=(weight * rating).sum(), w2y2=(weight * weight * rating * rating).sum()
    ),
    "counts of a category": feedback.aggregate(
        promoters=rating.count(where=(rating >= 9) & (feedback["metric"] == "nps")),
        missing=feedback.count(where=rating.isnull()),
    ),
    "case": feedback.select(x=ibis.cases((rating >= 9, 1.0), (rating <= 6, -1.0), else_=0.0)),
    "top box of its own scale": feedback.select(
        x=((rating - feedback["scale_min"]) / (feedback["scale_max"] - feedback["scale_min"]).nullif(0))
    ),
    "lead": events.mutate(
        following=events["name"].lead().over(by_time), gap=events["occurred_at"].lead().over(by_time)
    ),
    "row number": events.mutate(place=ibis.row_number().over(by_time)),
    "path": events.group_by("journey_run_id").aggregate(path=steps.collect().sort()),
    "duration": promises.select(x=promises["kept_at"].delta(promises["due_at"], unit="second")),
    "later than": promises.filter(promises["kept_at"] > promises["due_at"] + ibis.interval(hours=2)),
    "distinct customers": events.aggregate(n=events["customer_id"].nunique()),
    "left join": feedback.left_join(promises, "order_id").select(feedback["feedback_id"], promises["kept_at"]),
    "semi join": feedback.semi_join(promises, "order_id"),
    "anti join": feedback.anti_join(promises, "order_id"),
    "union": ibis.union(events.select("customer_id"), promises.select("customer_id")),
    "earliest": events.group_by("customer_id").aggregate(first=events["occurred_at"].min()),
    "text": events.select(x=(events["touchpoint"].fill_null("none") + "/" + events["channel"]).lower()),
    "one of": events.filter(events["channel"].isin(["web", "shop"]) & ~events["team"].isnull()),
    "money": unbound(TABLES["purchases"])
    .group_by("currency")
    .aggregate(x=unbound(TABLES["purchases"])["amount"].sum()),
    **{f"label of {every}": feedback.select(x=period_label(local, every)) for every in PERIODS},
    **{f"start of {every}": feedback.select(x=period_start(local, every)) for every in PERIODS},
    **{f"week from day {day}": feedback.select(x=period_label(local, "week", day)) for day in range(1, 8)},
}

#: What the table of exceptions is about, by its names.
NOT_SAID_EVERYWHERE = {
    "iso_year": events.select(x=events["occurred_at"].iso_year()),
    "json_string": events.select(x=events["properties"].cast("json")["x"].str),
    "ordered_collect": events.group_by("session_id").aggregate(x=events["name"].collect(order_by="occurred_at")),
    "ordered_first": events.group_by("session_id").aggregate(x=events["name"].first(order_by="occurred_at")),
    "asof_join": events.select("occurred_at").asof_join(events.select("occurred_at").view(), "occurred_at"),
    "cume_dist": feedback.select(x=ibis.cume_dist().over(order_by=rating)),
}


@pytest.mark.parametrize("name", PORTABLE)
def test_every_expression_compiles_everywhere(assert_compiles, name):
    assert_compiles(PORTABLE[name])


@pytest.mark.parametrize("exception", NOT_PORTABLE, ids=lambda gap: f"{gap.operation}-{gap.dialect}")
def test_every_exception_is_one(exception):
    assert exception.reason
    assert exception.instead
    with pytest.raises(ibis.common.exceptions.IbisError):
        compile_expression(NOT_SAID_EVERYWHERE[exception.operation], exception.dialect)


@pytest.mark.parametrize("name", NOT_SAID_EVERYWHERE)
def test_dialects_without_an_exception_do_compile(name):
    gaps = {gap.dialect for gap in NOT_PORTABLE if gap.operation == name}
    assert gaps
    for dialect in set(DIALECTS) - gaps:
        assert compile_expression(NOT_SAID_EVERYWHERE[name], dialect)


def test_an_operation_of_one_dialect_fails_everywhere_else():
    with pytest.raises(ibis.common.exceptions.IbisError):
        compile_everywhere(NOT_SAID_EVERYWHERE["iso_year"])
    with pytest.raises(UsageError):
        compile_everywhere(events.select(x=events["occurred_at"].cast("timestamp('UTC')")))
