"""A workspace into which one person came by every way there is, each string of hers a canary, beside thirty others.

With some of the others she shares a household's account, a phone, a tablet and one order.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clew.importers import load_mapping
from clew.store import Workspace, open_workspace
from clew.store.delivery import Deliveries

MAPPINGS = Path(__file__).parent / "mappings"
OTHERS = [f"other{number}" for number in range(30)]
MAIL, PHONE, HOUSEHOLD_PHONE = "canarymail@example.com", "+48601777424", "+48500500500"
NUMBER, SECOND, THIRD = "canary-customer-1", "canary-customer-2", "canary-customer-3"
HER_ORDER, SHARED_ORDER = "canary-order-1", "order-of-two"


@dataclass
class Planted:
    """The workspace, her canaries by string (the way it came in by), and the exports: path, table, mapping."""

    data: Path
    canaries: dict[str, str] = field(default_factory=dict)
    exports: list[tuple[Path, str | None, str | None]] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.data)

    def again(self) -> list[Any]:
        """Import every export once more, as a late retry would."""
        return [self._import(*export) for export in self.exports]

    def _import(self, path: Path, table: str | None, mapping: str | None) -> Any:
        found = load_mapping(MAPPINGS / mapping) if mapping else None
        return self.workspace.import_files([path], found, table)[0]

    # planting

    def new(self, way: str) -> str:
        text = f"canary{len(self.canaries):03d}{way.replace(' ', '')}x7"
        self.canaries[text] = way
        return text

    def bring(self, name: str, content: Any, table: str | None = None, mapping: str | None = None) -> Any:
        path = self.data.parent / "exports" / name
        path.parent.mkdir(exist_ok=True)
        write = path.write_bytes if isinstance(content, bytes) else path.write_text
        write(content if isinstance(content, str | bytes) else as_csv(content))
        self.exports.append((path, table, mapping))
        return self._import(*self.exports[-1])


def each(row: Callable[[str], dict[str, Any]]) -> list[dict[str, Any]]:
    return [row(name) for name in OTHERS]


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns), *(",".join(str(row.get(column, "")) for column in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def as_jsonl(rows: Sequence[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_xlsx(rows: Sequence[dict[str, Any]]) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(cells)
    book.save(target)
    return target.getvalue()


def as_xes(traces: Sequence[tuple[dict[str, str], dict[str, str]]]) -> str:
    def xml(given: dict[str, str]) -> str:
        when = '<date key="time:timestamp" value="2026-01-04T10:00:00+00:00"/>' if "remark" in given else ""
        return when + "".join(f'<string key="{key}" value="{value}"/>' for key, value in given.items())

    body = "".join(f"<trace>{xml(trace)}<event>{xml(event)}</event></trace>" for trace, event in traces)
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0">{body}</log>'


def plant_customers(p: Planted) -> None:
    """Customer columns and traits, in three versions of which one stands; her account and the household's."""
    p.canaries |= dict.fromkeys((NUMBER, SECOND, THIRD), "customer id")
    traits = {name: p.new("trait") for name in "abcdefgh"}
    for version in ("2026-01-01", "2026-03-01", "2026-02-01"):
        hers = {"customer_id": NUMBER, "account_id": "household", "consent": p.new("consent"), **traits}
        hers |= {"i": p.new("superseded"), "version_at": version}
        rest = each(lambda name: {"customer_id": name, "account_id": "household", "a": "plain"})
        p.bring(f"customers-{version}.csv", [hers, *rest], "customers")
    account = p.new("account id")
    kinds = [{"account_id": account, "kind": p.new("account kind")}, {"account_id": "household", "kind": "h"}]
    p.bring("accounts.csv", kinds, "accounts")
    hers = {
        "subscription_id": p.new("contract"),
        "customer_id": NUMBER,
        "account_id": account,
        "end_reason": p.new("why"),
    }
    rest = each(lambda name: {"subscription_id": f"s{name}", "customer_id": name, "account_id": "household"})
    p.bring("contracts.csv", [hers, *rest], "subscriptions")


def plant_identifiers(p: Planted) -> None:
    """E-mail, phone and name, kept apart; answers that only the e-mail joins; two of them rejected."""
    p.canaries |= {MAIL: "e-mail", PHONE: "phone"}
    hers = {"number": NUMBER, "mail": MAIL.upper(), "phone": "601 777 424", "name": p.new("name"), "ip": "192.0.2.77"}
    rest = each(lambda name: {"number": name, "mail": f"{name}@example.com", "phone": HOUSEHOLD_PHONE, "name": "B"})
    p.bring(
        "contacts.csv",
        [hers, {**hers, "phone": HOUSEHOLD_PHONE, "name": p.new("name")}, *rest],
        mapping="contacts.toml",
    )
    said = [{"id": p.new("answer id"), "mail": MAIL, "score": 9, "said": p.new("verbatim")} for _ in range(9)]
    said += [{"id": p.new("bad id"), "mail": MAIL, "score": p.new("bad"), "said": p.new("bad")} for _ in range(2)]
    said += each(lambda name: {"id": f"m{name}", "mail": f"{name}@example.com", "score": 3, "said": "ok"})
    p.bring("answers.csv", [{**row, "day": "2026-01-02"} for row in said], mapping="answers.toml")


def plant_identities(p: Planted) -> None:
    """Three ids of hers; a statement that was taken back leaves other2 another person."""
    pairs = [(SECOND, NUMBER, ""), (THIRD, SECOND, ""), ("other1b", "other1", ""), (NUMBER, "other2", "2026-01-03")]
    rows = [{"from_id": a, "to_id": b, "stated_at": "2026-01-01", "undone_at": undone} for a, b, undone in pairs]
    p.bring("identities.csv", rows, "identities")


def plant_clicks(p: Planted) -> None:
    """JSON with properties; before she logged in; a form that nobody's id is in but her e-mail is."""
    hers = [{"event_id": p.new("event id"), "customer_id": SECOND, "q": p.new("property")} for _ in range(5)]
    hers = [{**row, "session_id": p.new("session")} for row in hers]
    before = {"event_id": p.new("event id"), "q": p.new("before login"), "session_id": hers[0]["session_id"]}
    form = {"event_id": p.new("event id"), "q": f" {MAIL} ", "note": p.new("beside an address")}
    rest = each(lambda name: {"event_id": f"e{name}", "customer_id": name, "q": "x", "session_id": f"v{name}"})
    referred = {"event_id": "referred", "customer_id": "other3", "q": MAIL}
    fixed = {"name": "click", "occurred_at": "2026-01-03T10:00:00", "device": "shared tablet"}
    p.bring("clicks.jsonl", as_jsonl([{**row, **fixed} for row in (*hers, before, form, referred, *rest)]), "events")
    other = {**hers[0], **fixed, "name": p.new("conflict")}
    p.bring("conflict.jsonl", as_jsonl([other]), "events")


def plant_logs_and_sheets(p: Planted) -> None:
    traces = [
        (
            {"concept:name": p.new("run"), "customer_id": THIRD, "city": p.new("trace attribute")},
            {"concept:name": "call", "org:resource": p.new("resource"), "remark": p.new("event attribute")},
        )
        for _ in range(3)
    ]
    rest = [
        ({"concept:name": f"run {name}", "customer_id": name}, {"concept:name": "c", "remark": "r"}) for name in OTHERS
    ]
    p.bring("log.xes", as_xes([*traces, *rest]))
    calls = [{"call_id": p.new("call id"), "customer_id": SECOND, "queue": p.new("sheet")} for _ in range(3)]
    calls += each(lambda name: {"call_id": f"c{name}", "customer_id": name, "queue": "q"})
    p.bring("calls.xlsx", as_xlsx([{**row, "queued_at": "2026-01-05 10:00:00"} for row in calls]), "calls")


def plant_orders(p: Planted) -> None:
    """One file that gives two tables, and rows that hang on her by an order, a ticket or an answer alone."""
    p.canaries[HER_ORDER] = "order id"
    orders = [
        {"id": p.new("purchase"), "who": NUMBER, "order": order, "note": p.new("note")}
        for order in (HER_ORDER, SHARED_ORDER)
    ]
    orders += [{"id": "p-other", "who": "other4", "order": SHARED_ORDER}]
    orders += each(lambda name: {"id": f"p{name}", "who": name, "order": f"o{name}", "note": "n"})
    p.bring("orders.csv", [{**row, "day": "2026-01-06", "paid": "5"} for row in orders], mapping="orders.toml")
    reviews = [{"id": p.new("review id"), "order": HER_ORDER, "score": 5, "said": p.new("review")} for _ in range(3)]
    reviews += [{"id": "review-of-two", "order": SHARED_ORDER, "score": 1, "said": "of two"}]
    reviews += each(lambda name: {"id": f"r{name}", "order": f"o{name}", "score": 2, "said": "fine"})
    p.bring("reviews.csv", [{**row, "day": "2026-01-07"} for row in reviews], mapping="reviews.toml")
    readings = [
        {"feedback_id": row["id"], "reader": "m", "themes": json.dumps([p.new("theme")])} for row in reviews[:2]
    ]
    p.bring(
        "readings.jsonl", as_jsonl([*readings, {"feedback_id": "rother5", "reader": "m", "themes": "[]"}]), "readings"
    )
    tickets = [{"ticket_id": p.new("ticket id"), "order_id": HER_ORDER, "topic": p.new("topic")} for _ in range(2)]
    tickets += each(lambda name: {"ticket_id": f"t{name}", "order_id": f"o{name}", "topic": "t"})
    p.bring("tickets.csv", [{**row, "opened_at": "2026-01-08"} for row in tickets], "tickets")
    changes = [{"ticket_id": row["ticket_id"], "value": p.new("change")} for row in tickets[:2]]
    changes = [
        {**row, "changed_at": "2026-01-09", "what": "reply"}
        for row in (*changes, {"ticket_id": "tother6", "value": "v"})
    ]
    p.bring("changes.csv", changes, "ticket_changes")


def plant_hashed(p: Planted) -> None:
    visits = [{"id": p.new("visit id"), "number": NUMBER, "page": p.new("hashed"), "query": p.new("hashed")}]
    visits += each(lambda name: {"id": f"v{name}", "number": name, "page": "p", "query": "q"})
    p.bring("visits.csv", [{**row, "day": "2026-01-10", "what": "visit"} for row in visits], mapping="visits.toml")


def plant_what_is_not_seen(p: Planted) -> None:
    """A line that was no row, a rejected row, an import taken back, other records, a kept answer, half files."""
    broken = (
        f"event_id,customer_id,name,occurred_at\ne-b1,other1,ok,2026-01-01\nx,{NUMBER},{p.new('broken')},,many,more\n"
    )
    broken += f"{p.new('no date')},{NUMBER},{p.new('bad row')},never\ne-b2,other2,ok,2026-01-01\n"
    p.bring("broken.csv", broken, "events")
    row = {
        "feedback_id": p.new("undone"),
        "customer_id": NUMBER,
        "rating": 1,
        "metric": "nps",
        "verbatim": p.new("undone"),
    }
    p.workspace.undo(p.bring("undone.csv", [row], "feedback").import_id)
    workspace = p.workspace
    with workspace.place.journal.writer(now=workspace._now) as writer:
        writer.append("identity", json.dumps({"userId": NUMBER, "properties": {"q": p.new("record")}}).encode())
    workspace.compact()
    kept = p.data / "cache" / workspace.id / "old" / "answer.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"where": p.new("kept answer")}))
    for name in ("journal/half.segment.tmp", "lake/events/half.parquet.tmp", "identifiers/half.parquet.tmp"):
        (workspace.place.folder / name).write_text(p.new("half file"))


def plant_messages(p: Planted) -> None:
    """What came through the tracking API: hers by an id, by an e-mail, by an order; crooked; named by somebody else."""
    told = {"type": "track", "event": "Order Completed"}
    messages = [
        {**told, "messageId": p.new("message"), "userId": SECOND, "properties": {"q": p.new("property")}},
        {"type": "identify", "messageId": p.new("identify"), "userId": NUMBER, "traits": {"city": p.new("trait")}},
        {"type": "alias", "messageId": p.new("alias"), "previousId": p.new("anonymous"), "userId": NUMBER},
        {"type": "track", "userId": NUMBER, "properties": {"q": p.new("no event")}},
        {**told, "messageId": "kept-message", "userId": "other1", "properties": {"friend_id": SECOND, "q": "kept"}},
    ]
    twice = f'{{"type": "track", "event": "E", "messageId": "twice", "userId": "{SECOND}", "userId": "other1"}}'
    body = json.dumps({"batch": [*messages, "@"]}).replace('"@"', twice)  # what is said last counts, hers is there too
    deliveries = Deliveries.of(p.workspace, p.workspace._now)
    deliveries.append("batch", "key", body.encode())
    deliveries.commit()
    deliveries.close()
    p.workspace.catch_up()


PLANTING = (
    plant_messages,
    plant_customers,
    plant_identifiers,
    plant_identities,
    plant_clicks,
    plant_logs_and_sheets,
    plant_orders,
    plant_hashed,
    plant_what_is_not_seen,
)


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Planted:
    planted = Planted(tmp_path_factory.mktemp("planted") / "data")
    for plant in PLANTING:
        plant(planted)
    return planted


@pytest.fixture
def planted(template, tmp_path) -> Planted:
    """A copy of the planted workspace, each test its own."""
    shutil.copytree(template.data, tmp_path / "data")
    return Planted(tmp_path / "data", template.canaries, template.exports)


@pytest.fixture(scope="session")
def template_without_her(template, tmp_path_factory) -> Path:
    """The data folder after the erasure."""
    folder = tmp_path_factory.mktemp("erased")
    shutil.copytree(template.data, folder / "data")
    open_workspace(folder / "data").erase(NUMBER)
    return folder / "data"


@pytest.fixture
def erased(template, template_without_her, tmp_path) -> Planted:
    """A copy of the workspace after she was erased."""
    shutil.copytree(template_without_her, tmp_path / "erased" / "data")
    return Planted(tmp_path / "erased" / "data", template.canaries, template.exports)
