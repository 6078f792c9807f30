"""Exports over HTTP: redacted unless asked, no formulas, by a job where there is much, for the one who asked."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from clew_server.insights.feedback.models import Export
from clew_server.insights.feedback.views import taking
from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"query": "period=all&order=oldest", "form": "csv"}


def lines(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("viewer", 403), ("stranger", 404)])
def test_who_may_not(client_of, page, small, role, status):
    assert client_of(role).get(page("feedback:export", small.id)).status_code == status
    assert client_of(role).post(page("feedback:export", small.id), ASKED).status_code == status


def test_a_file_is_without_personal_data_and_formulas(as_analyst, page, small):
    assert "5 verbatims" in as_analyst.get(f"{page('feedback:export', small.id)}?period=all").content.decode()
    found = lines(as_analyst.post(page("feedback:export", small.id), ASKED).content)
    assert len(found) == 6
    text = found[0].index("Verbatim")
    assert "601 234 567" not in found[1][text]
    assert found[4][text].startswith("'=")
    assert "k1" not in str(found)


def test_with_personal_data_where_it_is_asked_for(as_analyst, page, small):
    found = lines(as_analyst.post(page("feedback:export", small.id), {**ASKED, "personal": "raw"}).content)
    assert "601 234 567" in str(found)
    assert "k1" in str(found)


def test_a_workbook_holds_texts_only(as_analyst, page, small):
    body = as_analyst.post(page("feedback:export", small.id), {**ASKED, "form": "xlsx"}).content
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK" in sheet


def test_much_is_written_by_a_job_for_the_one_who_asked(as_analyst, as_owner, page, small, monkeypatch):
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    job = as_analyst.post(page("feedback:export", small.id), ASKED)
    while run_one():
        pass
    address = re.search(r'href="([^"]*/feedback/export/[^"]+)"', as_analyst.get(job["Location"]).content.decode())[1]
    assert len(lines(b"".join(as_analyst.get(address)))) == 6
    assert as_owner.get(address).status_code == 404
    assert not Export.objects.exists()
