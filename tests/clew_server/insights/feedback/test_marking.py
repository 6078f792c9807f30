"""What is added to verbatims over HTTP: tags, assignments, saved filters; each with undo, in one workspace alone."""

from __future__ import annotations

import html
import re

import pytest

from clew_server.accounts.selectors import members_of
from clew_server.insights.feedback.models import Assignment, SavedFilter, Tag, Tagging
from clew_server.insights.feedback.services import counts_at, forget

pytestmark = pytest.mark.django_db(transaction=True)
XSS = "<script>alert(1)</script>"


@pytest.fixture
def post(as_agent, page, small):
    def send(route: str, client=None, follow: bool = True, **fields):  # noqa: FBT001, FBT002 - as Django's client
        ids = {name: fields.pop(name) for name in ("tag_id", "saved_id") if name in fields}
        return (client or as_agent).post(page(route, small.id, **ids), fields, follow=follow)

    return send


@pytest.fixture
def as_agent(client_of):
    return client_of("agent")


def undo(client, text: str):
    """Press the button that undoes what was done."""
    form = re.search(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*Undo</button>', text, re.DOTALL)
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    return client.post(form[1], {name: html.unescape(value) for name, value in fields.items()}, follow=True)


def test_a_tag_is_put_on_undone_and_escaped(post, as_agent, page, small):
    text = post("feedback:tag", id="v1", name=f"late {XSS}").content.decode()
    assert XSS not in text
    assert html.escape(f"late {XSS}") in text
    assert counts_at(small, ["v1"]) == (1, 0)
    undo(as_agent, text)
    assert counts_at(small, ["v1"]) == (0, 0)


def test_with_htmx_only_the_verbatim_comes_back(as_agent, page, small):
    answer = as_agent.post(
        page("feedback:tag", small.id), {"id": "v2", "name": "Money", "place": "3"}, HTTP_HX_REQUEST="true"
    )
    text = answer.content.decode()
    assert text.lstrip().startswith('<li class="verbatim" id="v3"')
    assert "Money" in text
    assert "Undo" in text


def test_the_list_is_filtered_by_tag(post, as_agent, page, small):
    post("feedback:tag", id="v1", name="Money")
    post("feedback:tag", id="v2", name="money")
    tag = Tag.objects.get()
    text = as_agent.get(f"{page('feedback:feedback', small.id)}?period=all&tag={tag.id}").content.decode()
    assert text.count("<blockquote") == 2
    assert as_agent.get(page("feedback:tags", small.id)).content.decode().count("2 verbatims") == 1


def test_tags_are_renamed_merged_removed_and_come_back(post, as_analyst, small):
    for name, at in (("a", "v1"), ("b", "v1"), ("b", "v2")):
        post("feedback:tag", id=at, name=name)
    one, other = Tag.objects.get(name="a"), Tag.objects.get(name="b")
    undo(as_analyst, post("feedback:change_tag", as_analyst, tag_id=one.id, what="rename", name="c").content.decode())
    assert Tag.objects.filter(name="a").exists()
    post("feedback:change_tag", as_analyst, tag_id=one.id, what="rename", name="B")
    assert Tag.objects.filter(name="a").exists()
    merged = post("feedback:change_tag", as_analyst, tag_id=other.id, what="merge", into=str(one.id)).content.decode()
    assert sorted(Tagging.objects.filter(tag=one).values_list("feedback_id", flat=True)) == ["v1", "v2"]
    undo(as_analyst, merged)
    assert list(Tagging.objects.filter(tag=one).values_list("feedback_id", flat=True)) == ["v1"]
    undo(as_analyst, post("feedback:change_tag", as_analyst, tag_id=one.id, what="remove").content.decode())
    assert Tag.objects.get(id=one.id).removed_at is None


def test_agents_do_not_change_the_tags_of_all(post, as_agent, small):
    post("feedback:tag", id="v1", name="a")
    assert post("feedback:change_tag", tag_id=Tag.objects.get().id, what="remove").status_code == 403


def test_a_verbatim_is_assigned_listed_done_and_given_back(post, as_agent, page, small):
    me = next(member for member in members_of(small) if member.role == "agent")
    post("feedback:assign", id="v3", member=str(me.id))
    mine = f"{page('feedback:feedback', small.id)}?period=all&mine="
    assert as_agent.get(f"{mine}open").content.decode().count("<blockquote") == 1
    text = post("feedback:settle", id="v3", state="done").content.decode()
    assert as_agent.get(f"{mine}open").content.decode().count("<blockquote") == 0
    undo(as_agent, text)
    assert Assignment.objects.get().done_at is None
    post("feedback:assign", id="v3", member="")
    assert not Assignment.objects.exists()


def test_nothing_is_assigned_to_a_viewer_or_a_member_elsewhere(post, small, rival):
    viewer = next(member for member in members_of(small) if member.role == "viewer")
    stranger = members_of(rival)[0]
    for member in (viewer.id, stranger.id, "rubbish"):
        assert post("feedback:assign", id="v3", member=str(member)).status_code == 404


@pytest.mark.parametrize("route", ["feedback:tag", "feedback:assign", "feedback:settle"])
def test_a_verbatim_that_is_not_here_cannot_be_marked(post, route):
    assert post(route, id="canary", name="x", member="", state="done").status_code == 404


def test_tags_and_filters_of_another_workspace_do_not_exist(post, as_analyst, page, small, company):
    post("feedback:tag", id="v1", name="zebra")
    tag = Tag.objects.get()
    elsewhere = page("feedback:change_tag", company.id, tag_id=tag.id)
    assert as_analyst.post(elsewhere, {"what": "remove"}).status_code == 404
    assert "zebra" not in as_analyst.get(page("feedback:tags", company.id)).content.decode()


def test_a_filter_is_saved_seen_put_away_and_comes_back(post, as_agent, as_owner, page, small):
    text = post("feedback:save", name=f"zebra {XSS}", query="where=channel%3Dweb&page=x&period=all").content.decode()
    saved = SavedFilter.objects.get()
    assert saved.query == "where=channel%3Dweb&period=all"
    assert XSS not in text
    assert "zebra" not in as_owner.get(page("feedback:feedback", small.id)).content.decode()
    undo(as_agent, post("feedback:remove_saved", saved_id=saved.id).content.decode())
    assert SavedFilter.objects.get().removed_at is None
    assert post("feedback:remove_saved", as_owner, saved_id=saved.id).status_code == 404


def test_what_hangs_at_an_erased_person_is_forgotten(post, small):
    me = next(member for member in members_of(small) if member.role == "agent")
    post("feedback:tag", id="v1", name="a")
    post("feedback:tag", id="v2", name="a")
    post("feedback:assign", id="v1", member=str(me.id))
    assert forget(small, ["v1"]) == 2
    assert counts_at(small, ["v1", "v2"]) == (1, 0)
