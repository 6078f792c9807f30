"""Tests stand where the code stands: a module has a test of its own name in its room, or a door that tests it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE, TESTS = ROOT / "src" / "clew", ROOT / "tests" / "clew"

#: Room → the test that goes through the room's door → modules that it tests; they have no test of their own because
#: what they do is seen only from there.
THROUGH_A_DOOR = {
    "calendars": {"test_instants.py": "zones"},
    "charts": {"test_charts.py": "answer_chart pictures svg theme"},
    "cli": {
        "test_contract.py": "app asking diagnosing globals importing keeping output privacy simulating workspaces",
        "test_command_line.py": ("answered diagnosed kept page paths served settings_documents shapes surveyed walked"),
        "test_planted.py": "demo demo_edits",
        "test_settings_kept.py": "aiming changelog grouping",
    },
    "customers": {"test_timeline.py": "header rows"},
    "engines": {"test_dialects.py": "exceptions", "test_view_sql.py": "views"},
    "errors": {"test_parse.py": "errors"},
    "findings": {
        "test_diagnose.py": (
            "answers asker dimensions finding levels measure measures pictures strata telling voices work"
            " workspace_asker"
        ),
        "test_language.py": "words",
        "test_journey.py": "gather shown",
    },
    "importers": {
        "test_file.py": "block model",
        "test_schema.py": "toml_shape",
        "test_form.py": "problems shape toml_text",
        "test_csv_source.py": "csv_parse repaired",
        "test_json_source.py": "flatten json_cursor json_lines",
        "test_parquet_source.py": "parquet_child",
        "test_xes_source.py": "xes_events",
        "test_xlsx_source.py": "xlsx_child",
        "test_map_batch.py": "batch feedback ids protect references rejections",
        "test_suggest.py": "columns draft profile scales service surveys tables timing words",
        "test_source.py": "rejected sniff",
        "test_recognise.py": "preset",
        "test_unfold.py": "commerce mapping messages privacy records",
    },
    "journeys": {
        "test_building.py": "contacts",
        "test_circles.py": "rework told",
        "test_keeping.py": "handle paths",
        "test_views.py": "documents summary transitions variants",
    },
    "metrics": {
        "test_endings.py": "wait_time",
        "test_metric.py": "answers columns contacts derived fields promises",
        "test_worked_ticket.py": "backlog parameters reopen_rate ticket_replies time_with",
        "test_random_histories.py": "ticket_lives ticket_spans",
    },
    "questions": {
        "test_together.py": "expression shape statement",
        "test_folding.py": "extract",
        "test_reading.py": "aliases",
        "test_ticket_days.py": "histories parts",
        "test_asking.py": "answer cells finish lake plan question reading rows scale spec split times windows words",
        "test_rates.py": "exposure",
        "test_rules.py": "classed",
    },
    "reports": {"test_report.py": "texts", "test_sections.py": "journey reasons service"},
    "rules": {"test_rules.py": "reasons"},
    "simulation": {
        "test_simulate.py": "arrays company contacts customers ledgers lines opinions ratings repairs truth",
        "test_service.py": "calls contracts effects plan requests tickets",
        "test_helpdesk.py": "telephone",
    },
    "stats": {
        "test_coverage.py": "design distributions hybrid",
        "test_pooling.py": "categories dirichlet means pooled",
    },
    "store": {
        "test_backup.py": "catalogue restoring taking keeping",
        "test_one_customer.py": "derive",
        "test_erase.py": "cleaning erasing finding gate keyed known_as",
        "test_verification.py": "seals",
        "test_exactly_once.py": "history load loader lookup quarantine records system tally working",
        "test_quarantine.py": "raw",
        "test_intake.py": "choice identifiers listing result trial",
        "test_join_rate.py": "looking",
        "test_snapshot.py": "corrected handle place settled status workspace",
        "test_verify.py": "damage",
        "test_deliveries.py": "rules folded reading messages origin parts",
    },
    "surveys": {
        "test_check.py": "asked conditions flow kinds outline problem said shape",
        "test_parse.py": "expression",
        "test_file.py": "questions survey",
        "test_form.py": "answer fields flaws reading",
        "test_said.py": "words",
        "test_diff.py": "change question",
        "test_plain.py": "building",
        "test_surveyjs_in.py": "foreign recognise surveyjs_conditions",
        "test_surveyjs_known.py": "surveyjs_points",
        "test_surveyjs_out.py": "places ways",
        "test_limesurvey.py": "limesurvey_conditions limesurvey_records",
        "test_qualtrics.py": "qualtrics_conditions qualtrics_questions",
        "test_figures.py": "returned",
        "test_flags.py": "coming items patterns report",
        "test_united.py": "unasked",
    },
    "text": {
        "test_bending.py": "irregular light",
        "test_found.py": "indexing matching",
        "test_page.py": "rows",
        "test_redact.py": "checksums own patterns phones",
    },
    "tables": {"test_docs.py": "columns contacts customers feedback page"},
}


def modules() -> list[tuple[str, Path]]:
    """Every module with code, and its room."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if path.name != "__init__.py" and has_code(path):
            found.append((room, path))
    return found


def has_code(path: Path) -> bool:
    return any(
        not isinstance(node, ast.Expr | ast.ImportFrom | ast.Import) for node in ast.parse(path.read_text()).body
    )


def through_a_door(room: str) -> set[str]:
    return {name for names in THROUGH_A_DOOR.get(room, {}).values() for name in names.split()}


def own_tests(room: str) -> set[str]:
    places = TESTS.glob("test_*.py") if (SOURCE / f"{room}.py").exists() else (TESTS / room).rglob("test_*.py")
    return {path.stem.removeprefix("test_") for path in places}


def test_every_module_has_its_test():
    untested = [
        str(path.relative_to(ROOT))
        for room, path in modules()
        if path.stem not in own_tests(room) | through_a_door(room)
    ]
    assert not untested, f"write tests/clew/<room>/test_<module>.py, or name the door that tests these: {untested}"


def test_every_door_is_there_and_leads_to_modules_that_are_there():
    names: dict[str, set[str]] = {}
    for room, path in modules():
        names.setdefault(room, set()).add(path.stem)
    there = {path.name for path in TESTS.parent.rglob("test_*.py")}
    doors = [door for doors in THROUGH_A_DOOR.values() for door in doors if door not in there]
    gone = {room: sorted(through_a_door(room) - names.get(room, set())) for room in THROUGH_A_DOOR}
    assert not doors, f"these tests are gone: {doors}"
    assert not any(gone.values()), f"these modules are gone, take them off the list: {gone}"
