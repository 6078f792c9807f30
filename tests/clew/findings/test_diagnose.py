"""The diagnosis finds what is planted, once, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from clew.findings.diagnose import ALPHA, diagnose
from clew.findings.wording.language import LANGUAGES


def found(diagnosis):
    return {(f.kind, tuple(sorted(f.where.items()))) for f in diagnosis.findings}


def test_a_company_without_faults_has_no_findings(company, known):
    quiet = [not diagnose(company(seed), known).findings for seed in range(20)]
    assert sum(quiet) >= 19


@pytest.mark.parametrize("seed", range(5))
def test_a_bad_touchpoint_is_told_once(company, known, seed):
    built = company(seed, lower=lambda where, _: 1.2 * (where["touchpoint"] == "Repair visit"))
    assert found(diagnose(built, known)) == {("pain_point", (("touchpoint", "Repair visit"),))}


@pytest.mark.parametrize("seed", range(5))
def test_a_bad_crossing_is_told_and_its_parents_are_not(company, known, seed):
    def lower(where, _month):
        return 2.2 * (where["touchpoint"] == "Repair visit" and where["region"] == "North")

    told = found(diagnose(company(seed, lower=lower), known))
    assert told == {("pain_point", (("region", "North"), ("touchpoint", "Repair visit")))}


@pytest.mark.parametrize("seed", range(5))
def test_a_bad_month_is_told_once_for_all(company, known, seed):
    told = found(diagnose(company(seed, lower=lambda _where, month: 1.6 * (month == "2025-07")), known))
    assert told == {("bad_period", (("period", "2025-07"),))}


@pytest.mark.parametrize("seed", range(5))
def test_an_improvement_is_told_at_its_touchpoint_and_date(company, known, seed):
    def lower(where, month):
        return 1.8 * (where["touchpoint"] == "App" and month < "2025-08")

    changes = {f for f in found(diagnose(company(seed, lower=lower), known)) if f[0] == "change"}
    assert len(changes) == 1
    ((_, where),) = changes
    assert dict(where)["touchpoint"] == "App"
    assert dict(where)["since"] in {"2025-07", "2025-08", "2025-09"}


def test_a_small_group_that_only_looks_bad_is_not_told(company, known):
    built = company(3)
    y, columns, _months = built.metrics["nps"]
    small = np.arange(14)
    columns["region"] = columns["region"].astype("U12")
    columns["region"][small] = "Islands"
    y[small] = -1.0
    told = found(diagnose(built, known))
    assert not [where for _, where in told if ("region", "Islands") in where]


def test_ids_outlive_a_run_and_q_is_kept(company, known):
    def lower(where, _month):
        return 1.2 * (where["touchpoint"] == "Repair visit")

    first, second = (diagnose(company(seed, lower=lower), known) for seed in (1, 2))
    assert first.findings[0].id == second.findings[0].id
    assert all(f.evidence["q"] <= ALPHA for f in (*first.findings, *second.findings))
    assert first.findings[0].rank == 1


def test_what_cannot_be_had_is_said(company, known):
    kinds = {missing.kind for missing in diagnose(company(1), known).not_computed}
    assert {"csat", "ces", "rating", "promise_broken"} <= kinds


def test_the_four_languages_say_it_in_their_own_words(company, known):
    built = company(1, lower=lambda where, _: 1.2 * (where["touchpoint"] == "Repair visit"))
    claims = {code: diagnose(built, known, language=code).findings[0].claim for code in LANGUAGES}
    assert len(set(claims.values())) == len(LANGUAGES)
    assert "pozostaje" not in claims["en"]
    assert "гдe" not in claims["ru"]


def test_progress_names_what_is_looked_at_and_never_goes_back(company, known):
    told = []
    diagnose(company(1, 2_000), known, progress=lambda what, share: told.append((what, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    begun = [share for what, share in told if what in ("answers", "promises", "service", "paths", "churn", "sections")]
    assert len(set(begun)) == len(begun), "each part begins where the one before it ended"
    assert 0 <= shares[0] < shares[-1] < 1
    assert {"answers", "promises", "service", "paths", "storms", "churn", "sections"} <= {what for what, _ in told}
