"""The logo comes along with the letter: nothing is fetched, and the letter is right without it."""

from __future__ import annotations

import base64

import pytest
from tests.clew_server.surveys.sending.test_letters import arrived

from clew_server.surveys.look import LARGEST_LOGO

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
LOGO = {"logo": base64.b64encode(PICTURE).decode(), "logo_kind": "image/png"}


def test_a_logo_stands_in_the_letter_and_comes_along(server, published, invited, send):
    invited(1, survey=published(sender='Żółw & "Co"', **LOGO))
    assert send() == 1
    message, text, html = arrived(server)
    assert message.get_content_type() == "multipart/related"
    body, picture = message.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert (picture.get_content_type(), picture.get_content()) == ("image/png", PICTURE)
    assert picture["Content-Disposition"].startswith("inline")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert 'alt="Żółw &amp; &quot;Co&quot;"' in html
    assert html.count("<img") == 1
    assert "http" not in html.partition("<img")[2].partition(">")[0], "nothing tells who has read it"
    assert "cid:" not in text


@pytest.mark.parametrize("logo", ["", "no Base64!", base64.b64encode(bytes(LARGEST_LOGO + 1)).decode()])
def test_without_one_or_with_one_that_is_none_the_letter_is_whole(server, published, invited, send, logo):
    invited(1, survey=published(logo=logo, logo_kind="image/png"))
    assert send() == 1
    message, _, html = arrived(server)
    assert message.get_content_type() == "multipart/alternative"
    assert "<img" not in html


def test_a_letter_that_is_looked_at_shows_it(as_owner, page, published, invited):
    made = invited(1, survey=published(**LOGO))
    body = as_owner.get(page("surveys:letter_page", survey_id=made.survey_id, way_id=made.id)).content.decode()
    assert f'src="data:image/png;base64,{LOGO["logo"]}"' in body
    assert "cid:" not in body
