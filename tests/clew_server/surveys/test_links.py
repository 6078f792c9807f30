"""Links: nobody can make one but this server, and none leads anywhere else."""

from __future__ import annotations

import string
from base64 import urlsafe_b64decode
from uuid import uuid4

import pytest

from clew_server.surveys.links import Out, out_of, out_token, participant_of, personal_token
from clew_server.surveys.look import look_of, origin_of
from clew_server.surveys.persons import keys_of

LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


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


@pytest.mark.django_db
def test_who_says_never_again_is_named_by_the_link_itself_and_by_no_changed_one(company, rival, settings):
    one, person = uuid4(), "0f" * 32
    token = out_token(company.id, one, person)
    assert out_of(token) == Out(one, company.id, person)
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert out_of(changed) is None, at
    assert out_of(out_token(rival.id, one, person)) == Out(one, rival.id, person)
    [also] = keys_of(company.id, "", "ann@example.org")
    assert out_of(out_token(company.id, one, person, "Ann@Example.org")) == Out(one, company.id, person, also)
    assert out_of(out_token(company.id, one, also, "ann@example.org")) == Out(one, company.id, also)
    personal = personal_token(one)
    assert out_of(personal) == Out(one)
    settings.SECRET_KEY = "another" * 9
    assert (out_of(token), out_of(personal)) == (Out(one, company.id, person), None)


def test_what_is_no_token_says_nothing():
    for text in ("", "x", "ż" * 107, "A" * 107, "A" * 106, personal_token(uuid4()) + "A"):
        assert out_of(text) is None, text


@pytest.mark.django_db
def test_a_token_has_one_spelling_though_its_last_character_holds_two_bits_that_say_nothing(company):
    one = uuid4()
    for token, whose in ((personal_token(one), participant_of), (out_token(company.id, one, "0f" * 32), out_of)):
        spelt = [token[:-1] + LETTERS[LETTERS.index(token[-1]) // 4 * 4 + at] for at in range(4)]
        assert {urlsafe_b64decode(other + "=") for other in spelt} == {urlsafe_b64decode(token + "=")}
        assert [other for other in spelt if whose(other) is not None] == [token]
        assert (whose(token + "="), whose(token + "\n"), whose("+" + token)) == (None, None, None)


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
