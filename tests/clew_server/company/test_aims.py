"""Targets: what is set is the library's, in the units people write, and the figure beside it is the library's too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clew.questions.targets.target import read_targets
from clew_server.insights.reading import latest_time
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)


def test_per_cent_and_hours_are_what_the_library_calls_shares_and_seconds(as_analyst, store, address, undo):
    for figure, value, matters in (("csat.satisfied", "80", "2.5"), ("resolution_time.median", "8", "0.5")):
        given = {"figure": figure, "value": value, "matters": matters}
        shown = as_analyst.post(address("company:targets"), given, follow=True)
    found = read_targets(store.settings.documents)
    assert (found["csat.satisfied"].value, found["csat.satisfied"].matters) == (0.8, 0.025)
    assert (found["resolution_time.median"].value, found["resolution_time.median"].direction) == (28_800, "lower")
    before = as_analyst.get(address("company:targets") + "?figure=csat.satisfied").content.decode()
    assert 'value="80.0"' in before
    undo(as_analyst, shown)
    assert list(read_targets(store.settings.documents)) == ["csat.satisfied"]
    gone = as_analyst.post(address("company:targets"), {"remove": "csat.satisfied"}, follow=True)
    undo(as_analyst, gone)
    assert read_targets(store.settings.documents)["csat.satisfied"] == found["csat.satisfied"]


def test_a_figure_where_neither_side_is_good_needs_a_direction(as_analyst, store, address):
    shown = as_analyst.post(address("company:targets"), {"figure": "share.share", "value": "10"})
    assert shown.status_code == 422
    assert "direction" in shown.content.decode()
    assert as_analyst.post(address("company:targets"), {"figure": "miracle.x", "value": "1"}).status_code == 422
    assert as_analyst.post(address("company:targets"), {"remove": "nps.nps"}).status_code == 404
    assert read_targets(store.settings.documents) == {}


def test_the_figure_beside_it_is_the_librarys(as_owner, company, page):
    as_owner.get(page("company:targets"))
    while run_one():
        pass
    assert not Job.objects.filter(state="failed").values_list("error", flat=True)
    text = as_owner.get(page("company:targets")).content.decode()
    handle = opened(company.id)
    last = (
        latest_time(handle.store.snapshot(), datetime.now(UTC)).astimezone(ZoneInfo(handle.store.settings.zone)).date()
    )
    row = handle.ask("csat.satisfied", start=last - timedelta(days=89), end=last + timedelta(days=1)).answer.rows[0]
    assert "being computed" not in text
    assert f"n {row.n:,}" in text


def test_only_owners_and_analysts(as_viewer, as_stranger, client_of, address):
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:targets")).status_code == status
        assert client.post(address("company:targets"), {"figure": "nps.nps", "value": "1"}).status_code == status
