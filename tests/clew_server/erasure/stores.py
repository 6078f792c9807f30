# ruff: noqa: PLC0415, PLR0915 - as a script it sets Django up first; one statement a store
"""One canary through every store of the server; also a script: ``stores.py DATA plant`` and ``stores.py DATA erase``.

Each canary is the id of one of her answers, so that a hit names the store; she herself is ``canary-customer-9``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from uuid import uuid4

CUSTOMER, MAIL = "canary-customer-9", "canary9@example.com"
STORES = (
    "question", "question name", "deleted question", "card", "card note", "dashboard", "mail error", "job arguments",
    "job result", "job error", "queued job", "kept document", "told", "shown answer", "tagging", "assignment",
    "saved filter", "tag", "edit", "edit label", "upload found", "upload file", "draft", "feed", "remap", "line",
    "prepared file", "session", "job doing", "upload name", "upload draft", "upload error", "upload result",
    "feed error", "remap said", "line details", "told key", "edit name", "edit after", "card title", "filter name",
    "export", "session of hers", "participant fields", "participant about", "participant address", "delivery error",
    "response answers", "response about", "survey text", "survey look", "version document", "version note", "way name",
    "way settings",
)  # fmt: skip


def canary(store):
    """The answer's id that is planted in a store."""
    return f"canary{STORES.index(store):02}{store.replace(' ', '')}x7"


def write_feedback(path):
    rows = [
        {"feedback_id": canary(store), "customer_id": CUSTOMER, "answered_at": "2026-03-01T08:00:00Z", "metric": "nps",
         "rating": 3, "scale_min": 0, "scale_max": 10, "verbatim": f"I am {MAIL}"}
        for store in STORES
    ]  # fmt: skip
    rows += [{**rows[0], "feedback_id": f"other{n}", "customer_id": f"other-{n}", "verbatim": "fine"} for n in range(9)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def import_hers(handle, folder):
    """Import her answers, and that her e-mail address is hers."""
    handle.import_file(write_feedback(folder / "hers.jsonl"), table="feedback")
    known = folder / "known.csv"
    known.write_text(f"customer_id,mail\n{CUSTOMER},{MAIL}\n", encoding="utf-8")
    mapping = folder / "known.toml"
    mapping.write_text(
        'format = 1\ntable = "customers"\n[columns]\ncustomer_id = "customer_id"\n[private.keep]\nemail = "mail"\n',
        encoding="utf-8",
    )
    handle.import_file(known, mapping=mapping)


def plant(workspace, owner):
    """Put a canary into every store, by hand: the pages have tests of their own."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from clew_server.accounts.models import Line, Member
    from clew_server.company.models import Edit
    from clew_server.imports.models import FOLDER, READY, Feed, Remap, Upload
    from clew_server.imports.uploads.files import file_of
    from clew_server.insights.customers.models import Errand
    from clew_server.insights.dashboards.models import Card, Dashboard, Mailing, Recipient, Sent
    from clew_server.insights.feedback.models import Assignment, Export, SavedFilter, Tag, Tagging
    from clew_server.insights.hiding.models import ShownAnswer
    from clew_server.insights.kept.models import Kept
    from clew_server.insights.prepared import place_for
    from clew_server.insights.pulse.models import Told
    from clew_server.insights.questions.models import SavedQuestion
    from clew_server.jobs.models import Job

    mine = {"workspace": workspace}
    asks = {"metric": "csat", "period": "all"}

    def where(store):
        return {**asks, "where": [f'feedback_id="{canary(store)}"']}

    SavedQuestion.objects.create(**mine, owner=owner, name="hers", query=where("question"))
    SavedQuestion.objects.create(**mine, owner=owner, name=f"about {canary('question name')}", query=asks)
    SavedQuestion.objects.create(
        **mine, owner=owner, name="gone", query=where("deleted question"), deleted_at=timezone.now()
    )
    SavedQuestion.objects.create(**mine, owner=owner, name="of all", query=asks)
    board = Dashboard.objects.create(**mine, owner=owner, name=f"Board of {canary('dashboard')}")
    Card.objects.create(dashboard=board, kind="chart", query=where("card"))
    Card.objects.create(dashboard=board, kind="note", text=f"ask {canary('card note')} again")
    Card.objects.create(dashboard=board, kind="chart", title="of all", query=asks)
    Card.objects.create(dashboard=board, kind="chart", title=f"of {canary('card title')}", query=asks)
    to = Recipient.objects.create(mailing=Mailing.objects.create(dashboard=board), user=owner)
    Sent.objects.create(recipient=to, week="2026-W10", error=f"refused: {canary('mail error')}")
    job = {"kind": "kept.tidy", "workspace_id": workspace.id, "state": "done"}
    Job.objects.create(**job, arguments={"where": [f"customer_id={canary('job arguments')}"]})
    Job.objects.create(**job, result={"about": canary("job result")})
    Job.objects.create(**job, error=f"KeyError: '{canary('job error')}'")
    Job.objects.create(**job, doing=f"reading {canary('job doing')}")
    queued = {**job, "state": "queued", "unique": f"x:{canary('queued job')}"}
    Job.objects.create(**queued, run_at=timezone.now() + timezone.timedelta(days=9))
    Kept.objects.create(**mine, key="k", of="v", document={"names": [canary("kept document")]})
    Told.objects.create(**mine, kind="finding", key="f", titles={"en": canary("told")}, first_at=timezone.now())
    Told.objects.create(**mine, kind="score", key=canary("told key"), first_at=timezone.now())
    ShownAnswer.objects.create(**mine, shape="s", of="v", document=json.dumps([canary("shown answer")]).encode())
    tag = Tag.objects.create(**mine, name="late", folded="late")
    Tag.objects.create(**mine, name=canary("tag"), folded=canary("tag"))
    Tagging.objects.create(**mine, tag=tag, feedback_id=canary("tagging"), by=owner)
    member = Member.objects.get(workspace=workspace, user=owner)
    Assignment.objects.create(**mine, feedback_id=canary("assignment"), member=member, by=owner)
    SavedFilter.objects.create(**mine, owner=owner, name="hers", query=f"where=feedback_id%3D{canary('saved filter')}")
    Edit.objects.create(**mine, by=owner, kind="segment", name="n", label="l", before=[{"value": canary("edit")}])
    Edit.objects.create(**mine, by=owner, kind="segment", name="n", label=canary("edit label"))
    Edit.objects.create(**mine, by=owner, kind="segment", name=canary("edit name"), after={"v": canary("edit after")})
    SavedFilter.objects.create(**mine, owner=owner, name=canary("filter name"), query="")
    Export.objects.create(**mine, member=member, query=f"where=feedback_id%3D{canary('export')}", form="csv")
    upload = {**mine, "size": 1, "received": 1, "state": READY, "by": owner}
    Upload.objects.create(**upload, filename="a.csv", found={"rows": [[canary("upload found")]]}, is_kept=False)
    kept = Upload.objects.create(**upload, filename="b.csv")
    path = file_of(workspace.id, kept.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"id\n{canary('upload file')}\n", encoding="utf-8")
    Upload.objects.create(**upload, filename="c.csv", draft_text=f"means = '{canary('draft')}'", is_kept=False)
    upload["is_kept"] = False
    Upload.objects.create(**upload, filename=f"{canary('upload name')}.csv", draft={"where": canary("upload draft")})
    Upload.objects.create(**upload, filename="d.csv", error=f"who is {canary('upload error')}?")
    Upload.objects.create(**upload, filename="e.csv", result={"rejected": [canary("upload result")]})
    feed = {**mine, "kind": FOLDER, "address": "/nowhere", "by": owner}
    Feed.objects.create(**feed, seen={canary("feed"): [1]})
    Feed.objects.create(**feed, error=f"{canary('feed error')} cannot be read")
    remap = {**mine, "import_id": "i", "by": owner}
    Remap.objects.create(**remap, before=f"means = '{canary('remap')}'")
    Remap.objects.create(**remap, before="", said={"value": canary("remap said")})
    Line.objects.create(**mine, by=owner, what="key.made", about=canary("line"))
    Line.objects.create(**mine, by=owner, what="key.made", about="k", details={"of": canary("line details")})
    Line.objects.create(**mine, by=owner, what="key.made", about="k", details={"for": MAIL})
    Errand.objects.create(**mine, customer=CUSTOMER, whom="x", by=owner)
    with place_for(workspace.id, uuid4(), "csv") as target:
        target.write_text(canary("prepared file"), encoding="utf-8")
    plant_surveys(workspace, owner)
    session = SessionStore()
    session["undo"] = {"text": "removed", "address": "/x", "fields": {"name": canary("session")}}
    session.create()
    other = SessionStore()
    other["customer"] = canary("session of hers")
    other.create()


def plant_surveys(workspace, owner):
    """What is known of whom surveys ask, and of what they answered."""
    from django.utils import timezone

    from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Response, Survey, Version
    from clew_server.surveys.persons import person_of

    now = timezone.now()
    survey = Survey.objects.create(
        workspace=workspace, name="asked", text=f"title: {canary('survey text')}", by=owner,
        options={"sender": canary("survey look")},
    )  # fmt: skip
    Version.objects.create(
        survey=survey, number=1, document={"title": canary("version document")}, note=canary("version note")
    )
    way = Distribution.objects.create(
        survey=survey, kind="email", name=canary("way name"), slug="s" * 16,
        settings={"text": {"en": canary("way settings")}},
    )  # fmt: skip
    hers = {
        "participant fields": {"fields": {"said": canary("participant fields")}},
        "participant about": {"about": {"ticket_id": canary("participant about")}},
        "participant address": {"address": MAIL, "fields": {"said": canary("participant address")}},
    }
    for store, more in hers.items():
        one = Participant.objects.create(distribution=way, person=person_of(workspace.id, store), **more)
        Delivery.objects.create(participant=one, error=f"550 {MAIL} unknown")
    person = person_of(workspace.id, CUSTOMER)
    Contact.objects.create(workspace=workspace, person=person, program="none", channel="email")
    other = Participant.objects.create(distribution=way, person=person_of(workspace.id, "other"), customer_id="other")
    Delivery.objects.create(participant=other, error=f"reply of {canary('delivery error')}")
    response = {"survey": survey, "version": 1, "language": "en", "began_at": now, "changed_at": now}
    Response.objects.create(**response, answers={"words": {"words": f"ask {canary('response answers')}"}})
    Response.objects.create(**response, about={"ticket_id": canary("response about")})


def in_rows():
    """The canaries, and her own names, that stand in any row of any table of the database, sessions unpacked."""
    from django.apps import apps
    from django.contrib.sessions.models import Session

    texts = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    for model in apps.get_models():
        for row in model._default_manager.values():
            texts += [bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                      for value in row.values()]  # fmt: skip
    everything = "\n".join(texts)
    return {name for name in (*map(canary, STORES), CUSTOMER, MAIL) if name in everything}


def main(data, action):
    from clew_server import starting

    starting.prepare(starting.load_django(Path(data)))
    from clew_server.accounts.models import User, Workspace

    workspace = Workspace.objects.get(name="main")
    if action == "plant":
        from clew_server.lakes.handles import opened

        import_hers(opened(workspace.id), Path(data).parent)
        plant(workspace, User.objects.get())
    sys.stdout.write(json.dumps(sorted(in_rows())))


if __name__ == "__main__":
    main(*sys.argv[1:])
