"""The merge rules against an oracle in plain Python, whatever the order and the size of chunks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engines.workbench import Workbench
from clew.store.loading.delivered.origin import ANYBODY
from clew.store.loading.merge import ACCEPTED, CONFLICT, DUPLICATE, UPDATED, claim_columns, settle
from clew.tables import TABLES

EVENTS, FEEDBACK = TABLES["events"], TABLES["feedback"]

BY_ANYBODY = -1
#: (id, content, rank): rank is the ordinal of a fact, the version of a state; None: not known.
Claim = tuple[str, int, int | None]

claims = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(-3, 1), st.one_of(st.none(), st.integers(0, 3))), max_size=12
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Iterator[Workbench]:
    with Workbench(Path(tmp_path_factory.mktemp("bench"))) as found:
        yield found


def as_rows(table, given_claims: list[Claim]) -> pa.Table:
    """Return claims as rows; contents below ``BY_ANYBODY`` came by a public key."""
    ids, contents, ranks = ([claim[part] for claim in given_claims] for part in range(3))
    columns = {
        "id_hash": pa.array([len(name) for name in ids], pa.int64()),  # all the same: every id collides
        table.key[0]: pa.array(ids, pa.string()),
        "content_hash": pa.array(contents, pa.int64()),
        "ordinal": pa.array(ranks, pa.int64()),
        "version_at": pa.array(ranks, pa.timestamp("us")),
        "source": pa.array([ANYBODY if content < BY_ANYBODY else "a.csv" for content in contents], pa.string()),
        "import_id": pa.array(["i1"] * len(ids), pa.string()),
    }
    return pa.table({name: columns[name] for name in claim_columns(table)})


def load(table, chunks: list[list[Claim]], bench: Workbench) -> tuple[list[int], dict[str, Claim]]:
    """Return all verdicts in order, and the row that stands under each id after all chunks."""
    standing: dict[tuple[str, int], Claim] = {}
    verdicts: list[int] = []
    for number, chunk in enumerate(chunks):
        before = list(standing)
        known = as_rows(table, [standing[key] for key in before])
        known = known.append_column("file", pa.array([file for file, _ in before], pa.string()))
        known = known.append_column("row", pa.array([row for _, row in before], pa.int64()))
        settled = settle(table, as_rows(table, chunk), known, bench)
        for place in zip(*(settled.dead[name].to_pylist() for name in ("file", "row")), strict=True):
            del standing[place]
        standing |= {(f"f{number}", int(at)): chunk[at] for at in settled.kept}
        verdicts += settled.verdict.tolist()
    found = {claim[0]: claim for claim in standing.values()}
    assert len(found) == len(standing), "two rows stand under one id"
    return verdicts, found


def fact_oracle(all_claims: list[Claim]) -> tuple[list[int], dict[str, Claim]]:
    first: dict[str, int] = {}
    verdicts = []
    for name, content, _ in all_claims:
        again = name in first
        agrees = first.setdefault(name, content) == content
        verdicts.append(CONFLICT if not agrees else DUPLICATE if again else ACCEPTED)
    stands = {}
    for claim in all_claims:
        name, content, ordinal = claim
        if content != first[name]:
            continue
        best = stands.get(name)
        rank = (ordinal is None, ordinal or 0)
        if best is None or rank < (best[2] is None, best[2] or 0):
            stands[name] = claim
    return verdicts, stands


def weight(claim: Claim) -> tuple[bool, int, int]:
    _, content, version = claim
    return content >= BY_ANYBODY, -1 if version is None else version, content


def state_oracle(all_claims: list[Claim]) -> tuple[list[int], dict[str, Claim]]:
    stands: dict[str, Claim] = {}
    verdicts = []
    for claim in all_claims:
        name, content, _ = claim
        rank = weight(claim)
        if name not in stands:
            verdicts.append(ACCEPTED)
            stands[name] = claim
            continue
        best = stands[name]
        unsure = rank[0] < weight(best)[0]
        changes = UPDATED if rank > weight(best) else CONFLICT if unsure else DUPLICATE
        verdicts.append(changes if content != best[1] else DUPLICATE)
        if rank > weight(best):
            stands[name] = claim
    return verdicts, stands


def split(all_claims: list[Claim], cuts: list[int]) -> list[list[Claim]]:
    edges = sorted({0, len(all_claims), *(cut % (len(all_claims) + 1) for cut in cuts)})
    return [all_claims[a:b] for a, b in pairwise(edges)]


@settings(deadline=None, max_examples=20)
@given(claims, st.lists(st.integers(0, 20), max_size=3))
def test_facts_follow_the_oracle_in_chunks_of_any_size(bench, all_claims, cuts):
    assert load(EVENTS, split(all_claims, cuts), bench) == fact_oracle(all_claims)


@settings(deadline=None, max_examples=20)
@given(claims, st.lists(st.integers(0, 20), max_size=3))
def test_states_follow_the_oracle_in_chunks_of_any_size(bench, all_claims, cuts):
    assert load(FEEDBACK, split(all_claims, cuts), bench) == state_oracle(all_claims)


@settings(deadline=None, max_examples=20)
@given(claims, st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_which_state_stands(bench, all_claims, chance):
    shuffled = chance.sample(all_claims, len(all_claims))
    assert load(FEEDBACK, [[claim] for claim in shuffled], bench)[1] == load(FEEDBACK, [all_claims], bench)[1]


@settings(deadline=None, max_examples=20)
@given(claims, st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_facts_that_agree(bench, all_claims, chance):
    agreeing = [(name, 0, rank) for name, _, rank in all_claims]
    shuffled = chance.sample(agreeing, len(agreeing))
    assert load(EVENTS, [[claim] for claim in shuffled], bench)[1] == load(EVENTS, [agreeing], bench)[1]


def test_same_content_with_a_later_version_is_a_duplicate_whose_version_moves_on(bench):
    verdicts, stands = load(FEEDBACK, [[("a", 5, 1)], [("a", 5, 3)], [("a", 7, 2)]], bench)
    assert verdicts == [ACCEPTED, DUPLICATE, DUPLICATE]
    assert stands == {"a": ("a", 5, 3)}


def test_a_conflict_with_a_later_import_is_late(bench):
    standing = as_rows(EVENTS, [("a", 1, 0)]).append_column("file", pa.array(["f"])).append_column("row", pa.array([0]))
    fresh = as_rows(EVENTS, [("a", 2, 0)]).set_column(4, "import_id", pa.array(["i0"]))
    assert settle(EVENTS, fresh, standing, bench, {"i0": 0, "i1": 1}).late
    assert not settle(EVENTS, fresh, standing, bench, {"i1": 0, "i0": 1}).late
