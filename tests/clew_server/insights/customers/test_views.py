"""Customers over HTTP: found, shown on one timeline, taken out, erased for good; every look leaves a line."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from tests.clew_server.insights.customers.conftest import XSS

from clew_server.configuration import configuration
from clew_server.insights.customers import audit
from clew_server.insights.customers.models import Errand, Seen
from clew_server.insights.feedback.models import Tagging
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    while run_one():
        pass
    assert not list(Job.objects.filter(state="failed").values_list("error", flat=True))


def test_somebody_is_found_and_nobody_is_said(as_owner, at):
    assert "kowalska-77" in as_owner.get(at("customers:customers", "q=kowalska")).content.decode()
    assert "Nobody is known" in as_owner.get(at("customers:customers", "q=nobody")).content.decode()


@pytest.mark.parametrize("route", ["customers:customers", "customers:customer"])
def test_who_may_see_customers(client_of, at, route):
    address = at(route, "id=kowalska-77")
    for role, status in {"owner": 200, "analyst": 200, "agent": 200, "viewer": 403, "stranger": 404}.items():
        assert client_of(role).get(address).status_code == status


def test_the_timeline_is_whole_by_pages_and_escaped(as_owner, at):
    address, seen = at("customers:customer", "id=kowalska-77"), []
    while address:
        text = as_owner.get(address).content.decode()
        assert XSS not in text
        seen += re.findall(r"<blockquote>faktura (\d+) ", text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        address = at("customers:customer") + older[1].replace("&amp;", "&") if older else ""
    assert sorted(map(int, seen)) == list(range(70))


def test_the_header_promises_scores_and_days(as_owner, at):
    text = as_owner.get(at("customers:customer", "id=kowalska-77")).content.decode()
    assert "t-1" in text
    assert "NPS 3 (0 to 10)" in text
    promises = as_owner.get(at("customers:customer", "id=kowalska-77&kind=promises")).content.decode()
    assert "broken" in promises
    assert "<blockquote>" not in promises


def test_who_is_not_here_is_not_found(as_owner, at, page, company):
    assert as_owner.get(at("customers:customer", "id=nobody")).status_code == 404
    assert as_owner.get(f"{page('customers:customer', company.id)}?id=kowalska-77").status_code == 404


def test_every_look_leaves_a_line_and_the_chain_holds(as_owner, as_agent, at, shop):
    as_agent.get(at("customers:customer", "id=kowalska-77"))
    as_agent.get(at("customers:customer", "id=other-12"))
    lines = audit.lines_of(shop, audit.whom(shop, "kowalska-77"))
    assert [(line.what, str(line.by)) for line in lines] == [("viewed", "agent@example.org")]
    assert "kowalska" not in str(list(Seen.objects.values()))
    assert audit.first_broken(shop) is None
    assert "none was changed" in as_owner.get(at("customers:audit")).content.decode()
    Seen.objects.filter(id=lines[0].id).update(what="fetched")
    assert audit.first_broken(shop) is not None
    assert 'role="alert"' in as_owner.get(at("customers:audit")).content.decode()


@pytest.fixture
def as_agent(client_of):
    return client_of("agent")


def test_everything_about_somebody_is_put_together_for_who_asked(as_analyst, as_owner, as_agent, at):
    assert as_agent.post(at("customers:export"), {"id": "kowalska-77"}).status_code == 403
    job = as_analyst.post(at("customers:export"), {"id": "kowalska-77"})
    work()
    found = Job.objects.get(kind="customers.export")
    file = at("customers:file", job_id=found.id)
    assert file in as_analyst.get(job["Location"]).content.decode()
    with zipfile.ZipFile(io.BytesIO(b"".join(as_analyst.get(file)))) as archive:
        assert any("faktura" in archive.read(name).decode() for name in archive.namelist())
    assert as_owner.get(file).status_code == 404
    assert "kowalska" not in json.dumps([found.arguments, found.result])
    Job.objects.filter(id=found.id).update(ended_at=found.ended_at.replace(year=2020))
    assert as_analyst.get(file).status_code == 404
    assert {"export asked", "fetched"} <= set(Seen.objects.values_list("what", flat=True))


def test_an_erasure_asks_for_the_id_and_removes_everything(as_owner, as_analyst, at, shop):
    assert as_analyst.get(at("customers:erase", "id=kowalska-77")).status_code == 403
    as_owner.post(at("feedback:tag"), {"id": "f1", "name": "money"})
    as_owner.post(at("feedback:tag"), {"id": "f71", "name": "money"})
    page = as_owner.get(at("customers:erase", "id=kowalska-77")).content.decode()
    assert "cannot be undone" in page
    assert re.search(r"answers</dt><dd>70<", page)
    assert as_owner.post(at("customers:erase"), {"id": "kowalska-77", "confirm": "other-12"}).status_code == 422
    assert not Errand.objects.exists()
    assert "faktura 1 " in as_owner.get(at("feedback:feedback", "period=all&q=faktury&order=oldest")).content.decode()
    as_owner.post(at("customers:erase"), {"id": "kowalska-77", "confirm": "kowalska-77"})
    work()
    assert as_owner.get(at("customers:customer", "id=kowalska-77")).status_code == 404
    assert "Nobody is known" in as_owner.get(at("customers:customers", "q=kowalska")).content.decode()
    left = as_owner.get(at("feedback:feedback", "period=all&q=faktury")).content.decode()
    assert sorted(re.findall(r">faktura (\d+) ", left)) == ["70", "71"]
    assert list(Tagging.objects.values_list("feedback_id", flat=True)) == ["f71"]
    assert "kowalska" not in str([*Errand.objects.values(), *Job.objects.values("arguments", "result", "error")])
    assert "erased" in Seen.objects.values_list("what", flat=True)
    folder = configuration().data / str(shop.id)
    assert not [path for path in folder.rglob("*") if path.is_file() and b"kowalska-77" in path.read_bytes()]
