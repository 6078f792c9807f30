"""Remembered mappings over HTTP: listed with who used them, forgotten, and the undo of that."""

from __future__ import annotations

import re

import pytest
from tests.clew_server.imports.conftest import WIDE

from clew_server.imports.models import Upload
from clew_server.imports.results.progress import start


@pytest.fixture
def imported(send, do_jobs, clean):
    """A survey that an analyst sent and imported."""
    upload = send(WIDE, "answers.csv")
    upload.state = "importing"
    upload.save()
    start(upload, upload.by_id)
    do_jobs()
    return Upload.objects.get(id=upload.id)


@pytest.fixture
def header(imported, clean):
    return next(one["header"] for one in clean.mappings() if one["import_id"] == imported.import_id)


def rows_of(html):
    return [
        " ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in re.findall(r"<tr data-item.*?</tr>", html, re.DOTALL)
    ]


def test_a_mapping_is_listed_with_its_header_its_tables_and_who_used_it(as_analyst, page, imported):
    html = as_analyst.get(page("imports:mappings")).content.decode()
    (mine,) = [row for row in rows_of(html) if "answers.csv" in row]
    assert "CSV · Nr, Kunde, Datum, Wie wahrscheinlich ist es, Zufriedenheit Lieferung, Bemerkung" in mine
    assert "events 1 " in mine
    assert str(imported.by) in mine
    assert page("imports:mappings") in as_analyst.get(page("imports:imports")).content.decode()


def test_a_forgotten_mapping_serves_no_more_until_that_is_undone(as_analyst, page, header, send, imported):
    assert send(WIDE.replace("k-1", "k-8")).found["taken"] == "remembered"
    answer = as_analyst.post(page("imports:forget_mapping", header=header), follow=True)
    html = answer.content.decode()
    assert "The mapping of answers.csv is forgotten." in html
    assert not any("answers.csv" in row for row in rows_of(html))
    assert page("imports:remember_mapping", header=header) in html
    assert "drift" not in send(WIDE.replace("k-1", "k-9")).found
    assert as_analyst.post(page("imports:forget_mapping", header=header)).status_code == 404, "it is forgotten already"
    html = as_analyst.post(page("imports:remember_mapping", header=header), follow=True).content.decode()
    assert any("answers.csv" in row for row in rows_of(html))
    assert send(WIDE.replace("k-1", "k-10")).found["taken"] == "remembered"
    assert as_analyst.post(page("imports:remember_mapping", header=header)).status_code == 404, "it is remembered"


def test_forgetting_is_offered_later_too(as_analyst, page, header):
    as_analyst.post(page("imports:forget_mapping", header=header))
    html = as_analyst.get(page("imports:mappings")).content.decode()
    assert page("imports:remember_mapping", header=header) in html
    assert "is forgotten." not in html
    as_analyst.post(page("imports:remember_mapping", header=header))
