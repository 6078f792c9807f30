"""Repurchase: the share of buyers who buy again within some days of their first purchase.

Gupta, Lehmann & Stuart (2004), "Valuing Customers", Journal of Marketing Research 41(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt

from clew.metrics.metric import Firsts, Metric, Parameter, Statistic
from clew.metrics.rows.answers import count_of
from clew.metrics.rows.columns import after_days, moment, optional, unweighted, within_spans

__all__ = ["judge", "lines", "repurchase"]

Ints = npt.NDArray[np.int64]

DAYS = Parameter("days", "within how many days of the first purchase the next counts", "90", kind="days")


def population(tables: Mapping[str, Any], parameters: Mapping[str, str]) -> Any:
    """Return each buyer's first purchase, its days being over by ``as_of``; ``y`` is 1 where another followed.

    Lines of one order and purchases of the same instant are one purchase; refunds and payments are none. Buyers whose
    days are not over are left out (censored), rows of nobody in particular too.
    """
    bought = _purchases(tables["purchases"], parameters)
    buyer = ibis.window(group_by=bought.customer_id)
    order = [bought[name] for name in ("purchased_at", "purchase_id") if name in bought.columns]
    ordered = ibis.window(group_by=bought.customer_id, order_by=order)
    begun = bought.mutate(first_at=bought.purchased_at.min().over(buyer), place=ibis.row_number().over(ordered))
    again = ibis.cases((begun.purchased_at > begun.first_at, begun.purchased_at))
    judged = begun.mutate(again_at=again.min().over(ibis.window(group_by=begun.customer_id)))
    until = after_days(judged.first_at, parameters["days"])
    first = judged.filter((judged.place == 0) & (until <= moment(parameters)))
    y = ibis.ifelse(
        first.again_at.notnull() & (first.again_at <= after_days(first.first_at, parameters["days"])), 1.0, 0.0
    )
    return unweighted(first, y, first.purchased_at).drop("first_at", "place", "again_at")


def _counted(purchases: Any) -> Any:
    """Return the purchases of somebody in particular, refunds and payments left out."""
    kept = purchases.filter(purchases.customer_id.notnull() & purchases.purchased_at.notnull())
    return kept.filter(kept.kind.isnull() | (kept.kind == "purchase")) if "kind" in kept.columns else kept


def lines(purchases: Any) -> Any:
    """Return who bought when, with the order that each purchase is a line of."""
    kept = _counted(purchases)
    return kept.select("customer_id", at=kept.purchased_at, one=optional(kept, "order_id", "string"))


def judge(unit: Ints, at: Ints, one: Ints, parameters: Mapping[str, str]) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Return each buyer with the time of the first purchase, and 1 where another followed within the days.

    >>> day = 86_400_000_000
    >>> judge(*map(np.array, ([7, 7, 9, 9], [0, 5 * day, 0, 5 * day], [0, 0, 3, 3])), {"days": "90"})
    (array([7, 9]), array([0, 0]), array([1., 0.]))
    """
    order = np.lexsort((at, one, unit))
    unit, at, one = unit[order], at[order], one[order]
    is_new = np.ones(len(unit), dtype=bool)  # the first line of an order tells the time of them all
    is_new[1:] = (unit[1:] != unit[:-1]) | (one[1:] != one[:-1]) | (one[1:] == 0)
    buyers, starts, place = np.unique(unit[is_new], return_index=True, return_inverse=True)
    bought = at[is_new]
    first = np.minimum.reduceat(bought, starts) if len(bought) else bought
    never = np.iinfo(np.int64).max
    later = np.where(bought > first[place], bought, never)
    again = np.minimum.reduceat(later, starts) if len(bought) else bought
    within = round(float(parameters["days"]) * 86_400) * 1_000_000
    return buyers, first, ((again != never) & (again - first <= within)).astype(np.float64)


def _purchases(purchases: Any, parameters: Mapping[str, str]) -> Any:
    """Return the purchases by ``as_of``, each line of an order at the time of the order's first line."""
    kept = _counted(purchases)
    kept = kept.filter(kept.purchased_at <= moment(parameters))
    kept = _of_new_buyers(kept, parameters) if parameters.get("spans") else kept
    if "order_id" not in kept.columns:
        return kept
    begun = kept.purchased_at.min().over(ibis.window(group_by=[kept.customer_id, kept.order_id]))
    timed = kept.mutate(order_at=ibis.cases((kept.order_id.isnull(), kept.purchased_at), else_=begun))
    return timed.mutate(purchased_at=timed.order_at).drop("order_at")


def _of_new_buyers(bought: Any, parameters: Mapping[str, str]) -> Any:
    """Return what the customers bought whose first purchase lies in the spans that are looked at.

    Only who bought something in the spans can have begun there: of all others nothing is read but who they are. What
    new buyers bought when their days were over is of no matter.
    """
    there = within_spans(bought, bought.purchased_at, parameters)
    known = bought.semi_join(there, "customer_id")
    first = known.group_by("customer_id").aggregate(begun_at=known.purchased_at.min())
    followed = within_spans(bought, bought.purchased_at, parameters, later=float(parameters["days"]) * 86_400 + 1)
    return followed.semi_join(within_spans(first, first.begun_at, parameters), "customer_id")


repurchase = Metric(
    name="repurchase",
    label="Repurchase",
    about="share of buyers who bought again within some days of their first purchase",
    unit="share",
    direction="higher",
    table="purchases",
    needs=("purchases.customer_id", "purchases.purchased_at", "purchases.order_id, where an order has several rows"),
    time_column="purchased_at",
    default_statistic="repurchased",
    statistics={
        "repurchased": Statistic("repurchased", "share", "proportion", "buyers who bought again"),
        "answers": Statistic("answers", "buyers", "count", "how many buyers could be followed", count_of),
    },
    population=population,
    settled=lambda parameters: float(parameters["days"]) * 86_400,
    firsts=Firsts(lines, judge),
    required=lambda _: ("customer_id", "purchased_at"),
    parameters=(DAYS,),
    counts="first purchases of buyers whose following days are over",
    source="Gupta, Lehmann & Stuart (2004), Journal of Marketing Research 41(1)",
)
