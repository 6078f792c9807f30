"""Reviews of app stores and maps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

FILES = {
    "reviews_com.example.shop_202603.csv": ("Google Play", datetime(2026, 3, 2, 8)),  # noqa: DTZ001 - UTC
    "google_play_api.json": ("Google Play", datetime(2026, 3, 2, 8)),  # noqa: DTZ001 - UTC
    "app_store.json": ("App Store", datetime(2026, 3, 2, 15)),  # noqa: DTZ001 - UTC
    "google_business.json": ("Google Business", datetime(2026, 3, 2, 8, 0, 0, 123_000)),  # noqa: DTZ001 - UTC
}


@pytest.mark.parametrize("name", FILES)
def test_stars_words_and_times(example: Callable[[str], Any], name: str) -> None:
    rows = example(name).rows["feedback"]
    instrument, first = FILES[name]
    assert (rows[0]["rating"], rows[0]["answered_at"], rows[0]["instrument"]) == (1.0, first, instrument)
    assert {row["rating"] for row in rows} == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert {(row["kind"], row["metric"], row["scale_max"]) for row in rows} == {("review", "rating", 5.0)}
    assert any(" " in row.get("verbatim", "") for row in rows)


@pytest.mark.parametrize("name", FILES)
def test_nobody_is_named(example: Callable[[str], Any], name: str) -> None:
    text = str(example(name).rows)
    assert not any(word in text for word in ("Somebody", "nick1", "Anna N."))


def test_what_users_say_of_the_app(example: Callable[[str], Any]) -> None:
    row = example("google_play_api.json").rows["feedback"][1]
    assert json.loads(row["properties"]) == {"appVersionName": "3.1.0", "androidOsVersion": "33", "thumbsUpCount": "1"}
    row = example("reviews_com.example.shop_202603.csv").rows["feedback"][0]
    assert (row["product"], row["device"], row["language"]) == ("com.example.shop", "a52q", "en")


def test_flat_reviews_of_the_app_store(written: Callable[..., Any]) -> None:
    read = written("rating,title,body,createdDate,territory\n5,Fine,Works well,2026-01-01T10:00:00Z,POL\n")
    assert (read.preset, read.rows["feedback"][0]["country"]) == ("app-store", "POL")
    assert "overlapping exports would count twice" in read.toml
