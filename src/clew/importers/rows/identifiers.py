"""Direct identifiers (e-mail, phone, name) made comparable, and the customer id a row without one gets from them."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

from clew.importers.mapping.model import Private

__all__ = ["IDENTIFIERS_SCHEMA", "JOINING", "customer_ids", "identifier_id", "normalise", "normalised_columns"]

IDENTIFIERS_SCHEMA = pa.schema(
    [("customer_id", pa.string()), ("kind", pa.string()), ("value", pa.string()), ("_row", pa.int64())]
)
#: Kinds that name one person well enough to join by, the surer first; a name does not.
JOINING = ("email", "phone")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
E164 = re.compile(r"\+[1-9]\d{6,14}")
PUNCTUATION = re.compile(r"[\s().\-/\u00a0]")
HASH_DIGITS = 32


def normalise(kind: str, text: str, region: str = "") -> str | None:
    """Return an identifier in the form two sources agree on, None where it is none.

    E-mail in lower case; phone as E.164 (``region``, such as PL, is for numbers without a country code); names as they
    are, white space made single.

    >>> normalise("email", " Anna@Example.COM "), normalise("phone", "601 234 567", "PL"), normalise("email", "none")
    ('anna@example.com', '+48601234567', None)
    """
    plain = unicodedata.normalize("NFC", text).strip()
    if kind == "email":
        return plain.lower() if EMAIL.fullmatch(plain) else None
    return _phone(plain, region) if kind == "phone" else " ".join(plain.split()) or None


def identifier_id(kind: str, value: str, secret: bytes) -> str:
    """Return the customer id made from a normalised identifier: kind and keyed HMAC-SHA256, 32 hex digits.

    >>> identifier_id("email", "anna@example.com", b"secret")
    'email:...'
    """
    digest = hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
    return f"{kind}:{digest[:HASH_DIGITS]}"


def normalised_columns(texts: dict[str, pa.Array], private: Private) -> dict[str, pa.Array]:
    """Return, per kind of identifier, the normalised column (null where a cell is no identifier)."""
    return {
        kind: _on_distinct(column, lambda text, kind=kind: normalise(kind, text, private.region))  # type: ignore[misc]
        for kind, column in texts.items()
    }


def customer_ids(own: pa.Array, identifiers: dict[str, pa.Array], secret: bytes) -> pa.Array:
    """Return the customer ids: a row's own, else the one made from its e-mail, else from its phone."""
    for kind in JOINING:
        if kind in identifiers and own.null_count:
            open_values = pc.if_else(pc.is_null(own), identifiers[kind], None)
            made = _on_distinct(open_values, lambda text, kind=kind: identifier_id(kind, text, secret))  # type: ignore[misc]
            own = pc.coalesce(own, made)
    return own


def _phone(text: str, region: str) -> str | None:
    """E.164 of a phone number; numbers written that way already are taken without looking them up."""
    bare = PUNCTUATION.sub("", text)
    if E164.fullmatch(bare):
        return bare
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _on_distinct(texts: pa.Array, rule: Callable[[str], str | None]) -> pa.Array:
    """Apply ``rule`` to each distinct text and spread the results."""
    encoded = texts.dictionary_encode()
    return pa.array([rule(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)
