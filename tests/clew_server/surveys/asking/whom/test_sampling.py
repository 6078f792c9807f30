"""Samples: exact sizes, right probabilities, the same for a seed whatever the order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew_server.surveys.asking.settings import Sampling
from clew_server.surveys.asking.whom.sampling import chance, draw, sizes

PEOPLE = [f"p{n}" for n in range(20)]
DRAWS = 4000


@pytest.mark.parametrize(
    ("sampling", "size"),
    [
        (Sampling(), 20), (Sampling(size=7), 7), (Sampling(size=50), 20), (Sampling(share=0.25), 5),
        (Sampling(share=0.01), 1), (Sampling(share=1), 20),
    ],
)  # fmt: skip
def test_sizes_are_exact_and_so_are_probabilities(sampling: Sampling, size: int) -> None:
    sample = draw(dict.fromkeys(PEOPLE, ""), sampling)
    assert len(sample.drawn) == size
    assert sum(sample.probability(person) for person in PEOPLE) == pytest.approx(size)
    assert draw({}, sampling).drawn == frozenset()


def test_the_same_seed_gives_the_same_sample_in_any_order() -> None:
    one = draw(dict.fromkeys(PEOPLE, ""), Sampling(size=6, seed="a"))
    assert draw(dict.fromkeys(reversed(PEOPLE), ""), Sampling(size=6, seed="a")).drawn == one.drawn
    assert draw(dict.fromkeys(PEOPLE, ""), Sampling(size=6, seed="b")).drawn != one.drawn
    assert one.drawn < draw(dict.fromkeys(PEOPLE, ""), Sampling(size=7, seed="a")).drawn


def test_over_many_seeds_everybody_and_every_pair_is_drawn_as_often_as_said() -> None:
    """Simple random sampling: each of N with n/N, each pair with n(n-1)/N(N-1)."""
    strata = dict.fromkeys(PEOPLE, "")
    drawn = [draw(strata, Sampling(size=5, seed=str(seed))).drawn for seed in range(DRAWS)]
    counts = Counter(person for sample in drawn for person in sample)
    assert all(abs(counts[person] / DRAWS - 5 / 20) < 4 * (0.25 * 0.75 / DRAWS) ** 0.5 for person in PEOPLE)
    pair = sum({"p0", "p1"} <= sample for sample in drawn) / DRAWS
    known = 5 * 4 / (20 * 19)
    assert abs(pair - known) < 4 * (known * (1 - known) / DRAWS) ** 0.5


def test_weights_of_a_stratified_sample_make_the_whole() -> None:
    strata = {f"p{n}": "gold" if n < 13 else "free" for n in range(400)}
    sample = draw(strata, Sampling(size=40, by="plan", seed="x"))
    weights = Counter({"gold": 0.0, "free": 0.0})
    for person in sample.drawn:
        weights[strata[person]] += 1 / sample.probability(person)
    assert weights == pytest.approx({"gold": 13, "free": 387})
    assert Counter(strata[person] for person in sample.drawn) == {"gold": 1, "free": 39}


@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 500), min_size=1, max_size=8),
    st.builds(Sampling, size=st.integers(1, 3000)) | st.builds(Sampling, share=st.floats(0.001, 1)),
)
def test_parts_are_never_more_than_there_are_and_together_what_was_asked(
    people: dict[str, int], sampling: Sampling
) -> None:
    total = sum(people.values())
    wanted = min(sampling.size, total) if sampling.size else max(1, round((sampling.share or 1) * total))
    found = sizes(people, sampling)
    assert sum(found.values()) == wanted
    assert all(0 <= found[name] <= people[name] for name in people)
    assert wanted < len(people) or all(found.values())


def test_of_many_small_strata_the_rest_is_shared_out_without_looking_at_all_for_each() -> None:
    """A field with a value of its own for every few people: it took minutes, and a page waited."""
    found = sizes({f"city {number}": 4 for number in range(20_000)}, Sampling(size=30_000))
    assert Counter(found.values()) == {1: 10_000, 2: 10_000}


def test_chances_are_even() -> None:
    found = [chance("s", str(n)) for n in range(10_000)]
    assert abs(sum(found) / len(found) - 0.5) < 0.012
    assert all(0 <= one < 1 for one in found)
