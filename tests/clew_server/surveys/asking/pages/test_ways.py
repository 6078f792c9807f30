"""The pages of ways out, over HTTP: made, set, listed, tried, started, paused, ended, deleted and brought back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.clew_server.surveys.asking.conftest import NOW

from clew.errors import UsageError
from clew_server.accounts.models import Workspace
from clew_server.jobs.worker import run_one
from clew_server.surveys.asking.events.trying import Tried
from clew_server.surveys.asking.pages import dry
from clew_server.surveys.asking.settings import (
    EmailSettings,
    EventSettings,
    Rule,
    Sampling,
    Whom,
    Window,
    carrier_of,
    settings_of,
)
from clew_server.surveys.asking.states import NO_EVENTS, move
from clew_server.surveys.models import Contact, Distribution, Gateway, Participant, Response, Survey
from clew_server.surveys.models.ways import KINDS

pytestmark = pytest.mark.django_db(transaction=True)
Page = Callable[..., str]
Made = Callable[..., tuple[Distribution, str]]
SET = {
    "name": "Autumn", "whom": "list", "days": ["0", "1"], "start": "08:00", "end": "24:00", "per_hour": "100",
    "subject_en": "Tell us", "subject_pl": "", "text_en": "Dear {plan|customer}", "text_pl": "Prosimy",
    "reply_to": "care@example.org", "reminders": "3, 7", "quota": "50", "language": "pl", "share": "50", "by": "plan",
}  # fmt: skip


@pytest.fixture
def made(survey: Callable[..., Survey], as_owner: Client, page: Page) -> Made:
    """A way out that was made on the page, and its address."""

    def make(kind: str = "email", program: str = "relationship") -> tuple[Distribution, str]:
        found = Survey.objects.filter(name=program).first() or survey(program)
        as_owner.post(page("surveys:ways", survey_id=found.id), {"kind": kind})
        way = Distribution.objects.filter(survey=found, kind=kind).latest("created_at")
        return way, page("surveys:way", survey_id=found.id, way_id=way.id)

    return make


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_made_seen_and_saved(made: Made, as_owner: Client, kind: str) -> None:
    way, address = made(kind)
    assert way.state == "planned"
    text = text_of(as_owner, address)
    names = set(re.findall(r'name="([a-z_]+)"', text)) - {"csrfmiddlewaretoken", "step"}
    sent = {
        **SET,
        "after": "event",
        "rule_name": "Visited",
        "delay_minutes": "5",
        "event_share": "20",
        "cooldown_days": "9",
    }
    answer = as_owner.post(address, {name: value for name, value in sent.items() if name in names})
    assert answer.status_code == 302, answer.content.decode()
    way.refresh_from_db()
    assert (way.name, settings_of(way).quota, settings_of(way).language) == ("Autumn", 50, "pl")
    text_of(as_owner, address)


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_an_anonymous_survey_asks_nobody_after_an_event(
    survey: Callable[..., Survey], as_owner: Client, page: Page, *, is_anonymous: bool
) -> None:
    found = survey("relationship", is_anonymous=is_anonymous)
    address = page("surveys:ways", survey_id=found.id)
    text = text_of(as_owner, address)
    offered = set(re.findall(r'name="kind" value="([a-z]+)"', text))
    assert offered == set(KINDS) - ({"event"} if is_anonymous else set())
    assert (str(NO_EVENTS) in text) is is_anonymous
    answer = as_owner.post(address, {"kind": "event"}, follow=True)
    assert Distribution.objects.filter(survey=found).exists() is not is_anonymous
    assert answer.content.decode().count(str(NO_EVENTS)) == (2 if is_anonymous else 0)


@pytest.mark.parametrize(("step", "state"), [("start", "planned"), ("resume", "paused"), ("resume", "ended")])
def test_a_way_out_after_events_is_neither_started_nor_resumed_once_its_survey_is_anonymous(
    made: Made, as_owner: Client, step: str, state: str
) -> None:
    way, address = made("event")
    Distribution.objects.filter(pk=way.pk).update(state=state)
    Survey.objects.filter(pk=way.survey_id).update(is_anonymous=True)
    answer = as_owner.post(f"{address}step/", {"step": step}, follow=True)
    assert str(NO_EVENTS) in answer.content.decode()
    way = Distribution.objects.get(pk=way.pk)
    assert way.state == state
    with pytest.raises(UsageError, match="anonymous"):
        move(way, step, NOW)
    assert move(way, "delete", NOW), "other steps can be taken"


def test_settings_are_kept_as_said(made: Made, as_owner: Client) -> None:
    way, address = made()
    seed = way.settings["sampling"]["seed"]
    as_owner.post(address, SET)
    way.refresh_from_db()
    assert settings_of(way) == EmailSettings(
        quota=50, language="pl", whom=Whom(), sampling=Sampling(share=0.5, by="plan", seed=seed),
        window=Window(days=(0, 1), start="08:00", end="24:00"), per_hour=100, subject={"en": "Tell us"},
        text={"en": "Dear {plan|customer}", "pl": "Prosimy"}, reply_to="care@example.org", reminders=(3, 7),
    )  # fmt: skip
    event, address = made("event")
    as_owner.post(
        address, {**SET, "after": "order_delivered", "event_share": "25", "delay_minutes": "0", "cooldown_days": "60"}
    )
    event.refresh_from_db()
    found = settings_of(event)
    assert isinstance(found, EventSettings)
    assert (found.rule, found.share, found.delay_minutes, found.cooldown_days) == (
        Rule(after="order_delivered"),
        0.25,
        0,
        60,
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "required"),
        ({"start": "9"}, "09:00"),
        ({"start": "20:00", "end": "08:00"}, "must end after"),
        ({"reminders": "7, 3"}, "growing numbers"),
        ({"reminders": "1 2 3 4 5 6"}, "At most 5"),
        ({"reply_to": "nobody"}, "valid email"),
        ({"reply_to": "a@example.org\nBcc: b@example.org"}, "valid email"),
        ({"share": "101"}, "less than or equal"),
        ({"quota": "0"}, "greater than or equal"),
        ({"whom": "segment", "segment": ""}, "Choose a segment"),
        ({"whom": "customers", "filters": "nonsense"}, "no filter"),
        ({"whom": "customers", "filters": "nothing.at.all=1"}, "nothing"),
        ({"days": []}, "required"),
    ],
)
def test_what_cannot_be_is_said_and_not_kept(made: Made, as_owner: Client, change: dict[str, str], said: str) -> None:
    way, address = made()
    before = way.settings
    answer = as_owner.post(address, {**SET, **change})
    assert (answer.status_code, said in answer.content.decode()) == (422, True), answer.content.decode()
    way.refresh_from_db()
    assert way.settings == before


def test_a_list_is_tried_and_started_as_the_dry_run_said(made: Made, as_owner: Client, as_analyst: Client) -> None:
    way, address = made()
    as_owner.post(address, {**SET, "share": "", "size": "2", "by": ""})
    file = SimpleUploadedFile(
        "list.csv", b"customer_id,email\nc1,a@example.org\nc2,b@example.org\nc3,c@example.org\nc4,x\n"
    )
    answer = as_owner.post(f"{address}list/", {"file": file, "do": "add"}).content.decode()
    assert "3 people were added" in answer
    assert "Line 5" in answer
    assert (
        "1 person was on the list already"
        in as_owner.post(f"{address}list/", {"text": "email\na@example.org"}).content.decode()
    )
    text = text_of(as_owner, f"{address}dry/")
    assert "2 of 3 would be asked" in text
    assert "not drawn into the sample" in text
    assert len(set(re.findall(r"\b[abc]@example\.org", text))) == 2
    masked = text_of(as_analyst, f"{address}dry/")
    assert not re.search(r"\b[abc]@example\.org", masked)
    assert masked.count("•••@example.org") == 2
    assert "1 of" not in text_of(as_owner, f"{address}dry/?reason=not_drawn")
    assert Participant.objects.filter(state="spared").count() == 0, "nothing was written"
    as_owner.post(f"{address}step/", {"step": "start"})
    assert "written down" in text_of(as_owner, address)
    for change in ({"text": "email\nd@example.org"}, {"do": "empty"}):
        answer = as_owner.post(f"{address}list/", change)
        assert (answer.status_code, "It is being started" in answer.content.decode()) == (422, True)
    assert 'name="do"' not in text_of(as_owner, f"{address}list/")
    assert Participant.objects.count() == 3
    assert run_one()
    way.refresh_from_db()
    assert way.state == "running"
    drawn = set(Participant.objects.filter(state="planned").values_list("address", flat=True))
    assert all(one in text for one in drawn)
    assert len(drawn) == 2
    assert as_owner.post(f"{address}list/", {"text": "email\nd@example.org"}).status_code == 422
    assert 'name="whom"' not in text_of(as_owner, address)


def test_steps_and_their_undo(made: Made, as_owner: Client) -> None:
    way, address = made("link")

    def go(step: str) -> str:
        answer = as_owner.post(f"{address}step/", {"step": step}, follow=True)
        assert answer.status_code == 200
        way.refresh_from_db()
        return way.state

    assert go("pause") == "planned"
    assert [go(step) for step in ("start", "start", "pause", "resume", "end", "resume", "end")] == [
        "running", "running", "paused", "running", "ended", "running", "ended",
    ]  # fmt: skip
    assert [go(step) for step in ("delete", "delete", "restore", "nonsense")] == [
        "deleted",
        "deleted",
        "ended",
        "ended",
    ]
    assert go("resume") == "running"
    assert go("delete") == "running", "what runs is paused or ended first"


def test_deleted_ones_leave_the_list_and_come_back(made: Made, as_owner: Client, page: Page) -> None:
    way, address = made("link")
    Distribution.objects.filter(pk=way.pk).update(name="Poster in shop")
    as_owner.post(f"{address}step/", {"step": "delete"})
    text = text_of(as_owner, page("surveys:ways", survey_id=way.survey_id))
    assert "Poster in shop" in text.partition("Deleted ways out")[2]
    assert "Poster in shop" not in text.partition("Deleted ways out")[0]


def test_nothing_starts_before_the_survey_is_open(made: Made, as_owner: Client) -> None:
    way, address = made("link")
    Survey.objects.filter(pk=way.survey_id).update(state="closed")
    assert "Publish the survey" in as_owner.post(f"{address}step/", {"step": "start"}, follow=True).content.decode()
    way.refresh_from_db()
    assert way.state == "planned"
    assert text_of(as_owner, f"{address}dry/", 422)


def test_counts_and_quota_stand_in_the_list(made: Made, as_owner: Client, page: Page) -> None:
    way, _ = made("email")
    Distribution.objects.filter(pk=way.pk).update(settings={"quota": 40}, state="ended", reason="quota")
    for state in ("planned", "asked", "finished", "spared", "spared"):
        Participant.objects.create(distribution=way, person=f"p{Participant.objects.count()}", state=state)
    Response.objects.create(
        survey=way.survey, distribution=way, version=1, language="en", state="finished", began_at=NOW, changed_at=NOW
    )
    text = text_of(as_owner, page("surveys:ways", survey_id=way.survey_id))
    assert re.search(
        r'<td class="r">1</td><td class="r">2</td><td class="r">2</td> <td class="r">1 of 40</td>', text
    ), text
    assert "ended: enough people have answered" in text


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("agent", 403), ("stranger", 404)])
def test_others_see_and_change_nothing(
    made: Made, client_of: Callable[[str], Client], page: Page, who: str, status: int
) -> None:
    way, address = made("link")
    client = client_of(who)
    addresses = [page("surveys:ways", survey_id=way.survey_id), address, f"{address}dry/", f"{address}list/"]
    assert {client.get(one).status_code for one in addresses} == {status}
    assert client.post(f"{address}step/", {"step": "start"}).status_code == status
    way.refresh_from_db()
    assert way.state == "planned"


def test_a_way_of_another_survey_is_not_there(made: Made, as_owner: Client, page: Page) -> None:
    way, _ = made("link")
    other, _ = made("link", "product")
    assert as_owner.get(page("surveys:way", survey_id=other.survey_id, way_id=way.id)).status_code == 404
    assert not Contact.objects.exists()


@pytest.mark.parametrize("wrong", ["Dear {{customer.plan}}", "Dear {plan", "Dear {{plan|friend}}"])
def test_what_would_leave_in_curly_brackets_is_refused_and_the_hint_teaches_what_is_filled(
    made: Made, as_owner: Client, wrong: str
) -> None:
    way, address = made()
    for field in ("subject_en", "text_pl"):
        assert as_owner.post(address, {**SET, "step": "save", field: wrong}).status_code == 422
    way.refresh_from_db()
    assert "subject" not in way.settings
    page = text_of(as_owner, address)
    assert "{first_name|friend}" in page
    assert "{{customer" not in page


@pytest.mark.parametrize(("kind", "is_public"), [("link", True), ("widget", True), ("email", False)])
def test_what_is_said_of_links_is_what_becomes_of_them(
    made: Made, as_owner: Client, kind: str, *, is_public: bool
) -> None:
    way, address = made(kind)
    for step in ("pause", "end"):
        Distribution.objects.filter(pk=way.pk).update(state="running")
        text = as_owner.post(f"{address}step/", {"step": step}, follow=True).content.decode()
        assert ("nobody can begin to answer here" in text) == is_public
        assert ("Who has a link can answer" in text) == (step == "end" and not is_public)


def test_after_an_event_a_text_message_is_offered_where_there_is_a_gateway(
    made: Made, as_owner: Client, company: Workspace
) -> None:
    way, address = made("event")
    sent = {
        **SET,
        "after": "event",
        "rule_name": "Visited",
        "event_share": "20",
        "cooldown_days": "9",
        "carrier": "sms",
    }
    assert 'value="sms"' not in text_of(as_owner, address)
    assert as_owner.post(address, sent).status_code == 422
    Gateway.objects.create(workspace=company, name="main", address="https://sms.example/", body="{to}{text}")
    assert 'value="sms"' in text_of(as_owner, address)
    assert "surveys/" in text_of(as_owner, f"{address}letters/")
    assert as_owner.post(address, sent).status_code == 302
    way.refresh_from_db()
    assert (way.settings["by"], carrier_of(way)) == ("sms", "sms")
    text = text_of(as_owner, address)
    assert 'name="gateway"' in text
    assert not any(f'name="{name}"' in text for name in ("subject_en", "reply_to", "reminders"))
    assert "/letters/" not in text
    text_of(as_owner, f"{address}letters/", 404)
    kept = {name: value for name, value in sent.items() if not name.startswith(("subject", "reply", "remind"))}
    assert as_owner.post(address, {**kept, "gateway": "main", "text_en": "Hello {link}"}).status_code == 302
    way.refresh_from_db()
    found = settings_of(way)
    assert isinstance(found, EventSettings)
    assert (found.gateway, found.text["en"], found.reminders) == ("main", "Hello {link}", (3, 7))
    Distribution.objects.filter(pk=way.pk).update(state="running", started_at=NOW)
    assert 'name="carrier"' not in text_of(as_owner, address), "who waits has a number, not an address"
    assert as_owner.post(address, {**kept, "gateway": "", "carrier": "email"}).status_code == 302
    way.refresh_from_db()
    assert carrier_of(way) == "sms"


@pytest.mark.parametrize("by", ["email", "sms"])
def test_the_dry_run_of_one_after_events_says_what_happened_lately(
    made: Made, as_owner: Client, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    way, address = made("event")
    Distribution.objects.filter(pk=way.pk).update(settings={"rule": {"after": "event", "name": "Visited"}, "by": by})
    assert "dry/" in text_of(as_owner, address)
    assert "Nothing of the kind happened" in text_of(as_owner, f"{address}dry/")
    monkeypatch.setattr(dry, "try_events", lambda *_: Tried(12, 7, 2, 1))
    text = text_of(as_owner, f"{address}dry/")
    assert "12 things happened that fit" in text
    assert f'can be asked by {"e-mail" if by == "email" else "text message"}</th><td class="r">4<' in text
    assert ("have no phone number" in text) is (by == "sms")

    def broken(*_: object) -> Tried:
        raise UsageError("The data have no such column.")

    monkeypatch.setattr(dry, "try_events", broken)
    assert "no such column" in text_of(as_owner, f"{address}dry/", 422)
