"""JSON and JSON Lines: flat rows, late columns, bad lines, and texts that never end."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.importers.readers.json_files import json_cursor, json_lines
from clew.importers.readers.json_files.json_source import JsonSource

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffd"), max_size=8)
)
records = st.dictionaries(st.sampled_from(["a", "b", "c d", "ż"]), scalars, min_size=1)


def cell(value):
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value)


def read(path):
    source = JsonSource(path)
    rows, broken = [], []
    for batch in source.batches():
        rows += batch.rows.to_pylist()
        broken += batch.broken
    return source, rows, broken


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(records, min_size=1, max_size=6),
    style=st.sampled_from(["list", "indented", "lines", "wrapped", "stream"]),
    chunk=st.integers(1, 50),
    ascii_only=st.booleans(),
)
def test_round_trip(tmp_path, monkeypatch, rows, style, chunk, ascii_only):
    """However it is laid out and however it is read, each record is a row and each late column is known."""
    monkeypatch.setattr(json_cursor, "_CHUNK", chunk)
    monkeypatch.setattr(json_lines, "_CHUNK", chunk)

    def dumped(value, **options):
        return json.dumps(value, ensure_ascii=ascii_only, **options)

    text = {
        "list": lambda: dumped(rows),
        "indented": lambda: dumped(rows, indent=2),
        "lines": lambda: "\n".join(map(dumped, rows)) + "\n",
        "wrapped": lambda: dumped({"meta": {"n": 1}, "data": rows, "next": None}),
        "stream": lambda: "\n".join(dumped(row, indent=1) for row in rows),
    }[style]()
    path = tmp_path / "t.json"
    path.write_text(text, encoding="utf-8")
    source, found, broken = read(path)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    assert not broken
    assert list(source.columns) == columns
    assert [[row[name] for name in columns] for row in found] == [
        [cell(row.get(name)) for name in columns] for row in rows
    ]
    assert [row["_row"] for row in found] == list(range(len(rows)))
    assert [row["_line"] for row in found] == list(range(1, len(rows) + 1))


def test_nested_objects_are_flat_and_lists_are_json(tmp_path):
    """Dotted columns; a list stays a list; an empty object is told from none; names that meet are numbered."""
    path = tmp_path / "t.json"
    path.write_text('[{"a": {"b": {"c": 1}}, "l": [1.50, {"x": null}], "e": {}, "p.q": 1, "p": {"q": 2}}]')
    _, (row,), _ = read(path)
    assert row == {"a.b.c": "1", "l": '[1.50,{"x":null}]', "e": "{}", "p.q": "1", "p.q (2)": "2", "_row": 0, "_line": 1}


def test_numbers_are_kept_as_written(tmp_path):
    """Not a digit is lost; NaN and Infinity, which are no JSON, are kept as text."""
    path = tmp_path / "t.jsonl"
    path.write_text(
        '{"n": 12345678901234567890123, "m": 1e400, "k": 1.10}\n{"n": NaN, "m": -Infinity, "k": 0}\n'
        '{"n": ' + "9" * 5000 + "}\n"
    )
    _, rows, _ = read(path)
    assert [rows[0][name] for name in "nmk"] == ["12345678901234567890123", "1e400", "1.10"]
    assert [rows[1][name] for name in "nmk"] == ["NaN", "-Infinity", "0"]
    assert rows[2]["n"] == "9" * 5000


def test_bad_lines_are_broken_and_the_others_are_read(tmp_path):
    """Each bad line with its number and reason; blank lines are nothing."""
    lines = ['{"a": 1}', "", "{nonsense", '{"a": 2', "[1, 2]", '"text"', "[" * 100_000, '{"a": 3}']
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(gzip.compress("\r\n".join(lines).encode()))
    source, rows, broken = read(path)
    assert source.format == "jsonl"
    assert [(row["a"], row["value"], row["_line"]) for row in rows] == [
        ("1", None, 1),
        (None, "text", 6),
        ("3", None, 8),
    ]
    assert [one.line for one in broken] == [3, 4, 5, 7]
    assert "not valid JSON" in broken[0].reason
    assert "a list" in broken[2].reason
    assert "nested deeper" in broken[3].reason
    assert all(len(one.value) <= 200 for one in broken)


@pytest.mark.parametrize("text", ['[{"a": 1}, 3, null, {"a": 2}]', '{"data": [{"a": 1}, 3, null, {"a": 2}]}'])
def test_plain_values_among_objects_are_no_records(tmp_path, text):
    """They are broken, each with its number; a list of nothing else is a column."""
    path = tmp_path / "t.json"
    path.write_text(text)
    source, rows, broken = read(path)
    assert (source.columns, [row["a"] for row in rows]) == (("a",), ["1", "2"])
    assert [(one.line, one.value) for one in broken] == [(2, "3"), (3, "null")]
    assert {one.reason for one in broken} == {"a plain value where an object was expected"}
    path.write_text("[3, 4]")
    assert [row["value"] for row in read(path)[1]] == ["3", "4"]


def test_a_plain_value_before_the_first_object_is_no_record_either(tmp_path):
    """The list is known to hold objects before its rows are given."""
    path = tmp_path / "t.json"
    path.write_text('[null, {"a": 1}]')
    _, rows, broken = read(path)
    assert ([row["a"] for row in rows], [one.line for one in broken]) == (["1"], [1])


def test_bad_first_line(tmp_path):
    """A broken first line does not make a document of the lines."""
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": 1,}\n{"a": 2}\n{"a": 3}\n')
    source, rows, broken = read(path)
    assert (source.format, [row["a"] for row in rows], [one.line for one in broken]) == ("jsonl", ["2", "3"], [1])


@pytest.mark.parametrize(
    "text", ['[{"a":1},{"a":2},{"a":', '[{"a":1},{"a":2},{"a":3 4}]', '[{"a":1},{"a":2}', '{"data":[{"a":1},{"a":2},xx']
)
def test_broken_document_gives_what_came_before(tmp_path, text):
    """What was whole is read; one rejection stands for the rest."""
    path = tmp_path / "t.json"
    path.write_text(text)
    _, rows, broken = read(path)
    assert [row["a"] for row in rows] == ["1", "2"]
    assert [(one.line, one.row) for one in broken] == [(3, 2)]
    assert "nothing after it can be read" in broken[0].reason


def test_too_deep_records_are_broken(tmp_path):
    """Nesting has a limit, in objects and in lists."""
    deep = '{"a":' * 70 + "1" + "}" * 70
    path = tmp_path / "t.jsonl"
    path.write_text('{"b": 1}\n' + deep + "\n" + '{"b": ' + "[" * 5000 + "]" * 5000 + "}\n")
    _, rows, broken = read(path)
    assert len(rows) == 1
    assert [one.line for one in broken] == [2, 3]


def test_several_lists_are_not_guessed(tmp_path):
    """Which of two lists is meant is asked, unless one bears the usual name."""
    path = tmp_path / "t.json"
    path.write_text('{"orders": [{"a": 1}], "customers": [{"b": 1}]}')
    with pytest.raises(UnreadableFileError, match="several lists of records \\(orders, customers\\)"):
        JsonSource(path)
    path.write_text('{"links": [{"href": 1}], "items": [{"b": 1}]}')
    assert JsonSource(path).columns == ("b",)


def test_objects_keyed_by_an_id_are_refused(tmp_path):
    """Thousands of columns are values in the wrong place."""
    path = tmp_path / "t.json"
    path.write_text(json.dumps({f"customer {n}": {"score": n} for n in range(6000)}))
    with pytest.raises(UnreadableFileError, match="more than 5000 columns"):
        JsonSource(path)


def test_endless_value(tmp_path, monkeypatch):
    """A value or line longer than the limit is given up without being held."""
    monkeypatch.setattr(json_cursor, "MAX_VALUE", 1000)
    monkeypatch.setattr(json_lines, "MAX_LINE", 1000)
    monkeypatch.setattr(json_cursor, "_CHUNK", 100)
    monkeypatch.setattr(json_lines, "_CHUNK", 100)
    path = tmp_path / "t.json"
    path.write_text('[{"a": 1}, {"a": "' + "x" * 100_000 + '"}]')
    _, rows, broken = read(path)
    assert (len(rows), len(broken)) == (1, 1)
    path.write_text('{"a": 1}\n{"a": "' + "x" * 100_000 + '"}\n{"a": 3}\n')
    _, rows, broken = read(path)
    assert [row["_line"] for row in rows] == [1, 3]
    assert [(one.line, one.reason[:22]) for one in broken] == [(2, "the line is longer tha")]


def test_torn_gzip(tmp_path):
    """Lines before the cut are read; the tear is named."""
    packed = gzip.compress(
        "".join(json.dumps({"n": n * 7919, "t": "x" * (n % 9)}) + "\n" for n in range(5000)).encode()
    )
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    _, rows, broken = read(path)
    assert len(rows) > 500
    assert len(broken) == 1
    assert "ends in the middle" in broken[0].reason


@pytest.mark.parametrize("layout", ["%s\n%s\n%s\n", "[%s,%s,%s]"])
def test_bytes_that_are_no_text_are_replaced_and_named(tmp_path, layout):
    """What was replaced here is named; a U+FFFD that came with the file is the file's own."""
    path = tmp_path / "t.json"
    pieces = ('{"a": "za\xc5\xbc"}', '{"a": "za\xc5", "b": {"c": "\\ud800"}}', '{"a": "\xef\xbf\xbd"}')
    path.write_bytes((layout % pieces).encode("latin-1"))
    (batch,) = JsonSource(path).batches()
    assert batch.rows.column("a").to_pylist() == ["zaż", "za\ufffd", "\ufffd"]
    assert [(one.line, one.column, one.row) for one in batch.repaired] == [(2, "a", 1), (2, "b.c", 1)]


def test_names_and_rejections_that_are_no_text(tmp_path):
    """Bytes that do not decode neither name a column nor stand in a rejection."""
    path = tmp_path / "t.jsonl"
    path.write_bytes(
        b'{"a\xff": 1, "b": "\xc5"}\n{"b": \xfe\xff\n{"b": "\xc5\xbc\xc5\xbc\xc5\xbc\xc5\xbc", "c\\u0000": 2}\n'
    )
    source, rows, broken = read(path)
    assert source.columns == ("a\ufffd", "b", "c\ufffd")
    assert [row["b"] for row in rows] == ["\ufffd", "żżżż"]
    assert [one.value for one in broken] == ['{"b": \ufffd\ufffd']
