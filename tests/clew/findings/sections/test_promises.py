"""Promises: kept, kept late and by how much, and never kept, add up to those due."""

from __future__ import annotations

import pytest

from clew.findings.sections.promises import promises_of


def test_a_kind_of_promise_is_told_whole_and_one_that_never_fell_due_not_at_all(work):
    (visit,) = promises_of(work)
    assert visit.kind == "visit"
    assert visit.kept.n == 10
    assert visit.kept.value == pytest.approx(0.7)
    assert visit.lateness.n == 2
    assert visit.never == 1
