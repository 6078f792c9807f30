"""What is to be done about a person: kept until the job has done it, so that no id of theirs stays in the jobs."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clew_server.accounts.models import Member
from clew_server.insights.customers import audit
from clew_server.insights.customers.models import Errand
from clew_server.jobs.models import Job
from clew_server.jobs.services import queue

__all__ = ["begin", "finish", "open_errand", "whom_of"]


@transaction.atomic
def begin(member: Member, job: str, what: str, customer: str) -> Job:
    """Return the job that does ``what`` about a customer; the audit has its line before anything is done."""
    workspace = member.workspace
    person = audit.whom(workspace, customer)
    audit.write(workspace, member.user, what, person)
    errand = Errand.objects.create(workspace=workspace, customer=customer, whom=person, by=member.user)
    return queue(job, workspace.id, asked_by=member.user_id, errand=str(errand.id))


def open_errand(workspace_id: UUID, errand_id: str) -> Errand | None:
    """Return an errand that is still to be done."""
    found = Errand.objects.select_related("workspace", "by").filter(workspace_id=workspace_id, id=errand_id)
    return found.filter(done_at=None).first()


def whom_of(job: Job) -> str:
    """Return the keyed hash of whom a job's errand is, or was, about."""
    found = Errand.objects.filter(id=job.arguments.get("errand")).first()
    return found.whom if found and found.workspace_id == job.workspace_id else ""


def finish(errand: Errand) -> None:
    """Mark an errand as done and forget whom it was about."""
    Errand.objects.filter(id=errand.id).update(customer="", done_at=timezone.now())
