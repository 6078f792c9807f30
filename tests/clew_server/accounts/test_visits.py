"""A visit is what lies between two gaps of over half an hour; the end of the last one is what news are counted from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clew_server.accounts.models import Member
from clew_server.accounts.services import visited

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def member(people):
    return Member.objects.get(user=people["viewer"])


def test_at_a_first_visit_nothing_is_news(people):
    assert visited(member(people), NOON) is None


def test_the_end_of_the_last_visit_holds_for_all_of_this_one(people):
    visited(member(people), NOON)
    last = NOON + timedelta(minutes=25)
    assert visited(member(people), last) is None
    again = last + timedelta(minutes=31)
    assert visited(member(people), again) == last
    assert visited(member(people), again + timedelta(minutes=20)) == last
    assert visited(member(people), again + timedelta(minutes=45)) == last
    assert visited(member(people), again + timedelta(hours=9)) == again + timedelta(minutes=45)


def test_reading_on_writes_nothing_more_than_once_a_minute(people, django_assert_num_queries):
    visited(member(people), NOON)
    reader = member(people)
    with django_assert_num_queries(0):
        visited(reader, NOON + timedelta(seconds=50))
