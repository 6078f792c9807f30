"""Which addresses may be connected to: every form that hides a private one is refused."""

from __future__ import annotations

import pytest

from clew_server.imports.sources.address import is_public

HIDDEN = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0")  # noqa: S104


def _in_hex(text: str) -> str:
    a, b, c, d = (int(part) for part in text.split("."))
    return f"{a:02x}{b:02x}:{c:02x}{d:02x}"


@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_private_address_is_refused_in_every_form(hidden):
    forms = [
        hidden, f"::ffff:{hidden}", f"::{hidden}", f"64:ff9b::{_in_hex(hidden)}", f"64:ff9b:1::{_in_hex(hidden)}",
        f"2002:{_in_hex(hidden)}::1", f"::ffff:0:{hidden}",
    ]  # fmt: skip
    assert [form for form in forms if is_public(form)] == []


@pytest.mark.parametrize(
    "closed",
    ["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
     "224.0.0.1", "255.255.255.255", "192.0.0.9", "192.88.99.1", "198.18.0.1", "240.0.0.1", "0177.0.0.1", "0x7f000001",
     "2130706433", "localhost", "", "①.①.①.①"],
)  # fmt: skip
def test_what_is_of_no_public_network_is_refused(closed):
    assert not is_public(closed)


@pytest.mark.parametrize("public", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101"])
def test_the_public_network_is_open_also_through_nat64(public):
    assert is_public(public)
