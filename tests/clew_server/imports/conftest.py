"""Files to send, and a way to have the jobs done that pages queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clew_server.imports.models import Upload
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

WIDE = (
    "Nr;Kunde;Datum;Wie wahrscheinlich ist es;Zufriedenheit Lieferung;Bemerkung\n"
    "1;k-1;01.03.2026 10:00;9;4;gut\n"
    "2;k-2;02.03.2026 11:30;3;1;zu spät\n"
    "3;k-3;03.03.2026 09:15;99;5;\n"
    "4;k-4;am Montag;10;5;nett\n"
)


@pytest.fixture
def do_jobs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do every job that is due, in this thread."""
    monkeypatch.setattr("clew_server.jobs.worker._beat", lambda *_: None)

    def done() -> None:
        while run_one():
            pass

    return done


@pytest.fixture
def send(as_analyst: Client, page: Callable[..., str], do_jobs: Callable[[], None]) -> Callable[..., Upload]:
    """Send a file by the plain form as an analyst; return the upload once it was looked at."""

    def sent(text: str | bytes, name: str = "survey.csv", client: Client | None = None) -> Upload:
        body = text.encode() if isinstance(text, str) else text
        answer = (client or as_analyst).post(page("imports:send"), {"file": SimpleUploadedFile(name, body)})
        assert answer.status_code == 302, answer.content
        do_jobs()
        return Upload.objects.order_by("-created_at").first()

    return sent


@pytest.fixture
def clean(company: Any) -> Any:
    """The company's store; what a test imported is taken back after it."""
    store = opened(company.id).store
    before = {one["import_id"] for one in store.imports()}
    yield store
    for one in store.imports():
        if one["import_id"] not in before and not one["undone"]:
            store.undo(one["import_id"])
