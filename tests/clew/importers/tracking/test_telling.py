"""What rules catch: the first that says something, and never otherwise than they are read."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from clew.importers.tracking import NO_RULES, Rule, Rules, effect_of, events_of, folded_schema, unfold


def folded(*said):
    count = len(said)
    columns = {"shape": ["track"] * count, "source": ["k"] * count, "sent_at": [None] * count,
               "message": [json.dumps(one) for one in said], "_row": range(count), "_line": [0] * count}  # fmt: skip
    return pa.RecordBatch.from_pydict(columns, schema=folded_schema())


def event(name, path=None, **properties):
    said = {"messageId": f"{name}{path}{properties}", "userId": "u", "event": name, "properties": properties}
    return said | ({"context": {"page": {"path": path}}} if path else {})


def test_a_rule_behind_another_catches_what_that_one_leaves_unsaid():
    rules = Rules((
        Rule("path", "/shop/*", "shop"), Rule("name", "viewed", "viewing", "web"), Rule("name", "viewed", "never"),
    ))  # fmt: skip
    rows = folded(event("Viewed", "/shop/a"), event("Viewed", "/b"), event("Left"))
    seen = effect_of(events_of(rows, NO_RULES), rules)
    assert seen.fitting == (1, 2, 2)
    assert seen.caught == (1, 2, 0)
    assert seen.uncaught == 1
    shown = {one.rule: one for one in seen.examples}
    assert set(shown) == {0, 1, None}
    assert shown[0].touchpoint == ("Viewed", "shop")
    assert shown[1].touchpoint == ("Viewed", "viewing")
    assert (shown[0].channel, shown[None].channel) == (("web", "web"), ("", ""))


def test_an_example_shows_the_property_that_decided_but_none_that_names_a_person():
    rules = Rules(
        (Rule("property", "*shoe*", "shop", property="kind"), Rule("property", "*@*", "mail", property="email"))
    )
    rows = folded(event("Viewed", kind="Red shoes"), event("Asked", email="ana@example.com"))
    seen = effect_of(events_of(rows, NO_RULES), rules)
    assert {one.name: one.value for one in seen.examples} == {"Viewed": "Red shoes", "Asked": ""}
    assert "ana" not in str(seen)


def test_alike_events_are_one_example_and_those_that_change_stand_first():
    rows = folded(*(event("Left", n=n) for n in range(30)), event("Paid"))
    seen = effect_of(events_of(rows, NO_RULES), Rules((Rule("name", "paid", "checkout"),)))
    assert [(one.name, one.count) for one in seen.examples] == [("Paid", 1), ("Left", 30)]


WORDS = st.sampled_from(["paid", "left", "/a", "/a/b", "x"])
RULE = st.builds(
    lambda by, pattern, touchpoint, channel: Rule(by, pattern, touchpoint, channel or ("" if touchpoint else "web"),
                                                  "kind" if by == "property" else ""),
    st.sampled_from(["name", "path", "property"]), st.sampled_from(["*", "p*", "/a*", "x", "*b"]),
    st.sampled_from(["", "t1", "t2"]), st.sampled_from(["", "c1"]),
)  # fmt: skip


@given(st.lists(RULE, max_size=4), st.lists(st.tuples(WORDS, st.none() | WORDS, st.none() | WORDS), max_size=8))
def test_they_are_told_as_they_are_read(rules, said):
    rows = folded(*(event(name, path, **({"kind": kind} if kind else {})) for name, path, kind in said))
    told, rules = events_of(rows, Rules(tuple(rules))), Rules(tuple(rules))
    read = unfold(rows, [1] * len(said), rules).rows.to_pylist()
    assert [(one.touchpoint, one.channel) for one in told] == [(r["touchpoint"], r["channel"] or "") for r in read]
    seen = effect_of(told, rules)
    assert seen.changed == 0
    assert sum(one.count for one in seen.examples) == seen.events or len(seen.examples) == 20
    names, paths, kinds = zip(*said, strict=True) if said else ((), (), ())
    assert seen.uncaught == rules.of(names, paths, [{"kind": kind} for kind in kinds]).count(("", ""))
