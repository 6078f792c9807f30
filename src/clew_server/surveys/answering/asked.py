"""What a request for an answer page says: where, in which language, what the form holds, from which address."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from clew.surveys.running.fields import Form
from clew_server.accounts.limits import address_behind

__all__ = ["HONEYPOT", "Asked", "asked", "form_of"]

Scope = MutableMapping[str, Any]

#: The field that people do not see: who fills it in is a program.
HONEYPOT = "website"
#: Fields of a form at most: a page has a hundred questions, and a matrix has rows.
MOST_FIELDS = 5000
_READ = {b"accept-language", b"content-encoding", b"content-length", b"content-type", b"dnt", b"origin", b"purpose",
         b"sec-gpc", b"sec-purpose", b"x-forwarded-for"}  # fmt: skip
_MOST_DIGITS = 15
#: Letters of a language's tag at most: what is longer is none (RFC 5646, 4.4.1).
_LONGEST_TAG = 35


@dataclass(frozen=True)
class Asked:
    """One request; ``names`` are the parts of its path. Nothing of it is kept but the answers in ``form``."""

    method: str
    names: Mapping[str, str]
    query: Form
    headers: Mapping[bytes, str]
    address: str
    form: Form = field(default_factory=dict)

    @property
    def may_write(self) -> bool:
        """Whether somebody really asked for the page: not a program that looks at headers, or loads it beforehand."""
        early = f"{self.headers.get(b'purpose', '')},{self.headers.get(b'sec-purpose', '')}"
        return self.method != "HEAD" and "prefetch" not in early.lower()

    @property
    def is_framed(self) -> bool:
        """Whether the page is shown within the widget."""
        return self.of("frame") == "1"

    @property
    def turns_to(self) -> str:
        """The language whose button the form was sent by; "" where it was sent to go on."""
        return next(iter(self.form.get("lang", ())), "")

    @property
    def goes_back(self) -> bool:
        """Whether the form was sent by its button "back"."""
        return "back" in self.form

    @property
    def language(self) -> str:
        """The language that was chosen on the page; "" for none."""
        return self.turns_to or self.of("lang")

    @property
    def accepted(self) -> str:
        """What the browser says of languages."""
        return self.headers.get(b"accept-language", "")

    @property
    def length(self) -> int | None:
        """How many bytes the body is said to have; what cannot be read as a number is beyond all limits."""
        said = self.headers.get(b"content-length")
        if said is None:
            return None
        is_number = said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS
        return int(said) if is_number else 10**_MOST_DIGITS

    @property
    def is_form(self) -> bool:
        """Whether the body is a form as our pages send it, and not packed."""
        kind = self.headers.get(b"content-type", "").partition(";")[0].strip().lower()
        is_plain = self.headers.get(b"content-encoding", "identity").strip().lower() in {"", "identity"}
        return kind == "application/x-www-form-urlencoded" and is_plain

    def of(self, name: str) -> str:
        """Return what the address says under a name, "" for nothing."""
        return next(iter(self.query.get(name, ())), "")

    def along(self, path: str) -> str:
        """Return the address of another page of ours, with what goes along from page to page."""
        goes = {"frame": "1"} if self.is_framed else {}
        if len(self.language) <= _LONGEST_TAG and self.language.replace("-", "").isalnum():
            goes["lang"] = self.language
        return path + (f"?{urlencode(goes)}" if goes else "")

    def with_form(self, body: bytes) -> Asked:
        """Return the same with its body read as a form; ValueError where that has too many fields."""
        return replace(self, form=form_of(body))


def asked(scope: Scope, names: Mapping[str, str]) -> Asked:
    """Return what a request says, without its body."""
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            text = value.decode("latin-1")
            headers[name] = f"{headers[name]},{text}" if name in headers else text
    client = scope.get("client")
    address = address_behind(headers.get(b"x-forwarded-for", ""), str(client[0]) if client else "")
    return Asked(scope["method"], names, _query(scope.get("query_string", b"")), headers, address)


def form_of(body: bytes) -> Form:
    """Return the fields of a form, whatever its letters: what is no UTF-8 is replaced.

    >>> form_of(b"q.score=9&q.why=%C5%82&q.bad=%ff")
    {'q.score': ['9'], 'q.why': ['ł'], 'q.bad': ['�']}
    """
    return parse_qs(
        body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
    )


def _query(raw: bytes) -> Form:
    try:
        return form_of(raw)
    except ValueError:
        return {}
