"""Under which names one customer is known: all ids, and the addresses that nobody else has."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.customers import KnownAs, known_as

HELD = [
    ("k1", "email", "ann@x.org"), ("old1", "email", "ann@old.org"), ("web-1", "phone", "+48601234567"),
    ("k1", "name", "Ann"), ("k2", "phone", "+48221"), ("k3", "phone", "+48221"), ("k2", "email", "bob@x.org"),
    ("hash", "email", "cat@x.org"), ("k4", "email", "cat@x.org"), ("k2", "email", "bob@x.org"),
]  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path) -> Any:
    file = tmp_path / "aliases.parquet"
    pq.write_table(pa.table({"id": ["old1", "web-1", "hash"], "customer_id": ["k1", "k1", "k4"]}), file)
    return _lake(HELD, file)


def _lake(held: list[tuple[str, str, str]], aliases: Path | None) -> Any:
    columns = {name: [row[at] for row in held] for at, name in enumerate(("customer_id", "kind", "value"))}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return SimpleNamespace(identifiers=table, views={"customers": SimpleNamespace(aliases=aliases)})


ANN = KnownAs(("k1", "old1", "web-1"), ("ann@x.org", "ann@old.org", "+48601234567"))


@pytest.mark.parametrize(
    ("customer", "address", "known"),
    [
        ("k1", "", ANN),
        ("old1", "", ANN),
        ("", "+48601234567", ANN),
        ("", "ann@old.org", ANN),
        ("k1", "other@x.org", ANN),
        ("k2", "", KnownAs(("k2",), ("bob@x.org",))),
        ("k3", "+48221", KnownAs(("k3",), ())),
        ("", "+48221", KnownAs()),
        ("", "cat@x.org", KnownAs(("k4", "hash"), ("cat@x.org",))),
        ("", "nobody@x.org", KnownAs()),
        ("k9", "", KnownAs(("k9",), ())),
        ("k9", "nobody@x.org", KnownAs(("k9",), ())),
        ("k9", "+48221", KnownAs(("k9",), ())),
        ("k9", "ann@old.org", ANN),
        ("k2", "ann@x.org", KnownAs(("k2",), ("bob@x.org",))),
    ],
)
def test_by_an_id_or_an_address_that_is_theirs_alone(lake: Any, customer: str, address: str, known: KnownAs) -> None:
    assert known_as([("", "nobody@x.org"), (customer, address)], lake) == [KnownAs(), known]


@pytest.mark.parametrize(("kind", "written"), [("email", "a{}@firm.org"), ("phone", "+4822100000{}")])
def test_an_id_with_too_many_addresses_is_no_one_person(tmp_path: Path, kind: str, written: str) -> None:
    file = tmp_path / "aliases.parquet"
    pq.write_table(pa.table({"id": ["device"], "customer_id": ["ACME"]}), file)
    held = [("ACME", kind, written.format(number)) for number in range(5)]
    asked = [("ACME", ""), ("device", ""), ("", held[0][2]), ("k1", "ann@x.org"), ("", "ann@x.org")]
    other = ("ACME", "phone" if kind == "email" else "email", "other@x.org" if kind == "phone" else "+48600")
    ann = KnownAs(("k1",), ("ann@x.org",))
    acme = KnownAs(("ACME", "device"), tuple(value for _, _, value in [*held, other]))
    rows = [*held, ("k1", "email", "ann@x.org"), other, ("device", kind, held[4][2])]
    assert known_as(asked, _lake(rows, file)) == [acme, acme, acme, ann, ann]
    rows.append(("device", kind, written.format(5)))
    assert known_as(asked, _lake(rows, file)) == [KnownAs(), KnownAs(), KnownAs(), ann, ann]


def test_where_nothing_is_known() -> None:
    lake = _lake([], None)
    assert known_as([("k1", "a@x.org"), ("", "")], lake) == [KnownAs(("k1",), ()), KnownAs()]
    assert known_as([], lake) == []
