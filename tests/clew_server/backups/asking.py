# ruff: noqa: PLC0415 - as a script it sets Django up first
"""A survey that is being sent, as a script: ``asking.py DATA plant``, then ``send``; ``look`` says how all stands."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ALWAYS = {"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}
KINDS = ("link", "email", "sms", "file", "event")
TEXT = """
format: 1
id: sent
title: How was it?
program: none
pages:
  - id: first
    questions:
      - {id: score, type: nps, text: Would you?, low: no, high: yes}
"""


def plant(workspace):
    """A running way out of each kind; five people are to be asked by e-mail, one was asked and one opted out."""
    from django.utils import timezone

    from clew_server.jobs.services import queue
    from clew_server.surveys.asking.jobs import START
    from clew_server.surveys.keeping import create, publish
    from clew_server.surveys.links import new_slug
    from clew_server.surveys.models import Delivery, Distribution, Participant, Suppression
    from clew_server.surveys.persons import person_of

    mail_weekly(workspace)
    survey = create(workspace, None, TEXT)
    publish(survey, None)
    for kind in KINDS:
        Distribution.objects.create(
            survey=survey, kind=kind, name=kind, slug=new_slug(), state="running", started_at=timezone.now(),
            settings={"window": ALWAYS, "reminders": [1]},
        )  # fmt: skip
    waits = Distribution.objects.create(survey=survey, kind="email", name="queued", slug=new_slug(), state="planned")
    queue(START, workspace.id, unique=str(waits.id), way=str(waits.id))
    mail = Distribution.objects.get(name="email")
    for at in range(5):
        address = f"p{at}@example.org"
        Participant.objects.create(
            distribution=mail, address=address, person=person_of(workspace.id, "", address), due_at=timezone.now()
        )
    four = Participant.objects.get(address="p4@example.org")
    Delivery.objects.create(participant=four, state="planned", next_at=timezone.now(), begun_at=timezone.now())
    Suppression.objects.create(
        workspace=workspace, person=person_of(workspace.id, "", "back@example.org"), reason="bounced"
    )


def mail_weekly(workspace):
    """A dashboard that goes out each week, now, to two members."""
    from datetime import timedelta

    from django.utils import timezone

    from clew_server.accounts.models import Member, User
    from clew_server.insights.dashboards import kept
    from clew_server.insights.dashboards.models import Mailing
    from clew_server.insights.dashboards.sending import choose

    now, users = timezone.now(), [User.objects.create(email=f"{name}@example.org") for name in ("stays", "goes")]
    members = [Member.objects.create(workspace=workspace, user=user, role="owner") for user in users]
    board = kept.create(members[0], "Weekly", shared=True)
    mailing = Mailing.objects.create(
        dashboard=board, weekday=now.isoweekday(), hour=now.hour, is_on=True, begins_at=now - timedelta(days=9)
    )
    choose(mailing, users)


def send_weekly(now):
    """It went out after the copy, and one of the two unsubscribed."""
    from clew_server.insights.dashboards.models import Recipient, Sent
    from clew_server.insights.dashboards.sending import unsubscribe, week_of

    for recipient in Recipient.objects.select_related("user"):
        Sent.objects.create(recipient=recipient, week=week_of(now, "UTC"), handed_at=now, sent_at=now)
        if recipient.user.email.startswith("goes"):
            unsubscribe(recipient.token)


def weekly_of(workspace, now):
    """Who would get a dashboard now."""
    from clew_server.insights.dashboards import sending

    got = []
    sending.can_send = lambda: True
    sending._send_once = lambda _, recipient, *__: got.append(recipient.user.email.partition("@")[0]) or 1
    sending.send_due(workspace.id, "UTC", now)
    return sorted(got)


def send(workspace):
    """What came after the copy: two were asked, one of them opted out, and so did somebody who is on no list here."""
    from django.utils import timezone

    from clew_server.surveys.asking.ledger import claim
    from clew_server.surveys.models import Delivery, Distribution, Participant, Suppression
    from clew_server.surveys.persons import person_of
    from clew_server.surveys.sending.outcomes import suppress

    now = timezone.now()
    send_weekly(now)
    for at in (0, 1, 4):
        one = Participant.objects.select_related("distribution__survey").get(address=f"p{at}@example.org")
        assert claim(one, now) == ""
        Delivery.objects.update_or_create(
            participant=one, number=0,
            defaults={"state": "sent", "begun_at": now, "handed_at": now, "sent_at": now, "next_at": None},
        )  # fmt: skip
    Participant.objects.filter(address="p0@example.org").update(state="finished", finished_at=now)
    one = Participant.objects.select_related("distribution__survey").get(address="p1@example.org")
    suppress(one, "opted_out", now)
    Participant.objects.filter(pk=one.pk).update(state="opted_out")
    Suppression.objects.create(
        workspace=workspace, person=person_of(workspace.id, "", "p2@example.org"), reason="opted_out"
    )
    Suppression.objects.filter(reason="bounced").update(reason="opted_out")
    survey = Distribution.objects.get(name="email").survey
    later = Distribution.objects.create(survey=survey, kind="email", name="later", slug="l" * 16, state="running")
    person = person_of(workspace.id, "", "p9@example.org")
    Participant.objects.create(distribution=later, address="p9@example.org", person=person, due_at=now)
    nine = Participant.objects.select_related("distribution__survey").get(address="p9@example.org")
    assert claim(nine, now) == ""


def look(workspace):
    """How all stands, and who would be written to once the way out by e-mail is resumed."""
    from datetime import timedelta

    from django.utils import timezone

    from clew_server.jobs.models import Job
    from clew_server.surveys.asking.ledger import may_ask
    from clew_server.surveys.asking.states import move
    from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Suppression
    from clew_server.surveys.persons import person_of
    from clew_server.surveys.sending.due import due_of, running_of

    now = timezone.now()
    names = {
        person_of(workspace.id, "", f"{name}@example.org"): name for name in ("back", *(f"p{n}" for n in range(10)))
    }
    found = {
        "ways": {one.name: f"{one.state} {one.reason}".strip() for one in Distribution.objects.all()},
        "jobs": sorted(Job.objects.filter(kind="surveys.start").values_list("state", flat=True)),
        "sending": running_of(workspace.id).count(),
        "people": {one.address[:2]: one.state for one in Participant.objects.all()},
        "messages": sorted(
            (one.participant.address[:2], one.state) for one in Delivery.objects.select_related("participant")
        ),
        "silent": {names[one.person]: one.reason for one in Suppression.objects.all()},
        "ledger": sorted(names[one.person] for one in Contact.objects.all()),
        "ways in the ledger": sorted(str(one.distribution) for one in Contact.objects.select_related("distribution")),
    }
    found["weekly"], found["next week"] = (weekly_of(workspace, now + timedelta(days=days)) for days in (0, 7))
    mail = Distribution.objects.get(name="email")
    move(mail, "resume", now)
    due = Participant.objects.select_related("distribution__survey").in_bulk(
        [one.participant_id for one in due_of(mail, now, 99)]
    )
    found["due"] = sorted(one.address[:2] for one in due.values() if not may_ask(one, now))
    return found


def main(data, action):
    from clew_server import starting

    starting.prepare(starting.load_django(Path(data)))
    from clew_server.accounts.models import Workspace
    from clew_server.lakes.handles import close_all

    workspace = Workspace.objects.get(name="main")
    found = {"plant": plant, "send": send, "look": look}[action](workspace)
    close_all()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
