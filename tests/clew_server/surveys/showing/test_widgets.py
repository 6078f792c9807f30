"""The page of a widget: its tag, what a site must allow, when it is shown; what pages of other origins fetch of it."""

from __future__ import annotations

import json
import re

import pytest

from clew_server.configuration import configuration
from clew_server.lakes.handles import opened
from clew_server.surveys.keeping import set_state
from clew_server.surveys.links import new_slug
from clew_server.surveys.look import ORIGINS
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import LINK, PAUSED, WIDGET
from clew_server.surveys.showing import serving

pytestmark = pytest.mark.django_db

FORM = {"pages": "/help/*\n/thanks", "event": "", "percent": "12.5", "delay_seconds": "8", "once_every_days": "30"}


@pytest.fixture
def public(published, way):
    return way(published(), WIDGET, percent=50, quota=100)


@pytest.fixture
def at(page, public):
    return lambda route, way=None: page(route, survey_id=(way or public).survey_id, way_id=(way or public).id)


def seen(client, address):
    return re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[1]


def config(slug):
    return json.loads(serving.widget_config(slug))


def test_the_tag_and_the_three_lines_of_a_policy_are_shown(as_analyst, at, public):
    shown = as_analyst.get(at("surveys:widget")).content.decode()
    host = configuration().address
    assert f"&lt;script async src=&quot;{host}/s/widget.js&quot; data-survey=&quot;{public.slug}&quot;&gt;" in shown
    for directive in ("script-src", "frame-src", "connect-src"):
        assert f"{directive} {host};" in shown
    other = as_analyst.get(at("surveys:widget"), {"place": "inline", "remembers": "1", "lang": "pl"}).content.decode()
    assert "data-target=&quot;#survey&quot; data-remember&gt;" in other
    assert "?place=inline&amp;lang=pl" in other


def test_it_says_what_keeps_it_from_being_shown(as_analyst, at, public, company):
    store = opened(company.id).store
    store.keep(*ORIGINS, None)
    assert "No site may show surveys yet" in as_analyst.get(at("surveys:widget")).content.decode()
    store.keep(*ORIGINS, {"origins": ["https://shop.example"]})
    shown = as_analyst.get(at("surveys:widget")).content.decode()
    assert "No site may show surveys yet" not in shown
    assert "https://shop.example" in shown
    assert "It is not shown anywhere now" not in shown
    Distribution.objects.filter(pk=public.pk).update(state=PAUSED)
    assert "It is not shown anywhere now" in as_analyst.get(at("surveys:widget")).content.decode()
    store.keep(*ORIGINS, None)


def test_when_it_is_shown_is_changed_and_taken_back(as_analyst, at, public):
    address = at("surveys:widget")
    done = as_analyst.post(address, {**FORM, "seen": seen(as_analyst, address)}, follow=True)
    public.refresh_from_db()
    wanted = {"pages": ["/help/*", "/thanks"], "percent": 12.5, "delay_seconds": 8, "once_every_days": 30, "quota": 100}
    assert public.settings == wanted
    fields = dict(re.findall(r'name="(do|settings)" value="([^"]*)"', done.content.decode()))
    as_analyst.post(address, {name: value.replace("&quot;", '"') for name, value in fields.items()})
    public.refresh_from_db()
    assert public.settings == {"percent": 50, "quota": 100}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("pages", "https://shop.example/help", "is no path"), ("pages", "help me", "is no path"),
     ("pages", "/\n" * 150, ""), ("pages", "\n".join(f"/{n}" for n in range(101)), "There may be 100 at most"),
     ("percent", "0", "greater than or equal to"), ("percent", "101", "less than or equal to"),
     ("delay_seconds", "-1", "greater than or equal to"), ("once_every_days", "x", "Enter a whole number")],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_is_kept(as_analyst, at, public, field, value, said):
    address = at("surveys:widget")
    shown = as_analyst.post(address, {**FORM, field: value, "seen": seen(as_analyst, address)})
    public.refresh_from_db()
    if not said:
        assert public.settings["pages"] == ["/"]
        return
    assert shown.status_code == 422
    assert said in shown.content.decode()
    assert public.settings == {"percent": 50, "quota": 100}


def test_who_saves_over_what_they_have_not_seen_is_told(as_analyst, at, public):
    shown = as_analyst.post(at("surveys:widget"), {**FORM, "seen": "older"})
    assert shown.status_code == 422
    assert "Somebody changed this meanwhile" in shown.content.decode()
    public.refresh_from_db()
    assert public.settings == {"percent": 50, "quota": 100}


def test_the_preview_is_framed_by_us_and_nobody_else(as_analyst, at, public):
    assert "frame-src 'self'" in as_analyst.get(at("surveys:widget"))["Content-Security-Policy"]
    page = as_analyst.get(at("surveys:widget_page"), {"place": "left", "lang": "ru"})
    frame = as_analyst.get(at("surveys:widget_frame"), {"frame": "1", "lang": "ru"})
    for reply in (page, frame):
        assert "frame-ancestors 'self'" in reply["Content-Security-Policy"]
        assert reply["X-Frame-Options"] == "SAMEORIGIN"
    assert "form-action 'none'" in frame["Content-Security-Policy"]
    assert 'data-place="left"' in page.content.decode()
    assert '<html lang="ru"' in page.content.decode()
    assert "Довольны ли вы?" in frame.content.decode()
    assert as_analyst.get(at("surveys:widget"))["X-Frame-Options"] == "DENY"


def test_only_a_widget_has_these_pages_and_only_for_those_of_the_workspace(as_analyst, client_of, at, public, way):
    other = way(public.survey, LINK)
    for route in ("surveys:widget", "surveys:widget_page", "surveys:widget_frame"):
        assert as_analyst.get(at(route, other)).status_code == 404
        assert client_of("stranger").get(at(route)).status_code == 404
        assert client_of("viewer").get(at(route)).status_code == 403


def test_pages_fetch_when_it_is_shown_and_what_it_is_called(public):
    found = config(public.slug)
    assert (found["on"], found["percent"], found["delay"], found["days"]) == (True, 50, 0, 90)
    assert list(found["words"]) == ["en", "pl", "ro", "ru"]
    assert found["words"]["pl"] == {"title": "Dostawa", "close": "Zamknij"}
    assert found["words"]["ru"]["close"] == "Закрыть"
    assert set(found) == {"on", "paths", "event", "percent", "delay", "days", "words"}, "nothing else is told"


def test_what_is_put_in_for_one_person_is_not_said_to_all(published, way):
    title = "{en: 'For {{customer.first_name|you}}'}"
    text = f"format: 1\nid: own\ntitle: {title}\nprogram: none\nfields: [first_name]\npages:\n"
    text += "  - {id: one, questions: [{id: q, type: nps, text: How?}]}\n"
    made = way(published(text), WIDGET)
    assert config(made.slug)["words"]["en"]["title"] == "For you"


def test_a_widget_is_off_when_nobody_could_answer(public):
    Distribution.objects.filter(pk=public.pk).update(state=PAUSED)
    assert config(public.slug) == {"on": False}
    Distribution.objects.filter(pk=public.pk).update(state="running")
    set_state(public.survey, is_open=False)
    assert config(public.slug) == {"on": False}


def test_a_widget_is_off_when_its_survey_has_ended(published, way):
    made = way(published(closes_at="2020-01-01T00:00:00+00:00"), WIDGET)
    assert config(made.slug) == {"on": False}
    made.survey.options = {"closes_at": "2999-01-01T00:00:00"}
    made.survey.save()
    assert config(made.slug)["on"]


def test_there_is_none_of_another_kind_or_name_or_of_a_deleted_survey(public, way):
    assert serving.widget_config(way(public.survey, LINK).slug) is None
    assert serving.widget_config(new_slug()) is None
    public.survey.deleted_at = public.created_at
    public.survey.save()
    assert serving.widget_config(public.slug) is None
