"""Pulse over HTTP: its figures are the library's, and each role sees what it may."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from clew.questions.targets.target import Target
from clew_server.accounts.models import Member
from clew_server.insights.pulse.computed import read_computed
from clew_server.insights.pulse.models import Told
from clew_server.lakes.handles import opened

SPAN = {"period": "own", "from": "2026-08-01", "to": "2026-08-30"}
ROLES = ("owner", "analyst", "agent", "viewer")


def tile(client, page, name, **more):
    query = QueryDict(mutable=True)
    query.update({**SPAN, **more, "only": name})
    response = client.get(f"{page('pulse:tiles')}?{query.urlencode()}", headers={"HX-Request": "true"})
    assert response.status_code == 200, response.content
    return text(response)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked(company, metric, **more):
    return opened(company.id).ask(metric, start="2026-08-01", end="2026-08-31", **more).answer


def test_a_stranger_finds_nothing_and_nobody_is_asked_to_log_in(as_stranger, client, page):
    assert as_stranger.get(page("pulse:pulse")).status_code == 404
    assert client.get(page("pulse:pulse")).status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_it_as_a_whole_page(client_of, page, diagnosed, role):
    response = client_of(role).get(page("pulse:pulse"), SPAN)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_two_programs_are_two_tiles_each_with_who_was_asked_and_who_answered(as_owner, page, company):
    for name, program, who in (
        ("nps-relationship", "relationship", "Asked about the whole relationship"),
        ("nps-transactional", "transactional", "Asked after a contact"),
    ):
        shown = tile(as_owner, page, name)
        (row,) = asked(company, "nps", where=[f"program={program}"]).rows
        (answered,) = asked(company, "response_rate", where=[f"program={program}"]).rows
        assert f"n {row.n} " in shown
        assert f"{abs(row.value):.0f} points" in shown.replace("−", "")
        assert who in shown
        assert f"{100 * answered.value:.0f}% of those asked answered" in shown


def test_a_change_is_told_as_the_library_tells_it(as_owner, page, company):
    answer = asked(company, "promise_kept", compare="previous")
    (row,), (change,) = answer.rows, answer.comparisons
    shown = tile(as_owner, page, "promise_kept")
    assert f"{100 * row.value:.0f}% " in shown
    if change.beyond_chance:
        assert "beyond chance" in shown
    else:
        assert f"no change shown; we would have seen ±{100 * change.smallest_detectable:.1f}" in shown


def test_a_time_is_told_in_working_time_with_its_interval(as_owner, page, company):
    (row,) = asked(company, "resolution_time", settings={"time": "working"}).rows
    shown = tile(as_owner, page, "resolution_time")
    hours = int(row.value // 3600)
    assert f"{hours} hr" in shown
    assert "in working time" in shown


def test_a_target_is_reached_missed_or_nobody_can_tell(as_owner, page, company):
    store = opened(company.id).store
    (row,) = asked(company, "promise_kept").rows
    try:
        for value, said in ((row.lo - 0.01, "reached"), (row.hi + 0.01, "missed"), (row.value, "cannot tell yet")):
            target = Target.of({"metric": "promise_kept", "value": round(value, 4)})
            store.keep("target", target.name, target.to_document())
            assert said in tile(as_owner, page, "promise_kept")
    finally:
        store.keep("target", "promise_kept.kept", None)
    assert "target" not in tile(as_owner, page, "promise_kept")


def test_a_figure_of_nobody_is_nothing_and_never_zero(as_owner, page, company):
    shown = tile(as_owner, page, "nps-relationship", **{"from": "2019-01-01", "to": "2019-01-31"})
    assert "nothing in this span" in shown
    assert " 0 " not in shown


def test_too_few_answers_are_not_shown_nor_counted(as_viewer, page, company):
    few = opened(company.id).ask("nps", where=["program=relationship"], every="day").answer.rows
    day = next(row.period for row in few if 0 < row.n < 5)
    shown = tile(as_viewer, page, "nps-relationship", **{"from": day, "to": day})
    assert "too few answers to show" in shown
    assert " n " not in shown


def test_a_filter_of_the_address_narrows_every_figure(as_owner, page, company):
    found = asked(company, "csat", by="touchpoint").rows
    condition = f"touchpoint={max(found, key=lambda row: row.n).dimensions['touchpoint']}"
    (row,) = asked(company, "csat", where=[condition]).rows
    assert row.n >= 5
    assert f"n {row.n} " in tile(as_owner, page, "csat-transactional", where=condition)
    assert f"n {row.n} " not in tile(as_owner, page, "csat-transactional")


def test_a_figure_without_the_filters_field_cannot_be_told(as_owner, page, company):
    condition = "device=phone"
    assert "cannot tell" in tile(as_owner, page, "promise_kept", where=condition)


def test_an_empty_workspace_is_told_what_to_do_first(as_stranger, page, rival):
    response = as_stranger.get(page("pulse:pulse", rival.id))
    assert response.status_code == 200
    assert "There is nothing to judge by yet." in response.content.decode()


def test_a_tile_that_is_none_does_not_exist(as_owner, page):
    address = f"{page('pulse:tiles')}?only=happiness"
    assert as_owner.get(address, headers={"HX-Request": "true"}).status_code == 404


def test_without_a_script_a_piece_leads_back_to_the_page(as_owner, page, company):
    assert as_owner.get(page("pulse:tiles"), SPAN).status_code == 302


def test_the_sentence_first_waits_for_all_figures(as_owner, page, diagnosed):
    shown = text(as_owner.get(page("pulse:headline"), SPAN, headers={"HX-Request": "true"}))
    assert "on their way" not in shown
    assert "chance" in shown or "What hurts most" in shown


def test_a_page_says_once_what_is_new_since_the_last_visit(as_viewer, page, diagnosed, people, first):
    shown = text(as_viewer.get(page("pulse:pulse"), SPAN))
    assert "Since your last visit" not in shown
    away = timezone.now() - timedelta(days=2)
    Member.objects.filter(user=people["viewer"]).update(visited_at=away, seen_at=None)
    Told.objects.create(
        workspace=diagnosed, kind="finding", key="old", titles={"en": "An old one"}, first_at=away - timedelta(days=9),
        gone_at=timezone.now(),
    )  # fmt: skip
    shown = text(as_viewer.get(page("pulse:pulse"), SPAN))
    assert "Since your last visit" in shown
    assert "An old one" in shown
    assert "No longer found" in shown
    assert "new finding" in shown
    again = text(as_viewer.get(page("pulse:pulse"), SPAN))
    assert "An old one" in again  # the same visit: still news
    Member.objects.filter(user=people["viewer"]).update(visited_at=timezone.now(), seen_at=timezone.now())
    assert "Nothing new came" in text(as_viewer.get(page("pulse:pulse"), SPAN))


def test_findings_stand_in_their_order_with_their_claims(as_viewer, page, diagnosed):
    shown = as_viewer.get(page("pulse:findings")).content.decode()
    computed = read_computed(opened(diagnosed.id), "en")
    ids = re.findall(r'id="finding-([0-9a-f]+)"', shown)
    assert ids == [finding.id for finding in computed.diagnosis.findings]
    assert "computed" in shown
    assert "Compute anew" not in shown
    assert "Owner, note, mute" not in shown


@pytest.mark.parametrize("language", ["pl", "ro", "ru"])
def test_it_speaks_the_readers_language(as_viewer, page, diagnosed, language):
    as_viewer.cookies["clew_language"] = language
    shown = as_viewer.get(page("pulse:pulse"), SPAN).content.decode()
    computed = read_computed(opened(diagnosed.id), language)
    title = computed.diagnosis.findings[0].title
    assert title.replace("'", "&#x27;") in shown
    assert title != read_computed(opened(diagnosed.id), "en").diagnosis.findings[0].title
    for english in ("What to look at first", "How fresh the data are", "against a year before", "no change shown"):
        assert english not in shown
