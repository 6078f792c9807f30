"""What rules catch of the last 90 days is counted by a job: they are matched against every contact."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from clew.questions.caught import caught_by
from clew.questions.classed import classed_words
from clew.rules import Rules
from clew_server.insights.kept.services import keep
from clew_server.jobs.registry import Running, job
from clew_server.lakes.handles import opened

__all__ = ["catch"]

SHOWN = 60
DAYS = timedelta(days=90)


@job("company.rules", label=gettext_lazy("Count what rules catch"), is_waited_for=True)
def catch(running: Running) -> dict[str, int]:
    """Count what each reason catches, and keep the words of the data with what they count as."""
    assert running.workspace_id is not None, "rules are a workspace's"  # noqa: S101 - the page queues it so
    handle, told = opened(running.workspace_id), running.arguments["asked"]
    rules, lake = Rules.of(told["rules"]), handle.store.snapshot()
    last = datetime.combine(datetime.fromisoformat(told["end"]), time(), ZoneInfo(lake.settings.zone)).astimezone(UTC)
    caught = caught_by(lake, handle.engine, rules, last - DAYS, last)
    running.tell("", 0.5)
    words = classed_words(lake, handle.engine, rules)
    document: dict[str, Any] = {
        "caught": asdict(caught),
        "statuses": [[w.value, w.count, w.meaning, rules.knows(w.value)] for w in words.statuses[:SHOWN]],
        "touchpoints": [[w.value, w.count, w.meaning, w.meaning != w.value] for w in words.touchpoints[:SHOWN]],
    }
    keep(running.workspace_id, running.arguments["key"], lake, document)
    return {"lines": len(caught.lines)}
