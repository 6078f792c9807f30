"""The change log among the periods of an answer, without anything being drawn."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from clew.changes import Change
from clew.questions.timing.marks import marks_of


def test_what_changed_in_one_period_stands_there_together():
    changes = [Change(begins=date(2026, 3, day), title=title) for day, title in ((20, "Later"), (2, "Prices up"))]
    [mark] = marks_of(changes, ["2026-02", "2026-03", "2026-04"])
    assert (mark["period"], mark["what"]) == ("2026-03", "Prices up; Later")


def test_without_periods_nothing_stands_anywhere():
    assert marks_of([Change(begins=date(2026, 3, 2), title="Prices up")], [None]) == []


def test_nothing_is_loaded_that_draws():
    code = "import sys, clew.questions.timing.marks; sys.exit('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
