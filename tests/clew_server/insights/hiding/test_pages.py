"""Pulse and touchpoints for viewers: the same is written down as of questions, so that no page helps another."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from tests.clew_server.insights.hiding.companies import Company, K, answers

from clew_server.accounts import services
from clew_server.insights.hiding import viewing
from clew_server.insights.hiding.models import ShownAnswer
from clew_server.insights.pulse.page import tiles_of
from clew_server.insights.questions.asking.query import Query
from clew_server.insights.reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(data, tmp_path):
    assert data.exists()
    return Company(tmp_path)


@pytest.fixture
def pulse(asked):
    def look(query="period=all", role="viewer"):
        member = SimpleNamespace(**{**vars(asked.member), "role": role})
        given = SimpleNamespace(member=member, workspace=asked.workspace, GET=QueryDict(query))
        return tiles_of(Reading(given)).told[0]

    return look


@pytest.fixture
def grid(asked):
    def look(query="by=channel&period=all", role="viewer"):
        client = Client()
        user = asked.member.user if role == "viewer" else services.join("all@example.org", role, [asked.workspace])
        client.force_login(user)
        address = reverse("touchpoints:grid", args=[asked.workspace.id])
        table = client.get(f"{address}?{query}", headers={"HX-Request": "true"}).context["table"]
        return {name: cells[0] for name, cells in table.rows} | ({"": table.whole} if table.whole else {})

    return look


def test_a_tile_does_not_tell_of_one_more_answer(asked, pulse):
    asked.add(answers(60, 1))
    first = pulse()
    assert int(first.n) == 60
    asked.add(answers(1, 2, start=60))
    again = pulse()
    assert (again.n, again.value, again.interval, again.weeks) == (first.n, first.value, first.interval, first.weeks)
    assert int(pulse(role="owner").n) == 61
    asked.add(answers(K, 3, start=61))
    assert int(pulse().n) == 61 + K


def test_a_tile_of_a_few_says_so_and_not_how_many(asked, pulse):
    asked.add(answers(60, 1))
    asked.rows[0]["channel"] = "web"
    few = pulse("period=own&from=2026-03-02&to=2026-03-02")
    assert few.state in {"few", "none"}
    assert few.n == ""


def test_pulse_and_questions_are_one(asked, pulse):
    """Pulse shows all; a question for all but three would tell of them."""
    asked.add([{**each, "channel": "shop" if at < 3 else "web"} for at, each in enumerate(answers(60, 1))])
    assert int(pulse().n) == 60
    assert asked.ask(where=("channel=web",))[1] == []


def test_the_grid_hides_small_places_and_what_gives_them_away(asked, grid):
    channels = ["web"] * 60 + ["call"] * 40 + ["shop"] * 3
    asked.add([{**each, "channel": name} for each, name in zip(answers(103, 1), channels, strict=True)])
    found = grid()
    assert found.pop("") == grid(role="owner")[""]
    assert {name: cell.state for name, cell in found.items()} == {"web": "shown", "call": "hidden", "shop": "hidden"}


def test_the_grid_does_not_tell_of_all_where_it_tells_of_no_place(asked, grid):
    """Over all, and over all but three: who saw both would know the three."""
    channels = ["web"] * 60 + ["call"] * 40 + ["shop"] * 3
    asked.add([{**each, "channel": name} for each, name in zip(answers(103, 1), channels, strict=True)])
    assert grid()[""]
    found = grid("by=country&period=all&where=channel!%3Dshop")
    assert {cell.state for cell in found.values()} == {"hidden"}, "and no whole among them"
    assert grid("by=country&period=all&where=channel!%3Dshop", role="owner")[""]


def test_the_grid_of_what_was_asked_as_a_question_before_is_there(asked, grid):
    asked.add([{**each, "channel": "web" if at < 40 else "call"} for at, each in enumerate(answers(100, 1))])
    assert len(asked.ask(by=("channel",))[1]) == 2
    assert {name: cell.state for name, cell in grid().items() if name} == {"web": "shown", "call": "shown"}


def test_an_answer_that_comes_while_it_is_asked_does_not_show_either(asked, monkeypatch):
    """The figure and the rows it rests on are of one version: else the next would be held to be no news."""
    asked.add(answers(60, 1))
    answered = viewing.guarded

    def then_one_more(*given):
        found = answered(*given)
        if len(asked.rows) == 60:
            asked.add(answers(1, 2, start=60))
        return found

    monkeypatch.setattr(viewing, "guarded", then_one_more)
    query = Query(metric="csat", period="all")
    first = asked.seen(query).answer.rows[0]
    assert len(asked.rows) == 61
    again = asked.seen(query)
    assert again.shown_at is not None
    assert (again.answer.rows[0].n, again.answer.rows[0].value) == (first.n, first.value) == (60, first.value)


def test_the_grid_does_not_tell_of_one_more_answer(asked, grid):
    channels = ["web"] * 60 + ["call"] * 40
    asked.add([{**each, "channel": name} for each, name in zip(answers(100, 1), channels, strict=True)])
    first = grid()
    asked.add([{**each, "channel": "web"} for each in answers(1, 2, start=100)])
    assert grid() == first
    assert int(grid(role="owner")["web"].n) == 61
    assert ShownAnswer.objects.filter(workspace=asked.workspace).exists()


def test_the_grid_is_asked_by_nothing_that_names_a_person(asked, grid):
    asked.add(answers(60, 1))
    assert set(grid("by=customer_id&period=all")) <= {"", "web", "call", "shop", "not known", "survey"}
