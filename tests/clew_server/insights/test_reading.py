"""An old export is read where it ends, and the page can say so; a fresh one by the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from clew_server.insights.reading import Reading, latest_time
from clew_server.lakes.handles import opened


@pytest.fixture
def request_of(company, people, rf):
    def made(query: str = ""):
        request = rf.get(f"/?{query}")
        request.GET = QueryDict(query)
        request.workspace, request.member = company, people["owner"].memberships.get(workspace=company)
        return request

    return made


def test_spans_of_an_old_export_end_where_it_ends(request_of, company):
    reading = Reading(request_of(), now=datetime(2040, 1, 1, tzinfo=UTC))
    assert reading.is_anchored
    assert reading.asked.end <= (reading.latest + timedelta(days=2)).date()


def test_spans_of_fresh_data_end_today(request_of, company):
    latest = latest_time(opened(company.id).store.snapshot(), datetime.now(UTC))
    reading = Reading(request_of(), now=latest + timedelta(hours=1))
    assert not reading.is_anchored
    assert reading.now == latest + timedelta(hours=1)


def test_a_question_of_the_page_is_answered(request_of):
    reading = Reading(request_of("period=all&where=program%3Dtransactional"))
    answer = reading.ask(reading.asked.question("nps")).answer
    assert answer.rows[0].n > 0
