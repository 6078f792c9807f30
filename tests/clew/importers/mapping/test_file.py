"""Mapping files: every line the manual shows, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from clew.errors import MappingError
from clew.importers.mapping import Mapping, load_mapping
from clew.importers.mapping.model import Answer, DateRule, Filter, Join, Numbers, Scale

FULL = """
format = 1
table = "feedback"
key = ["=2017", "RESPNUM"]
version_at = "changed"
where = { status = ["done", 1], kind = { not = "test" } }
[columns]
customer_id = "RESPNUM"
rating = "NETPRO"
[constants]
metric = "nps"
answered_at = 2018-06-01
complete = true
[missing]
rating = ["11", "", "Blank", 99]
verbatim = { not_experienced = ["6"], missing = ["0", "Blank"] }
[values]
channel = { 1 = "web" }
[dates]
formats = ["iso"]
asked_at = "%d/%m/%Y"
answered_at = { formats = ["excel"], zone = "UTC" }
zone = "Europe/Warsaw"
[numbers]
decimal = ","
thousands = " "
[scale]
min = 0
max = 10
[properties]
columns = ["plan"]
tier = "level"
[join]
customer_id = { table = "events", by = "order_id" }
[private]
drop = ["ip"]
hash = ["card"]
keep = { email = "mail" }
"""


def test_every_section() -> None:
    mapping = load_mapping(FULL)
    (block,) = mapping.blocks
    assert block.key == ("=2017", "RESPNUM")
    assert block.constants == {"metric": "nps", "answered_at": "2018-06-01", "complete": "true"}
    assert block.missing["rating"] == dict.fromkeys(["11", "", "Blank", "99"], "missing")
    assert block.missing["verbatim"] == {"6": "not_experienced", "0": "missing", "Blank": "missing"}
    assert block.dates["*"] == DateRule(("iso",), "Europe/Warsaw")
    assert block.dates["answered_at"] == DateRule(("excel",), "UTC")
    assert (block.numbers, block.scale) == (Numbers(",", " "), Scale(0, 10))
    assert block.properties == {"plan": "plan", "tier": "level"}
    assert block.where == {"status": Filter(("done", "1")), "kind": Filter(("test",), negated=True)}
    assert mapping.joins == {"feedback": {"customer_id": Join("events", "order_id")}}
    used = ("RESPNUM", "NETPRO", "plan", "level", "status", "kind", "changed", "card", "mail")
    assert mapping.columns_used == used


def test_the_journal_gets_it_back_equal() -> None:
    mapping = load_mapping(FULL)
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_a_file_and_its_text_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(FULL, encoding="utf-8")
    assert load_mapping(path) == load_mapping(str(path)) == load_mapping(FULL)


def test_a_wide_survey() -> None:
    toml = """
format = 1
table = "feedback"
[unpivot]
columns = { Q7ART = "art", N = { metric = "nps", missing = ["11"] }, C = { metric = "choice", question = "why" } }
scale = [1, 5]
missing = { not_experienced = ["6"] }
"""
    (block,) = load_mapping(toml).blocks
    assert block.unpivot["Q7ART"] == Answer("Q7ART", "art", scale=Scale(1, 5), missing={"6": "not_experienced"})
    assert block.unpivot["N"].missing == {"11": "missing"}
    assert (block.unpivot["C"].into, block.unpivot["C"].question) == ("choice", "why")


def test_what_stands_above_the_blocks_holds_for_all_and_a_blocks_own_wins() -> None:
    toml = """
format = 1
[dates]
zone = "Europe/Warsaw"
[missing]
"*" = ["?"]
[private]
drop = ["ip"]
[[table]]
table = "events"
[table.columns]
occurred_at = "a"
name = "n"
[[table]]
table = "promises"
[table.dates]
due_at = { end_of_day = true }
zone = "UTC"
"""
    mapping = load_mapping(toml)
    assert [block.dates["*"].zone for block in mapping.blocks] == ["Europe/Warsaw", "UTC"]
    assert mapping.blocks[1].dates["due_at"].end_of_day
    assert all(block.missing == {"*": {"?": "missing"}} for block in mapping.blocks)
    assert mapping.private.drop == ("ip",)
    assert mapping.tables_without_key == ("events", "promises")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("format = 1", "format = 2"), "reads format 1"),
        (("format = 1", ""), "must begin with 'format = 1'"),
        (('table = "feedback"', ""), "names no table"),
        (('table = "feedback"', 'table = "feedbak"'), "Did you mean 'feedback'"),
        (("[columns]", "[column]"), "no key 'column'. Did you mean 'columns'"),
        (("[scale]\nmin", "[scale]\nmni"), "section scale of the mapping has no key 'mni'. Did you mean 'min'"),
        (('rating = "NETPRO"', 'ratng = "NETPRO"'), "no column 'ratng'. Did you mean 'rating'"),
        (('metric = "nps"', 'rating = "5"'), "a column and a constant"),
        (('asked_at = "%d/%m/%Y"', 'asked_at = "%d/%Q"'), "uses %Q"),
        (('asked_at = "%d/%m/%Y"', 'askd_at = "%d/%m/%Y"'), "Did you mean 'asked_at'"),
        (("Europe/Warsaw", "Europe/Warsa"), "no time zone 'Europe/Warsa'"),
        (('not_experienced = ["6"]', 'never = ["6"]'), "mapping at 'missing"),
        (('table = "events", by', 'table = "event", by'), "no table 'event'"),
        (('by = "order_id"', 'by = "order"'), "no column 'order'"),
        (('drop = ["ip"]', 'drop = ["NETPRO"]'), "'NETPRO' is dropped"),
        (('email = "mail"', 'email = "NETPRO"'), "'NETPRO' is kept as email"),
        (('email = "mail"', 'mail = "mail"'), "mapping at"),
        (('version_at = "changed"', 'version_at = "changed"\nchanges = ["status"]'), "fill the table ticket_changes"),
        (("[scale]", "[scale"), "no valid TOML"),
        (('decimal = ","', 'decimal = ";"'), "mapping at 'numbers.decimal'"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(change: tuple[str, str], words: str) -> None:
    assert change[0] in FULL
    with pytest.raises(MappingError) as error:
        load_mapping(FULL.replace(*change))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('format = 1\ntable = "events"\nversion_at = "x"', "takes none, the table keeps facts"),
        ('format = 1\ntable = "events"\n[scale]\nmin = 1', "unpivot and scale are for the table feedback"),
        ('format = 1\ntable = "identities"\nproperties = "*"', "keeps no properties"),
        ('format = 1\ntable = "ticket_changes"\nchanges = ["a"]', "map ticket_id and changed_at"),
        ('format = 1\nkey = "x"\n[[table]]\ntable = "events"', "stands above the [[table]] blocks"),
        (
            'format = 1\n[[table]]\ntable = "events"\n[table.colums]\nname = "x"',
            "table[0] of the mapping has no key 'colums'",
        ),
        ("format = 1\ntable = []", "names no table"),
        ('format = 1\ntable = "feedback"\n[unpivot]\ncolumns = { Q = { touchpont = "x" } }', "touchpont"),
    ],
)
def test_what_cannot_go_together(toml: str, words: str) -> None:
    with pytest.raises(MappingError) as error:
        load_mapping(toml)
    assert words in str(error.value)


def test_a_mapping_that_is_not_there() -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(Path("nowhere.toml"))


def test_json_of_something_else() -> None:
    with pytest.raises(MappingError, match="no mapping of format 1"):
        Mapping.from_json('{"blocks": 3}')
    with pytest.raises(MappingError, match="format 9"):
        Mapping.from_json('{"blocks": [], "format": 9}')
