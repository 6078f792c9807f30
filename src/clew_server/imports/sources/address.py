"""Which addresses of the network may be fetched from: public ones only, whatever form they come in."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

__all__ = ["is_public"]

#: Beyond what Python calls not global: shared, protocol, relay, benchmark, reserved.
_CLOSED_4 = tuple(
    ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
#: Of 2000::/3, which alone is handed out: tunnels (Teredo, 6to4), benchmarks, documentation.
_OPEN_6 = ip_network("2000::/3")
_CLOSED_6 = tuple(ip_network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_NAT64 = ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Return whether an address is one of the public network; what hides another address is judged by that one.

    >>> [is_public(text) for text in ("1.1.1.1", "127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fec0::1")]
    [True, False, False, False, False]
    >>> is_public("64:ff9b::101:101"), is_public("fe80::1%eth0"), is_public("0x7f000001")
    (True, False, False)
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_4(address)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return _is_public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    return _is_public_6(address)


def _is_public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in net for net in _CLOSED_4)


def _is_public_6(address: IPv6Address) -> bool:
    return address in _OPEN_6 and address.is_global and not any(address in net for net in _CLOSED_6)
