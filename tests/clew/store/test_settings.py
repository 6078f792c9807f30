"""Settings: checked, journalled, carried by the lake."""

from __future__ import annotations

import pytest

from clew.errors import UsageError
from clew.store import open_workspace
from clew.store.settings import DOCUMENTS


def test_settings_outlive_the_process_and_a_rebuild(workspace):
    workspace.set(zone="Europe/Warsaw", languages="pl,en", currency="pln")
    workspace.set(week_start="Sunday")
    workspace.rebuild()
    found = open_workspace(workspace.data).settings
    assert (found.zone, found.week_start, found.currency, found.languages) == (
        "Europe/Warsaw", "sunday", "PLN", ("pl", "en"),
    )  # fmt: skip
    assert found.zone_is_set
    assert workspace.snapshot().settings_version == 2


def test_utc_can_be_said_and_is_then_set(workspace):
    assert not workspace.settings.zone_is_set
    assert workspace.set(zone="UTC").zone_is_set


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zone": "Europe/Warszawa"}, "Did you mean 'Europe/Warsaw'"),
        ({"week_start": "mon"}, "Choices: friday"),
        ({"currency": "EURO"}, "three letters"),
        ({"languages": "polish"}, "two or three letters"),
        ({"zonne": "UTC"}, "Did you mean 'zone'"),
    ],
)
def test_what_cannot_be_is_refused_with_the_choices(workspace, change, says):
    with pytest.raises(UsageError, match=says):
        workspace.set(**change)
    assert workspace.status()["journal"]["segments"] == 0


def test_a_file_keeps_the_zone_it_was_imported_in(workspace, write_csv, rows_of):
    path = write_csv("a.csv", [("event_id", "name", "occurred_at"), ("e1", "x", "2026-07-01 12:00:00")])
    workspace.set(zone="Europe/Warsaw")
    workspace.import_files([path], table="events")
    workspace.set(zone="UTC")
    workspace.rebuild()
    assert rows_of(workspace, "events")[0]["occurred_at"].hour == 10


def test_documents_are_kept_by_kind_and_name_replaced_and_taken_away(workspace):
    workspace.keep("calendar", "default", {"week": 1})
    workspace.keep("calendar", "shop: late", {"week": 2})
    workspace.keep("rule", "default", {"a": 0})
    workspace.keep("calendar", "default", {"week": 3})
    assert workspace.settings.documents["calendar"] == {"default": {"week": 3}, "shop: late": {"week": 2}}
    workspace.keep("calendar", "shop: late", None)
    workspace.rebuild()
    kept = workspace.snapshot().settings.documents
    assert set(kept) == set(DOCUMENTS), "each kind is there, if only empty"
    assert {kind: found for kind, found in kept.items() if found} == {
        "calendar": {"default": {"week": 3}}, "rule": {"default": {"a": 0}},
    }  # fmt: skip
    assert not workspace.settings.zone_is_set


@pytest.mark.parametrize(("kind", "name", "says"), [("kalendar", "default", "calendar"), ("rule", " ", "needs a name")])
def test_documents_without_a_kind_or_name_are_refused(workspace, kind, name, says):
    with pytest.raises(UsageError, match=says):
        workspace.keep(kind, name, {})


def test_a_setting_is_taken_back_as_if_nobody_had_said_it_also_after_a_rebuild(tmp_path):
    workspace = open_workspace(tmp_path)
    never = workspace.settings
    workspace.set(zone="Europe/Warsaw", currency="PLN")
    assert workspace.unset("zone").zone_is_set is False
    assert workspace.unset("currency") == never
    workspace.rebuild()
    assert workspace.settings == never
    with pytest.raises(UsageError, match="Choices"):
        workspace.unset("colour")
