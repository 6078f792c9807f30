"""The filter bar: everything is in the address, links and forms carry all else along, nothing needs a script."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from clew.store.settings import Settings
from clew_server.insights.asked import asked_of
from clew_server.insights.filters import field_label, said_period

NOW = datetime(2026, 10, 15, 12, tzinfo=UTC)
SETTINGS = Settings.of({"zone": "Europe/Warsaw"})


def asked(query=""):
    return asked_of(QueryDict(query), SETTINGS, NOW)


class Reader(HTMLParser):
    """Reads addresses of links and the fields of forms."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.names = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "a":
            self.links.append(parse_qs(found["href"].removeprefix("?")))
        if tag == "form":
            self.forms.append([])
        if tag in {"input", "select"} and self.forms:
            self.forms[-1].append((found["name"], found.get("value")))


def bar(query="", **context):
    reading = SimpleNamespace(asked=asked(query), is_anchored=False, latest=NOW, settings=SETTINGS)
    request = RequestFactory().get(f"/?{query}")
    text = Template("{% filter_bar reading %}").render(Context({"request": request, "reading": reading, **context}))
    return text, Reader(text)


def test_a_span_is_chosen_by_a_link_that_keeps_all_else():
    _, read = bar("period=all&where=channel%3Dweb&segment=new&metric=nps&page=4")
    (month,) = (link for link in read.links if link.get("period") == ["this-month"])
    assert month == {
        "period": ["this-month"], "compare": ["previous"], "where": ["channel=web"], "segment": ["new"],
        "metric": ["nps"],
    }  # fmt: skip


def test_a_chip_takes_its_filter_away():
    text, read = bar("where=channel%3Dweb&where=rating%3E%3D9")
    assert "Channel: <b>web</b>" in " ".join(text.split())
    assert "at least <b>9</b>" in " ".join(text.split())
    left = [link["where"] for link in read.links if len(link.get("where", ())) == 1]
    assert left.count(["rating>=9"]) == left.count(["channel=web"]) == 1


def test_forms_carry_along_what_is_asked():
    _, read = bar("period=own&from=2026-03-01&to=2026-03-31&where=channel%3Dweb&tab=x")
    days, adding = read.forms
    assert ("where", "channel=web") in days
    assert {("from", "2026-03-01"), ("to", "2026-03-31"), ("period", "own"), ("tab", "x")} <= set(days)
    assert {("from", "2026-03-01"), ("to", "2026-03-31"), ("period", "own"), ("tab", "x")} <= set(adding)
    assert {"add_field", "add_how", "add_value"} <= {name for name, _ in adding}


@pytest.mark.parametrize(
    ("field", "how", "value", "where"),
    [
        ("channel", "=", "call center", ("channel='call center'",)),
        ("rating", ">=", "9", ("rating>='9'",)),
        ("channel", "", "web", ("channel='web'",)),
        ("product", "=", 'it\'s "x"', ("product='it's \"x\"'",)),
        ("", "=", "x", ()),
        ("channel", "=", " ", ()),
    ],
)
def test_a_form_adds_a_filter(field, how, value, where):
    query = QueryDict(mutable=True)
    query.update({"add_field": field, "add_how": how, "add_value": value})
    found = asked_of(query, SETTINGS, NOW)
    assert found.where == where
    if where:
        assert found.filters[0].value == value.strip()


def test_what_is_typed_is_escaped():
    text, _ = bar("where=channel%3D%3Cscript%3Ealert(1)%3C/script%3E&x=%22%3E%3Cscript%3E&period=%3Cscript%3E")
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=last-7-days", "The last 7 days"),
        ("period=own&from=2026-03-01&to=2026-03-31", "Mar 1 – 31, 2026"),
        ("period=own&from=2026-03-01", "since March 1, 2026"),
        ("period=own&to=2026-03-31", "until March 31, 2026"),
        ("period=own", "All time"),
    ],
)
def test_a_span_is_said_in_words(query, said):
    assert said_period(asked(query)) == said


def test_a_field_nobody_named_is_called_by_its_last_part():
    assert field_label("customers.traits.plan_name") == "plan name"
    assert str(field_label("customers.country")) == "Country"
