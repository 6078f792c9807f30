"""The page of results over HTTP: who sees what, states, figures against plain counting, what is new within seconds."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest

from clew.stats.nps import nps_counts
from clew.stats.proportion import wilson
from clew.surveys.running import Answer
from clew_server.surveys.keeping import create, publish, save
from clew_server.surveys.models import Participant, Response

from ....clew.surveys.conftest import EVERY_TYPE  # noqa: TID252 - a survey with every type
from .conftest import START

pytestmark = pytest.mark.database
FIVE = {"satisfied": Answer(rating=5), "words": Answer(state="missing")}
ROLES = ("owner", "analyst", "agent", "viewer")


def text_of(reply):
    text = re.sub(r"<style.*?</style>|<script.*?</script>", "", reply.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture
def address(page):
    return lambda survey, query="": page("surveys:results", survey_id=survey.id) + query


@pytest.fixture
def said(address, as_owner):
    """What the owner reads."""
    return lambda survey, query="": text_of(as_owner.get(address(survey, query)))


def test_a_draft_says_that_it_was_never_published(company, people, said):
    survey = create(company, people["owner"], EVERY_TYPE)
    assert "never published" in said(survey)


def test_nobody_has_answered(said, published):
    assert "Nobody has answered yet." in said(published())


@pytest.mark.parametrize(("role", "status"), [*((role, 200) for role in ROLES), ("stranger", 404)])
def test_who_may_see_results(client_of, published, address, page, role, status, answered):
    survey = published()
    answered(survey, FIVE)
    assert client_of(role).get(address(survey)).status_code == status
    assert client_of(role).get(page("surveys:came", survey_id=survey.id)).status_code == status


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("analyst", 200), ("agent", 403), ("viewer", 403), ("stranger", 404)]
)
def test_who_may_have_the_file(client_of, published, page, role, status):
    assert client_of(role).get(page("surveys:answers", survey_id=published().id)).status_code == status


def test_a_survey_of_another_workspace_does_not_exist(as_stranger, published, page, rival):
    survey = published()
    for route in ("surveys:results", "surveys:came", "surveys:answers"):
        assert as_stranger.get(page(route, rival.id, survey_id=survey.id)).status_code == 404


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_plain_counting(said, published, many, way, seed):
    survey = published(EVERY_TYPE)
    came = many(survey, 80, seed=seed, way=way(survey))
    words = said(survey)
    recommend = [one.answers["recommend"]["rating"] for one in came if "rating" in one.answers.get("recommend", {})]
    split = (sum(r <= 6 for r in recommend), sum(r in {7, 8} for r in recommend), sum(r >= 9 for r in recommend))
    nps = nps_counts(*split).scaled(100)
    shown = [f"{value:.0f}".replace("-", "−") for value in (nps.value, nps.lo, nps.hi)]
    assert f"NPS: {shown[0]} ({shown[1]} to {shown[2]}, n {len(recommend)})." in words
    satisfied = [one.answers["satisfied"]["rating"] for one in came if "rating" in one.answers.get("satisfied", {})]
    good, lo_hi = sum(r >= 4 for r in satisfied), wilson(sum(r >= 4 for r in satisfied), len(satisfied))
    assert (
        f"satisfied (the two highest) {good / len(satisfied):.0%} "
        f"({lo_hi[0] * 100:.0f} to {lo_hi[1] * 100:.0f}) n {len(satisfied)}" in words
    )
    finished = sum(one.state == "finished" for one in came)
    assert f"{finished} responses are finished. {80 - finished} are not (yet)." in words


def test_with_and_without_what_looks_careless(said, published, answered):
    survey = published()
    for at in range(20):
        answered(
            survey, {"satisfied": Answer(rating=5), "words": Answer(state="missing")}, at=START + timedelta(hours=at)
        )
    words = said(survey)
    assert "without careless ones" not in words
    for at in range(5):
        answered(survey, {"satisfied": Answer(rating=4), "words": Answer(state="missing")}, flags=["honeypot"], at=START + timedelta(days=2 + at))  # noqa: E501  # fmt: skip
    words = said(survey)
    assert "5 responses look careless: figures stand with and without them." in words
    assert re.search(r"mean 4\.8\d? \([^)]*\) n 25 5\.00? n 20", words), words[words.index("mean") :][:200]


def test_a_filter_changes_no_flag(said, as_analyst, published, answered, page):
    survey = published()
    words = Answer(words="Great product, highly recommended to everybody!")
    for at, language in enumerate(("en", "pl")):
        who = {"about": {"customer_id": f"c{at}"}, "language": language, "at": START + timedelta(days=at)}
        answered(survey, {"satisfied": Answer(rating=5), "words": words}, **who)
    answered(survey, FIVE, language="pl")
    assert "2 responses look careless" in said(survey)
    assert "1 response looks careless" in said(survey, "?language=pl")
    for query, flags in (
        ("", {"", "same_words"}),
        ("?language=pl", {"", "same_words"}),
        ("?language=en", {"same_words"}),
    ):
        head, *lines = rows_of(as_analyst.get(page("surveys:answers", survey_id=survey.id) + query))
        assert {line[head.index("Looks careless")] for line in lines} == flags, query


def test_weighted_and_unweighted_stand_side_by_side(said, published, answered, way):
    survey = published()
    mail = way(survey, "email")
    for at in range(40):
        person = Participant.objects.create(
            distribution=mail, person=f"p{at}", state="finished", probability=0.1 if at < 10 else 1.0
        )
        answer = {**FIVE, "satisfied": Answer(rating=5 if at < 10 else 4 if at < 20 else 1), "reasons": Answer(state="missing")}  # noqa: E501  # fmt: skip
        answered(survey, answer, participant=person.id, distribution=mail, at=START + timedelta(hours=at))
    words = said(survey)
    weighted = (10 * 10 + 10) / (10 * 10 + 30)
    effective = (10 * 10 + 30) ** 2 / (10 * 100 + 30)
    assert "satisfied (the two highest) 50%" in words
    assert re.search(
        rf"50% \([^)]*\) n 40 {weighted:.0%} \([^)]*\) n 40 worth {effective:.0f} unweighted answers", words
    )


def test_a_new_series_is_never_pooled(said, published, answered, people):
    survey = published()
    for at in range(6):
        answered(survey, FIVE, at=START + timedelta(hours=at))
    assert save(survey, survey.text.replace("type: csat", "type: csat\n        points: 7"), survey.revision).usable()
    publish(survey, people["owner"])
    for at in range(7):
        answered(survey, {**FIVE, "satisfied": Answer(rating=7)}, at=START + timedelta(days=1, hours=at))
    words = said(survey)
    assert "Asked so in version 2. Other versions asked otherwise" in words
    assert "Asked so in version 1." in words
    of_both = words[words.index("Are you satisfied?") : words.index("What else should we know?")]
    assert "n 13" not in of_both
    alone = said(survey, "?version=1")
    assert "Asked so in version" not in alone
    assert "Counted here 6 " in alone


@pytest.mark.parametrize("name", ["way", "language", "from", "to"])
def test_filters_count_those_alone(said, published, many, way, name):
    survey = published()
    first, second = way(survey), way(survey, "widget")
    came = [*many(survey, 20, way=first), *many(survey, 25, seed=2, way=second, start=START + timedelta(days=30))]
    day = (START + timedelta(days=20)).date().isoformat()
    query, mine = {
        "way": (f"?way={second.id}", came[20:]),
        "language": ("?language=pl", [one for one in came if one.language == "pl"]),
        "from": (f"?from={day}", came[20:]),
        "to": (f"?to={day}", came[:20]),
    }[name]
    assert f"Counted here {len(mine)} finished" in said(survey, query)


def test_crooked_filters_are_no_filters(said, published, many, way):
    survey = published()
    many(survey, 12, way=way(survey))
    assert "Counted here 12 " in said(survey, "?way=nobody&language=xx&version=99&from=yesterday&e=two&to=2026-13-45")


def test_what_comes_is_told_at_once_and_nothing_otherwise(as_owner, published, answered, page):
    survey = published()
    part = page("surveys:came", survey_id=survey.id)
    shown = as_owner.get(page("surveys:results", survey_id=survey.id)).content.decode()
    stamp = re.search(r"seen=([0-9-]+)", shown)[1]
    assert 'hx-trigger="every 3s"' in shown
    assert as_owner.get(part, {"seen": stamp}).status_code == 204
    one = answered(survey, {"satisfied": Answer(rating=5)})
    reply = as_owner.get(part, {"seen": stamp})
    assert reply.status_code == 200
    assert "Came in: 1 · finished: 0 · in part: 1" in text_of(reply)
    later = f"{re.search(r'seen=([0-9-]+)', as_owner.get(page('surveys:results', survey_id=survey.id)).content.decode())[1]}"  # noqa: E501  # fmt: skip
    assert as_owner.get(part, {"seen": later}).status_code == 204
    Response.objects.filter(id=one.id).update(revision=2)
    assert as_owner.get(part, {"seen": later}).status_code == 200


def test_words_are_newest_first_with_language_and_escaped(as_owner, published, answered, address):
    survey = published()
    for at, words in enumerate(["first <b>", "second", "third"]):
        answered(survey, {**FIVE, "words": Answer(words=words)}, at=START + timedelta(hours=at), language="pl")
    html = as_owner.get(address(survey)).content.decode()
    assert html.index("third") < html.index("second") < html.index("first &lt;b&gt;")
    assert '<blockquote lang="pl">third' in html


def test_a_viewer_reads_no_words(client_of, published, answered, address):
    survey = published()
    for at in range(12):
        answered(survey, {**FIVE, "words": Answer(words=f"secret {at}")}, at=START + timedelta(hours=at))
    assert "secret" in text_of(client_of("agent").get(address(survey)))
    assert "secret" not in client_of("viewer").get(address(survey)).content.decode()


def test_figures_open_their_rows_for_those_who_may(client_of, published, answered, address):
    survey = published()
    for at in range(12):
        answered(survey, FIVE, at=START + timedelta(hours=at))
    link = "metric=csat&amp;period=all&amp;where=question%3Dsatisfied&amp;where=properties.survey%3Ddelivery"
    assert link in client_of("owner").get(address(survey)).content.decode()
    assert "questions/rows" not in client_of("viewer").get(address(survey)).content.decode()


def rows_of(reply):
    return list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))


def test_the_file_has_a_line_a_response_and_no_formula(as_analyst, published, answered, page):
    survey = published(EVERY_TYPE)
    answered(survey, {"recommend": Answer(rating=0), "satisfied": Answer(state="not_applicable")}, language="ro")
    words = {"satisfied": Answer(rating=2), "reasons": Answer(choices=("late", "other"), words="=1+1"), "words": Answer(words="@SUM(A1)")}  # noqa: E501  # fmt: skip
    head, line = rows_of(as_analyst.get(page("surveys:answers", survey_id=survey.id)))
    assert dict(zip(head, line, strict=True)) | {"recommend": "0", "satisfied": "n/a", "Language": "ro"} == dict(
        zip(head, line, strict=True)
    )
    other = published()
    answered(other, words)
    reply = as_analyst.get(page("surveys:answers", survey_id=other.id))
    head, line = rows_of(reply)
    found = dict(zip(head, line, strict=True))
    assert (found["reasons.late"], found["reasons.damaged"], found["reasons.words"]) == ("1", "0", "'=1+1")
    assert found["words"] == "'@SUM(A1)"
    assert reply["Content-Disposition"].startswith("attachment")
    assert reply["Cache-Control"] == "no-store"


def test_the_parts_of_nps_are_drawn_as_one_bar(as_owner, published, answered, address):
    survey = published(EVERY_TYPE)
    for at, rating in enumerate([0, 3, 6, 7, 8, 9, 10, 10, 10, 10]):
        answered(survey, {"recommend": Answer(rating=rating)}, at=START + timedelta(hours=at))
    html = as_owner.get(address(survey)).content.decode()
    drawn = re.findall(r'<rect class="(\w+)" x="([\d.]+)" width="([\d.]+)"', html)
    assert drawn == [("detractors", "0", "30"), ("passives", "30", "20"), ("promoters", "50", "50")]
    assert '<li class="promoters">promoters (9 and 10) <strong>50%</strong>' in html


def test_of_too_few_nothing_is_drawn(as_owner, published, answered, address):
    survey = published(EVERY_TYPE)
    for at in range(4):
        answered(survey, {"recommend": Answer(rating=10)}, at=START + timedelta(hours=at))
    assert 'class="split"' not in as_owner.get(address(survey)).content.decode()


def test_rows_of_a_matrix_open_their_own_rows_for_those_who_may(client_of, published, many, address):
    survey = published(EVERY_TYPE)
    many(survey, 30)
    html = client_of("owner").get(address(survey)).content.decode()
    for row in ("staff.kind", "staff.quick"):
        assert f"metric=csat&amp;period=all&amp;where=question%3D{row}&amp;where=properties.survey" in html
    assert "questions/rows" not in client_of("viewer").get(address(survey)).content.decode()


def test_what_an_edit_took_away_stays_among_the_figures(said, published, many, people):
    survey = published(EVERY_TYPE)
    came = many(survey, 40, stop=0)
    text = survey.text.replace("{id: speed, text: Speed}, ", "").replace(", {id: quick, text: Quick}", "")
    assert text.count("peed") == text.count("uick") == 0
    assert save(survey, text, survey.revision).usable()
    publish(survey, people["owner"])
    survey.refresh_from_db()
    came += many(survey, 40, seed=2, stop=0, start=START + timedelta(days=9))
    reasons = [one.answers["reason"]["choices"] for one in came if "choices" in one.answers["reason"]]
    speed = sum(list(each) == ["speed"] for each in reasons)
    rated = sum("quick" in one.answers["staff"].get("rows", {}) for one in came)
    words = said(survey)
    assert speed > 5
    assert f"Speed {speed} {speed / len(reasons):.0%}" in words
    assert re.search(rf"Quick \d+% \([^)]*\) n {rated} ", words)
