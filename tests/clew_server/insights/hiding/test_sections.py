"""Service and reasons for viewers: small groups are gone, and no total gives one away."""

from __future__ import annotations

import pytest

from clew.findings.sections.shown import Backlog, Figure, Group, Reason, Reasons, Service, ServicePart, Shares, Times
from clew.findings.wording.language import Language
from clew.reports.service import service_shown
from clew_server.insights.hiding.folding import is_few
from clew_server.insights.hiding.sections import HIDDEN, reasons_for_viewers, service_for_viewers
from clew_server.insights.kept.models import Kept
from clew_server.insights.service.views import said
from clew_server.jobs.worker import run_one

K = 5


def _figure(n, value=0.5):
    return Figure(value=value, lo=0.4, hi=0.6, n=n)


def _times(n, still_open):
    pair = (_figure(n), _figure(n))
    return Times(
        metric="resolution_time", calendar=pair, working=None, closed_mean=_figure(n - still_open), open=still_open,
        command="",
    )  # fmt: skip


def _part(groups, whole, **more):
    shares = Shares(metric="reopen_rate", figure=_figure(whole), direction="lower", parameters={}, command="")
    given = {"times": (_times(whole, 20),), "shares": (shares,), "holders": {}, "backlog": (), **more}
    rows = tuple(Group(name=name, figures=(_figure(n), _figure(n))) for name, n in groups.items())
    return ServicePart(
        table="tickets", dimension="team", columns=("resolution_time", "reopen_rate"), groups=rows, other_groups=1,
        **given,
    )  # fmt: skip


def _shown(part):
    return service_for_viewers(Service(working=False, parts=(part,)), K).parts[0]


def test_a_small_team_is_hidden_and_the_next_one_too():
    part = _shown(_part({"north": 60, "south": 30, "night": 3}, 93))
    assert [group.name for group in part.groups] == ["north"]
    assert part.other_groups == 3


def test_teams_that_leave_a_few_unsaid_are_hidden_until_they_are_enough():
    part = _shown(_part({"north": 60, "south": 30}, 93))
    assert [group.name for group in part.groups] == ["north"]


def test_nothing_is_hidden_where_all_are_enough():
    part = _part({"north": 60, "south": 30}, 90)
    assert _shown(part) == part


@pytest.mark.parametrize(("n", "still_open"), [(60, 3), (60, 58)])
def test_where_few_are_open_or_few_are_over_nothing_tells_them_apart(n, still_open):
    times = _shown(_part({}, 60, times=(_times(n, still_open),))).times[0]
    assert times.open == HIDDEN
    assert times.closed_mean is None


def test_times_and_shares_of_a_few_are_left_out_and_months_say_fewer():
    small = _part({}, 60, times=(_times(4, 0),), holders={"us": _figure(3), "bot": _figure(50)}, backlog=(
        Backlog(period="2026-01", open=4, incomplete=False), Backlog(period="2026-02", open=0, incomplete=False),
    ))  # fmt: skip
    part = _shown(small)
    assert part.times == ()
    assert list(part.holders) == ["bot"]
    assert [month.open for month in part.backlog] == [HIDDEN, 0], "zero is not missing"


def _reasons(counts, other):
    total = sum(counts.values()) + other
    rows = tuple(
        Reason(reason=reason, avoidable=avoidable, rate=_figure(n), share=n / total)
        for (reason, avoidable), n in counts.items()
    )
    yes = sum(n for (_, avoidable), n in counts.items() if avoidable == "yes")
    return Reasons(
        table="tickets", contacts=total, share_avoidable=_figure(total, yes / total), rows=rows, other_reasons=0,
        other_contacts=other, command="",
    )  # fmt: skip


def test_reasons_of_a_few_are_counted_with_the_others():
    found = reasons_for_viewers([_reasons({("bill", "yes"): 50, ("lost", "no"): 30, ("odd", "no"): 2}, 0)], K)[0]
    left = found.contacts - sum(row.rate.n for row in found.rows)
    assert ("odd", "no") not in {(row.reason, row.avoidable) for row in found.rows}
    assert found.other_contacts == left >= K
    assert found.other_reasons


def test_how_many_could_be_avoided_is_not_told_where_they_are_few():
    found = reasons_for_viewers([_reasons({("bill", "yes"): 2, ("lost", "no"): 60}, 0)], K)[0]
    assert found.share_avoidable.value is None
    assert reasons_for_viewers([_reasons({("bill", "yes"): 2, ("lost", "no"): 1}, 0)], K) == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", ["service", "reasons"])
def test_a_viewers_page_has_no_small_n(as_viewer, as_owner, page, room):
    """A week of the company has teams and reasons with a few contacts."""
    address = f"{page(f'{room}:{room}')}?period=own&from=2026-03-02&to=2026-03-08"
    as_viewer.get(address)
    while run_one():
        pass
    assert Kept.objects.count() == 1
    owner, viewer = (client.get(address).context for client in (as_owner, as_viewer))
    if room == "reasons":
        seen, whole = ([row["n"] for table in each["tables"] for row in table["rows"]] for each in (viewer, owner))
    else:
        seen, whole = (
            [group["n"] for part in (each["service"] or {"parts": []})["parts"] for group in part["groups"]]
            for each in (viewer, owner)
        )
    assert not [n for n in seen if is_few(int(n.replace(",", "")), K)]
    assert len(seen) <= len(whole)


def test_a_count_that_is_not_told_is_said_in_words_and_has_no_bar():
    months = (Backlog(period="2026-01", open=4, incomplete=False), Backlog(period="2026-02", open=90, incomplete=False))
    found = service_for_viewers(
        Service(working=False, parts=(_part({}, 60, times=(_times(60, 3),), backlog=months),)), K
    )
    shown = said(found, service_shown(found, Language("en"), draws=False), "fewer than 5")
    part = shown["parts"][0]
    assert part["times"][0]["open"] == "fewer than 5"
    assert [row[1:] for row in part["backlog"]["rows"]] == [("fewer than 5", "0"), ("90", "100.0")]
