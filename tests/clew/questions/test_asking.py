# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""The one door, on a lake made by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.parse import parse_question


def given(i, rating, at="2026-03-10T08:00", **more):
    row = {
        "feedback_id": f"f{i}",
        "customer_id": f"c{i}",
        "metric": "nps",
        "rating": rating,
        "program": "transactional",
    }
    return {**row, "answered_at": datetime.fromisoformat(at) if at else None, **more}


@pytest.fixture
def ask(lake, engine):
    def run(metric, **words):
        return answer(parse_question(metric, **words), lake, engine)

    return run


def figures(found):
    return [(*row.dimensions.values(), row.value, row.n) for row in found.rows]


def test_nps_by_touchpoint_and_month(lake, ask):
    rows = [given(i, rating, touchpoint="shop") for i, rating in enumerate([10, 9, 8, 7, 0, 10])]
    rows += [given(10 + i, 10, "2026-03-31T22:30", touchpoint="shop") for i in range(5)]
    lake.write("feedback", rows)
    found = ask("nps", by="touchpoint", every="month", zone="Europe/Warsaw")
    march, april = found.rows
    assert (march.dimensions, march.period, march.n) == ({"touchpoint": "shop"}, "2026-03", 6)
    assert march.value == pytest.approx(100 * (3 - 1) / 6)
    assert march.lo < march.value < march.hi
    assert (april.period, april.value, april.n) == ("2026-04", 100, 5)
    assert found.as_of == "2026-03-31T22:30:00"
    assert found.population == "Answers to the recommendation question (0-10)."


def test_under_five_nothing_is_shown_but_how_many(lake, ask):
    lake.write("feedback", [given(i, 10, channel="web" if i < 4 else "shop") for i in range(9)])
    shop, web = ask("nps", by="channel").rows
    assert (web.value, web.lo, web.hi, web.n, web.warnings) == (None, None, None, 4, ("suppressed",))
    assert (shop.value, shop.n, shop.warnings) == (100, 5, ("small n",))
    assert ask("nps", by="channel", min_n=4).rows[1].value == 100


def test_an_empty_lake_has_an_answer(ask):
    (row,) = ask("nps").rows
    assert (row.value, row.lo, row.n, row.missing) == (None, None, 0, 0)
    assert ask("nps", by="channel").rows == ()
    assert ask("rating.distribution").rows == ()
    assert ask("lateness").rows[0].value is None
    assert ask("contact_rate").rows[0].value is None


def test_a_count_of_none_is_zero_where_there_was_something_to_count(lake, ask):
    (nothing,) = ask("resolution_time.open").rows
    assert (nothing.value, nothing.n) == (None, 0)  # no tickets at all: nothing is known of them
    opened = datetime(2026, 3, 1)
    solved = {"opened_at": opened, "resolved_at": opened + timedelta(hours=3)}
    lake.write("tickets", [{"ticket_id": f"t{i}", "topic": "ab"[i % 2], **solved} for i in range(6)])
    (row,) = ask("resolution_time.open").rows
    assert (row.value, row.lo, row.hi, row.n, row.method) == (0, None, None, 0, "count")
    assert figures(ask("resolution_time.open", by="topic")) == [("a", 0, 0), ("b", 0, 0)]
    assert figures(ask("resolution_time.open", every="month")) == [(0, 0)]
    assert figures(ask("resolution_time.answers", where="topic=c")) == [(0, 0)]
    assert figures(ask("backlog", where="topic=c")) == [(0, 0)]
    assert figures(ask("backlog.age_median")) == [(None, 0)]  # none is open: their age is not known


def test_who_was_helped_without_a_reply_is_not_answered(lake, ask):
    """Of ten tickets four are answered after two hours and six solved after one, without a word: competing endings."""
    opened = datetime(2026, 3, 1)
    rows = [{"ticket_id": f"t{i}", "opened_at": opened, "resolved_at": opened + timedelta(hours=1)} for i in range(6)]
    rows += [{"ticket_id": f"u{i}", "opened_at": opened, "replied_at": opened + timedelta(hours=2)} for i in range(4)]
    lake.write("tickets", rows)
    (within,) = ask("first_reply_time.within").rows
    assert (within.value, within.n, within.method) == (pytest.approx(0.4), 10, "aalen_johansen")
    assert ask("first_reply_time.unanswered").rows[0].value == 6
    assert ask("first_reply_time").rows[0].value == 3600  # half of the waits were over
    assert ask("first_reply_time.closed_median", min_n=4).rows[0].value == 7200


def test_missing_counts_who_was_asked_and_gave_none(lake, ask):
    blanks = [given(20 + i, None, answer_state=s) for i, s in enumerate(["missing", "not_asked", "not_experienced"])]
    lake.write("feedback", [*(given(i, 10) for i in range(5)), *blanks])
    assert [(row.n, row.missing) for row in ask("nps").rows] == [(5, 1)]


def test_a_customer_who_answers_often_counts_as_one_in_the_interval(lake, ask):
    once = [given(i, 10 if i % 2 else 0) for i in range(40)]
    often = [{**row, "customer_id": f"c{i // 4}", "rating": 10 if (i // 4) % 2 else 0} for i, row in enumerate(once)]
    lake.write("feedback", once)
    (narrow,) = ask("nps").rows
    lake.write("feedback", often)
    (wide,) = ask("nps").rows
    assert wide.method.endswith("_clustered")
    assert wide.value == narrow.value == 0
    assert wide.hi - wide.lo > 1.5 * (narrow.hi - narrow.lo)
    lake.write("feedback", [{**row, "customer_id": None} for row in often])
    assert not ask("nps").rows[0].method.endswith("_clustered")


def test_weights(lake, ask):
    lake.write(
        "feedback", [given(i, r, weight=w) for i, (r, w) in enumerate([(10, 1), (9, 1), (10, 1), (0, 5), (3, 2)])]
    )
    assert ask("nps").rows[0].value == pytest.approx(20)
    weighted = ask("nps", weighted=True).rows[0]
    assert weighted.value == pytest.approx(100 * (3 - 7) / 10)
    assert weighted.n_effective == pytest.approx(100 / 32)
    with pytest.raises(UsageError, match="no weighted form"):
        ask("lateness", weighted=True)


def test_programs_are_never_mixed_silently(lake, ask):
    rows = [given(i, 10) for i in range(6)] + [given(10 + i, 0, program="relationship") for i in range(6)]
    lake.write("feedback", rows)
    found = ask("nps")
    assert figures(found) == [("relationship", -100, 6), ("transactional", 100, 6)]
    assert found.warnings == ("several programs: split by program; --set together=yes joins them",)
    assert figures(ask("nps", settings=["together=yes"])) == [(0, 12)]
    assert figures(ask("nps", where=["program=relationship"])) == [(-100, 6)]
    assert figures(ask("nps", by="program")) == figures(found)
    assert not ask("nps", by="program").warnings


def test_scales_are_never_mixed_silently(lake, ask):
    rows = [given(i, 5, metric="rating", scale_min=1.0, scale_max=5.0) for i in range(5)]
    rows += [given(10 + i, 5, metric="rating", scale_min=0.0, scale_max=10.0) for i in range(5)]
    lake.write("feedback", rows)
    found = ask("rating")
    assert [row.dimensions for row in found.rows] == [{"scale": "0-10"}, {"scale": "1-5"}]


def test_scales_that_differ_at_one_end_only_are_split_too(lake, ask):
    rows = [given(i, 3, metric="rating", scale_min=1.0, scale_max=5.0 + i % 2 * 2) for i in range(10)]
    lake.write("feedback", rows)
    assert [row.dimensions for row in ask("rating").rows] == [{"scale": "1-5"}, {"scale": "1-7"}]


def test_some_answers_without_a_program_are_split_from_those_with_one(lake, ask):
    rows = [given(i, 10, program="relationship" if i % 2 else None) for i in range(12)]
    lake.write("feedback", rows)
    assert figures(ask("nps")) == [("relationship", 100, 6), (None, 100, 6)]


def test_one_program_is_nothing_to_group_by(lake, ask):
    lake.write("feedback", [given(i, 10) for i in range(6)])
    assert not any('"program"' in text for text in ask("nps").sql)
    lake.write("feedback", [given(i, 10, program="relationship" if i % 2 else "product") for i in range(12)])
    assert any('"program"' in text for text in ask("nps").sql)


def test_who_did_not_answer_makes_no_second_program(lake, ask):
    rows = [given(i, 10) for i in range(6)] + [given(10, None, program="relationship", answer_state="missing")]
    lake.write("feedback", rows)
    found = ask("nps")
    assert [(row.n, row.missing, row.dimensions) for row in found.rows] == [(6, 1, {})]
    assert not found.warnings


def test_the_distribution_has_a_row_a_rating(lake, ask):
    lake.write("feedback", [given(i, r) for i, r in enumerate([10, 10, 10, 0, 7, None])])
    found = ask("nps.distribution")
    assert figures(found) == [("0", 0.2, 5), ("7", 0.2, 5), ("10", 0.6, 5)]
    assert all(row.lo < row.value < row.hi and row.missing == 1 for row in found.rows)


def test_quantiles_are_values_that_occurred(lake, ask):
    due = datetime(2026, 3, 1)
    rows = [
        {"promise_id": str(i), "due_at": due, "kept_at": due + timedelta(seconds=i), "kind": "ab"[i % 2]}
        for i in range(100)
    ]
    lake.write("promises", rows)
    (row,) = ask("lateness").rows
    assert (row.value, row.lo, row.hi, row.n) == (49, 39, 60, 100)
    assert [(r.dimensions["kind"], r.value) for r in ask("lateness.p90", by="kind").rows] == [("a", 88), ("b", 89)]


def test_as_of_hides_what_happened_later(lake, ask):
    lake.write("feedback", [given(i, 10, f"2026-03-{i + 1:02}T00:00") for i in range(20)])
    assert ask("nps", as_of="2026-03-10").rows[0].n == 10
    assert ask("nps", as_of="2026-03-10").as_of == "2026-03-10T00:00:00"


def test_from_is_inclusive_and_to_exclusive_in_the_workspaces_zone(lake, ask):
    times = ["2026-06-30T21:59:59", "2026-06-30T22:00:00", "2026-07-31T21:59:59", "2026-07-31T22:00:00"]
    lake.write("feedback", [given(i, 10, at) for i, at in enumerate(times)])
    july = ask("nps", start="2026-07-01", end="2026-08-01", zone="Europe/Warsaw")
    assert july.rows[0].n == 2
    assert "from 2026-07-01 until before 2026-08-01 (Europe/Warsaw)" in july.population


def test_periods_that_are_cut_say_so(lake, ask):
    days = [datetime(2026, 1, 15) + timedelta(days=i) for i in range(80)]
    lake.write("feedback", [given(i, 10, day.isoformat()) for i, day in enumerate(days)])
    found = ask("nps", every="month")
    assert [(row.period, "incomplete period" in row.warnings) for row in found.rows] == [
        ("2026-01", True), ("2026-02", False), ("2026-03", False), ("2026-04", True),
    ]  # fmt: skip
    cut = ask("nps", every="month", start="2026-02-01", end="2026-03-20")
    assert ["incomplete period" in row.warnings for row in cut.rows] == [False, True]


PERIODS = {"day": "2026-11-21", "week": "2026-W47", "month": "2026-11", "quarter": "2026-Q4", "year": "2026"}


@pytest.mark.parametrize(("every", "label"), PERIODS.items())
def test_periods_have_the_usual_names(lake, ask, every, label):
    lake.write("feedback", [given(i, 10, "2026-11-21T12:00") for i in range(5)])
    assert [row.period for row in ask("nps", every=every).rows] == [label]


def test_contact_rate_counts_customers_and_orders(lake, ask):
    at = datetime(2026, 3, 10)
    people = [{"customer_id": f"c{i}", "country": "PL" if i < 60 else "RO"} for i in range(100)]
    calls = [{"event_id": str(i), "customer_id": f"c{i}", "name": "call", "occurred_at": at} for i in range(10)]
    bought = [
        {"purchase_id": str(i), "order_id": f"o{i // 2}", "purchased_at": at, "kind": "purchase"} for i in range(40)
    ]
    lake.write("customers", people).write("events", calls).write("purchases", bought)
    (row,) = ask("contact_rate").rows
    assert (row.value, row.n) == (pytest.approx(100), 10)
    assert figures(ask("contact_rate", by="customers.country")) == [
        ("PL", pytest.approx(1000 * 10 / 60), 10), ("RO", 0, 0),
    ]  # fmt: skip
    assert figures(ask("contact_rate", settings=["per=orders"])) == [(pytest.approx(500), 10)]
    assert figures(ask("contact_rate.contacts")) == [(10, 10)]


def test_invitations_are_not_split_by_the_scales_of_their_questions(lake, ask):
    asked = datetime(2026, 3, 1)
    rows = [
        given(i, 10, invitation_id=f"i{i}", asked_at=asked, scale_min=0.0, scale_max=[5.0, 10.0][i % 2])
        for i in range(12)
    ]
    lake.write("feedback", rows)
    assert figures(ask("response_rate")) == [(1, 12)]


def test_answers_of_one_invitation_are_those_of_one_person(lake, ask):
    rows = [given(i, [10, 0][i % 20 < 10], customer_id=None, invitation_id=f"i{i // 10}") for i in range(80)]
    lake.write("feedback", rows)
    (row,) = ask("nps").rows
    lake.write("feedback", [{**row, "invitation_id": None} for row in rows])
    (alone,) = ask("nps").rows
    assert (row.value, row.n) == (alone.value, alone.n) == (0, 80)
    assert row.hi - row.lo > 2 * (alone.hi - alone.lo)


def rated(ratings, scale, metric="rating"):
    ends = {"scale_min": scale[0], "scale_max": scale[1]}
    return [given(f"{scale}-{i}", float(r), metric=metric, **ends) for i, r in enumerate(ratings)]


@pytest.mark.parametrize(("metric", "name"), [("rating", "rating"), ("csat.mean", "csat"), ("ces", "ces")])
def test_the_interval_of_a_mean_stays_on_its_scale(lake, ask, metric, name):
    lake.write("feedback", rated([1, 1, 1, 1, 5], (1.0, 5.0), name))
    (row,) = ask(metric).rows
    assert (row.value, row.lo) == (pytest.approx(1.8), 1)
    assert row.hi > 4
    assert "clipped" in row.warnings


def test_each_scale_clips_its_own_mean_and_several_together_none(lake, ask):
    lake.write("feedback", rated([1, 1, 1, 1, 5], (1.0, 5.0)) + rated([0, 0, 0, 0, 10], (0.0, 10.0)))
    ten, five = ask("rating").rows
    assert (ten.dimensions, ten.lo) == ({"scale": "0-10"}, 0)
    assert (five.dimensions, five.lo) == ({"scale": "1-5"}, 1)
    (both,) = ask("rating", settings=["together=yes"]).rows
    assert both.lo < 1
    assert "clipped" not in both.warnings


def test_a_mean_is_clipped_by_the_scale_of_its_own_answers(lake, ask):
    before = [{**row, "answered_at": datetime(2026, 1, 9)} for row in rated([5, 5, 6], (0.0, 10.0))]
    lake.write("feedback", before + rated([1, 1, 1, 1, 5], (1.0, 5.0)))
    month = {"start": "2026-03-01", "end": "2026-04-01", "as_of": "2026-04-01"}
    (row,) = ask("rating", **month).rows
    assert (row.lo, row.n) == (1, 5)
    assert "clipped" in row.warnings


def test_a_scale_that_is_not_known_clips_nothing(lake, ask):
    lake.write("feedback", rated([1, 1, 1, 1, 5], (None, None)))
    (row,) = ask("rating").rows
    assert row.lo < 1
