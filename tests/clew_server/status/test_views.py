"""The status page is the owner's."""

from __future__ import annotations


def test_an_owner_sees_how_the_workspace_is(as_owner, page):
    assert as_owner.get(page("status:status")).status_code == 200


def test_a_viewer_is_told_that_the_role_may_not(as_viewer, page):
    assert as_viewer.get(page("status:status")).status_code == 403


def test_to_a_stranger_the_workspace_does_not_exist(as_stranger, page):
    assert as_stranger.get(page("status:status")).status_code == 404


def test_who_is_not_logged_in_is_asked_to(client, page):
    response = client.get(page("status:status"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
