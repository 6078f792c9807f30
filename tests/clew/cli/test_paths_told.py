"""What people read of circles, of what comes around a contact, of two groups and of the way to a goal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

HEAD = "event_id,customer_id,occurred_at,name,team,channel"


def rows_of(customer, names, channel="web", teams=None, day=1):
    return [
        f"{customer}{place},{customer},2026-01-{day:02} {place:02}:00,{name},{teams[place] if teams else ''},{channel}"
        for place, name in enumerate(names)
    ]


@pytest.fixture
def walks(tmp_path, clew):
    rows = rows_of("a", ("invoice", "call", "mail", "call", "paid"), teams="XYXYY")
    rows += rows_of("b", ("invoice", "call"), "shop", "XX")
    for number in range(15):
        rows += rows_of(f"w{number}", ("call", "mail", "call")) + rows_of(f"s{number}", ("call", "mail"), "shop")
    (tmp_path / "events.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    assert clew("import", tmp_path / "events.csv", "--table", "events").code == 0

    def ask(*words):
        said = clew("paths", *words)
        assert said.code == 0, said.err
        return said.out

    return ask


def test_circles(walks):
    text = walks("--view", "circles")
    assert "call → mail → call" in text
    assert "1 d 8 h" in text  # 16 circles of two hours
    assert "Back and forth between actors: not known" in text
    assert "Back and forth between teams: 2 of 3 hand-overs went straight back, in 1 of 2 paths (50.0%)." in text


def test_around(walks):
    text = walks("--view", "around", "mail")
    assert "mail: 31 times in 31 paths." in text
    assert "still open" in text
    assert "No next contact within 30 days: not known: not watched that long." in text


def test_compare(walks):
    text = walks("--view", "compare", "--groups", "channel")
    assert "channel=shop: 16 paths." in text
    assert "call → mail → call (circle)" in text
    assert "beyond chance" in text
    assert "-100.0 points" in text


def test_goal(walks):
    text = walks("--goal", "paid")
    assert "paid: reached by 1 of 32 paths; 0 ended without, 31 are still open." in text
    assert "Shortest way: 4 different contacts (the 5th percentile of those who reached it)." in text
    assert "(as given)" in walks("--goal", "paid", "--shortest", "3")
    assert "1 paths took fewer and are not judged." in walks("--goal", "paid", "--shortest", "5")


def test_a_name_is_for_views_that_look_at_one(clew):
    said = clew("paths", "call", "--view", "circles")
    assert said.code == 2
    assert "Only --view around and --view goal take the name of a contact, not circles: 'call'." in said.err


def test_transitions_as_text(walks):
    lines = [" ".join(line.split()) for line in walks("--view", "transitions").splitlines()]
    assert any(line.startswith("call mail 31 31 1 h 1 h to 1 h 1 h") for line in lines), lines
    assert any(line.startswith("mail call 16 16 1 h") for line in lines)
    starts, ends = lines.index("Where paths start"), lines.index("Where paths end")
    assert any(line.startswith("call 30 93.8%") for line in lines[starts:ends])
    assert any(line.startswith("mail 15 46.9%") for line in lines[ends:])


def test_transitions_beyond_the_limit_are_summed(walks):
    text = walks("--view", "transitions", "--limit", "1")
    assert "3 other transitions" in text
    assert "invoice" not in text.partition("Where paths start")[0]


def test_paths_by_stage_of_the_touchpoint(clew, tmp_path):
    """Stages are the rules' names for touchpoints; a touchpoint of no stage keeps its own name."""
    rules = tmp_path / "rules.toml"
    rules.write_text('format = 1\n[stages]\nshop = "buying"\nweb = "buying"\napp = "using"\n', encoding="utf-8")
    places = ("shop", "web", "app", "elsewhere", "app")
    rows = [f"e{n},c,2026-01-01 {n:02}:00,visit,{place}" for n, place in enumerate(places)]
    (tmp_path / "events.csv").write_text(
        "\n".join(["event_id,customer_id,occurred_at,name,touchpoint", *rows]), encoding="utf-8"
    )
    assert clew("import", tmp_path / "events.csv", "--table", "events").code == 0
    assert clew("rules", "set", rules).code == 0
    found = clew("paths", "--names", "stage", "--view", "variants", "--json")
    assert found.code == 0, found.err
    assert [row["variant"] for row in found.json["rows"]] == [["buying", "buying", "using", "elsewhere", "using"]]


def test_what_is_not_listed_is_said(walks, clew):
    said = clew("paths", "--rows", "call,mail", "--limit", 3, "--json")
    assert said.err == "6 of 62 rows; --limit N shows more\n"
    assert (len(said.json["rows"]), said.json["count"], said.json["not_shown"]) == (6, 62, 56)
    assert clew("paths", "--rows", "call,mail").err == ""
    assert "6 of 62 rows" in clew("paths", "--rows", "call,mail", "--limit", 3).err
    assert clew("paths", "--view", "variants").err == ""


def test_the_limits_of_a_screen_are_said(tmp_path, clew):
    rows = [line for n in range(40) for line in rows_of(f"c{n}", (f"first {n}", f"then {n}"))]
    (tmp_path / "events.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    assert clew("import", tmp_path / "events.csv", "--table", "events").code == 0
    assert clew("paths", "--view", "variants").err == "20 of 40 variants, the others summed; --limit N shows more\n"
    transitions = clew("paths", "--view", "transitions")
    assert transitions.err == "30 of 40 transitions, the others summed; --limit N shows more\n"
    assert clew("paths", "--view", "transitions", "--json").err == ""  # all are there
    assert clew("paths", "--view", "variants", "--limit", 5).err == ""


def test_a_long_path_is_cut_on_the_screen_and_whole_in_json(tmp_path, clew):
    names = [f"n{place % 3}" for place in range(5000)]
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - read as UTC
    rows = [f"e{n},c,{(start + timedelta(minutes=n)).isoformat()},{name},," for n, name in enumerate(names)]
    (tmp_path / "events.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    assert clew("import", tmp_path / "events.csv", "--table", "events").code == 0
    text = clew("paths", "--view", "variants").out
    assert "… 4,970 more" in text
    assert len(text) < 2000
    assert clew("paths", "--view", "variants", "--json").json["rows"][0]["variant"] == names
