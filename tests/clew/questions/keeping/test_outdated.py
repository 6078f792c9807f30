"""Which folders of the cache go when the lake has a new content."""

from __future__ import annotations

import os
import time

import pytest

from clew.questions.keeping.outdated import forget_older

HOUR = 3600


@pytest.fixture
def folders(tmp_path):
    """A function: ages in hours by name -> the names that stay when "now" becomes the current content."""

    def left(**ages):
        for name, age in ages.items():
            (tmp_path / name).mkdir()
            (tmp_path / name / "answer.json").touch()
            os.utime(tmp_path / name, (time.time() - age * HOUR,) * 2)
        forget_older(tmp_path / "now")
        return {path.name for path in tmp_path.iterdir()}

    return left


def test_the_newest_other_one_stays_however_old(folders):
    assert folders(now=0, week=168, month=720) == {"now", "week"}


def test_recent_ones_stay_however_many(folders):
    assert folders(a=0.1, b=0.2, c=0.9, d=1.1, e=2) == {"a", "b", "c"}


def test_without_any_nothing_happens(folders):
    assert folders() == set()
