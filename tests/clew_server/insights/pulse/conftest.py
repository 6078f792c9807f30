"""A company that was diagnosed: the job ran as the server runs it, once for the whole run."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from clew_server.insights.pulse.computed import identity, read_computed
from clew_server.insights.pulse.jobs import make_findings
from clew_server.insights.pulse.models import Told
from clew_server.insights.pulse.news import keep_told
from clew_server.insights.waiting import wait_for_all
from clew_server.jobs.registry import Running
from clew_server.lakes.handles import opened


@pytest.fixture(autouse=True)
def nothing_under_way():
    """What a page left to the background is over before the next test closes the workspaces."""
    yield
    wait_for_all()


@pytest.fixture
def run():
    """Give a way to do a job's work as a worker would; it returns what the job returns and what it told."""

    def done(workspace, work, **arguments):
        said = []
        running = Running(uuid4(), workspace.id, arguments, lambda what, share: said.append((what, share)))
        return work(running), said

    return done


@pytest.fixture
def diagnosed(company, run):
    """The company, with the findings of its data kept."""
    handle = opened(company.id)
    kept = read_computed(handle, "en")
    if kept is None or kept.of != identity(handle.store.snapshot()):
        run(company, make_findings)
    else:
        titles = {finding.id: {"en": finding.title} for finding in kept.diagnosis.findings}
        keep_told(company.id, Told.FINDING, titles, timezone.now())
    return company


@pytest.fixture
def first(diagnosed):
    """The finding that is told first."""
    return read_computed(opened(diagnosed.id), "en").diagnosis.findings[0]
