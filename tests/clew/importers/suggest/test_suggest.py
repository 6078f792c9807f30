"""Proposed mappings: they load, they import, they say what they do not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clew.cli.demonstration.demo_edits import EDITS
from clew.importers import load_mapping, map_batch, open_source, protect_batch, suggest_mapping
from clew.simulation.simulate import simulate
from clew.tables import TABLES


def suggest(path: Path) -> str:
    with open_source(path) as source:
        return suggest_mapping(source)


def proposed(tmp_path: Path, text: str, name: str = "export.csv") -> tuple[str, Any]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    toml = suggest(path)
    return toml, load_mapping(toml)


def taken(path: Path, toml: str) -> dict[str, tuple[pa.Table, int]]:
    mapping, found = load_mapping(toml), {}
    with open_source(path) as source:
        for batch in source.batches():
            rows = protect_batch(batch.rows, mapping, b"s")
            for one in map_batch(rows, mapping, source_sha256=source.sha256, zone="Europe/Warsaw", secret=b"s"):
                before = found.get(one.table, (one.rows.slice(0, 0), 0))
                found[one.table] = (pa.concat_tables([before[0], one.rows]), before[1] + one.rejected.num_rows)
    return found


@pytest.fixture(scope="module", name="company")
def company_fixture(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    folder = tmp_path_factory.mktemp("company")
    truth = simulate(folder, seed=7, customers=400, months=15)
    return folder / "exports", dict(truth.counts)


def test_the_customers_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    path = company[0] / "crm_customers.csv"
    toml = suggest(path)
    rows, refused = taken(path, toml)["customers"]
    assert (rows.num_rows, refused) == (company[1]["customers"], 0)
    private = load_mapping(toml).private
    assert (private.keep, private.region) == ({"email": "email", "phone": "telefon"}, "PL")
    assert set(private.drop) == {"imie", "nazwisko"}
    assert "taryfa" in rows["traits"][0].as_py()


def test_the_visits_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    path = company[0] / "visits.csv"
    rows, refused = taken(path, suggest(path))["promises"]
    assert (rows.num_rows, refused) == (company[1]["visits"], 0)
    due = [row for row in rows.select(["due_at", "kept_at", "withdrawn_at"]).to_pylist() if row["withdrawn_at"] is None]
    assert len(due) == company[1]["promises_due"]
    kept = sum(row["kept_at"] is not None and row["kept_at"] <= row["due_at"] for row in due)
    assert kept == company[1]["promises_kept"]


def test_the_invoices_and_events_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    for name, table, count in (
        ("invoices.csv", "purchases", "invoices"),
        ("web_and_app_events.jsonl", "events", "events"),
    ):
        path = company[0] / name
        rows, refused = taken(path, suggest(path))[table]
        assert (rows.num_rows, refused) == (company[1][count], 0)
        assert rows["customer_id"].null_count == 0


def test_the_survey_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    paths = sorted(company[0].glob("survey_*.csv"), key=lambda path: path.stat().st_size)
    toml = suggest(paths[-1])
    (block,) = load_mapping(toml).blocks
    assert {column: (one.metric, one.scale.min, one.scale.max) for column, one in block.unpivot.items()} == {
        "nps": ("nps", 0, 10),
        "satisfaction": ("csat", 1, 5),
        "ease": ("ces", 1, 7),
        "comment": ("text", None, None),
    }
    assert (block.key, block.version_at, block.columns["program"]) == (("response_id",), "changed_at", "survey")
    assert block.columns["touchpoint"] == "touchpoint"
    rows, _ = taken(paths[-1], toml)["feedback"]
    assert set(rows["channel"].unique().to_pylist()) <= {"app", "field", "phone", "shop", "web", None}


def test_customer_service_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    """What a person adds is the demonstration's: which rows are no customers'."""
    refused = {}
    for name, table in (
        ("helpdesk_tickets.csv", "tickets"),
        ("helpdesk_history.jsonl", "ticket_changes"),
        ("phone_calls.csv", "calls"),
        ("contracts.csv", "subscriptions"),
    ):
        path = company[0] / name
        toml = suggest(path)
        for old, new in EDITS.get(name.partition(".")[0], ()):
            assert old in toml
            toml = toml.replace(old, new)
        rows, refused[table] = taken(path, toml)[table]
        ids = rows["ordinal" if table == "ticket_changes" else TABLES[table].key[0]]
        assert pc.count_distinct(ids).as_py() == company[1][table]
        people = "by" if table == "ticket_changes" else "customer_id"
        assert rows[people].null_count <= 0.05 * rows.num_rows
    assert refused == {"tickets": 1, "ticket_changes": 1, "calls": 1, "subscriptions": 0}, "torn lines are not rows"


def test_a_history_says_what_changed_and_who_changed_it(tmp_path: Path) -> None:
    lines = [
        f"{n},T{n // 4},2026-03-02 10:{n % 60:02d},{field},x,{who}"
        for n, (field, who) in enumerate([("Status", "Requester"), ("Public comment", "agent"), ("Tags", "Macro")] * 20)
    ]
    _, mapping = proposed(tmp_path, "\n".join(["Change ID,Ticket,Changed at,Field,New value,Author", *lines]) + "\n")
    (block,) = mapping.blocks
    assert (block.table, block.columns["ordinal"]) == ("ticket_changes", "Change ID")
    assert block.values["what"] == {"Public comment": "reply", "Status": "status"}
    assert block.values["by"] == {"Macro": "system", "Requester": "customer"}


def test_a_history_by_people_of_whom_some_are_unknown_says_nobody(tmp_path: Path) -> None:
    lines = [f"T{n // 4},2026-03-02 10:{n % 60:02d},status,x,{'agent' if n % 2 else 'Jan'}" for n in range(60)]
    _, mapping = proposed(tmp_path, "\n".join(["Ticket,Changed at,Field,New value,Author", *lines]) + "\n")
    assert (mapping.blocks[0].table, "by" in mapping.blocks[0].columns) == ("ticket_changes", False)


def test_fields_of_a_history_that_are_not_known_make_no_changes_of_tickets(tmp_path: Path) -> None:
    lines = [f"T{n // 4},2026-03-02 10:{n % 60:02d},{'colour' if n % 2 else 'size'},x" for n in range(60)]
    _, mapping = proposed(tmp_path, "\n".join(["Ticket,Changed at,Field,New value", *lines]) + "\n")
    assert mapping.blocks[0].table != "ticket_changes"


def test_the_event_log_of_a_company(company: tuple[Path, dict[str, int]]) -> None:
    path = company[0] / "fault_repairs.xes"
    toml = suggest(path)
    rows, refused = taken(path, toml)["events"]
    assert (rows.num_rows, refused) == (company[1]["repair_events"], 0)
    assert load_mapping(toml).blocks[0].key == ("trace:concept:name", "event:#"), "as without a mapping"


@pytest.mark.parametrize(("day_first", "form"), [(True, "%d/%m/%Y %H:%M"), (False, "%m/%d/%Y %H:%M")])
def test_day_or_month_first_is_decided_by_any_column_that_shows_it(
    tmp_path: Path, *, day_first: bool, form: str
) -> None:
    def day(number: int, month: int) -> str:
        pair = (number, month) if day_first else (month, number)
        return f"{pair[0]:02d}/{pair[1]:02d}/2026 10:00"

    lines = [f"T{n},{day(n, 2)},{day(n, 3)},{day(12 + n, 3)}" for n in range(1, 9)]
    toml, mapping = proposed(tmp_path, "\n".join(["ticket no,opened at,due date,closed at", *lines]))
    assert {rule.formats for block in mapping.blocks for rule in block.dates.values()} == {(form,)}
    assert "swapped" not in toml


def test_day_or_month_first_that_cannot_be_told_is_said(tmp_path: Path) -> None:
    lines = [f"T{n},0{n}/02/2026,0{n}/03/2026" for n in range(1, 9)]
    toml, _ = proposed(tmp_path, "\n".join(["ticket no,opened at,closed at", *lines]))
    assert "day and month could also be swapped" in toml
    assert "50%" in toml


def test_a_wide_questionnaire_with_codes(tmp_path: Path) -> None:
    lines = [f"{n},{n % 5 + 1},{(n * 2) % 7},{n % 12},{n % 3 + 1},{n % 2 * 4 + 1}" for n in range(1, 200)]
    toml, mapping = proposed(tmp_path, "\n".join(["respondent id,Q1 How was the food?,Q2ART,NETPRO,Q3,Q4", *lines]))
    (block,) = mapping.blocks
    assert set(block.unpivot) == {"Q1 How was the food?", "Q2ART", "NETPRO"}  # Q3 and Q4 are choices
    assert block.unpivot["NETPRO"].missing == {"11": "missing"}
    assert block.unpivot["Q2ART"].missing == {"0": "missing", "6": "not_experienced"}
    assert "please" in toml or "outside the scale" in toml


def test_seldom_answered_questions_belong_to_their_battery(tmp_path: Path) -> None:
    def row(n: int) -> list[int]:
        seldom = n % 5 + 1 if n % 4 == 0 else 6
        return [(n * 2) % 7, n % 7, (n * 3) % 7, seldom, 6 if n % 9 else n % 2 + 1, 0 if n % 9 else n % 25, seldom]

    header = "respondent id,Q7ART,Q7FOOD,Q7SHOPS,Q7PARK,Q7USED,Q7COM,Q11PARK"
    lines = [",".join(map(str, [f"R-{n}", *row(n)])) for n in range(1, 400)]
    toml, mapping = proposed(tmp_path, "\n".join([header, *lines]))
    (block,) = mapping.blocks
    assert set(block.unpivot) == {"Q7ART", "Q7FOOD", "Q7SHOPS", "Q7PARK"}  # the others: yes or no, a list, no sister
    assert block.unpivot["Q7PARK"].missing == {"0": "missing", "6": "not_experienced"}
    rows, refused = taken(tmp_path / "export.csv", toml)["feedback"]
    rated = rows.filter(pc.equal(rows["touchpoint"], "Q7PARK"))["rating"]
    assert (refused, len(rated) - rated.null_count) == (0, sum(n % 4 == 0 for n in range(1, 400)))


def test_names_that_the_header_repeats_are_said(tmp_path: Path) -> None:
    lines = [f"R-{n},{n % 5 + 1},{(n + 2) % 5 + 1}" for n in range(1, 40)]
    toml, mapping = proposed(tmp_path, "\n".join(["feedback_id,rating,rating", *lines]))
    assert '# The header repeats rating: the second is read as "rating (2)", and so on.' in toml.splitlines()
    assert mapping.blocks
    assert "repeats" not in proposed(tmp_path, "\n".join(["feedback_id,rating,other", *lines]))[0]


def test_a_stray_number_is_a_mistake_and_no_code(tmp_path: Path) -> None:
    lines = [f"{n},{n % 10}" for n in range(1, 300)]
    _, mapping = proposed(tmp_path, "\n".join(["response id,nps", *lines, "999,11"]))
    assert mapping.blocks[0].missing == {}


@pytest.mark.parametrize(
    ("header", "row", "table", "columns"),
    [
        (
            "номер клиента;дата счета;номер счета;сумма",
            "К1;21.11.2026;С-1;12,50",
            "purchases",
            {"customer_id", "purchased_at", "amount"},
        ),
        (
            "nr klienta;data faktury;nr faktury;kwota",
            "K1;21.11.2026;F-1;12,50",
            "purchases",
            {"customer_id", "purchased_at", "amount"},
        ),
        (
            "numar client;data facturii;nr factura;suma",
            "C1;21.11.2026;F-1;12,50",
            "purchases",
            {"customer_id", "purchased_at", "amount"},
        ),
    ],
)
def test_names_in_other_languages(tmp_path: Path, header: str, row: str, table: str, columns: set[str]) -> None:
    rows = [row.replace("-1", f"-{n}") for n in range(1, 8)]
    toml, mapping = proposed(tmp_path, "\n".join([header, *rows]))
    (block,) = mapping.blocks
    assert (block.table, set(block.columns)) == (table, columns)
    rows_taken, refused = taken(tmp_path / "export.csv", toml)[table]
    assert (rows_taken.num_rows, refused) == (7, 0)
    assert str(rows_taken["amount"][0].as_py()) == "12.5000"


def test_a_sheet_of_which_nothing_is_known_still_loads(tmp_path: Path) -> None:
    toml, mapping = proposed(tmp_path, 'a"b,c\n1,x\n2,y\n')
    assert "10%" in toml
    assert mapping.blocks[0].table == "events"


def test_an_empty_sheet_still_loads(tmp_path: Path) -> None:
    assert proposed(tmp_path, "nps,comment\n")[1].blocks


def test_awkward_names_are_written_so_that_they_load(tmp_path: Path) -> None:
    header = '"response ""id""",nps,"what ""else"" = [x] # y"'
    lines = [f"{n},{n % 11},{'abc'[n % 3]}" for n in range(1, 40)]
    _, mapping = proposed(tmp_path, "\n".join([header, *lines]))
    assert mapping.blocks[0].columns["rating"] == "nps"
    assert 'what "else" = [x] # y' in mapping.blocks[0].properties


def test_a_log_of_tickets_gives_tickets_and_changes(tmp_path: Path) -> None:
    lines = [
        f"INC{n // 2},{'New' if n % 2 == 0 else 'Closed'},2026-01-01 10:00,2026-01-0{n % 2 + 1} 10:00"
        for n in range(20)
    ]
    _, mapping = proposed(tmp_path, "\n".join(["number,incident state,opened at,sys updated at", *lines]))
    assert mapping.tables == ("tickets", "ticket_changes")
    assert mapping.blocks[1].changes == {"status": "incident state"}
    assert mapping.blocks[0].version_at == "sys updated at"


@pytest.mark.parametrize(("last", "used"), [(7, "sys mod count"), (5_000_000, "")])
def test_a_count_of_changes_says_which_of_one_time_is_the_later(tmp_path: Path, last: int, used: str) -> None:
    """A count that is too large for it, such as a number of the whole help desk, is not proposed."""
    lines = [
        f"INC{n // 2},{'New' if n % 2 == 0 else 'Closed'},2026-01-01 10:00,2026-01-01 10:00,{n % 2 * last}"
        for n in range(20)
    ]
    header = "number,incident state,opened at,sys updated at,sys mod count"
    _, mapping = proposed(tmp_path, "\n".join([header, *lines]))
    tickets, changes = mapping.blocks
    assert (tickets.version_at, tickets.version_number) == ("sys updated at", used)
    assert changes.columns["ordinal"] == "sys mod count"


def test_a_promise_of_a_day_lasts_until_its_end(tmp_path: Path) -> None:
    lines = [f"O{n},2026-01-0{n} 10:00,2026-01-1{n},2026-01-1{n} 15:00" for n in range(1, 9)]
    _, mapping = proposed(tmp_path, "\n".join(["order no,order date,due date,delivered at", *lines]))
    assert mapping.blocks[0].dates["due_at"].end_of_day


HELP_DESKS = {
    "freshdesk": "Ticket ID,Status,Priority,Created time,Due by Time,Resolved time,Closed time,Initial response time",
    "jira": "Issue key,Status,Priority,Created,Due date,Resolved,Updated,First response at",
    "zendesk": "Ticket ID,Status,Priority,Created at,Due at,Solved at,Closed at,First replied at",
    "boston": "CASE_ENQUIRY_ID,CASE_STATUS,Priority,OPEN_DT,TARGET_DT,CLOSED_DT,x,First response at",
}


@pytest.mark.parametrize("desk", HELP_DESKS)
def test_a_help_desk_says_when_tickets_were_solved_and_due(tmp_path: Path, desk: str) -> None:
    header = HELP_DESKS[desk].split(",")
    lines = [
        f"{number},Open,High,2026-03-02 09:00,2026-03-05 09:30,2026-03-03 1{number % 9}:00,2026-03-04 10:00,"
        "2026-03-02 09:10"
        for number in range(100, 140)
    ]
    toml, mapping = proposed(tmp_path, "\n".join([HELP_DESKS[desk], *lines]))
    tickets = next(block for block in mapping.blocks if block.table == "tickets")
    assert not tickets.where, toml
    wanted = {"ticket_id": header[0], "opened_at": header[3], "due_at": header[4], "resolved_at": header[5]}
    assert {**tickets.columns, **wanted} == tickets.columns, toml
    assert tickets.columns["replied_at"] == header[7]
