"""`clew finding`, `clew findings`: what people say is kept, shown in the diagnosis and the report, and cleared."""

from __future__ import annotations

import pytest

MAPPING = """format = 1
table = "feedback"
key = ["id"]
[columns]
customer_id = "id"
rating = "score"
answered_at = "at"
touchpoint = "place"
[constants]
metric = "nps"
program = "transactional"
"""


@pytest.fixture
def hurt(clew, tmp_path):
    """The command line with a survey in which one touchpoint hurts; and the ids of what is found, by rank."""
    lines = ["id,score,at,place"]
    for i in range(900):
        score = (i * 7) % 4 if i % 3 == 0 else 8 + i % 3
        lines.append(f"a{i},{score},2026-0{1 + i % 6}-1{i % 9}T10:00:00Z,{('Repair', 'Shop', 'Web')[i % 3]}")
    (tmp_path / "survey.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "survey.toml").write_text(MAPPING, encoding="utf-8")
    assert clew("import", tmp_path / "survey.csv", "--map", tmp_path / "survey.toml").code == 0
    return clew, [finding["id"] for finding in clew("diagnose", "--json").json["findings"]]


def test_what_is_said_is_kept_and_told(hurt, tmp_path):
    clew, (first, *others) = hurt
    words = ("--owner", "Ana <x>", "--note", "since May", "--known", "--mute-until", "2999-01-01")
    said = clew("finding", first, *words, "--json")
    assert (said.code, said.err) == (0, "")
    kept = said.json["finding"]
    assert {**kept, "title": ""} == {
        "id": first, "title": "", "owner": "Ana <x>", "note": "since May", "known": True, "mute_until": "2999-01-01",
    }  # fmt: skip
    assert "Repair" in kept["title"]
    found = clew("diagnose", "--out", tmp_path / "report.html", "--json").json
    assert [finding["id"] for finding in found["findings"]] == others
    assert [finding["rank"] for finding in found["findings"]] == list(range(1, len(others) + 1))
    (muted,) = found["muted"]
    assert (muted["id"], muted["owner"], muted["mute_until"], muted["rank"]) == (first, "Ana <x>", "2999-01-01", 0)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f'<li id="f-{first}">' in page.partition("Muted for now")[2]
    assert "Owner: Ana &lt;x&gt;" in page
    clew("finding", first, "--mute-until", "2020-01-01")
    again = clew("diagnose", "--json").json
    assert (again["findings"][0]["id"], again["findings"][0]["owner"], again["muted"]) == (first, "Ana <x>", [])


def test_what_was_said_is_listed_changed_and_cleared(clew):
    first = "0123456789ab"
    clew("finding", first, "--owner", "Ana", "--known")
    clew("finding", first, "--note", "new part")
    (kept,) = clew("findings", "--json").json["findings"]
    assert (kept["owner"], kept["known"], kept["note"], kept["mute_until"]) == ("Ana", True, "new part", None)
    assert clew("finding", first, "--json").json["finding"] == kept
    assert clew("finding", first, "--clear").code == 0
    assert clew("findings", "--json").json["findings"] == []


def test_an_id_of_no_finding_is_kept_with_a_warning(hurt):
    clew, _ = hurt
    said = clew("finding", "0123456789ab", "--owner", "Ana")
    assert said.code == 0
    assert "The last diagnosis told no finding '0123456789ab'" in said.err
    assert clew("findings", "--json").json["findings"][0]["owner"] == "Ana"


def test_before_any_diagnosis_it_says_so_and_makes_none(clew, monkeypatch):
    monkeypatch.setattr("clew.api.diagnose_in", None)  # whoever called it would fail
    said = clew("finding", "0123456789ab", "--owner", "Ana")
    assert said.code == 0
    assert "No diagnosis was made here yet (clew diagnose)" in said.err


def test_what_was_told_is_known_without_another_diagnosis(hurt, monkeypatch):
    clew, (first, *_others) = hurt
    monkeypatch.setattr("clew.api.diagnose_in", None)
    said = clew("finding", first, "--known", "--json")
    assert (said.code, said.err) == (0, "")
    assert "Repair" in said.json["finding"]["title"]


def test_wrong_words_are_wrong_usage(clew):
    assert clew("finding", "a", "--mute-until", "soon").code == 2
    assert clew("finding", "a", "--clear", "--known").code == 2
    assert clew("findings", "--json").json["findings"] == []
