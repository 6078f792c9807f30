"""Pages are made."""

from __future__ import annotations

import pytest
from tests.clew_server.surveys.answering.pages.everything import live_of, shown_of

from clew_server.surveys.answering.pages import out_page, question_page, told_page


@pytest.mark.parametrize("page", ["scores", "choices", "tables", "words"])
@pytest.mark.parametrize("language", ["en", "pl", "ro", "ru"])
def test_every_page_is_small(page, language):
    found = question_page(shown_of(live_of(), page, language))
    assert found.startswith(b"<!doctype html>")
    assert len(found) < 30_000


def test_what_is_the_matter_is_told():
    assert "Ankieta jest zamknięta".encode() in told_page("closed", "pl")
    assert b'action="/s/out/abc"' in out_page("abc", "en", is_done=False)
