"""The rules of contact and the suppression list, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from clew_server.accounts.models import Workspace
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.rules import DEFAULTS, rules_of
from clew_server.surveys.models import Suppression
from clew_server.surveys.persons import keys_of

pytestmark = pytest.mark.django_db(transaction=True)
Page = Callable[..., str]


@pytest.fixture(autouse=True)
def fresh(company: Workspace) -> Iterator[None]:
    yield
    opened(company.id).store.keep("contact", "rules", None)


def sent(**changes: str) -> dict[str, str]:
    found = {}
    for name, rule in DEFAULTS.items():
        found |= {f"{name}-days": str(rule.days), f"{name}-days_after_others": str(rule.days_after_others)}
        found |= {f"{name}-place": str(rule.place)}
        found |= {f"{name}-spares_complaints": "on"} if rule.spares_complaints else {}
    return {**found, "do": "save", **changes}


def seen(client: Client, address: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())[1].replace("&quot;", '"')


def test_rules_are_changed_and_taken_back(company: Workspace, as_owner: Client, page: Page) -> None:
    address = page("surveys:contact")
    answer = as_owner.post(address, sent(**{"relationship-days": "60", "product-spares_complaints": "on"}), follow=True)
    assert "The rules were changed" in answer.content.decode()
    assert (rules_of(company.id).rule("relationship").days, rules_of(company.id).rule("product").spares_complaints) == (
        60,
        True,
    )
    undo = re.search(r'action="([^"]*contact/undo/[^"]*)"', answer.content.decode())[1]
    elsewhere = page("company:undo", edit_id=undo.rstrip("/").rpartition("/")[2])
    assert as_owner.post(elsewhere).status_code == 404, "it is undone here"
    as_owner.post(undo)
    assert rules_of(company.id).programs == DEFAULTS
    assert "undone already" in as_owner.post(undo, follow=True).content.decode()


def test_what_comes_with_clew_is_no_document(company: Workspace, as_owner: Client, page: Page) -> None:
    as_owner.post(page("surveys:contact"), sent())
    assert "rules" not in opened(company.id).store.settings.documents["contact"]
    as_owner.post(page("surveys:contact"), sent(**{"none-days": "1"}))
    as_owner.post(page("surveys:contact"), sent(do="defaults"))
    assert "rules" not in opened(company.id).store.settings.documents["contact"]


@pytest.mark.parametrize(
    "change", [{"product-days": "-1"}, {"product-place": "0"}, {"none-days": "x"}, {"none-days": ""}]
)
def test_what_cannot_be_is_not_kept(company: Workspace, as_owner: Client, page: Page, change: dict[str, str]) -> None:
    assert as_owner.post(page("surveys:contact"), sent(**change)).status_code == 422
    assert rules_of(company.id).programs == DEFAULTS


def test_who_was_overtaken_overwrites_nothing(
    company: Workspace, as_owner: Client, as_analyst: Client, page: Page
) -> None:
    address = page("surveys:contact")
    mark = seen(as_owner, address)
    as_analyst.post(address, sent(**{"none-days": "5"}))
    answer = as_owner.post(address, sent(**{"none-days": "6", "seen": mark}))
    assert answer.status_code == 422
    assert "Somebody changed" in answer.content.decode()
    assert rules_of(company.id).rule("none").days == 5


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("agent", 403), ("stranger", 404)])
def test_others_see_and_change_nothing(
    company: Workspace, client_of: Callable[[str], Client], page: Page, who: str, status: int
) -> None:
    client = client_of(who)
    for route in ("surveys:contact", "surveys:suppressed"):
        assert client.get(page(route)).status_code == status
        assert client.post(page(route), sent(who="a@example.org", do="add")).status_code == status
    assert not Suppression.objects.exists()


def test_somebody_is_put_on_looked_up_and_taken_off(company: Workspace, as_owner: Client, page: Page) -> None:
    address = page("surveys:suppressed")

    def said(do: str, who: str) -> str:
        return as_owner.post(address, {"do": do, "who": who}, follow=True).content.decode()

    assert "Not on the list" in said("look", "a@example.org")
    assert "Nobody asks" in said("add", " A@Example.org ")
    assert Suppression.objects.get().person == keys_of(company.id, "", "a@example.org")[0]
    assert "On the list: a@example.org" in said("look", "a@example.org")
    assert "already" in said("add", "a@example.org")
    assert "may be asked again" in said("remove", "a@example.org")
    assert not Suppression.objects.exists()
    for who in ("", "a@b", "+48", "\0"):
        assert "Write an e-mail" in said("add", who)
    said("add", "C-17")
    assert Suppression.objects.get().person == keys_of(company.id, "C-17")[0]


@pytest.mark.parametrize(("reason", "stays"), [("opted_out", True), ("bounced", False), ("by_hand", False)])
def test_who_opted_out_stays_for_ever(
    company: Workspace, as_owner: Client, page: Page, reason: str, stays: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    Suppression.objects.create(workspace=company, person=keys_of(company.id, "", "a@example.org")[0], reason=reason)
    address = page("surveys:suppressed")
    looked = as_owner.post(address, {"do": "look", "who": "a@example.org"}).content.decode()
    assert ('value="remove"' in looked) is not stays
    answer = as_owner.post(address, {"do": "remove", "who": "a@example.org"}, follow=True)
    assert ("holds for ever" in answer.content.decode()) is stays
    assert Suppression.objects.exists() is stays


def test_many_are_put_on_at_once(company: Workspace, rival: Workspace, as_owner: Client, page: Page) -> None:
    address = page("surveys:suppressed")
    Suppression.objects.create(
        workspace=company, person=keys_of(company.id, "", "a@example.org")[0], reason="opted_out"
    )
    text = as_owner.post(
        address, {"do": "import", "text": "a@example.org\nb@example.org\nnobody\nb@example.org"}
    ).content.decode()
    assert "1 entry is new" in text
    assert "Line 4" in text
    assert Suppression.objects.filter(workspace=company).count() == 2
    assert Suppression.objects.get(person=keys_of(company.id, "", "a@example.org")[0]).reason == "opted_out"
    assert not Suppression.objects.filter(workspace=rival).exists()
