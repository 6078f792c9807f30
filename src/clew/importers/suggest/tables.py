"""Which canonical tables a sheet could fill, and the block of each: fields, key, dates, properties."""

from __future__ import annotations

from dataclasses import replace

from clew.importers.mapping.model import Numbers
from clew.importers.rows.versions import LARGEST_NUMBER
from clew.importers.suggest.columns import Sheet
from clew.importers.suggest.draft import Draft, Line
from clew.importers.suggest.profile import Profile
from clew.importers.suggest.service import service_drafts
from clew.importers.suggest.words import plain_name
from clew.importers.values.json_path import outer_column
from clew.tables import TABLES

__all__ = ["FIELDS", "add_dates", "add_numbers", "add_properties", "fill", "table_drafts", "used_columns"]

#: Per table: canonical column to the roles it is read from, the first that is there.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "customers": {
        "customer_id": ("customer",), "first_seen_at": ("registered",), "country": ("country",),
        "consent": ("consent",),
    },
    "events": {
        "event_id": ("event id",), "customer_id": ("customer",), "occurred_at": ("occurred",),
        "name": ("event", "touchpoint"), "touchpoint": ("touchpoint", "event"), "channel": ("channel",),
        "journey_run_id": ("run", "order", "ticket"), "session_id": ("session",), "order_id": ("order",),
        "actor": ("agent",), "team": ("team",), "location": ("location",), "product": ("product",),
        "device": ("device",),
    },
    "feedback": {
        "customer_id": ("customer",), "asked_at": ("asked",), "answered_at": ("answered", "occurred"),
        "channel": ("channel",), "touchpoint": ("touchpoint",), "language": ("language",), "order_id": ("order",),
        "ticket_id": ("ticket",), "journey_run_id": ("run",), "weight": ("weight",), "team": ("team",),
        "employee": ("agent",), "location": ("location",), "product": ("product",), "device": ("device",),
        "country": ("country",),
    },
    "calls": {
        "call_id": ("call",), "customer_id": ("customer",), "queued_at": ("queued",), "answered_at": ("picked up",),
        "abandoned_at": ("abandoned",), "ended_at": ("ended",), "queue": ("queue",), "team": ("team",),
        "transfers": ("transfers",), "bot_seconds": ("bot seconds",), "ticket_id": ("ticket",),
    },
    "tickets": {
        "ticket_id": ("ticket",), "customer_id": ("customer",), "opened_at": ("opened", "made"),
        "channel": ("channel",), "topic": ("topic",), "kind": ("kind",), "priority": ("priority",),
        "touchpoint": ("touchpoint",), "team": ("team",), "order_id": ("order",), "replied_at": ("replied",),
        "resolved_at": ("resolved",), "due_at": ("due",),
    },
    "ticket_changes": {
        "ticket_id": ("ticket",), "changed_at": ("version", "occurred", "opened"), "ordinal": ("change", "revision"),
    },
    "identities": {},
    "promises": {
        "customer_id": ("customer",), "made_at": ("made", "opened", "purchased"), "due_at": ("due",),
        "kept_at": ("kept",), "withdrawn_at": ("withdrawn",), "kind": ("kind",), "touchpoint": ("touchpoint", "kind"),
        "channel": ("channel",), "order_id": ("order",), "ticket_id": ("ticket",), "product": ("product",),
        "location": ("location",),
    },
    "purchases": {
        "customer_id": ("customer",), "purchased_at": ("purchased", "made"), "amount": ("amount",),
        "currency": ("currency",), "product": ("product",), "kind": ("kind",), "order_id": ("order",),
    },
    "subscriptions": {
        "customer_id": ("customer",), "started_at": ("started",), "ended_at": ("ended",), "product": ("product",),
        "committed_until": ("committed",), "end_reason": ("end reason",), "monthly_amount": ("amount",),
        "currency": ("currency",),
    },
}  # fmt: skip
#: What is followed in a log of tickets, and the role of its column.
CHANGES = {"status": "state", "group": "team", "assignee": "agent"}
#: Types of columns whose cells are numbers.
NUMBERS = frozenset({"money", "number", "int"})
#: Columns that two fields may share: a kind of visit is also where the promise is felt.
SHARED = frozenset({("promises", "touchpoint"), ("events", "touchpoint"), ("events", "journey_run_id")})


def table_drafts(sheet: Sheet) -> list[Draft]:
    """Return the blocks that a sheet without answers to questions could fill, the best guess where none is clear."""
    if served := service_drafts(sheet):
        return served
    drafts = _ticket_drafts(sheet)
    if _has(sheet, "due") and (_has(sheet, "kept") or _has(sheet, "made")):
        drafts.append(Draft("promises", 0.85, "it says by when something was due and when it was done"))
    if _has(sheet, "amount") and not _has(sheet, "started") and (_has(sheet, "purchased") or _has(sheet, "order")):
        drafts.append(Draft("purchases", 0.85, "it has amounts"))
    if _has(sheet, "started") and _has(sheet, "customer"):
        drafts.append(Draft("subscriptions", 0.8, "it says when contracts began"))
    return drafts or _people_drafts(sheet) or _last_resort(sheet)


def _ticket_drafts(sheet: Sheet) -> list[Draft]:
    """Tickets, and their changes where the sheet is a log with a row a change."""
    if not _has(sheet, "ticket") or not _has(sheet, "opened"):
        return []
    tickets = Draft("tickets", 0.85, "it has ticket numbers and when they were opened")
    if sheet.all("ticket")[0].column.is_unique:
        return [tickets]
    if not (_has(sheet, "version") and _has(sheet, "state")):
        return []
    changes = Draft("ticket_changes", 0.8, "tickets stand in it once a change, with the time of the change")
    columns = {what: found.column.name for what, role in CHANGES.items() if (found := sheet.best(role))}
    changes.add("", "changes", columns, 0.8, "what they say first, and where they differ from the ticket's row before")
    return [tickets, changes]


def _people_drafts(sheet: Sheet) -> list[Draft]:
    """A register of customers, and the facts that two of its numbers are one customer."""
    if not _is_register(sheet):
        return []
    names = [found.column.name for found in sheet.all("customer")]
    person = next((name for name in names if "unique" in plain_name(name).split()), None)
    other = next((name for name in names if name != person), None)
    register = Draft("customers", 0.9, "each customer stands in it once, with what is known of them")
    if person is None or other is None:
        return [register]
    register.add("columns", "customer_id", person, 0.8, "its name says that it is the same for one person")
    same = Draft("identities", 0.8, "it names each customer by two numbers")
    same.add("columns", "from_id", other, 0.8, "another number of the customer")
    same.add("columns", "to_id", person, 0.8, "the number that stays the same for one person")
    return [same, register]


def _last_resort(sheet: Sheet) -> list[Draft]:
    """The best guess where nothing is clear."""
    if _has(sheet, "occurred"):
        return [Draft("events", 0.8 if _has(sheet, "event") else 0.4, "it has times and what happened")]
    if _has(sheet, "customer"):
        return [Draft("customers", 0.4, "it names customers; nothing else was recognised")]
    return [Draft("events", 0.1, "nothing was recognised: fill in name and occurred_at")]


def fill(draft: Draft, sheet: Sheet, reserved: set[str]) -> None:
    """Propose the columns of a block; ``reserved`` ones are for something else."""
    used = set(reserved)
    for name, roles in FIELDS[draft.table].items():
        free = reserved if (draft.table, name) in SHARED else used
        found = sheet.best(*roles, without=free) if not draft.has("columns", name) else None
        if found and _fits(draft.table, name, found.column):
            draft.add("columns", name, found.column.name, found.sure, found.why)
            used.add(found.column.name)
    _add_version(draft, sheet, used)
    _add_promise(draft, sheet)
    _add_joins(draft)


def _add_promise(draft: Draft, sheet: Sheet) -> None:
    """A row that says no time for it promises nothing; a promised day lasts until its end."""
    if draft.table != "promises":
        return
    due = next((sheet.by_name(line.value) for line in draft.lines.get("columns", []) if line.key == "due_at"), None)
    if due is not None and due.texts.null_count:
        draft.add("", "where", {due.name: {"not": ""}}, 0.9, "without a time nothing was promised")


def _add_joins(draft: Draft) -> None:
    """What a row does not say itself is fetched through its order."""
    if not draft.has("columns", "order_id") or draft.has("columns", "customer_id"):
        return
    if draft.table == "purchases" and not draft.has("columns", "purchased_at"):
        time = {"table": "purchases", "by": "order_id"}
        draft.add("join", "purchased_at", time, 0.5, "no time here; fetched from other purchases of the order")
    table = "promises" if draft.table != "promises" else "events"
    customer = {"table": table, "by": "order_id"}
    draft.add("join", "customer_id", customer, 0.5, "no customer here; fetched by the order, if it is imported too")


def add_dates(draft: Draft, sheet: Sheet) -> None:
    """Propose the formats of the times the block uses; ISO 8601 needs none."""
    known = {column.name for column in sheet.profiles}
    times = {line.key: sheet.by_name(line.value) for line in _time_lines(draft) if line.value in known}
    decided = {timing.form for column in sheet.profiles if (timing := column.timing) and not timing.rival}
    for name, column in times.items():
        timing = column.timing
        if timing is None:
            continue
        if name == "due_at" and timing.dates_only:
            why = "days without a time of day: kept until the end of the day"
            draft.add("dates", name, {"formats": [timing.form], "end_of_day": True}, 0.7, why)
        if timing.form == "iso" or draft.has("dates", name):
            continue
        form = timing.rival if timing.rival in decided and timing.form not in decided else timing.form
        doubt = timing.rival and not {timing.form, timing.rival} & decided
        why = f"reads {timing.share:.0%} of the values"
        why += f"; day and month could also be swapped ({timing.rival}): no day above 12 was seen" if doubt else ""
        draft.add("dates", name, [form], 0.5 if doubt else 0.95, why)


def add_numbers(draft: Draft, sheet: Sheet) -> None:
    """Propose how numbers are written, where it is not the plain way."""
    types = TABLES[draft.table].by_name
    numbers = {line.value for line in draft.lines.get("columns", []) if types[line.key].type in NUMBERS}
    for column in (column for column in sheet.profiles if column.name in numbers):
        if column.notation != Numbers():
            draft.add("numbers", "decimal", column.notation.decimal, 0.9, f"as in {column.some[0]}")
            if column.notation.thousands:
                draft.add("numbers", "thousands", column.notation.thousands, 0.9, "between groups of three digits")
            return


def add_properties(draft: Draft, sheet: Sheet, apart: set[str]) -> None:
    """Propose the columns worth keeping beside the fields: few values to split and filter by, a customer's numbers."""
    used = used_columns(draft) | apart
    kept = [column for column in sheet.profiles if column.name not in used and _is_worth_keeping(draft, column)]
    block = TABLES[draft.table].by_name
    if kept and draft.table != "identities" and ("properties" in block or "traits" in block):
        names = [column.name for column in kept]
        numbers = "" if all(column.is_category for column in kept) else ", or numbers of the customer"
        draft.add("properties", "columns", names, 0.8, f"few values each: good to split and filter by{numbers}")


def _is_worth_keeping(draft: Draft, column: Profile) -> bool:
    """Whether a column says something of the row: not a number that names one thing, as only ids do."""
    measures = column.is_bare_numeric and not (column.is_unique and all(text.isdecimal() for text in column.some))
    return column.is_category or (draft.table == "customers" and measures and column.timing is None)


def used_columns(draft: Draft) -> set[str]:
    """Return the source columns a draft uses already."""
    read = [line.value for line in draft.lines.get("columns", [])]
    plain = {part for value in read for part in ([value] if isinstance(value, str) else value)}
    plain |= {line.key for line in draft.lines.get("unpivot.columns", [])}
    plain |= {line.value["column"] for line in draft.lines.get("after", [])}
    plain |= {outer_column(name) for name in plain}
    return plain.union(*(_names(line.value) for line in draft.lines.get("", []) if line.key == "version_at"))


def _time_lines(draft: Draft) -> list[Line]:
    times = TABLES[draft.table].times
    lines = [line for line in draft.lines.get("columns", []) if line.key in times]
    versions = [line for line in draft.lines.get("", []) if line.key == "version_at"]
    return lines + [replace(line, value=_names(line.value)[0]) for line in versions]


def _names(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _has(sheet: Sheet, role: str) -> bool:
    return bool(sheet.all(role))


def _is_register(sheet: Sheet) -> bool:
    """Whether each customer stands in the sheet once, with who they are."""
    customers = sheet.all("customer")
    known = any(_has(sheet, role) for role in ("email", "phone", "registered", "person", "consent"))
    return bool(customers) and customers[0].column.is_unique and (known or not _has(sheet, "occurred"))


def _fits(table: str, name: str, column: Profile) -> bool:
    """Whether the values can stand there: the id of a fact never repeats, choices are among those there are."""
    if TABLES[table].merge == "fact" and TABLES[table].key == (name,) and not column.is_unique:
        return False
    choices = TABLES[table].by_name[name].choices
    return not choices or all(text.casefold() in choices for text in column.counts)


def _add_version(draft: Draft, sheet: Sheet, used: set[str]) -> None:
    found = sheet.best("version", without=used)
    if found and "version_at" in TABLES[draft.table].by_name:
        counter = sheet.best("revision", without=used)
        if counter is None or max(map(int, counter.column.counts), default=0) > LARGEST_NUMBER:
            draft.add("", "version_at", found.column.name, found.sure, found.why)
        else:
            why = f"{found.why}; {counter.column.name} says which of two changes of one time is the later"
            draft.add("", "version_at", [found.column.name, counter.column.name], min(found.sure, counter.sure), why)
