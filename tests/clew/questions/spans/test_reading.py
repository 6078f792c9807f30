# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Cells read span by span and kept: the figures are those of one statement over everything, whatever came meanwhile."""

from __future__ import annotations

import random
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from msgspec import structs

import clew
from clew.engines import texts
from clew.errors import UsageError
from clew.questions import answer
from clew.questions.extracts import reading as extracts_reading
from clew.questions.extracts.keeping import KNOWN
from clew.questions.gathering import rows, scale
from clew.questions.gathering.rows import Window
from clew.questions.keeping import looks
from clew.questions.parse import parse_question
from clew.questions.spans import reading
from clew.questions.spans.reading import CELLS, spans_of
from clew.questions.timing.windows import own_window

SPRING = {"start": "2026-02-01", "end": "2026-04-20", "zone": "Europe/Warsaw"}
DAY = datetime(2026, 1, 5)


@pytest.fixture(autouse=True)
def _forget():
    CELLS.forget()
    KNOWN.forget()


def whole(question, lake, engine, monkeypatch):
    """The answer of one statement that cuts its periods itself, reads every file and looks at all rows."""
    with monkeypatch.context() as patch:
        patch.setattr(reading, "spans_of", lambda _plan, _window: None)
        patch.setattr(Window, "looked_at", property(lambda _: ()))
        patch.setattr(texts, "_TEXTS", WHOLE_TEXTS)
        patch.setattr(rows, "stating_of", lambda _reader, _plan: None)
        patch.setattr(scale, "pairs_of", lambda *_: None)
        patch.setattr(looks, "pairs_of", lambda *_: None)
        return answer(question, lake, engine)


def figures(found):
    rows = [(r.dimensions, r.period, r.n, r.missing, r.value, r.lo, r.hi, r.method, r.warnings) for r in found.rows]
    differences = [(c.dimensions, c.period, c.reference, c.difference, c.lo, c.hi, c.n) for c in found.comparisons]
    return rows, differences, found.warnings


def assert_same(found, expected):
    for mine, theirs in zip(figures(found), figures(expected), strict=True):
        assert len(mine) == len(theirs)
        for a, b in zip(mine, theirs, strict=True):
            numbers = [(x, y) for x, y in zip(a, b, strict=True) if isinstance(x, float) and isinstance(y, float)]
            assert [x for x, _ in numbers] == pytest.approx([y for _, y in numbers], rel=1e-12, abs=1e-12)
            assert [x for x in a if not isinstance(x, float)] == [y for y in b if not isinstance(y, float)]


TABLES_ASKED = ("feedback", "events", "promises", "purchases", "tickets", "ticket_changes", "customers")
WHOLE_TEXTS = OrderedDict()
QUESTIONS = [
    parse_question("nps", as_of="2026-04-20T10:00", every="week", **SPRING),
    parse_question("nps", as_of="2026-04-20T10:00", by="channel", compare="previous", every="month", **SPRING),
    parse_question("ces", as_of="2026-03-10", compare="previous", start="2026-03-01", end="2026-03-20"),
    parse_question("promise_kept", as_of="2026-03-01", every="month", compare="previous", **SPRING),
    parse_question("promise_kept", as_of="2026-05-01", every="month", **SPRING),
    parse_question("contact_rate", as_of="2026-04-20", every="week", compare="previous", **SPRING),
    parse_question("repurchase", as_of="2026-04-20", settings=["days=9"], every="month", compare="previous", **SPRING),
    parse_question("resolution_time.within", as_of="2026-04-19", every="month", compare="previous", **SPRING),
    parse_question("resolution_time", as_of="2026-04-19", every="week", where=["topic=bill"], **SPRING),
    parse_question("nps.distribution", as_of="2026-04-20", every="month", **SPRING),
    parse_question("first_contact_resolution", as_of="2026-04-19", every="week", compare="previous", **SPRING),
]


class Company:
    """Rows of everything that questions are asked about, in files of a few weeks; some come again, changed."""

    def __init__(self, draw, folder):
        self.draw, self.folder, self.count = draw, folder, 0

    def file(self, table, header, row, first_day=0, days=110):
        self.count += 1
        path = self.folder / f"{table}-{self.count}.csv"
        at = [DAY + timedelta(days=first_day, minutes=self.draw.randrange(days * 1440)) for _ in range(40)]
        lines = [",".join(map(str, row(place, time))) for place, time in enumerate(at)]
        path.write_text("\n".join([header, *lines]))
        return path, table

    def customer(self):
        return f"c{self.draw.randrange(25)}"

    def some(self, table=None):
        draw, days = self.draw, self.draw.choice((10, 40, 110))
        first = draw.randrange(111 - days)
        key = draw.choice((0, 1000))  # ids of an earlier file: those rows are changed, the old ones die
        makers = {
            "feedback": ("feedback_id,customer_id,metric,program,rating,answered_at,channel", self.feedback(key)),
            "events": ("event_id,customer_id,occurred_at,name,initiated_by", self.event(key + self.count * 50)),
            "promises": ("promise_id,customer_id,made_at,due_at,kept_at", self.promise(key)),
            "purchases": ("purchase_id,customer_id,purchased_at,kind,amount,currency,order_id", self.purchase(key)),
            "tickets": ("ticket_id,customer_id,opened_at,topic,resolved_at", self.ticket(key)),
            "ticket_changes": ("ticket_id,changed_at,ordinal,what,value", self.change(key + self.count * 50)),
            "identities": ("from_id,to_id,stated_at", lambda _, time: (self.customer(), self.customer(), time)),
            "customers": ("customer_id,country", lambda place, _: (f"c{place}", "PL")),
        }
        table = table or draw.choice([*makers, "feedback", "feedback"])
        return self.file(table, *makers[table], first_day=first, days=days)

    def feedback(self, key):
        def row(place, time):
            metric, highest = self.draw.choice((("nps", 10), ("nps", 10), ("ces", 7)))
            rating = self.draw.choice(("", *range(1, highest + 1)))
            program = self.draw.choice(("relationship", "transactional"))
            return key + place, self.customer(), metric, program, rating, time, self.draw.choice(("web", "shop"))

        return row

    def event(self, key):
        return lambda place, time: (
            key + place,
            self.customer(),
            time,
            "call",
            self.draw.choice(("customer", "company")),
        )

    def promise(self, key):
        def row(place, time):
            due = time + timedelta(days=self.draw.randrange(12))
            kept = due + timedelta(days=self.draw.randrange(-3, 4)) if self.draw.random() < 0.8 else ""
            return key + place, self.customer(), time, due, kept

        return row

    def purchase(self, key):
        def row(place, time):
            kind = self.draw.choice(["purchase"] * 5 + ["refund", ""])
            order = self.draw.choice(["", f"o{self.draw.randrange(6)}"])
            return key + place, self.customer(), time, kind, 10, "EUR", order

        return row

    def ticket(self, key):
        def row(place, time):
            solved = time + timedelta(hours=self.draw.randrange(90)) if self.draw.random() < 0.7 else ""
            return key + place, self.customer(), time, self.draw.choice(("bill", "move")), solved

        return row

    def change(self, key):
        del key
        words = ("open", "pending", "solved", "merged")
        return lambda _, time: (self.draw.choice((0, 1000)) + self.draw.randrange(40), time, 1, "status",
                                self.draw.choice(words))  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_the_figures_are_those_of_everything_read_anew(tmp_path, monkeypatch, seed):
    draw = random.Random(seed)  # noqa: S311 - a test
    company = Company(draw, tmp_path)
    with clew.open(tmp_path / "data") as workspace:
        for table in (*TABLES_ASKED, "feedback"):
            workspace.import_file(company.some(table)[0], table=table)
        for step in range(6):
            lake = workspace.store.snapshot()
            for asked in draw.sample(QUESTIONS, 4) if step % 5 else QUESTIONS:
                moment = asked.as_of + timedelta(minutes=draw.randrange(-9999, 9999))
                question = structs.replace(asked, as_of=moment if draw.random() < 0.8 else None)
                if draw.random() < 0.3:  # a process that has just started knows what is on disk
                    CELLS.forget()
                    KNOWN.forget()
                monkeypatch.setattr(extracts_reading, "FEW", draw.choice((0, 50_000)))  # files here are small
                try:
                    expected = whole(question, lake, workspace.engine, monkeypatch)
                except UsageError:  # all of a table was taken back
                    continue
                assert_same(answer(question, lake, workspace.engine), expected)
                assert_same(answer(question, lake, workspace.engine), expected)
            change(workspace, company, draw)


def change(workspace, company, draw):
    """Import something, take an import back, or erase a person."""
    imports = [found for found in workspace.store.imports() if not found["undone"]]
    what = draw.choice(("import", "import", "undo", "erase"))
    if what == "undo":
        workspace.store.undo(draw.choice(imports)["import_id"])
    elif what == "erase":
        try:
            workspace.store.erase(company.customer())
        except UsageError:
            return  # nobody of that name
    else:
        path, table = company.some()
        workspace.import_file(path, table=table)


@pytest.fixture
def counted(engine, monkeypatch):
    """The statements that the engine ran, with the files of feedback they read."""
    ran = []
    read = engine.read

    def note(sql, views, **options):
        ran.append([file for name, view in views.items() if name == "feedback" for file in view.files])
        return read(sql, views, **options)

    monkeypatch.setattr(engine, "read", note)
    return ran


def answers(month, rating=9, count=6):
    return [
        {"feedback_id": f"{month}-{i}", "customer_id": f"c{i}", "metric": "nps", "rating": rating,
         "answered_at": datetime(2026, month, 3 + i)} for i in range(count)
    ]  # fmt: skip


def with_files(lake, *months):
    files = []
    for month in months:
        files += lake.write("feedback", answers(month)).views["feedback"].files
    lake.views["feedback"] = replace(lake.views["feedback"], files=tuple(files))
    return files


class TestNewFiles:
    QUESTION = parse_question("nps", start="2026-01-01", end="2026-05-01", every="month", as_of="2026-05-01")

    def test_only_what_is_new_is_read(self, lake, engine, counted):
        files = with_files(lake, 1, 2, 3)
        assert [row.n for row in answer(self.QUESTION, lake, engine).rows] == [6, 6, 6]
        before = lake.views["feedback"]
        new = lake.write("feedback", answers(4)).views["feedback"].files
        lake.views["feedback"] = replace(before, files=(*before.files, *new))
        counted.clear()
        assert [row.n for row in answer(self.QUESTION, lake, engine).rows] == [6, 6, 6, 6]
        assert counted == [list(new)]
        assert set(files).isdisjoint(new)

    def test_of_the_same_month_too(self, lake, engine, counted):
        with_files(lake, 1, 2, 3)
        answer(self.QUESTION, lake, engine)
        before = lake.views["feedback"]
        rows = [{**row, "feedback_id": f"again-{row['feedback_id']}"} for row in answers(3)]
        new = lake.write("feedback", rows).views["feedback"].files
        lake.views["feedback"] = replace(before, files=(*before.files, *new))
        counted.clear()
        assert [row.n for row in answer(self.QUESTION, lake, engine).rows] == [6, 6, 12]
        assert counted == [list(new)]

    def test_a_later_moment_changes_nothing_of_what_had_happened(self, lake, engine, counted):
        with_files(lake, 1, 2)
        first = answer(self.QUESTION, lake, engine)
        counted.clear()
        later = answer(structs.replace(self.QUESTION, as_of=datetime(2026, 5, 2)), lake, engine)
        assert (counted, later.rows) == ([], first.rows)
        assert later.sql, "what would be read is told, also where it is known"

    def test_an_earlier_moment_does(self, lake, engine):
        with_files(lake, 1, 2)
        assert [row.n for row in answer(self.QUESTION, lake, engine).rows] == [6, 6]
        earlier = answer(structs.replace(self.QUESTION, as_of=datetime(2026, 2, 5)), lake, engine)
        assert [row.n for row in earlier.rows] == [6, 3]


class TestSpansOf:
    def spans(self, lake, engine, **words):
        from clew.questions.gathering.working import reader_of  # noqa: PLC0415
        from clew.questions.plan import make_plan  # noqa: PLC0415

        plan = make_plan(parse_question("nps", **words))
        return spans_of(plan, own_window(reader_of(plan, lake, engine), plan))

    def test_periods_are_cut_where_the_clock_of_the_zone_says(self, lake, engine):
        found = self.spans(lake, engine, start="2026-03-28", end="2026-03-31", every="day", zone="Europe/Warsaw")
        assert [(end - start) / timedelta(hours=1) for start, end in (part.span for part in found)] == [24, 23, 24]

    def test_one_statement_cuts_what_has_no_end_or_too_many_periods(self, lake, engine):
        assert self.spans(lake, engine, start="2026-03-28", every="day") is None
        assert self.spans(lake, engine, start="2025-03-28", end="2026-03-28", every="day") is None
