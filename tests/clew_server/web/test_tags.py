"""The tags every template has: addresses, amounts, times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def shown(template, **context):
    return Template(template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("{{ v|percent }}", 0.125, "12%"),
        ("{{ v|percent:1 }}", 0.125, "12.5%"),
        ("{{ v|number }}", 12345, "12,345"),
        ("{{ v|span }}", 90, "1 min 30 sec"),
        ("{{ v|span:'working' }}", 100_000, "27 hr 47 min"),
        ("{{ v|money:'EUR' }}", 12.5, "€12.50"),
        ("{{ v|size }}", 1_234_567, "1.2\u00a0MB"),
        ("{{ v|size }}", 12, "12\u00a0B"),
        ("{{ v|amount:'per 1,000' }}", 34.4, "34"),
        ("{% period v %}", "2026-11", "November 2026"),
        ("{{ v|percent }}", None, "–"),
    ],
)
def test_amounts(template, value, said):
    assert shown(template, v=value) == said


def test_times_are_in_the_zone_of_the_workspace():
    at = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    text = shown("{% time at %} {% day at %}", at=at, zone="Europe/Warsaw")
    assert 'datetime="2026-04-01T00:30:00+02:00"' in text
    assert "April 1, 2026" in text


def test_days_are_the_readers():
    with translation.override("ru"):
        assert "31 марта 2026" in shown("{% day d %}", d=date(2026, 3, 31))


def test_here_keeps_the_address_and_changes_one_thing():
    request = RequestFactory().get("/?a=1&a=2&b=3")
    assert shown("{% here b=4 %}", request=request) == "?a=1&amp;a=2&amp;b=4"
    assert shown("{% here a=None %}", request=request) == "?b=3"


def test_rows_are_not_offered_where_there_is_no_member():
    assert shown("[{% rows_link 'nps' %}]") == "[]"


def test_what_opens_is_a_link_and_what_does_not_is_plain():
    assert shown("{% opens a b %}", a="/x?y=1&z=2", b="<7>") == '<a href="/x?y=1&amp;z=2">&lt;7&gt;</a>'
    assert shown("{% opens '' b %}", b="<7>") == "&lt;7&gt;"


def test_a_sentence_has_one_stop():
    assert shown("{{ s|stopped }}", s="2 dni 23 godz..") == "2 dni 23 godz."
    assert shown("{{ s|stopped }}", s="42 min.") == "42 min."
