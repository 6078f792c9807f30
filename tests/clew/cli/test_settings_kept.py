"""`clew segment`, `clew target`, `clew change`: kept, listed, taken away; wrong ones refused with the choices."""

from __future__ import annotations

import pytest


@pytest.fixture
def desk(clew, tmp_path):
    (tmp_path / "customers.csv").write_text("customer_id,country\nc1,PL\nc2,DE\n")
    (tmp_path / "a.csv").write_text(
        "feedback_id,customer_id,metric,rating,answered_at\n1,c1,nps,9,2026-01-01\n2,c2,nps,2,2026-01-01\n"
    )
    assert clew("import", tmp_path / "customers.csv", "--table", "customers").code == 0
    assert clew("import", tmp_path / "a.csv", "--table", "feedback").code == 0
    return clew


def test_a_segment_is_kept_asked_for_and_taken_away(desk):
    assert desk("segment", "set", "Poles", "--where", "country=PL").code == 0
    assert desk("ask", "nps", "--where", "segment=Poles", "--min-n", "1", "--json").json["rows"][0]["n"] == 1
    said = desk("rows", "nps", "--by", "segment", "--json").json["rows"]
    assert len(said) == 2
    assert "country=PL" in desk("segment", "list").out
    assert desk("segment", "remove", "Poles").code == 0
    assert desk("segment", "list", "--json").json["segments"] == []
    for words, why in (
        (("segment", "remove", "Poles"), "no segment 'Poles'"),
        (("segment", "set", "x", "--where", "colour=red"), "no field of customers"),
        (("ask", "nps", "--where", "segment=Poles"), "no segment 'Poles'"),
    ):
        found = desk(*words)
        assert (found.code, why in found.err) == (2, True), found.err


def test_a_target_is_kept_listed_and_taken_away(desk):
    assert desk("target", "set", "nps", "--value", "40", "--program", "relationship").code == 0
    assert desk("target", "list", "--json").json["targets"][0]["name"] == "nps.nps@relationship"
    assert "higher" in desk("target", "list").out
    assert desk("target", "set", "nps").code == 2
    assert desk("target", "remove", "nps.nps@relationship").code == 0
    assert desk("target", "remove", "nps.nps@relationship").code == 2


def test_the_change_log_is_written_and_read(desk):
    said = desk("change", "add", "2026-03-01", "Prices up", "--kind", "price", "--json").json["change"]
    assert (said["begins"], said["ends"], said["title"]) == ("2026-03-01", None, "Prices up")
    assert "Prices up" in desk("change", "list").out
    assert desk("change", "add", "2026-03-01", "x", "--kind", "party").code == 2
    assert desk("change", "remove", said["id"]).code == 0
    assert desk("change", "remove", said["id"]).code == 2
