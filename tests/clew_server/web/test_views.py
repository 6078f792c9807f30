"""Choices of language and theme: kept in a cookie and with the person; the way back never leads to another site."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from clew_server.accounts.models import User
from clew_server.accounts.services import create_login_link


def test_a_theme_is_kept_in_a_cookie_and_with_the_person(as_viewer, page):
    response = as_viewer.post(reverse("web:theme"), {"theme": "dark", "next": "/somewhere/?a=b"})
    assert response.headers["Location"] == "/somewhere/?a=b"
    assert as_viewer.cookies["clew_theme"].value == "dark"
    assert User.objects.get(email="viewer@example.org").theme == "dark"
    assert 'data-theme="dark"' in as_viewer.get("/nowhere/").content.decode()


def test_the_theme_of_the_system_is_a_choice_too(as_viewer):
    as_viewer.post(reverse("web:theme"), {"theme": "light"})
    as_viewer.post(reverse("web:theme"), {"theme": ""})
    assert as_viewer.cookies["clew_theme"].value == ""
    assert User.objects.get(email="viewer@example.org").theme == ""


def test_a_language_is_kept_in_a_cookie_and_with_the_person(as_owner):
    as_owner.post(reverse("web:language"), {"language": "ro"})
    assert as_owner.cookies["clew_language"].value == "ro"
    assert User.objects.get(email="owner@example.org").language == "ro"


@pytest.mark.parametrize(("route", "field"), [("web:theme", "theme"), ("web:language", "language")])
def test_what_is_no_choice_is_not_kept(db, route, field):
    client = Client()
    assert client.post(reverse(route), {field: 'x" onload="y'}).status_code == 302
    assert not client.cookies


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_stays_here(db, back):
    response = Client().post(reverse("web:theme"), {"theme": "dark", "next": back})
    assert response.headers["Location"] == "/"


def test_who_logs_in_elsewhere_finds_the_choices_again(people):
    User.objects.filter(email="viewer@example.org").update(language="pl", theme="dark")
    browser = Client()
    token = create_login_link("viewer@example.org")
    browser.post(reverse("accounts:login_link", args=[token]))
    assert browser.cookies["clew_language"].value == "pl"
    assert browser.cookies["clew_theme"].value == "dark"
