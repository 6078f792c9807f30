"""Direct identifiers: kept apart, comparable over sources, never in a table."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from clew.importers import load_mapping, protect_batch
from clew.importers.rows.identifiers import identifier_id, normalise

KEEP = """
format = 1
table = "feedback"
columns = { customer_id = "n", rating = "r" }
private = { keep = { email = "mail", phone = "tel", name = "who" }, region = "PL" }
"""


@pytest.mark.parametrize(
    ("kind", "text", "region", "expected"),
    [
        ("email", " Jan.Kowalski@Example.PL ", "", "jan.kowalski@example.pl"),
        ("email", "jan@", "", None),
        ("email", "a b@c.pl", "", None),
        ("phone", "601 234 567", "PL", "+48601234567"),
        ("phone", "+48 (601) 234-567", "", "+48601234567"),
        ("phone", "0048601234567", "PL", "+48601234567"),
        ("phone", "601 234 567", "", None),
        ("phone", "12", "PL", None),
        ("name", " Jan   Kowalski ", "", "Jan Kowalski"),
    ],
)
def test_normal_forms(kind: str, text: str, region: str, expected: str | None) -> None:
    assert normalise(kind, text, region) == expected


def test_a_row_without_a_customer_gets_one_from_its_identifiers(mapped: Any) -> None:
    (one,) = mapped(
        KEEP,
        n=["C1", None, None, None],
        r=["5"] * 4,
        mail=["A@x.pl", "a@x.pl", None, "no"],
        tel=[None, None, "601234567", None],
        who=["J"] * 4,
    )
    ids = one.rows["customer_id"].to_pylist()
    assert ids == [
        "C1",
        identifier_id("email", "a@x.pl", b"secret"),
        identifier_id("phone", "+48601234567", b"secret"),
        None,
    ]
    kept = [(row["customer_id"], row["kind"], row["value"]) for row in one.identifiers.to_pylist()]
    assert ("C1", "email", "a@x.pl") in kept
    assert (ids[1], "email", "a@x.pl") in kept
    assert ("C1", "name", "J") in kept
    assert len([row for row in kept if row[1] == "name"]) == 3  # nobody to keep the fourth name for
    assert "a@x.pl" not in str(one.rows.to_pylist()).lower()


def test_another_secret_gives_another_id() -> None:
    assert identifier_id("email", "a@x.pl", b"one") != identifier_id("email", "a@x.pl", b"two")
    assert identifier_id("email", "a@x.pl", b"one") != identifier_id("email", "b@x.pl", b"one")


def test_identifiers_of_refused_rows_are_not_kept(mapped: Any) -> None:
    (one,) = mapped(KEEP, n=["C1"], r=["x"], mail=["a@x.pl"], tel=[None], who=[None])
    assert one.identifiers.num_rows == 0


def test_protection_drops_and_hashes(raw: Any) -> None:
    mapping = load_mapping(
        'format = 1\ntable = "tickets"\ncolumns = { ticket_id = "n" }\nprivate = { drop = ["ip"], hash = ["card"] }'
    )
    batch = protect_batch(raw(n=["1", "2"], ip=["1.2.3.4"] * 2, card=["4111", None]), mapping, b"s")
    assert batch.schema.names == ["n", "card", "_row", "_line"]
    hashed = batch.column("card").to_pylist()
    assert hashed[1] is None
    assert hashed[0] != "4111"
    assert len(hashed[0]) == 32
    again = protect_batch(raw(n=["1"], ip=[None], card=[" 4111 "]), mapping, b"s").column("card").to_pylist()
    assert again == [hashed[0]]
    assert protect_batch(raw(n=["1"], ip=[None], card=["4111"]), mapping, b"t").column("card").to_pylist() != again


def test_protection_leaves_the_rest_alone(raw: Any) -> None:
    mapping = load_mapping('format = 1\ntable = "tickets"\ncolumns = { ticket_id = "n" }')
    batch = raw(n=["1"])
    assert protect_batch(batch, mapping, b"").equals(pa.record_batch(batch))
