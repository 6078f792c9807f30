"""San Francisco airport, 2010-2017: the numbers its README gives, and waves that are never mixed silently."""

from __future__ import annotations

import pytest

YEARS = range(2010, 2018)
FILES = [(f"sfo-airport-survey/{year}_SFO_Customer_Survey.csv.gz", f"airport/{year}.toml") for year in YEARS]
ZONE = "America/Los_Angeles"


@pytest.fixture(scope="module")
def wave(imported):
    return imported(ZONE, FILES[-1])


@pytest.fixture(scope="module")
def waves(imported):
    return imported(ZONE, *FILES)


def test_nps_of_2017_unweighted_and_weighted(wave):
    plain, weighted = wave.one("nps"), wave.one("nps", "--weight")
    assert plain["n"] == 2746
    assert plain["value"] == pytest.approx(39.8, abs=0.05)
    assert weighted["value"] == pytest.approx(40.4, abs=0.05)
    assert plain["lo"] < plain["value"] < plain["hi"]
    assert weighted["n_effective"] < weighted["n"]


def test_eleven_is_blank_and_zero_is_an_answer(wave):
    assert wave.one("nps")["missing"] > 0
    distribution = {row["rating"]: row["value"] for row in wave("ask", "nps.distribution")["rows"]}
    assert distribution["0"] > 0
    assert "11" not in distribution


def test_nps_by_whether_they_had_a_problem(wave):
    plain = wave.by("properties.Q15PROBLEM", "nps")
    weighted = wave.by("properties.Q15PROBLEM", "nps", "--weight")
    for code, n, score, with_weight in (("1", 309, 18.8, 19.6), ("2", 2330, 43.6, 44.0)):
        assert plain[code]["n"] == n
        assert plain[code]["value"] == pytest.approx(score, abs=0.05)
        assert weighted[code]["value"] == pytest.approx(with_weight, abs=0.05)


def test_overall_rating_counts(wave):
    rows = wave("ask", "rating.distribution", "--where", "question=Q7ALL")["rows"]
    counts = {row["rating"]: round(row["value"] * row["n"]) for row in rows}
    assert counts == {"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}
    assert rows[0]["n"] == 6 + 32 + 444 + 1507 + 699
    assert wave.one("rating", "--where", "question=Q7ALL")["missing"] >= 143


def test_eight_waves_are_about_26_000_respondents_and_stay_apart(waves):
    (feedback,) = [t for t in waves("tables")["tables"] if t["name"] == "feedback"]
    assert feedback["customers"] == pytest.approx(26_000, rel=0.05)
    by_year = {row["period"]: row for row in waves("ask", "nps", "--every", "year")["rows"]}
    assert by_year["2017"]["n"] == 2746
    assert by_year["2017"]["value"] == pytest.approx(39.8, abs=0.05)
