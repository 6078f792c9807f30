"""How we serve is what the questions say, by team too, and what cannot be had is said."""

from __future__ import annotations

import pytest

from clew.findings.sections.service import service_of

HOUR = 3600.0


@pytest.fixture
def part(work):
    service = service_of(work)
    assert not service.working
    assert [part.table for part in service.parts] == ["tickets"]
    return service.parts[0]


def times(part, metric):
    return next(each for each in part.times if each.metric == metric)


def test_times_count_the_open_ones_and_the_mean_of_closed_ones_does_not(part):
    solved = times(part, "resolution_time")
    # 18 of 40 are solved after two days, fewer than half; the others after four
    assert [figure.value for figure in solved.calendar] == [96 * HOUR, 96 * HOUR]
    assert solved.working is None
    assert solved.open == 4
    assert solved.calendar[0].n == 40
    assert solved.closed_mean.value == pytest.approx(72 * HOUR)
    assert solved.closed_mean.n == 36


def test_figures_are_those_of_the_questions(part, company):
    for metric in ("first_reply_time", "resolution_time", "requester_wait"):
        told = times(part, metric)
        only = "closed_" if metric == "requester_wait" else ""
        for figure, statistic in zip(told.calendar, (f"{only}median", f"{only}p90"), strict=True):
            asked = company.ask(f"{metric}.{statistic}").to_document()["rows"][0]
            assert (figure.value, figure.lo, figure.hi, figure.n) == tuple(
                asked[name] for name in ("value", "lo", "hi", "n")
            )


def test_teams_stand_side_by_side(part):
    column = part.columns.index("resolution_time")
    assert {group.name: group.figures[column].value for group in part.groups} == {"A": 48 * HOUR, "B": 96 * HOUR}
    assert sum(group.figures[column].n for group in part.groups) == 40


def test_whose_turn_it_was_adds_up(part):
    assert sum(figure.value for figure in part.holders.values()) == pytest.approx(1)
    assert part.holders["us"].value == pytest.approx(1)


def test_the_backlog_ends_with_what_is_open(part):
    assert part.backlog[-1].open == 4
    assert [each.period for each in part.backlog] == sorted(each.period for each in part.backlog)


def test_what_cannot_be_had_is_said_once(work):
    service = service_of(work)
    assert "sla_met" not in {share.metric for share in service.parts[0].shares}
    assert [missing.kind for missing in work.missing].count("sla_met") == 1
