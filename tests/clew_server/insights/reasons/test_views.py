"""The page is computed by a job and shows what the library says; strangers see nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest

from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)


def shown(client, address):
    client.get(address)
    while run_one():
        pass
    assert not Job.objects.filter(state="failed").values_list("error", flat=True)
    return client.get(address).content.decode()


def test_reasons_are_the_librarys(as_owner, page, company):
    text = shown(as_owner, f"{page('reasons:reasons')}?period=all")
    found = opened(company.id).ask("contact_rate", by=["reason"], settings={"contact": "tickets"}).answer.rows
    most = max((row for row in found if row.dimensions["reason"] not in {None, "unknown"}), key=lambda row: row.n)
    assert most.dimensions["reason"] in text
    assert f"{most.n:,}" in text


def test_each_reason_opens_its_contacts(as_owner, as_viewer, page, company):
    text = shown(as_owner, f"{page('reasons:reasons')}?period=all")
    behind = re.findall(r'<a href="([^"]*/rows/[^"]*)">([\d,]+)</a></td>', text)
    assert behind
    for address, n in behind[:6]:
        rows = as_owner.get(unescape(address))
        assert rows.status_code == 200, address
        assert f": {n}." in rows.content.decode(), address
    assert "/rows/" not in shown(as_viewer, f"{page('reasons:reasons')}?period=all")


def test_to_a_stranger_there_are_no_reasons(as_stranger, page):
    assert as_stranger.get(page("reasons:reasons")).status_code == 404
