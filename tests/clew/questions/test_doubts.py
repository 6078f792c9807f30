"""What an answer doubts: a mistyped date is no "now", and an answer says how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.errors import UsageError
from clew.questions.asking import answer
from clew.questions.gathering.lake import Reader
from clew.questions.question import Question
from clew.store.settings import Settings, document_change

day = datetime.fromisoformat
RECEIVED = day("2026-03-10T12:00")
SLIP = day("2999-01-01")


@dataclass
class Imported:
    """A lake that knows when its last import was received."""

    lake: Any
    received_at: datetime | None = RECEIVED

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lake, name)


def ticket(number: int, opened: datetime, resolved: datetime | None = None) -> dict[str, Any]:
    return {"ticket_id": f"t{number}", "opened_at": opened, "resolved_at": resolved}


def tickets(*opened: datetime) -> list[dict[str, Any]]:
    return [ticket(number, at, at + timedelta(hours=2)) for number, at in enumerate(opened)]


def asked(lake: Any, engine: DuckDBEngine, **more: Any) -> Any:
    return answer(Question(metric="resolution_time", min_n=1, **more), lake, engine)


class TestLateRows:
    def test_a_mistyped_date_is_no_now_and_is_told(self, lake: Any, engine: DuckDBEngine) -> None:
        rows = [*tickets(day("2026-03-01"), day("2026-03-04")), ticket(8, SLIP), ticket(9, day("2026-03-09"))]
        found = asked(Imported(lake.write("tickets", rows)), engine)
        assert found.as_of == "2026-03-09T00:00:00"
        assert (
            "1 row of tickets after 2026-03-11 12:00, a day after the last import: its date may be wrong"
            in found.warnings
        )

    def test_an_hour_within_the_day_after_the_import_is_one(self, lake: Any, engine: DuckDBEngine) -> None:
        last = RECEIVED + timedelta(hours=24)
        for over, as_of in ((timedelta(0), last), (timedelta(microseconds=1), day("2026-03-01T02:00"))):
            lake.write("tickets", [*tickets(day("2026-03-01")), ticket(8, last + over)])
            found = asked(Imported(lake), engine)
            assert found.as_of == as_of.isoformat()
            assert any("row of tickets after" in said for said in found.warnings) is bool(over)

    def test_without_knowing_the_import_the_latest_time_is_now(self, lake: Any, engine: DuckDBEngine) -> None:
        lake.write("tickets", [*tickets(day("2026-03-01")), ticket(8, SLIP)])
        for unknowing in (lake, Imported(lake, None)):
            found = asked(unknowing, engine)
            assert found.as_of == SLIP.isoformat()
            assert not any("last import" in said for said in found.warnings)

    def test_where_all_lies_after_the_import_the_latest_is_now_and_told(self, lake: Any, engine: DuckDBEngine) -> None:
        found = asked(Imported(lake.write("tickets", tickets(day("2027-01-01"), day("2027-01-02")))), engine)
        assert found.as_of == "2027-01-02T02:00:00"
        assert found.warnings[0].startswith("2 rows of tickets after")

    def test_a_moment_that_is_given_stands(self, lake: Any, engine: DuckDBEngine) -> None:
        lake.write("tickets", [*tickets(day("2026-03-01")), ticket(8, SLIP)])
        found = asked(Imported(lake), engine, as_of=day("2026-03-05"))
        assert found.as_of == "2026-03-05T00:00:00"
        assert not any("last import" in said for said in found.warnings)

    def test_a_slip_in_one_table_does_not_hide_the_other(self, lake: Any, engine: DuckDBEngine) -> None:
        lake.write("tickets", [ticket(8, SLIP)])
        lake.write("ticket_changes", [{"ticket_id": "t8", "changed_at": day("2026-03-02"), "what": "status"}])
        assert asked(Imported(lake), engine).as_of == "2026-03-02T00:00:00"

    @pytest.mark.parametrize(("last", "reads"), [(day("2026-03-09"), 0), (SLIP, 1)])
    def test_rows_are_read_only_where_the_footers_go_beyond_it(
        self, lake: Any, engine: DuckDBEngine, last: datetime, reads: int
    ) -> None:
        looked = []

        class Watched:
            def read(self, sql: str, views: Any) -> Any:
                looked.append(sql)
                return engine.read(sql, views)

        lake.write("events", [{"event_id": "e1", "occurred_at": day("2026-03-01")}, {"occurred_at": last}])
        reader = Reader(Imported(lake), Watched())
        assert reader.latest("events") == (day("2026-03-01") if reads else last)
        assert reader.late("events") == reads
        assert len(looked) == reads, "looked at once, and remembered"


def change(ticket_id: str, at: str, value: str) -> dict[str, Any]:
    return {"ticket_id": ticket_id, "changed_at": day(at), "what": "status", "value": value}


class TestUnknownStatuses:
    def test_each_is_counted_and_the_most_frequent_are_named(self, lake: Any, engine: DuckDBEngine) -> None:
        words = ["Zorp", "open", "blub", "Blub", "Zorp", "решено", "quux", "zzz"]
        lake.write("ticket_changes", [change("t0", f"2026-03-02T00:0{i}", word) for i, word in enumerate(words)])
        lake.write("tickets", tickets(day("2026-03-01")))
        assert asked(lake, engine).warnings[0] == (
            "6 changes have a status nobody knows ('Zorp', 'Blub', 'blub', …): counted as with us; "
            "see `clew rules show`"
        )

    def test_known_words_rules_and_metrics_without_statuses_say_nothing(self, lake: Any, engine: DuckDBEngine) -> None:
        lake.write("tickets", tickets(day("2026-03-01")))
        lake.write("ticket_changes", [change("t0", "2026-03-02", "Zorp"), change("t0", "2026-03-03", "closed")])
        (said,) = [text for text in asked(lake, engine).warnings if "nobody knows" in text]
        assert said.startswith("1 change has a status nobody knows ('Zorp')")
        lake.settings = Settings.of(document_change("rule", "default", {"format": 1, "statuses": {"zor*": "bot"}}))
        assert not any("nobody knows" in text for text in asked(lake, engine).warnings)
        lake.settings = Settings.of({})
        arrived = answer(Question(metric="contact_rate", statistic="contacts", min_n=1), lake, engine)
        assert not any("nobody knows" in text for text in arrived.warnings)


class TestWithoutTicket:
    def test_histories_of_no_ticket_are_told(self, lake: Any, engine: DuckDBEngine) -> None:
        lake.write("tickets", tickets(day("2026-03-01")))
        history = [change(f"t{i}", f"2026-03-0{day_}", "closed") for i in range(3) for day_ in (2, 3)]
        lake.write("ticket_changes", history)
        found = asked(lake, engine)
        assert found.rows[0].n == 1
        assert (
            "2 tickets have a history but no row in tickets: left out; import the ticket export too" in found.warnings
        )
        lake.write("ticket_changes", history[:4])
        assert any(text.startswith("1 ticket has a history but") for text in asked(lake, engine).warnings)
        lake.write("ticket_changes", history[:2])
        assert not any("a history but" in text for text in asked(lake, engine).warnings)

    @pytest.mark.parametrize("metric", ["resolution_time", "reopen_rate", "time_with", "backlog", "requester_wait"])
    def test_without_any_ticket_the_history_says_what_is_missing(
        self, lake: Any, engine: DuckDBEngine, metric: str
    ) -> None:
        lake.write("ticket_changes", [change("t0", "2026-03-02", "closed")])
        with pytest.raises(UsageError, match=f"{metric} needs the tickets themselves.*Import the ticket export too"):
            answer(Question(metric=metric, min_n=1), lake, engine)
