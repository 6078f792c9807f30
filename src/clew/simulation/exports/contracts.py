"""The billing system's export of contracts: prices with a comma, days without a time of day, a line of sums."""

from __future__ import annotations

import numpy as np

from clew.simulation.arrays import Texts, Times
from clew.simulation.company import PLANS
from clew.simulation.customers import Customers
from clew.simulation.exports.lines import joined
from clew.simulation.service.contracts import Contracts

__all__ = ["CONTRACT_HEADER", "contract_lines"]

CONTRACT_HEADER = (
    "contract_no;customer_no;product;start_date;committed_until;end_date;end_reason;monthly_fee;currency;changed_on"
)


def contract_lines(customers: Customers, contracts: Contracts) -> tuple[list[str], int]:
    """Return the lines of the contracts' export, header first, a line of sums at the end; and how many contracts."""
    runs = np.isnat(contracts.ended)
    rows = joined(
        ";",
        np.char.add("U-", (300_001 + np.arange(len(contracts))).astype("U12")),
        customers.number[contracts.customer],
        np.array([name for name, _ in PLANS])[contracts.plan],
        _day(contracts.started),
        _day(contracts.committed_until),
        _day(contracts.ended),
        np.where(runs, "", contracts.reason),
        np.array([price.replace(".", ",") for _, price in PLANS])[contracts.plan],
        np.full(len(contracts), "PLN"),
        _day(np.where(runs, contracts.started, contracts.ended)),
    )
    return [CONTRACT_HEADER, *rows, f"Razem: {len(rows)}"], len(rows)


def _day(days: Times) -> Texts:
    """Return days as 2025-05-06, nothing where there is none."""
    return np.where(np.isnat(days), "", np.datetime_as_string(days, unit="D"))
