"""A chart in a page: data in an attribute, a title, and always the table behind it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import altair as alt
import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation

from clew_server.web.charts import BUNDLE, BundleFinder, chart_document
from clew_server.web.tables import Cell, Head, Table

NASTY = "</script><img src=x onerror=alert(1)>"
TABLE = Table("By <channel>", [Head("Channel"), Head("n", is_number=True)], [["web", Cell("3", note="few")]])


def chart(group="web"):
    return alt.Chart(alt.Data(values=[{"group": group, "value": 1}])).mark_bar().encode(x="value:Q", y="group:N")


def shown(**context):
    return Template("{% chart spec table title %}").render(Context(context))


def test_the_document_survives_the_page_and_writes_nothing_into_it():
    text = shown(spec=chart(NASTY), table=TABLE, title=NASTY)
    assert "<img" not in text
    document = json.loads(unescape(re.search(r'data-document="(.*?)"', text, re.DOTALL).group(1)))
    assert NASTY in json.dumps(document["spec"])


def test_the_table_is_behind_it():
    text = " ".join(shown(spec=chart(), table=TABLE, title="Scores").split())
    assert "<figcaption>Scores</figcaption>" in text
    assert text.index("<details") < text.index("<table")
    assert '<th scope="row">web</th>' in text
    assert "By &lt;channel&gt;" in text


@pytest.mark.parametrize(("code", "decimal"), [("en", "."), ("pl", ","), ("ro", ","), ("ru", ",")])
def test_numbers_on_axes_are_the_readers(code, decimal):
    with translation.override(code):
        assert chart_document(chart())["formatLocale"]["decimal"] == decimal


def test_the_bundle_is_one_static_file_made_from_the_library():
    path = finders.find(BUNDLE)
    assert "window.clewVega" in Path(path).read_text(encoding="utf-8")
    assert [name for name, _ in BundleFinder().list(None)] == [BUNDLE]
    assert BundleFinder().find("web/other.js") is None
