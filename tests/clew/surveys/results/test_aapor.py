"""Rates by the Standard Definitions: the published structure, an example, an oracle, and what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import UsageError
from clew.stats.proportion import wilson
from clew.surveys.results.aapor import RATES, Dispositions, aapor

EXAMPLE = Dispositions(
    complete=400, partial=50, refused=120, non_contact=300, other=30, unknown=80, unknown_other=20
)  # fmt: skip
COUNTS = st.builds(Dispositions, *[st.integers(0, 500)] * 7)


def test_the_example():
    rates = aapor(EXAMPLE, e=0.6)
    found = [f"{rates[f'RR{number}'].value:.4f}" for number in range(1, 7)]
    assert found == ["0.4000", "0.4500", "0.4167", "0.4688", "0.4444", "0.5000"]


@given(COUNTS, st.floats(0, 1))
def test_every_rate_as_the_definitions_write_it(d, e):
    known, unsure = d.complete + d.partial + d.refused + d.non_contact + d.other, d.unknown + d.unknown_other
    i, ip, met = d.complete, d.complete + d.partial, d.complete + d.partial + d.refused + d.other
    talked = d.complete + d.partial + d.refused
    wanted = {
        "RR1": (i, known + unsure), "RR2": (ip, known + unsure), "RR3": (i, known + e * unsure),
        "RR4": (ip, known + e * unsure), "RR5": (i, known), "RR6": (ip, known),
        "COOP1": (i, met), "COOP2": (ip, met), "COOP3": (i, talked), "COOP4": (ip, talked),
        "REF1": (d.refused, known + unsure), "REF2": (d.refused, known + e * unsure), "REF3": (d.refused, known),
        "CON1": (met, known + unsure), "CON2": (met, known + e * unsure), "CON3": (met, known),
    }  # fmt: skip
    rates = aapor(d, e)
    assert set(rates) == set(wanted) == set(RATES)
    for name, (above, below) in wanted.items():
        if not below:
            assert rates[name].value is None
            assert rates[name].warnings == ("no cases",)
            continue
        assert rates[name].value == pytest.approx(above / below)
        assert (rates[name].lo, rates[name].hi) == pytest.approx(wilson(above / below * below, below))


@given(COUNTS)
def test_with_all_unknown_taken_for_eligible_three_is_one_and_with_none_it_is_five(d):
    all_of, none = aapor(d, 1), aapor(d, 0)
    assert all_of["RR3"].value == all_of["RR1"].value
    assert none["RR3"].value == none["RR5"].value
    assert none["CON2"].value == none["CON3"].value


def test_n_counts_people_also_where_only_a_share_of_them_is_counted():
    rates = aapor(EXAMPLE, e=0.6)
    assert (rates["RR3"].n, rates["RR5"].n, rates["COOP3"].n) == (1000, 900, 570)


@pytest.mark.parametrize("e", [-0.1, 1.1, float("nan"), float("inf")])
def test_no_share_is_refused(e):
    with pytest.raises(UsageError, match="between 0 and 1"):
        aapor(EXAMPLE, e)


@pytest.mark.parametrize("count", [-1, 1.5, True, None])
def test_what_is_no_count_is_refused(count):
    with pytest.raises(UsageError, match="whole numbers from 0"):
        aapor(Dispositions(complete=count))
