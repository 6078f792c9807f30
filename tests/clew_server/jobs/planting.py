"""A job that failed with a canary in what it was told and in what it said."""

from __future__ import annotations

from clew_server.jobs.models import FAILED, Job


def plant(place):
    job = Job.objects.create(
        kind="status.verify", workspace_id=place.workspace.id, state=FAILED, asked_by=place.owner.pk,
        arguments={"file": place.canary("job's argument")}, error=place.canary("job's error"),
        doing=place.canary("job's word"), result={"rows": place.canary("job's result")},
    )  # fmt: skip
    return {"job_id": job.id}
