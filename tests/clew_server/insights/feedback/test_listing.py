"""Feedback over HTTP: found in all forms of a word, filtered, ordered, each verbatim once, escaped, for some roles."""

from __future__ import annotations

import html
import re

import pytest

from clew_server.jobs.worker import run_one

pytestmark = pytest.mark.django_db(transaction=True)
XSS = "<script>alert('x')</script><img src=x onerror=alert(1)>"
READERS = ("owner", "analyst", "agent")


def many(count: int) -> list[dict[str, object]]:
    return [
        {
            "feedback_id": f"m{n:05}",
            "answered_at": f"2026-02-{n % 28 + 1:02d}",
            "verbatim": f"words {n}",
            "kind": "post",
        }
        for n in range(count)
    ]


def shown(text: str) -> list[str]:
    return [
        html.unescape(said) for said in re.findall(r'<blockquote class="said"[^>]*>(.*?)</blockquote>', text, re.DOTALL)
    ]


@pytest.fixture
def ask(as_owner, page, small):
    def get(query: str = "", status: int = 200) -> str:
        answer = as_owner.get(f"{page('feedback:feedback', small.id)}?period=all&{query}")
        assert answer.status_code == status
        return answer.content.decode()

    return get


@pytest.mark.parametrize("role", READERS)
def test_those_who_may_see_customers_read(client_of, page, small, role):
    assert len(shown(client_of(role).get(f"{page('feedback:feedback', small.id)}?period=all").content.decode())) == 5


@pytest.mark.parametrize("route", ["feedback:feedback", "feedback:facets", "feedback:quote", "feedback:tags"])
def test_a_viewer_may_not_and_a_stranger_finds_nothing(as_viewer, as_stranger, page, route):
    assert as_viewer.get(page(route)).status_code == 403
    assert as_stranger.get(page(route)).status_code == 404
    assert "/feedback/" not in as_viewer.get(page("reasons:reasons")).content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("faktura", "Nie dostałem"), ("счёт", "Получил"), ('"was late"', "Delivery"), ("deliver*", "Delivery")],
)
def test_a_search_finds_all_forms_of_a_word(ask, typed, found):
    (only,) = shown(ask(f"q={typed}"))
    assert only.startswith(found)


def test_a_word_with_a_minus_must_not_be_there(ask):
    assert len(shown(ask("q=-faktura"))) == 4


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("where=touchpoint%3DInvoice", 2),
        ("where=nps_class%3Ddetractor", 4),
        ("where=language%3Dru", 1),
        ("where=channel%3Dweb&where=language%3Dpl", 1),
        ("period=own&from=2026-03-02&to=2026-03-03", 2),
    ],
)
def test_filters_of_the_address(as_owner, page, small, query, count):
    asked = query if "period" in query else f"period=all&{query}"
    text = as_owner.get(f"{page('feedback:feedback', small.id)}?{asked}").content.decode()
    assert len(shown(text)) == count


@pytest.mark.parametrize(
    ("order", "first"), [("newest", "spaces"), ("oldest", "Nie"), ("lowest", "Nie"), ("highest", "spaces")]
)
def test_orders(ask, order, first):
    assert shown(ask(f"order={order}"))[0].startswith(first)


def test_what_cannot_be_is_said(ask):
    assert "nonsense" in ask("where=nonsense%3D1", 400)
    assert 'role="alert"' in ask("page=rubbish", 400)


def test_texts_are_escaped_and_keep_their_spaces(ask):
    text = ask()
    assert "<script>alert" not in text
    assert f"Delivery was late {XSS}" in shown(text)
    assert "spaces   kept\n\nand lines" in shown(text)


def test_a_verbatim_says_its_rating_scale_and_customer(ask):
    text = ask("where=touchpoint%3DHotline")
    assert "NPS 8 (0 to 10)" in text
    assert re.search(r'href="[^"]*/customers/customer/\?id=k1"', text)


def test_paging_is_complete_without_repeats(as_owner, page, make_workspace, tmp_path):
    workspace = make_workspace(f"many-{tmp_path.name}", feedback=many(60))
    address, seen = f"{page('feedback:feedback', workspace.id)}?period=all", []
    while address:
        text = as_owner.get(address).content.decode()
        seen += shown(text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = page("feedback:feedback", workspace.id) + html.unescape(following[1]) if following else ""
    assert sorted(seen) == sorted(f"words {n}" for n in range(60))


def test_facets_are_counted_by_a_job_and_lead_to_the_list(as_owner, page, small):
    address = f"{page('feedback:facets', small.id)}?period=all"
    first = as_owner.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "every 1500ms" in first
    while run_one():
        pass
    text = as_owner.get(address, HTTP_HX_REQUEST="true").content.decode()
    assert "every 1500ms" not in text
    leads = html.unescape(re.search(r'href="([^"]*touchpoint%3DInvoice[^"]*)"', text)[1])
    assert len(shown(as_owner.get(leads).content.decode())) == 2
    assert "Touchpoint" in as_owner.get(address).content.decode()


def test_facets_of_a_search_are_counted_at_once(as_owner, page, small):
    text = as_owner.get(f"{page('feedback:facets', small.id)}?period=all&q=faktura").content.decode()
    assert "Invoice" in text
    assert "Delivery" not in text


def test_a_quote_has_no_personal_data(as_owner, page, small):
    address = f"{page('feedback:quote', small.id)}?id=v1"
    text = as_owner.get(address).content.decode()
    assert "601 234 567" not in text
    assert "[phone]" in text
    bare = as_owner.get(f"{address}&form=text").content.decode()
    assert "NPS 0 (0 to 10) · Invoice · March 2026" in bare
    assert as_owner.get(f"{page('feedback:quote', small.id)}?id=nobody").status_code == 404


def test_verbatims_of_another_workspace_are_never_shown(as_owner, page, small, company):
    assert as_owner.get(f"{page('feedback:quote', company.id)}?id=v1").status_code == 404
    text = as_owner.get(f"{page('feedback:feedback', company.id)}?period=all&where=feedback_id%3Dv1").content.decode()
    assert not shown(text)
