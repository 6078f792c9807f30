"""`clew rename`: merged, listed, felt by the next question, undone."""

from __future__ import annotations

import pytest

ROWS = "feedback_id,customer_id,metric,rating,answered_at,channel\n" + "".join(
    f"{n},c{n},nps,9,2026-01-0{n + 1},{name}\n" for n, name in enumerate(("mail", "e-mail", "web"))
)


@pytest.fixture
def desk(clew, tmp_path):
    (tmp_path / "a.csv").write_text(ROWS)
    assert clew("import", tmp_path / "a.csv", "--table", "feedback").code == 0
    return clew


def channels(desk):
    rows = desk("ask", "nps", "--by", "channel", "--min-n", "1", "--json").json["rows"]
    return {row["channel"]: row["n"] for row in rows}


def test_channels_are_merged_listed_and_taken_apart_again(desk):
    said = desk("rename", "channel", "mail", "e-mail", "--to", "E-mail", "--json")
    assert said.code == 0, said.err
    first, second = said.json["renames"]
    assert channels(desk) == {"E-mail": 2, "web": 1}
    listed = desk("rename", "list", "--json").json
    assert [fact["old"] for fact in listed["renames"]] == ["mail", "e-mail"]
    assert {"name": "mail", "shown_as": "E-mail", "rows": 1} in listed["names"]["channel"]
    assert "E-mail" in desk("rename", "list").out
    for fact in (first, second):
        assert desk("rename", "undo", fact["id"]).code == 0
    assert channels(desk) == {"mail": 1, "e-mail": 1, "web": 1}


def test_a_name_nobody_has_is_said_and_a_circle_refused(desk):
    assert "No row has the touchpoint 'Nowhere' yet" in desk("rename", "touchpoint", "Nowhere", "--to", "There").err
    said = desk("rename", "touchpoint", "There", "--to", "Nowhere")
    assert (said.code, "circle" in said.err) == (2, True)
