"""The page of a public link: its addresses, and a QR code that a reader of codes reads."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import vl_convert
import zxingcpp
from PIL import Image

from clew_server.surveys.links import public_address
from clew_server.surveys.models import Distribution
from clew_server.surveys.models.ways import PAUSED, WIDGET
from clew_server.surveys.showing.qr import QUIET, SIZES, qr_svg

pytestmark = pytest.mark.django_db

LONG = "https://feedback.a-rather-long-name-of-a-company.example/" + "x" * 200


def pixels(svg: str) -> np.ndarray:
    """What a drawing shows, as grey values."""
    return np.array(Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=2))).convert("L"))


def read(svg: str) -> list[str]:
    """What a reader of codes makes of a drawing."""
    return [code.text for code in zxingcpp.read_barcodes(pixels(svg))]


def code_of(page: str) -> str:
    """The drawing of a code that stands in a page."""
    return re.search(r'<svg xmlns="[^"]+" width="\d+mm".*?</svg>', page)[0]


@pytest.fixture
def public(published, way):
    return way(published())


@pytest.fixture
def at(page, public):
    return lambda route, way=None: page(route, survey_id=(way or public).survey_id, way_id=(way or public).id)


@pytest.mark.parametrize("text", ["https://a.example/s/abcdefghijklmnop", LONG, LONG + "?lang=pl&x=ż"])
@pytest.mark.parametrize("size", SIZES)
def test_a_code_is_read_back(text, size):
    assert read(qr_svg(text, size)) == [text]


def test_a_code_with_a_spot_on_it_is_read_and_one_that_is_torn_is_not():
    picture = pixels(qr_svg("https://a.example/s/abcdefghijklmnop", 80))
    high, wide = picture.shape
    spot = picture.copy()
    spot[high // 2 : high // 2 + high // 8, wide // 2 : wide // 2 + wide // 8] = 0
    assert [code.text for code in zxingcpp.read_barcodes(spot)] == ["https://a.example/s/abcdefghijklmnop"]
    picture[high // 4 :, : wide // 2] = 255
    assert list(zxingcpp.read_barcodes(picture)) == []


def test_it_has_its_quiet_zone_and_a_size_on_paper():
    svg = qr_svg("https://a.example/s/abcdefghijklmnop", 30)
    modules = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    assert 'width="30mm" height="30mm"' in svg
    picture = pixels(svg)
    edge = picture.shape[0] * QUIET // modules - 1
    assert picture[:edge].min() == picture[:, :edge].min() == picture[-edge:].min() == picture[:, -edge:].min() == 255
    assert picture[edge + 2 : edge + 6, edge + 2 : edge + 6].max() < 128


def test_its_title_cannot_break_out():
    assert "<title>&lt;b&gt; &quot;x&quot;</title>" in qr_svg("x", 30, '<b> "x"')


def test_the_page_shows_the_addresses_and_their_codes(as_analyst, at, public):
    shown = as_analyst.get(at("surveys:link")).content.decode()
    assert public_address(public.slug) in shown
    assert public_address(public.slug, lang="ro") in shown
    code = code_of(shown)
    assert read(code) == [public_address(public.slug)]
    polish = as_analyst.get(at("surveys:link"), {"lang": "pl", "size": "120"}).content.decode()
    code = code_of(polish)
    assert read(code) == [public_address(public.slug, lang="pl")]
    assert 'width="120mm"' in code


def test_the_file_is_the_code(as_analyst, at, public):
    given = as_analyst.get(at("surveys:qr"), {"lang": "ru", "size": "20"})
    assert given["Content-Type"] == "image/svg+xml"
    assert given["Content-Disposition"] == 'attachment; filename="delivery-ru-20mm.svg"'
    assert read(given.content.decode()) == [public_address(public.slug, lang="ru")]


def test_what_is_asked_for_wrongly_counts_as_not_said(as_analyst, at, public):
    given = as_analyst.get(at("surveys:qr"), {"lang": "xx\r\nX: y", "size": "9999999"})
    assert given["Content-Disposition"] == 'attachment; filename="delivery-50mm.svg"'
    assert read(given.content.decode()) == [public_address(public.slug)]


def test_a_poster_speaks_to_who_will_read_it(as_analyst, at, public):
    shown = as_analyst.get(at("surveys:poster"), {"lang": "pl"}).content.decode()
    assert '<html lang="pl"' in shown
    assert "<h1>Dostawa</h1>" in shown
    assert public_address(public.slug, lang="pl") in shown
    code = code_of(shown)
    assert read(code) == [public_address(public.slug, lang="pl")]


def test_it_says_where_nobody_can_answer(as_analyst, at, public):
    assert "Nobody can answer by it now" not in as_analyst.get(at("surveys:link")).content.decode()
    Distribution.objects.filter(pk=public.pk).update(state=PAUSED)
    assert "Nobody can answer by it now" in as_analyst.get(at("surveys:link")).content.decode()


def test_only_a_link_has_this_page_and_only_for_those_of_the_workspace(as_analyst, client_of, at, public, way):
    other = way(public.survey, WIDGET)
    for route in ("surveys:link", "surveys:qr", "surveys:poster"):
        assert as_analyst.get(at(route, other)).status_code == 404
        assert client_of("stranger").get(at(route)).status_code == 404
        assert client_of("viewer").get(at(route)).status_code == 403
