"""A draft is answered as people would, in every language, to its end; nothing of it is kept."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.clew_server.surveys.conftest import TWO_PAGES

from clew_server.surveys.models import Response, Survey


@pytest.fixture
def frame(as_owner, page, company, people):
    survey = Survey.objects.create(workspace=company, by=people["owner"], name="delivery", text=TWO_PAGES)
    address = page("surveys:preview_page", survey_id=survey.id)

    class Frame:
        """The frame of a preview, as a browser has it."""

        def __init__(self) -> None:
            self.response = as_owner.get(f"{address}?lang=pl")

        @property
        def body(self) -> str:
            return self.response.content.decode()

        def send(self, **form):
            action = unescape(re.search(r'<form[^>]* action="([^"]*)"', self.body)[1])
            self.response = as_owner.post(address + action, form)
            if self.response.status_code == 303:
                self.response = as_owner.get(self.response.url)

        def back(self, **form):
            assert '<button name="back"' in self.body
            self.send(back="1", **form)

    Frame.survey, Frame.address = survey, address
    return Frame()


def test_the_whole_route_is_stepped_through_and_nothing_is_kept(frame):
    assert "Jak ocenia Pani/Pan dostawę?" in frame.body
    frame.send(**{"asked": "satisfied", "q.satisfied": "2"})
    assert "Co poszło nie tak?" in frame.body
    frame.send(**{"asked": "reasons", "q.reasons": "late"})
    assert "Co jeszcze?" in frame.body
    frame.send(**{"asked": "words", "q.words": "nic"})
    assert "Dziękujemy." in frame.body
    assert not Response.objects.exists()


def test_another_language_shows_the_same_page_with_what_was_answered(frame):
    frame.send(**{"asked": "satisfied", "q.satisfied": "2", "lang": "ru"})
    assert '<html lang="ru"' in frame.body
    assert re.search(r'name="q.satisfied" value="2"[^>]* checked', frame.body)
    frame.send(asked="satisfied", lang="xx")  # no language of it: the page is sent, and has a flaw
    assert '<html lang="ru"' in frame.body
    assert 'id="wrong"' in frame.body
    assert not Response.objects.exists()


def test_a_jump_is_taken_and_the_way_back_shows_what_was_answered(frame):
    frame.send(**{"asked": "satisfied", "q.satisfied": "5"})
    assert "Co jeszcze?" in frame.body
    frame.back(**{"asked": "words", "q.words": "nic"})
    assert re.search(r'value="?5"?[^>]*checked|checked[^>]*value="?5', frame.body)
    frame.send(**{"asked": "satisfied", "q.satisfied": "1"})
    assert "Co poszło nie tak?" in frame.body
    frame.send(asked="reasons")
    assert "\nnic</textarea>" in frame.body


def test_half_an_answer_is_not_lost_by_going_back(frame):
    few = TWO_PAGES.replace("id: reasons\n", "id: reasons\n        at_least: 2\n")
    Survey.objects.filter(pk=frame.survey.pk).update(text=few)
    frame.send(**{"asked": "satisfied", "q.satisfied": "2"})
    frame.back(**{"asked": "reasons", "q.reasons": "late"})
    assert "Co poszło nie tak?" in frame.body
    assert 'id="wrong"' in frame.body
    assert re.search(r'name="q.reasons" value="late"[^>]* checked', frame.body)
    frame.back(asked="reasons")
    assert "Jak ocenia Pani/Pan dostawę?" in frame.body


def test_the_thanks_say_what_they_will_say(frame):
    thanks = "thanks: {en: Thank you., pl: 'Dziękujemy: {{answer.words|nic}}.',"
    Survey.objects.filter(pk=frame.survey.pk).update(
        text=TWO_PAGES.replace("thanks: {en: Thank you., pl: Dziękujemy.,", thanks)
    )
    frame.send(**{"asked": "satisfied", "q.satisfied": "5"})
    frame.send(**{"asked": "words", "q.words": "<b>miło</b>"})
    assert "<h1>Dziękujemy: &lt;b&gt;miło&lt;/b&gt;.</h1>" in frame.body


def test_what_lacks_is_told(frame):
    frame.send(asked="satisfied")
    assert frame.response.status_code == 200
    assert 'role="alert"' in frame.body


def test_it_may_be_framed_by_our_own_pages_alone(frame, as_owner, page):
    policy = frame.response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert policy.count("frame-ancestors") == 1
    assert frame.response["X-Frame-Options"] == "SAMEORIGIN"
    around = as_owner.get(page("surveys:preview", survey_id=frame.survey.id), {"lang": "ru", "width": "desktop"})
    assert "frame-src 'self'" in around["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]
    assert f"{frame.address}?lang=ru" in around.content.decode()


@pytest.mark.parametrize("said", ["x", "AAAA", "eJyrVkrLz1eyUlBKSixSqgUAJCkEtw", "9" * 5000])
def test_an_address_that_is_none_of_ours_begins_at_the_beginning(frame, as_owner, said):
    body = as_owner.get(f"{frame.address}?lang=xx&at=7&said={said}").content.decode()
    assert "Are you satisfied?" in body


def test_a_wrong_draft_says_what_is_wrong(frame, as_owner, page):
    Survey.objects.update(text=TWO_PAGES.replace("csat", "cast"))
    assert (
        "There is no type of question"
        in as_owner.get(page("surveys:preview", survey_id=frame.survey.id)).content.decode()
    )
    assert as_owner.get(frame.address).status_code == 302


def test_others_see_no_preview(frame, as_viewer, as_stranger):
    assert as_viewer.get(frame.address).status_code == 403
    assert as_stranger.get(frame.address).status_code == 404
