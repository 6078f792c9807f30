"""Where a survey leads to at its end, where it is shown, and in which language."""

from __future__ import annotations

import itertools
import re
from html import unescape

import pytest

from clew.surveys.exchange.surveyjs_files.surveyjs_in import read_surveyjs
from clew.surveys.files.file import document_text
from clew_server.lakes.handles import opened
from clew_server.surveys.answering.languages import language_of
from clew_server.surveys.answering.routes import ROUTES
from clew_server.surveys.answering.storing.known import Way, _whole
from clew_server.surveys.links import personal_token
from clew_server.surveys.look import ORIGINS

pytestmark = pytest.mark.django_db

HOSTS = [
    "shop.example.evil.test", "evil.test", "shop.example@evil.test", "evil.test/shop.example", "shop.example.",
    "xn--shop.example", "shop.example:444", "shop.example%2eevil.test", "user:pass@shop.example", "shop.examplе",
]  # fmt: skip
HEADS = [
    "https://", "http://", "//", "///", "https:", "https:/", "https:///", "\\\\", "/\\", "https:\\\\", "javascript://",
    "data://", "\thttps://", "https://\t", "ftp://",
]  # fmt: skip
TAILS = ["", "/", "?https://shop.example", "#https://shop.example", "/https://shop.example/"]
HOSTILE = [head + host + tail for head, host, tail in itertools.product(HEADS, HOSTS, TAILS)]
HOSTILE += [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", " https://evil.test",
    "https://shop.example\n.evil.test", "http://shop.example/", "",
]  # fmt: skip


@pytest.fixture
def listed(company):
    """The workspace's list says https://shop.example alone."""
    opened(company.id).store.keep(*ORIGINS, {"origins": ["https://shop.example"]})
    yield
    opened(company.id).store.keep(*ORIGINS, None)


def finished(published, way, visit, send, **options):
    first = visit(f"/s/{way(published(**options)).slug}")
    sent = send(first.action, {"asked": "satisfied", "q.satisfied": "5", "seed": first.field("seed")})
    return visit(send(sent.leads_to, {"asked": "words"}).leads_to)


def test_an_address_that_is_listed_is_led_to(published, way, visit, send, listed):
    page = finished(published, way, visit, send, redirect="https://shop.example/thanks?x=1")
    assert "https://shop.example/thanks?x=1" in unescape(page.text)


def test_no_hostile_address_is_led_to(published, way, listed):
    assert len(HOSTILE) > 500
    way = _whole(published().id)
    for address in HOSTILE:
        live = way.live.__class__(**{**vars(way.live), "look": way.live.look.__class__(redirect=address)})
        assert Way(live, way.origins).redirect == "", address


def test_a_page_leads_nowhere_else_and_is_framed_where_it_may(published, way, visit, send, listed):
    page = finished(published, way, visit, send, redirect="https://evil.test/")
    assert "evil.test" not in page.text
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors https://shop.example" in policy
    assert "default-src 'none'" in policy


def test_without_a_list_nobody_frames_a_page(published, way, visit):
    assert "frame-ancestors 'none'" in visit(f"/s/{way(published()).slug}").headers["content-security-policy"]


def test_what_goes_along_from_page_to_page(published, way, visit, send):
    first = visit(f"/s/{way(published()).slug}?frame=1&lang=ro&utm_source=x&q.satisfied=3")
    assert first.action.endswith("?frame=1&lang=ro")
    sent = send(first.action, {"asked": "satisfied", "q.satisfied": "5", "seed": first.field("seed")})
    assert sent.leads_to.endswith("/last?frame=1&lang=ro")
    assert 'lang="ro"' in visit(sent.leads_to).text
    assert 'lang="ro"' in visit(sent.leads_to.partition("?")[0]).text  # kept with the response


@pytest.mark.parametrize(("address", "browser", "language"), [
    ("", "pl-PL,pl;q=0.9", "pl"), ("?lang=ru", "pl", "ru"), ("?lang=xx", "pl", "pl"), ("", "de", "en"), ("", "", "en"),
    ("?lang=%00<script>", "ro;q=x,ru;q=0.5", "ru"),
])  # fmt: skip
def test_the_language_of_the_first_page(address, browser, language, published, way, visit):
    page = visit(f"/s/{way(published()).slug}{address}", accept_language=browser)
    assert f'<html lang="{language}"' in page.text
    assert "script>" not in page.action


def test_a_browser_that_wants_everything_is_read_in_a_moment():
    assert language_of(["en", "pl"], accepted="x;q=0.1," * 100_000) == "en"


def test_every_route_has_a_page_for_everybody(data, db, visit):
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
    for route in ROUTES:
        address = re.sub(r"\{\w+\}", "x" * 16, route.path)
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            page = visit(address, method, content_type="application/x-www-form-urlencoded")
            assert page.status in ({200, 405} if "." in address else {404, 405}), (method, address)
            assert "set-cookie" not in page.headers
            assert "content-security-policy" in page.headers
            if page.status == 405:
                assert page.headers["allow"]


THANKING = """
format: 1
id: thanking
title: T
program: transactional
fields: [first_name]
thanks: "Thank you, {{customer.first_name|dear guest}}! You said {{answer.score}}: {{answer.why|nothing}}."
pages:
  - id: one
    questions:
      - {id: score, type: nps, text: How likely?}
  - id: two
    questions:
      - {id: why, type: long_text, text: Why?}
"""


@pytest.mark.parametrize(("is_anonymous", "name"), [(False, "Zoë &lt;b&gt;"), (True, "dear guest")])
def test_thanks_name_who_is_known_and_what_was_said(is_anonymous, name, published, mail, ask, visit, send):
    who = ask(mail(published(THANKING, is_anonymous=is_anonymous)), fields={"first_name": "Zoë <b>"})
    address = f"/s/{personal_token(who.id)}"
    first = visit(address)
    two = send(first.action, {"asked": "score", "q.score": "9", "seed": first.field("seed")}).leads_to
    done = send(two, {"asked": "why", "q.why": "<i>Quick</i>"}).leads_to
    said = f"Thank you, {name}! You said 9: &lt;i&gt;Quick&lt;/i&gt;."
    for page in [visit(done)] if is_anonymous else [visit(done), visit(address)]:
        assert f"<h1>{said}</h1>" in page.text
        assert f"<title>{said}</title>" in page.text


def test_thanks_that_came_with_another_tools_survey_are_filled_too(published, way, visit, send):
    pages = [{"name": "p", "elements": [{"type": "text", "name": "who", "title": "Your name?"}]}]
    carried = read_surveyjs({"title": "T", "pages": pages, "completedHtml": "<h3>Thank you, {who}!</h3>"}, "x")
    first = visit(f"/s/{way(published(document_text(carried.document))).slug}")
    form = {"asked": "who", "q.who": "Zoë", "seed": first.field("seed")}
    assert "<h1>Thank you, Zoë!</h1>" in visit(send(first.action, form).leads_to).text


def test_thanks_of_whom_nothing_was_asked_are_whole(published, way, visit):
    nobody = THANKING.replace("type: nps,", "type: nps, show_if: customer.first_name = 'x',").replace(
        "type: long_text,", "type: long_text, show_if: customer.first_name = 'x',"
    )
    page = visit(f"/s/{way(published(nobody)).slug}")
    assert "<h1>Thank you, dear guest! You said : nothing.</h1>" in page.text
