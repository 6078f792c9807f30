"""Contact reasons as a diagnosis looks at them: which contacts, whose reasons, and what is told once."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from clew.findings.looks.reasons import look_at_reasons
from clew.findings.measure import Cell
from clew.findings.wording.language import LANGUAGES, Language
from clew.findings.wording.words import claim, title
from clew.findings.work import Work
from clew.stats.sketch import Sketch

FIRST = date(2025, 4, 1)
LATER = date(2026, 1, 1)


class Asker:
    """Tickets of some reasons: reason, avoidable, contacts a day, and how many times more since the new year."""

    def __init__(self, reasons, customers=1000):
        self.reasons, self.customers, self.asked = reasons, customers, []

    def cells(self, metric, *, by=(), where=(), every=None, parameters=None):
        self.asked.append(parameters["contact"])
        if parameters["contact"] != "tickets":
            return []
        rng = np.random.Generator(np.random.PCG64(1))
        cells = []
        for reason, avoidable, mean, times in self.reasons:
            for day in (FIRST + timedelta(days=place) for place in range(540)):
                n = int(rng.poisson(mean * (times if day >= LATER else 1)))
                cells += [Cell({"reason": reason, "avoidable": avoidable}, day.isoformat(), Sketch(n=n))] if n else []
        return cells

    def rows(self):
        return ({"name": "customers", "rows": self.customers, "customers": self.customers},)


def looked(asker, *, by_run=False):
    work = Work(asker, {}, Language("en"), lambda _what, _share: None)
    work.by_run = by_run
    look_at_reasons(work)
    return work


def told(work):
    return {tuple(c.where.items()): c for c in work.candidates if c.p is not None and c.p < 1e-6}


CALM = [("Router", "unknown", 5.0, 1), ("Contract", "no", 5.0, 1), ("Outage", "yes", 3.0, 1)]


def test_a_reason_that_grew_is_told_by_its_name_and_not_again_as_avoidable():
    found = told(looked(Asker([*CALM, ("Invoice", "yes", 4.0, 3)])))
    assert list(found) == [(("reason", "Invoice"), ("since", "2026-01"))]


def test_what_is_avoidable_is_told_where_no_reason_moves_by_itself():
    many = [(f"Small {place}", "yes", 0.4, 1.7) for place in range(20)]
    found = told(looked(Asker([*CALM, ("Sales", "no", 30.0, 1), *many])))
    assert list(found) == [(("avoidable", "yes"), ("since", "2026-01"))]
    said = {title(found[(("avoidable", "yes"), ("since", "2026-01"))], Language(code)) for code in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert any(sentence.startswith("Avoidable contacts: more contacts since January 2026.") for sentence in said)


def test_more_of_what_is_wanted_is_good():
    work = looked(Asker([*CALM, ("New order", "no", 4.0, 3)]))
    (found,) = told(work).values()
    assert found.difference * found.measure.sign > 0
    assert not found.cost
    assert title(found, Language("en")).startswith("New order: more contacts since January 2026. ")
    assert "larger share" in claim(found, Language("en"))
    assert found.command == "clew ask contact_rate --set contact=tickets --where 'reason=New order' --every month"


def test_a_reason_nobody_knows_is_none():
    work = looked(Asker([("unknown", "unknown", 4.0, 3), *CALM]))
    assert not [c for c in work.candidates if c.where.get("reason") == "unknown"]


def test_without_reasons_or_customers_it_says_what_it_needs():
    for asker in (Asker([("unknown", "unknown", 4.0, 1)]), Asker(CALM, customers=0)):
        work = looked(asker)
        assert not work.candidates
        assert [missing.kind for missing in work.missing] == ["contact_rate"]


def test_steps_of_runs_are_no_contacts():
    asker = Asker(CALM)
    looked(asker, by_run=True)
    assert asker.asked == ["tickets", "calls"]
