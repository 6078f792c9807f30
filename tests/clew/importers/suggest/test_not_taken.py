"""No column of a file is left out without a word."""

from __future__ import annotations

import re
from pathlib import Path

from clew.importers import load_mapping, open_source, suggest_mapping


def suggested(tmp_path: Path, header: str, lines: list[str]) -> str:
    path = tmp_path / "export.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    with open_source(path) as source:
        return suggest_mapping(source)


def not_taken(toml: str) -> str:
    """The sentence, unwrapped."""
    text = re.sub(r"\n# ", " ", toml)
    found = re.search(r"(Not taken: .*?: put what you need under \[properties\]\.)", text)
    return found.group(1) if found else ""


def test_what_is_left_in_the_file_is_said_with_what_it_holds(tmp_path: Path) -> None:
    header = "invoice no,customer no,issued at,amount,paid at,weight in grams,label,nothing,colour,remark"
    lines = [
        f"F{n},C{n},2026-05-01 10:00,{n}.5,2026-05-02 1{n % 10}:00,{n}.25,L{n},,{'rg'[n % 2]},it was word{n} again"
        for n in range(1, 40)
    ]
    toml = suggested(tmp_path, header, lines)
    assert load_mapping(toml).blocks[0].properties == {"paid at": "paid at", "colour": "colour"}
    said = "weight in grams (numbers), label (many values), nothing (blank), remark (texts)"
    assert not_taken(toml) == f"Not taken: {said}: put what you need under [properties]."


def test_where_nothing_is_left_nothing_is_said(tmp_path: Path) -> None:
    lines = [f"C{n},{'ab'[n % 2]}@x.pl,{'rg'[n % 2]}" for n in range(1, 40)]
    assert not_taken(suggested(tmp_path, "customer no,email,colour", lines)) == ""


def test_what_another_block_takes_is_taken(tmp_path: Path) -> None:
    opened = "2026-01-01 10:00"
    lines = [
        f"INC{n // 2},{'NC'[n % 2]},{opened},2026-01-0{n % 2 + 1} 10:00,A{n},2026-02-01 10:{n},Part {n}"
        for n in range(10, 60)
    ]
    toml = suggested(tmp_path, "number,incident state,opened at,sys updated at,assigned to,archived at,part", lines)
    assert load_mapping(toml).tables == ("tickets", "ticket_changes")
    assert not_taken(toml).startswith("Not taken: archived at (times), part (many values): ")
    assert toml.count("Not taken") == 1  # a change of a ticket has no properties


def test_numbers_of_a_customer_are_kept_and_other_ids_are_not(tmp_path: Path) -> None:
    lines = [f"C{n},{n % 70},{n * 1.15:.2f},{88_000_000_000 + n * 7919},{'yn'[n % 2]}" for n in range(1, 200)]
    toml = suggested(tmp_path, "customer no,tenure,monthly charges,national number,churn", lines)
    (block,) = load_mapping(toml).blocks
    assert (block.table, set(block.properties)) == ("customers", {"tenure", "monthly charges", "churn"})
    assert not_taken(toml).startswith("Not taken: national number (numbers): ")


def test_many_awkward_names_stay_a_comment(tmp_path: Path) -> None:
    names = [f"column number {n} = [x]" for n in range(30)] + ['"two\nlines"']
    lines = [",".join([f"F{n}", "2026-05-01", f"{n}.5", *(f"v{n}-{m}" for m in range(31))]) for n in range(1, 40)]
    toml = suggested(tmp_path, ",".join(["invoice no", "issued at", "amount", *names]), lines)
    assert "column number 29 = [x] (many values), two lines (many values)" in not_taken(toml)
    assert max(map(len, toml.splitlines())) < 200
    assert load_mapping(toml).blocks
