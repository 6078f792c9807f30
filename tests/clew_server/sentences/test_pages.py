"""Every page of the product in every language: no sentence of the library in English, nothing marked as English."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.urls import NoReverseMatch, reverse

from clew.metrics import METRICS
from clew_server.jobs.worker import run_one
from clew_server.policy import POLICY
from clew_server.sentences.columns import COLUMNS
from clew_server.sentences.counted import COUNTED
from clew_server.sentences.importing import IMPORTING
from clew_server.sentences.kept import KEPT
from clew_server.sentences.mapped import MAPPED
from clew_server.sentences.said import SAID
from clew_server.sentences.unread import UNREAD

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ("pl", "ro", "ru")
#: Imports are looked at with files of their own, in their room.
OTHERS = ("imports:",)
#: Questions that are refused, or answered with a remark.
ODD = (
    "metric=npss", "metric=nps&statistic=middle", "metric=nps&by=nonsense", "metric=nps&where=channel", "metric=share",
    "metric=csat&set.boxes=many", "metric=nps&where=channel%3Dnowhere",
    "metric=backlog&statistic=burn_time&every=month",
    "metric=sla_met&set.deadline=due_at", "metric=first_contact_resolution&set.definition=one_touch",
    "metric=resolution_time&set.time=working", "metric=resolution_time&statistic=within&by=topic",
    "metric=nps&compare=previous&period=all", "metric=nps&against=segment", "metric=csat&by=tickets.holder",
)  # fmt: skip
#: So many words of a sentence in a row are that sentence.
WORDS = 4


class _Read(HTMLParser):
    """The text that people read."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.marked: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._silent += tag in {"script", "style", "pre", "code"}
        if given.get("lang") == "en" and tag not in {"html", "button", "option", "a", "blockquote"}:
            self.marked.append(str(self.getpos()))

    def handle_endtag(self, tag):
        self._silent -= tag in {"script", "style", "pre", "code"}

    def handle_data(self, data):
        if not self._silent:
            self.text.append(data)


@cache
def pieces() -> list[str]:
    """Give what is looked for: whole texts of the registry, and the longer stretches between the parts of sentences."""
    texts = {text for text in (*COUNTED, *COLUMNS, *KEPT, *SAID, *IMPORTING, *MAPPED, *UNREAD) if "%(" not in text}
    texts |= {text for metric in METRICS.values() for text in (metric.about, metric.counts, metric.label)}
    texts |= {found.about for metric in METRICS.values() for found in metric.statistics.values()}
    texts |= {part for text in (*KEPT, *SAID, *IMPORTING, *MAPPED, *UNREAD) for part in re.split(r"%\(\w+\)s", text)}
    return sorted({" ".join(text.split()) for text in texts if len(text.split()) >= WORDS})


def in_english(html: str) -> list[str]:
    reader = _Read()
    reader.feed(html)
    text = " ".join(" ".join(reader.text).split())
    return [piece for piece in pieces() if piece in text] + reader.marked


def addresses(workspace) -> list[str]:
    found = []
    for route, rule in POLICY.items():
        if rule.get is not None and ":" in route and not route.startswith(OTHERS):
            try:
                found.append(reverse(route, kwargs={"workspace_id": workspace.id}))
            except NoReverseMatch:
                continue
    questions = reverse("questions:questions", kwargs={"workspace_id": workspace.id})
    found += [f"{questions}?metric={name}&period=all&wait=1" for name in METRICS]
    found += [f"{questions}?period=all&wait=1&{query}" for query in ODD]
    paths = reverse("paths:paths", kwargs={"workspace_id": workspace.id})
    found += [f"{paths}?view={view}" for view in ("variants", "circles", "around", "compare")]
    found += [f"{paths}?view=compare&groups={quote('channel=nowhere')}", f"{paths}?where=nonsense%3D1"]
    return found


def test_what_is_looked_for_is_found():
    assert "nobody has a value in" not in pieces(), "three words may be anybody's"
    assert in_english("<p>12 still open at the end: they count as such</p>")
    assert in_english('<p lang="en">oops</p>')
    assert not in_english("<p>Wciąż otwarte na końcu: 12</p>")


def test_no_page_speaks_english_to_who_reads_another_language(as_owner, company):
    asked = addresses(company)
    for address in asked:
        if "metric=" not in address:  # those are answered at once
            as_owner.get(address).close()
    while run_one(only_waited_for=True):
        pass
    faults = {}
    for address in asked:
        for language in LANGUAGES:  # one after the other: what is counted for one is kept for the others
            response = as_owner.get(address, headers={"Accept-Language": language})
            if response.headers.get("Content-Type", "").startswith("text/html") and response.status_code < 500:
                found = in_english(response.content.decode())
                if found:
                    faults[f"{language} {address}"] = found
            response.close()
    assert not faults, "\n".join(f"{address}: {found}" for address, found in faults.items())
