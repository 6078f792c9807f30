"""What names a person leaves properties and traits: e-mail, phone and name are kept apart, the rest is not kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from clew.importers.tracking.messages import plain

__all__ = ["IDENTIFIERS", "identifiers_of", "without_persons"]

#: Kinds of direct identifiers, and the names they go by.
IDENTIFIERS = {
    "email": ("email", "e-mail", "Email", "EMAIL"),
    "phone": ("phone", "phoneNumber", "phone_number", "Phone"),
    "name": ("name",),
}
_NAMES = (
    "firstName", "first_name", "firstname", "lastName", "last_name", "lastname", "fullName", "full_name", "username",
    "birthday", "avatar", "ip", "street", "ssn", "password",
)  # fmt: skip
#: Never kept as properties; ``name`` of a page or a product is no person's.
_IN_PROPERTIES = frozenset((*IDENTIFIERS["email"], *IDENTIFIERS["phone"], *_NAMES))
_IN_TRAITS = frozenset((*_IN_PROPERTIES, "name", "address"))
#: Addresses of pages: what stands behind a question mark may name anybody.
_ADDRESSES = frozenset(("url", "tab_url", "referrer", "initial_referrer", "href"))
_SEARCHES = frozenset(("search",))
_LOOKED_AT_IN_PROPERTIES = _IN_PROPERTIES | _ADDRESSES | _SEARCHES


def identifiers_of(traits: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Return the e-mail, the phone and the name that traits tell.

    >>> identifiers_of({"email": "ana@example.com", "firstName": "Ana", "lastName": "Pop"})
    ('ana@example.com', None, 'Ana Pop')
    """
    if not traits:
        return None, None, None
    email, phone, name = (
        next((text for key in keys if (text := plain(traits.get(key)))), None) for keys in IDENTIFIERS.values()
    )
    if name is None:
        parts = [plain(traits.get(key)) for key in ("firstName", "lastName")]
        parts = parts if any(parts) else [plain(traits.get(key)) for key in ("first_name", "last_name")]
        name = " ".join(part for part in parts if part) or None
    return email, phone, name


def without_persons(said: dict[str, Any], *, traits: bool = False) -> dict[str, Any]:
    """Return properties (or ``traits``) without what names a person; addresses of pages end before the question mark.

    >>> without_persons({"plan": "gold", "email": "a@b.c", "url": "https://shop.example/a?mail=a@b.c"})
    {'plan': 'gold', 'url': 'https://shop.example/a'}
    """
    looked_at = _IN_TRAITS if traits else _LOOKED_AT_IN_PROPERTIES
    if looked_at.isdisjoint(said):
        return said
    gone = _IN_TRAITS if traits else _IN_PROPERTIES | _SEARCHES
    return {
        key: _bare(value) if key in _ADDRESSES and not traits else value
        for key, value in said.items()
        if key not in gone
    }


def _bare(address: Any) -> Any:
    if not isinstance(address, str):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl()
