"""Links: nobody can make one but this server, and none leads anywhere else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from clew_server.surveys.links import participant_of, personal_token
from clew_server.surveys.look import look_of, origin_of


def test_a_token_is_its_participants_and_no_changed_one_is_anybodys():
    one = uuid4()
    token = personal_token(one)
    assert participant_of(token) == one
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert participant_of(changed) is None, at


def test_what_is_no_token_is_nobodys():
    for text in ("", "x", "ż" * 43, "=" * 43, "A" * 42, "A" * 44, personal_token(uuid4()) + "A"):
        assert participant_of(text) is None, text


@pytest.mark.parametrize(
    "address",
    [
        "//evil.org",
        "https:evil.org",
        "https://a@evil.org",
        "ftp://x.org",
        "https://x.org\\@evil",
        "https://x:99999/",
        "",
    ],
)
def test_what_a_browser_may_read_otherwise_has_no_origin(address):
    assert origin_of(address) == ""


def test_a_crooked_look_is_left_out():
    assert look_of({"colour": "red", "logo": "x", "logo_kind": "image/svg+xml", "redirect": 3}) == look_of({})
