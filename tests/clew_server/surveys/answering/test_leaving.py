"""Never again: opening changes nothing, one click of a mail program is enough, and all keys of the person stand."""

from __future__ import annotations

import pytest

from clew_server.surveys.answering.pages.words import TOLD
from clew_server.surveys.links import out_token, personal_token
from clew_server.surveys.models import Distribution, Participant, Suppression
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(published, mail, ask):
    return ask(mail(published()), address="Ana@Example.org", customer_id="K1")


def out(who) -> str:
    return f"/s/out/{personal_token(who.id)}"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_page_changes_nothing(method, asked, visit):
    assert visit(out(asked), method).status == 200
    assert not Suppression.objects.exists()
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize(("body", "kind"), [
    (b"", "application/x-www-form-urlencoded"),
    (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
    (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
     "multipart/form-data; boundary=x"),
])  # fmt: skip
def test_one_click_is_enough_twice_is_the_same(body, kind, asked, visit, company):
    for _ in range(2):
        assert visit(out(asked), "POST", body, content_type=kind).status == 200
    kept = Suppression.objects.all()
    assert {one.person for one in kept} == set(keys_of(company.id, "K1", "ana@example.org"))
    assert {one.reason for one in kept} == {"opted_out"}
    asked.refresh_from_db()
    assert asked.state == "opted_out"


def test_who_had_bounced_is_opted_out_for_ever(asked, visit, company):
    Suppression.objects.create(workspace=company, person=asked.person, reason="bounced")
    visit(out(asked), "POST")
    assert {one.reason for one in Suppression.objects.all()} == {"opted_out"}


def test_that_somebody_answered_stays(asked, visit):
    Participant.objects.filter(pk=asked.pk).update(state="finished")
    visit(out(asked), "POST")
    asked.refresh_from_db()
    assert asked.state == "finished"
    assert Suppression.objects.count() == 2


def test_a_token_that_is_none_of_ours_or_of_nobody_suppresses_nobody(asked, visit):
    address = out(asked)
    assert visit("/s/out/" + "x" * 43, "POST").status == 404
    asked.delete()
    assert visit(address, "POST").status == 404
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("is_gone", "names_address"), [(False, True), (True, True), (True, False)])
def test_the_link_of_a_letter_outlives_its_way_out_and_the_secret_key(
    is_gone, names_address, asked, visit, company, settings
):
    """A letter of before named the address not: its link does as well, for what it names."""
    address = f"/s/out/{out_token(company.id, asked.id, asked.person, *([asked.address] if names_address else []))}"
    settings.SECRET_KEY = "another" * 9
    if is_gone:
        Distribution.objects.filter(id=asked.distribution_id).delete()
    assert visit(address).status == 200
    assert not Suppression.objects.exists()
    for _ in range(2):
        assert visit(address, "POST").status == 200
    kept = {one.person: one for one in Suppression.objects.all()}
    every = keys_of(company.id, "K1", "ana@example.org")
    assert kept.keys() == (set(every) if names_address else {asked.person})
    assert [one.beside for one in kept.values()].count(False) == 1
    assert {one.reason for one in kept.values()} == {"opted_out"}
    at = kept[asked.person].at
    assert ((at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)) is is_gone
    if not is_gone:
        asked.refresh_from_db()
        assert asked.state == "opted_out"


def test_a_link_that_leads_to_nobody_says_what_to_do(asked, visit):
    address = out(asked)
    asked.delete()
    page = visit(address, "POST")
    assert (page.status, TOLD["unknown"][0].sentence in page.text) == (404, True)


def test_a_body_without_end_is_not_read(asked, visit):
    assert visit(out(asked), "POST", b"x" * 70_000).status == 413
    assert not Suppression.objects.exists()


def test_the_language_is_that_of_the_browser(asked, visit):
    assert 'lang="ru"' in visit(out(asked), accept_language="ru-RU,ru;q=0.9,en;q=0.1").text
