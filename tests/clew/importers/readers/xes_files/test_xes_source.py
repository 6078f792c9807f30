"""XES: events with the attributes of their trace, hardened against what XML can do."""

from __future__ import annotations

import gzip
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import UnreadableFileError
from clew.importers.readers.xes_files import xes_events, xes_source
from clew.importers.readers.xes_files.xes_source import XesSource


def log(*traces, head="", namespace=' xmlns="http://www.xes-standard.org/"'):
    return f'<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0"{namespace}>{head}{"".join(traces)}</log>'


def string(key, value, inside=""):
    return f"<string key={quoteattr(key)} value={quoteattr(value)}>{inside}</string>"


def event(**attributes):
    return "<event>" + "".join(string(key, value) for key, value in attributes.items()) + "</event>"


def read(tmp_path, text):
    path = tmp_path / "t.xes"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = XesSource(path)
    rows, broken = [], []
    for batch in source.batches():
        rows += batch.rows.to_pylist()
        broken += batch.broken
    return source, rows, broken


text = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    traces=st.lists(
        st.tuples(
            st.dictionaries(text, text, max_size=2), st.lists(st.dictionaries(text, text, max_size=3), max_size=3)
        ),
        min_size=1,
        max_size=4,
    ),
    chunk=st.integers(1, 60),
)
def test_round_trip(tmp_path, monkeypatch, traces, chunk):
    """Every event is a row with its own and its trace's attributes, whatever pieces the file is read in."""
    monkeypatch.setattr(xes_source, "_CHUNK", chunk)
    expected = []
    parts = []
    for number, (attributes, events) in enumerate(traces, start=1):
        inner = "".join(string(*pair) for pair in attributes.items())
        inner += "".join("<event>" + "".join(string(*pair) for pair in one.items()) + "</event>" for one in events)
        parts.append(f"<trace>{inner}</trace>")
        for at, one in enumerate(events, start=1):
            row = {"trace:#": str(number), "event:#": str(at)}
            row |= {f"trace:{key}": value for key, value in attributes.items()}
            row |= {f"event:{key}": value for key, value in one.items()}
            expected.append(
                {
                    key: value
                    for key, value in row.items()
                    if key not in ("trace:#", "event:#") or "#" not in {**attributes, **one}
                }
            )
    if not expected:
        return
    _, rows, broken = read(tmp_path, log(*parts))
    assert not broken
    assert [row["_line"] for row in rows] == list(range(1, len(rows) + 1))
    for row, wanted in zip(rows, expected, strict=True):
        assert {key: row[key] for key in wanted} == wanted
        assert sum(value is not None for value in row.values()) >= len(wanted) + 2


def test_types_and_nesting(tmp_path):
    """Dates as ISO with their offset, booleans in lower case, attributes inside attributes dotted, lists as JSON."""
    inner = (
        '<date key="d" value="2011-10-11T13:42:22.688+02:00"/><date key="z" value="2011-10-11T13:42:22Z"/>'
        '<date key="n" value="yesterday"/><boolean key="b" value="True"/><int key="i" value="0"/>'
        '<float key="f" value="1.50"/><id key="u" value="x-1"/>'
        + string("cost", "100", string("currency", "EUR", string("deep", "yes")))
        + '<list key="l"><values>'
        + string("k", "v")
        + string("k", "w")
        + "</values></list>"
        + '<container key="c">'
        + string("p", "q")
        + "</container>"
        + string("empty", "")
    )
    _, (row,), _ = read(tmp_path, log(f"<trace><event>{inner}</event></trace>"))
    assert {key.removeprefix("event:"): value for key, value in row.items() if key.startswith("event:")} == {
        "#": "1",
        "d": "2011-10-11T13:42:22.688000+02:00",
        "z": "2011-10-11T13:42:22+00:00",
        "n": "yesterday",
        "b": "true",
        "i": "0",
        "f": "1.50",
        "u": "x-1",
        "cost": "100",
        "cost.currency": "EUR",
        "cost.currency.deep": "yes",
        "l": '[{"k":"v"},{"k":"w"}]',
        "c": '{"p":"q"}',
        "empty": None,
    }


def test_defaults_extensions_and_log_attributes_are_no_columns(tmp_path):
    """What the log says of itself is about no event; a default is not filled in."""
    head = (
        '<extension name="Concept" prefix="concept" uri="x"/><global scope="event">'
        + string("channel", "UNKNOWN")
        + '</global><classifier name="c" keys="a"/>'
        + string("origin", "csv", string("x", "y"))
    )
    source, (row,), _ = read(tmp_path, log("<trace>" + string("id", "1") + event(a="2") + "</trace>", head=head))
    assert source.columns == ("trace:#", "trace:id", "event:#", "event:a")
    assert row == {"trace:#": "1", "trace:id": "1", "event:#": "1", "event:a": "2", "_row": 0, "_line": 1}


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://www.xes-standard.org/"', ' xmlns="http://elsewhere/"'])
def test_namespaces(tmp_path, namespace):
    """With a namespace, another or none."""
    _, rows, _ = read(tmp_path, log("<trace>" + event(a="1") + "</trace>", namespace=namespace))
    assert rows[0]["event:a"] == "1"


def test_prefixed_tags(tmp_path):
    """A prefix before every tag changes nothing."""
    _, rows, _ = read(
        tmp_path, '<x:log xmlns:x="u"><x:trace><x:event><x:string key="a" value="1"/></x:event></x:trace></x:log>'
    )
    assert rows[0]["event:a"] == "1"


def test_trace_attributes_after_events_and_late_columns(tmp_path):
    """Attributes that follow the events are theirs too; a column may appear in the last event."""
    source, rows, _ = read(
        tmp_path, log("<trace>" + event(a="1") + event(a="2", late="x") + string("id", "t") + "</trace>")
    )
    assert "event:late" in source.columns
    assert [row["trace:id"] for row in rows] == ["t", "t"]


def test_events_without_a_trace(tmp_path):
    """Events that stand in the log itself belong to no trace."""
    _, rows, _ = read(tmp_path, log(event(a="1")))
    assert (rows[0]["trace:#"], rows[0]["event:a"]) == (None, "1")


def test_log_that_breaks_off(tmp_path):
    """Events that were whole are read, also those of the unfinished trace; one rejection stands for the rest."""
    whole = log("<trace>" + string("id", "t") + event(a="1") + event(a="2") + event(a="3") + "</trace>")
    _, rows, broken = read(tmp_path, whole[: whole.index('value="3"')])
    assert [(row["event:a"], row["trace:id"]) for row in rows] == [("1", "t"), ("2", "t")]
    assert [(one.line, one.row) for one in broken] == [(3, 2)]
    assert "nothing after it can be read" in broken[0].reason


def test_torn_gzip(tmp_path):
    """A download that stopped says so."""
    packed = gzip.compress(log(*("<trace>" + event(a=str(n * 7919)) + "</trace>" for n in range(3000))).encode())
    _, rows, broken = read(tmp_path, packed[: len(packed) // 2])
    assert len(rows) > 100
    assert "ends in the middle" in broken[0].reason


LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, REMOTE, "<!DOCTYPE log>"])
def test_document_types_are_refused(tmp_path, doctype):
    """Laughs, files and addresses: nothing declared, nothing expanded, nothing fetched."""
    with pytest.raises(UnreadableFileError, match="save the log without DOCTYPE"):
        read(
            tmp_path,
            f'<?xml version="1.0"?>{doctype}<log><trace><event><string key="k" value="&b;"/></event></trace></log>',
        )


def test_nesting_without_end(tmp_path):
    """A tower of tags is broken, not climbed."""
    tower = '<string key="a" value="b">' * 100_000
    _, rows, broken = read(tmp_path, log("<trace>" + event(a="1") + f"<event>{tower}"))
    assert len(rows) == 1
    assert "nested deeper" in broken[0].reason


def test_value_without_end(tmp_path, monkeypatch):
    """A value longer than the limit is given up before it fills the memory."""
    monkeypatch.setattr(xes_source, "_MAX_SILENCE", 10_000)
    monkeypatch.setattr(xes_source, "_CHUNK", 1000)
    _, rows, broken = read(tmp_path, log("<trace>" + event(a="1") + event(b="x" * 100_000) + "</trace>"))
    assert len(rows) == 1
    assert "longer than" in broken[0].reason


def test_long_traces_are_not_held(tmp_path, monkeypatch):
    """Beyond a number of events a trace is handed on before it ends."""
    monkeypatch.setattr(xes_events, "_HELD_EVENTS", 10)
    _, rows, _ = read(tmp_path, log("<trace>" + string("id", "t") + event(a="1") * 95 + "</trace>"))
    assert [row["event:#"] for row in rows] == [str(n) for n in range(1, 96)]
    assert {row["trace:id"] for row in rows} == {"t"}


def test_events_are_handed_on_while_their_trace_goes_on(monkeypatch):
    """After the limit the events are ready, though the trace has not ended."""
    monkeypatch.setattr(xes_events, "_HELD_EVENTS", 10)
    events = xes_events.XesEvents()
    for tag in ("log", "trace"):
        events.start(tag, {})
    for _ in range(25):
        events.start("event", {})
        events.end("event")
    assert len(events.ready) == 20


@pytest.mark.parametrize(
    ("traces", "own"), [(["a", "b"], True), (["a", "a"], False), (["a", None], False), (["a", " "], False)]
)
def test_a_log_says_whether_its_traces_have_names_of_their_own(tmp_path, traces, own):
    text = "".join(
        f"<trace>{'' if name is None else named(name)}<event/><event>{named('x')}</event></trace>" for name in traces
    )
    path = tmp_path / "log.xes"
    path.write_text(f"<log>{text}</log>")
    assert XesSource(path).has_own_names is own


def named(name: str) -> str:
    return f'<string key="concept:name" value="{name}"/>'
