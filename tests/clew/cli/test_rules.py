"""`clew rules`: shown with the words of the data, edited, checked, set, and felt by the next question."""

from __future__ import annotations

import pytest

from clew.rules import Rules, load_rules

TICKETS = """ticket_id,customer_id,opened_at,topic
1,a,2026-01-01T10:00:00Z,Where is my order
2,b,2026-01-02T10:00:00Z,Opening hours
3,b,2026-01-03T10:00:00Z,Opening hours
4,c,2026-01-04T10:00:00Z,
"""
CHANGES = """ticket_id,changed_at,ordinal,what,value
1,2026-01-01T10:00:00Z,1,status,New
1,2026-01-02T10:00:00Z,2,status,Parked
2,2026-01-02T10:00:00Z,3,status,New
"""
OWN = """format = 1
[statuses]
parked = "third_party"
[[contact_reasons]]
reason = "hours"
avoidable = true
topic = "*hours*"
"""


@pytest.fixture
def desk(clew, tmp_path):
    """The command line with four tickets and the changes of two."""
    for table, text in (("tickets", TICKETS), ("ticket_changes", CHANGES)):
        path = tmp_path / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        assert clew("import", path, "--table", table).code == 0
    (tmp_path / "rules.toml").write_text(OWN, encoding="utf-8")
    return clew


def reasons(desk):
    rows = desk("ask", "contact_rate.contacts", "--set", "contact=tickets", "--by", "reason,avoidable", "--json").json
    return {(row["reason"], row["avoidable"]): row["n"] for row in rows["rows"]}


def test_what_is_shown_can_be_set_again_and_says_what_each_word_is(desk, tmp_path):
    said = desk("rules", "show")
    assert said.code == 0
    assert load_rules(said.out) == Rules()
    assert '# "New" = "us"  # 2 times\n# "Parked" = "us"  # 1 times, because nobody said\n' in said.out
    assert "#   Opening hours: nobody said whether avoidable, 2 times\n" in said.out
    assert "#   Where is my order: avoidable, 1 times\n" in said.out
    taken = load_rules(said.out.replace('# "Parked" = "us"', '"Parked" = "customer"'))
    assert taken.holder("parked") == "customer"
    (tmp_path / "shown.toml").write_text(said.out, encoding="utf-8")
    assert desk("rules", "set", tmp_path / "shown.toml").code == 0
    assert desk("rules", "show").out == said.out


def test_rules_that_are_set_hold_for_the_next_question(desk, tmp_path):
    before = desk("ask", "contact_rate.contacts", "--set", "contact=tickets", "--json").json["spec_hash"]
    assert reasons(desk) == {
        ("Opening hours", "unknown"): 2,
        ("Where is my order", "yes"): 1,
        ("unknown", "unknown"): 1,
    }
    assert desk("rules", "set", tmp_path / "rules.toml").code == 0
    assert reasons(desk) == {("hours", "yes"): 2, ("unknown", "unknown"): 2}
    shown = desk("rules", "show", "--json").json
    assert shown["own"] is True
    assert {word["value"]: word["holder"] for word in shown["statuses"]} == {"New": "us", "Parked": "third_party"}
    after = desk("ask", "contact_rate.contacts", "--set", "contact=tickets", "--json").json["spec_hash"]
    assert before == after, "a figure that rules do not touch keeps its definition"
    assert desk("rules", "reset").code == 0
    assert desk("rules", "show", "--json").json["own"] is False


def test_a_check_keeps_nothing(desk, tmp_path):
    checked = desk("rules", "check", tmp_path / "rules.toml", "--json").json
    assert {word["value"]: word["reason"] for word in checked["topics"]} == {
        "Opening hours": "hours",
        "Where is my order": "unknown",
    }
    assert desk("rules", "show", "--json").json["own"] is False


def test_a_rule_that_cannot_be_is_wrong_usage(desk, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('format = 1\n[statuses]\nparked = "nobody"\n', encoding="utf-8")
    said = desk("rules", "set", bad)
    assert said.code == 2
    assert "'nobody' has no ticket. Choices: us, customer" in said.err
    assert desk("rules", "set", tmp_path / "none.toml").code == 2


def test_contacts_per_1000_customers_by_reason(desk, tmp_path):
    people = tmp_path / "customers.csv"
    people.write_text("customer_id\n" + "".join(f"p{i}\n" for i in range(50)), encoding="utf-8")
    assert desk("import", people, "--table", "customers").code == 0
    asked = ("ask", "contact_rate", "--set", "contact=tickets", "--by", "reason", "--min-n", "1", "--json")
    rows = {row["reason"]: row for row in desk(*asked).json["rows"]}
    told = rows["Opening hours"]
    assert told["value"] == pytest.approx(2 / 50 * 1000)
    assert told["lo"] < told["value"] < told["hi"]
