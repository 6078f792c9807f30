"""Two hundred strings that would run something if a page forgot to escape one of them, in every text of a workspace."""

from __future__ import annotations

import csv
import itertools
from html.parser import HTMLParser
from pathlib import Path

from clew.store import Workspace, open_workspace

__all__ = ["PAYLOADS", "faults", "hostile_workspace"]

_RUN = "window.__pwn=1"
_SHAPES = (
    "<script>{run}</script>", "</script><script>{run}</script>", "</textarea><script>{run}</script>",
    "</title><script>{run}</script>", "</style><script>{run}</script>", "--><script>{run}</script>",
    "]]><script>{run}</script>", "<img src=x onerror={run}>", "<img src=x onerror='{run}'>", "<svg onload={run}>",
    "<svg><script>{run}</script></svg>", "<svg><animate onbegin={run} attributeName=x dur=1s>", "<body onload={run}>",
    "<details open ontoggle={run}>", "<input autofocus onfocus={run}>", "<select autofocus onfocus={run}>",
    "<video><source onerror={run}></video>", "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src='javascript:{run}'></iframe>", "<object data='javascript:{run}'></object>",
    "<a href='javascript:{run}'>x</a>", "<form action='javascript:{run}'><button>x</button></form>",
    "<math href='javascript:{run}'>x</math>", "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<base href='javascript:{run}//'>", "<link rel=stylesheet href='data:text/css,*{{}}'>", "javascript:{run}",
    "JaVaScRiPt:{run}", "data:text/html,<script>{run}</script>", "{{{{constructor.constructor('{run}')()}}}}",
    "${{{run}}}", "{{% now 'Y' %}}", '" onmouseover={run} x="', "' onmouseover={run} x='", '"><b pwn>', "'><b pwn>",
    "</td></tr></table><b pwn>", "<b pwn=1>x</b>", "`${{{run}}}`", "<x style='animation:pwn' onanimationend={run}>",
)  # fmt: skip
_WAYS = ("{}", "ok {}", "{} <!--", "\u202e{}", "A & {} & B")
PAYLOADS = [way.format(shape.format(run=_RUN)) for way, shape in itertools.product(_WAYS, _SHAPES)]

#: Tags no page of ours has; attributes that would hold an address.
_STRANGE = {"iframe", "object", "embed", "base", "animate", "set", "foreignobject", "math", "video", "audio", "marquee"}
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster"}


def hostile_workspace(data: Path, folder: Path, name: str = "hostile") -> Workspace:
    """A workspace whose every text is a payload: touchpoints, channels, names, verbatims, topics, teams, files."""
    workspace = open_workspace(data, name)
    for table, columns in _TABLES.items():
        file = folder / f"{table}<img src=x onerror=window.__pwn=1>.csv".replace("/", "-")
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(_rows(table, columns))
        workspace.import_files([file], table=table)
    return workspace


def _rows(table: str, columns: tuple[str, ...]) -> list[list[str]]:
    return [[_cell(table, column, n) for column in columns] for n in range(len(PAYLOADS))]


def _cell(table: str, column: str, n: int) -> str:
    known = {
        **_FIXED,
        "customer_id": PAYLOADS[n % 50],
        "rating": str(n % 11),
        f"{table.removesuffix('s')}_id": f"{table}-{n}",
    }
    if column.endswith("_at"):
        return f"2026-03-{n % 28 + 1:02d}T{n % 24:02d}:00:00Z"
    few = column in {"touchpoint", "channel", "name", "team", "topic", "product"}
    return known.get(column, PAYLOADS[(n % 6 if few else n) * 7 % len(PAYLOADS)])


_FIXED = {
    "program": "relationship", "metric": "nps", "scale_min": "0", "scale_max": "10", "currency": "EUR",
    "kind": "survey", "respondent": "customer", "answer_state": "given",
}  # fmt: skip
_TABLES: dict[str, tuple[str, ...]] = {
    "customers": ("customer_id", "country", "first_seen_at"),
    "events": ("event_id", "customer_id", "occurred_at", "name", "touchpoint", "channel", "team", "product"),
    "feedback": ("feedback_id", "customer_id", "answered_at", "rating", "scale_min", "scale_max", "metric", "program",
                 "kind", "verbatim", "touchpoint", "channel", "team", "product", "language", "question", "instrument"),
    "tickets": ("ticket_id", "customer_id", "opened_at", "channel", "topic"),
}  # fmt: skip


class _Reader(HTMLParser):
    """Notes everything in a page that could run, or that a payload has added."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in _STRANGE or "pwn" in tag:
            self.faults.append(f"<{tag}>")
        if tag == "script" and not ("src" in names or names.get("type") == "application/json" or names.get("nonce")):
            self.faults.append("<script> without src or nonce")
        if tag == "meta" and "http-equiv" in names and "refresh" in str(names["http-equiv"]).lower():
            self.faults += [] if str(names.get("content", "")).isdigit() else ["<meta refresh> elsewhere"]
        for name, value in attrs:
            plain = (value or "").strip().lower()
            if name.startswith("on") or "pwn" in name or name == "style":
                self.faults.append(f"<{tag} {name}=...>")
            if name in _ADDRESSES and plain.startswith(("javascript:", "vbscript:", "data:text")):
                self.faults.append(f"<{tag} {name}={plain[:40]}>")


def faults(page: str) -> list[str]:
    """What in a page could run, or came from a payload; none in a page that escapes everything."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.faults
