"""Settings of ways out: what is kept is read back; what is crooked never breaks a page."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew_server.surveys.asking.settings import (
    SETTINGS,
    EmailSettings,
    EventSettings,
    Rule,
    Sampling,
    SmsSettings,
    Whom,
    WidgetSettings,
    Window,
    read_settings,
    write_settings,
)
from clew_server.surveys.models.ways import KINDS

WHOLE = {
    "widget": WidgetSettings(pages=("/help/*",), event="paid", percent=12.5, delay_seconds=5, once_every_days=30),
    "email": EmailSettings(
        quota=200, language="pl", subject={"en": "Tell us", "pl": "Powiedz"}, text={"en": "Please."},
        reply_to="care@example.org", reminders=(3, 7), window=Window(days=(0, 5), start="10:00", end="24:00"),
        per_hour=500, whom=Whom(kind="segment", segment="Gold"), sampling=Sampling(share=0.2, by="plan", seed="s"),
    ),
    "sms": SmsSettings(text={"ru": "Оцените"}, gateway="main", sampling=Sampling(size=10)),
    "event": EventSettings(
        rule=Rule(after="event", name="Order Delivered", property="shop", value="b"), delay_minutes=0, share=0.5
    ),
}  # fmt: skip
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def test_every_kind_has_settings() -> None:
    assert set(SETTINGS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_read_back(kind: str) -> None:
    settings = WHOLE.get(kind, SETTINGS[kind](quota=3))
    kept = msgspec.json.decode(msgspec.json.encode(write_settings(settings)))
    assert read_settings(kind, kept) == settings
    assert write_settings(SETTINGS[kind]()) == {}


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ({"quota": 0}, EmailSettings()),
        ({"quota": True, "reminders": [0], "per_hour": -1}, EmailSettings()),
        ({"window": {"from": "25:00", "to": "20:00", "days": []}}, EmailSettings(window=Window(end="20:00"))),
        ({"whom": {"kind": "everybody", "segment": "Gold"}}, EmailSettings(whom=Whom(segment="Gold"))),
        ({"sampling": {"share": 0, "size": 5}}, EmailSettings(sampling=Sampling(size=5))),
        ({"subject": {"en": 1, "pl": "a"}, "text": []}, EmailSettings(subject={"pl": "a"})),
    ],
)
def test_what_is_crooked_counts_as_not_said(kept: dict[str, Any], read: EmailSettings) -> None:
    assert read_settings("email", kept) == read


@given(kind=st.sampled_from([*KINDS, "unknown"]), data=st.data())
def test_nothing_that_is_kept_breaks_a_page(kind: str, data: st.DataObject) -> None:
    shape = SETTINGS.get(kind, SETTINGS["link"])
    names = [field.encode_name for field in msgspec.structs.fields(shape)]
    kept = data.draw(st.dictionaries(st.sampled_from(names), PLAIN) | PLAIN)
    assert isinstance(read_settings(kind, kept), shape)
