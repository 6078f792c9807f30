"""Words of an anonymous survey are on no page of feedback until ten finished responses have some."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from clew_server.insights.feedback.holding import held_back
from clew_server.jobs.worker import run_one
from clew_server.surveys.models import Response, Survey

from .conftest import rows
from .test_listing import shown

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 7, 10, tzinfo=UTC)
SAID_SO = "My chief shouts at everybody"


@pytest.fixture
def quiet(make_workspace, tmp_path):
    """A workspace with five verbatims, and one of an anonymous survey that nine people finished with words."""
    said = {
        "feedback_id": "r0|words", "answered_at": "2026-03-07T10:00:00Z", "verbatim": SAID_SO, "touchpoint": "Canteen",
        "kind": "survey", "survey": "quiet", "anonymous": True, "metric": "nps", "rating": 3, "scale_min": 0,
        "scale_max": 10, "program": "relationship",
    }  # fmt: skip
    workspace = make_workspace(f"quiet-{tmp_path.name}", feedback=[*rows(), said])
    survey = Survey.objects.create(workspace=workspace, name="quiet", text="", is_anonymous=True)
    for _ in range(9):
        wrote(survey)
    return workspace


def wrote(survey, state="finished", **more):
    finished = AT if state == "finished" else None
    answers = {"words": {"state": "given", "words": SAID_SO}} | more
    Response.objects.create(
        survey=survey, version=1, language="en", began_at=AT, changed_at=AT, finished_at=finished, state=state,
        answers=answers, revision=1,
    )  # fmt: skip


def counts(client, page, workspace, query=""):
    address = f"{page('feedback:facets', workspace.id)}?period=all{query}"
    client.get(address)
    while run_one():
        pass
    return html.unescape(client.get(address).content.decode())


def exported(client, page, workspace):
    reply = client.post(
        page("feedback:export", workspace.id), {"query": "period=all", "form": "csv", "personal": "raw"}
    )
    return reply.content.decode("utf-8-sig")


def test_words_of_a_few_are_on_no_page(as_owner, page, quiet):
    address = page("feedback:feedback", quiet.id)
    for query in ("", "&q=chief", "&where=properties.survey%3Dquiet", "&where=feedback_id%3Dr0%7Cwords"):
        assert "shouts" not in as_owner.get(f"{address}?period=all{query}").content.decode(), query
    assert len(shown(as_owner.get(f"{address}?period=all").content.decode())) == 5
    assert as_owner.get(f"{page('feedback:quote', quiet.id)}?id=r0%7Cwords").status_code == 404
    assert as_owner.post(page("feedback:tag", quiet.id), {"id": "r0|words", "name": "x"}).status_code == 404
    assert "shouts" not in exported(as_owner, page, quiet)
    assert "Canteen" not in counts(as_owner, page, quiet)
    assert "Canteen" not in counts(as_owner, page, quiet, "&q=-faktura")
    assert "Invoice" in counts(as_owner, page, quiet)


def test_rows_behind_a_figure_have_no_such_words_either(as_owner, page, quiet):
    address = f"{page('questions:rows', quiet.id)}?metric=nps&period=all"
    told = as_owner.get(address).content.decode()
    assert "r0|words" in told
    assert "spaces" in told, "words of others stand there"
    assert "shouts" not in told
    for name in ("verbatim", "properties"):
        assert "shouts" not in as_owner.get(f"{address}&column={name}").content.decode()
    wrote(Survey.objects.get(workspace=quiet))
    assert "shouts" in as_owner.get(address).content.decode()


def test_with_the_tenth_they_are_read(as_owner, page, quiet):
    survey = Survey.objects.get(workspace=quiet)
    assert "Canteen" not in counts(as_owner, page, quiet)
    wrote(survey, state="started")
    wrote(survey, words={"state": "missing"})
    assert held_back(quiet.id)
    wrote(survey)
    assert not held_back(quiet.id)
    text = as_owner.get(f"{page('feedback:feedback', quiet.id)}?period=all").content.decode()
    assert SAID_SO in shown(text)
    assert "shouts" in as_owner.get(f"{page('feedback:quote', quiet.id)}?id=r0%7Cwords&form=text").content.decode()
    assert "shouts" in exported(as_owner, page, quiet)
    assert re.search("Canteen", counts(as_owner, page, quiet))


def test_words_of_a_named_survey_and_of_another_workspace_are_not_held_back(quiet, company):
    Survey.objects.create(workspace=quiet, name="named", text="")
    assert [one.value for one in held_back(quiet.id)] == ["quiet"]
    assert "quiet" not in {one.value for one in held_back(company.id)}
