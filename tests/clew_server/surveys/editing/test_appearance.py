"""How a survey looks and ends: what may be chosen, what is refused, nothing written over unseen."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from io import BytesIO

import pytest

from clew_server.lakes.handles import opened
from clew_server.surveys.look import LARGEST_LOGO, ORIGINS, look_of
from clew_server.surveys.models import Survey

CANARY = '"><script>alert(1)</script>'


def png(size: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + body + b"\0" * size


def sent(data: bytes, name: str = "logo.png") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@pytest.fixture
def look(as_owner, page, published):
    """Give a function that sends the form of a survey's look, as it was shown, with changes."""
    survey = published()
    address = page("surveys:appearance", survey_id=survey.id)

    def send(client=as_owner, seen: str | None = None, **changes):
        body = client.get(address).content.decode()
        mark = re.search(r'name="seen" value="(\w+)"', body)[1]
        return client.post(address, {"seen": seen or mark, **changes})

    send.survey, send.address = survey, address
    return send


def kept(look):
    return look_of(Survey.objects.get(pk=look.survey.pk).options)


def test_what_was_chosen_is_kept_and_shown(look, as_owner, company):
    opened(company.id).store.keep(*ORIGINS, {"origins": ["https://shop.example"]})
    form = {"colour": "AA0000", "sender": f" The  shop {CANARY}", "redirect": "https://shop.example/thanks?a=1"}
    assert look(**form, closes_at="2026-12-31T18:00", logo=sent(png())).status_code == 302
    found = kept(look)
    assert (found.colour, found.logo_kind, found.redirect) == ("#aa0000", "image/png", form["redirect"])
    assert base64.b64decode(found.logo) == png()
    zone = opened(company.id).store.settings.zone
    assert found.closes_at == {"UTC": "2026-12-31T18:00:00Z"}.get(zone, "2026-12-31T17:00:00Z")
    body = as_owner.get(look.address).content.decode()
    assert 'value="2026-12-31T18:00"' in body
    assert CANARY not in body
    assert look(**form).status_code == 302
    assert kept(look).logo == found.logo
    look(**form, no_logo="yes")
    assert kept(look).logo == ""


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"colour": "red; background: url(x)"}, "A colour is written like"),
        ({"redirect": "javascript:alert(1)"}, "That is no address of a page"),
        ({"redirect": "//evil.example"}, "That is no address of a page"),
        ({"redirect": "https://evil.example/"}, "is not among the origins"),
        ({"sender": "x" * 101}, "A name has at most"),
        ({"closes_at": "tomorrow"}, "That is no time"),
        ({"closes_at": "9999-12-31T23:59", "colour": "x"}, "A colour is written like"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(look, form, said):
    response = look(**form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert kept(look) == look_of({})


@pytest.mark.parametrize(
    "picture",
    [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"", b"GIF8", b"\x00" * 20, b"RIFF0000WAVE"],
)
def test_a_logo_is_known_by_its_bytes_not_by_its_name(look, picture):
    response = look(logo=sent(picture or b" ", "logo.png"))
    assert response.status_code == 422
    assert "That is no PNG" in response.content.decode()


def test_a_logo_that_is_too_large_is_refused(look):
    said = f"The logo has more than {LARGEST_LOGO // 1024} KB"
    assert said in look(logo=sent(png(LARGEST_LOGO + 1 - len(png())))).content.decode()
    assert look(logo=sent(png(LARGEST_LOGO - len(png())))).status_code == 302


def test_nobody_writes_over_a_look_they_have_not_seen(look, as_analyst, as_owner):
    body = as_owner.get(look.address).content.decode()
    old = re.search(r'name="seen" value="(\w+)"', body)[1]
    look(as_analyst, colour="#00aa00")
    response = look(seen=old, colour="#aa0000", sender="Mine")
    assert response.status_code == 422
    assert "Somebody changed this" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    assert kept(look).colour == "#00aa00"


def test_who_may_not_edit_does_not_change_the_look(look, as_viewer, as_stranger):
    assert as_viewer.get(look.address).status_code == 403
    assert as_viewer.post(look.address, {"colour": "#aa0000"}).status_code == 403
    assert as_stranger.post(look.address, {"colour": "#aa0000"}).status_code == 404
