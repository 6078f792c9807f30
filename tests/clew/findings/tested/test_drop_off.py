"""Drop-off: where and when paths end that usually go on; what is still open is not judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.findings.tested.drop_off import drop_off_candidates, find_visits, measure_of, usual_names
from clew.findings.wording.language import LANGUAGES, Language
from clew.findings.wording.words import claim, title

DAY = 86_400
MICRO = 1_000_000
BEGIN = 1_743_465_600  # 1 April 2025
ASKED = ("clew", "paths", "--by", "run")


@dataclass
class Told:
    """Paths of (name, day) contacts; each path is a customer's own unless ``who`` says whose it is."""

    given: list
    who: list | None = None
    names: tuple = ("basket", "browse", "pay")

    @property
    def name(self):
        return np.array([self.names.index(name) for path in self.given for name, _ in path], np.uint16)

    @property
    def at(self):
        return np.array([int((BEGIN + day * DAY) * MICRO) for path in self.given for _, day in path])

    clock = at

    @property
    def starts(self):
        return np.concatenate([[0], np.cumsum([len(path) for path in self.given])]).astype(int)

    @property
    def path(self):
        return np.repeat(np.arange(len(self.given)), [len(path) for path in self.given])

    @property
    def unfinished(self):
        return np.zeros(len(self.given), bool)

    def customers(self):
        return pa.array(self.who or [f"c{place}" for place in range(len(self.given))])


def visits_of(told, as_of_day, patience_days=10):
    return find_visits(told, as_of=(BEGIN + as_of_day * DAY) * MICRO, patience=patience_days * DAY)


def by_name(told, visits):
    return {
        (told.names[code], place): bool(on)
        for code, place, on in zip(visits.name, visits.contact, visits.went_on, strict=True)
    }


def test_the_first_visit_is_judged_by_the_next_other_name_in_time():
    told = Told([[("browse", 0), ("browse", 1), ("basket", 5), ("browse", 6), ("pay", 40)], [("browse", 3)]])
    assert by_name(told, visits_of(told, 100)) == {
        ("browse", 0): True, ("basket", 2): True, ("pay", 4): False, ("browse", 5): False,
    }  # fmt: skip


def test_patience_is_counted_from_the_visit_and_ends_on_its_last_day():
    on_time, late = [("browse", 0), ("pay", 10)], [("browse", 0), ("pay", 10.5)]
    told = Told([on_time, late, [("browse", 0), ("browse", 9), ("pay", 12)]])
    assert [on for (name, _), on in by_name(told, visits_of(told, 100)).items() if name == "browse"] == [
        True, False, False,
    ]  # fmt: skip


def test_what_was_not_watched_for_so_long_is_not_judged_even_if_it_went_on():
    told = Told([[("browse", 89), ("pay", 90)], [("browse", 91), ("pay", 92)]])
    assert by_name(told, visits_of(told, 100)) == {("browse", 0): True, ("pay", 1): False}


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["basket", "browse", "pay"]), st.integers(0, 60)), min_size=1), min_size=1
    )
)
def test_it_is_what_a_plain_loop_finds(paths):
    told = Told([sorted(path, key=lambda contact: contact[1]) for path in paths])
    found, at = {}, 0
    for path in told.given:
        for place, (name, day) in enumerate(path):
            if name not in [other for other, _ in path[:place]] and day + 10 <= 60:
                after = next((when for other, when in path[place:] if other != name), None)
                found[name, at + place] = after is not None and after - day <= 10
        at += len(path)
    assert by_name(told, visits_of(told, 60)) == found


def shop(seed, paths=3000, going=lambda _channel, _device, _day: 0.8):
    """Return paths that browse and then perhaps pay, with the channel and device of each contact."""
    rng = np.random.Generator(np.random.PCG64(seed))
    given, channels, devices = [], [], []
    for _ in range(paths):
        day, channel, device = rng.uniform(0, 360), rng.choice(["app", "web"]), rng.choice(["phone", "desk"])
        on = rng.random() < going(channel, device, day)
        given.append([("browse", day), *([("pay", day + 1)] if on else [])])
        channels += [channel] * len(given[-1])
        devices += [device] * len(given[-1])
    return Told(given), {"channel": channels, "device": devices}


def candidates_of(told, fields):
    visits = visits_of(told, 400)
    assert usual_names(visits) == [1]
    own = visits.of(1)
    values = {name: np.array(given, object)[own.contact].tolist() for name, given in fields.items()}
    return drop_off_candidates(measure_of("browse", 10 * DAY), own, values, ASKED)[0]


def stands(found, level=1e-5):
    return [c for c in found if c.holds and c.p is not None and c.p < level]


def test_a_place_where_fewer_go_on_is_told_with_what_it_costs():
    found = stands(candidates_of(*shop(1, going=lambda channel, *_: 0.6 if channel == "web" else 0.8)))
    assert [(c.kind, c.where) for c in found] == [("pain_point", {"channel": "web"})]
    (told,) = found
    assert told.value.value == pytest.approx(0.6, abs=0.04)
    assert told.reference == pytest.approx(0.8, abs=0.04)
    assert told.cost["contacts"] == pytest.approx(0.2 * told.value.n, rel=0.25)
    assert told.command == "clew paths --by run --view around browse"
    said = {(title(told, Language(code)), claim(told, Language(code))) for code in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert title(told, Language("en")).startswith("web hurts. Went on within 10 days after browse: ")
    assert "more paths than is usual did not go on." in claim(told, Language("en"))


def test_a_crossing_is_told_and_not_its_sides():
    def going(channel, device, _day):
        return 0.5 if (channel, device) == ("web", "phone") else 0.85

    assert [c.where for c in stands(candidates_of(*shop(2, going=going)))] == [{"channel": "web", "device": "phone"}]


def test_a_lasting_fall_is_told_with_its_month():
    (told,) = stands(candidates_of(*shop(3, going=lambda _channel, _device, day: 0.85 if day < 183 else 0.6)))
    assert (told.kind, told.where) == ("change", {"since": "2025-10"})


def test_where_nothing_is_wrong_nothing_is_told():
    loud = [stands(candidates_of(*shop(50 + seed, paths=1200)), level=1e-3) for seed in range(20)]
    assert sum(map(len, loud)) <= 1


def test_one_customer_walking_often_is_one_witness():
    """The same paths, all of a channel's by a few customers each of one mind, prove far less."""
    told, fields = shop(4, going=lambda channel, *_: 0.7 if channel == "web" else 0.8)
    alone = min(c.p for c in candidates_of(told, fields) if c.where == {"channel": "web"})
    went = [len(path) > 1 for path in told.given]
    told.who = [f"{on}{place % 12}" for place, on in enumerate(went)]
    together = min(c.p for c in candidates_of(told, fields) if c.where == {"channel": "web"})
    assert together > 100 * alone


def test_names_where_paths_end_or_never_end_or_few_pass_are_not_tested():
    ends, few = [[("browse", 0)]] * 300, [[("basket", 0), ("pay", 1)]] * 150 + [[("basket", 0)]] * 20
    always = [[("basket", 0), ("pay", 1)]] * 300
    for paths in (ends, few, always):
        assert usual_names(visits_of(Told(paths), 100)) == []
    assert usual_names(visits_of(Told([]), 100)) == []


def test_where_nobody_knows_whose_paths_they_are_no_customers_are_counted():
    told, fields = shop(1, going=lambda channel, *_: 0.6 if channel == "web" else 0.8)
    told.customers = lambda: pa.nulls(len(told.given), pa.string())
    (found,) = stands(candidates_of(told, fields))
    assert set(found.cost) == {"contacts"}
    assert "customers" not in claim(found, Language("en"))


def test_what_is_certain_but_costs_few_paths_is_not_told():
    """Of a thousand and more that always went on, one place lost 15 of 60: certain, and nobody's concern."""
    given = [[("browse", 0), ("pay", 1)] for _ in range(1500)] + [[("browse", 0)] for _ in range(15)]
    channels = ["web" if place >= 1455 else "shop" for place, path in enumerate(given) for _ in path]
    found = [c for c in candidates_of(Told(given), {"channel": channels}) if c.where == {"channel": "web"}]
    assert [c.holds for c in found] == [False]
    assert found[0].p < 1e-6
    assert found[0].cost["contacts"] == pytest.approx(15, abs=1)


def test_a_lasting_rise_is_told_and_costs_nothing():
    (told,) = stands(candidates_of(*shop(5, going=lambda _channel, _device, day: 0.6 if day < 183 else 0.85)))
    assert (told.kind, told.cost) == ("change", {})


def test_a_month_in_which_more_went_on_is_not_told():
    assert not stands(candidates_of(*shop(6, going=lambda _channel, _device, day: 0.95 if 150 < day < 180 else 0.6)))
