"""Texts that go into headers and addresses: one line each, with nothing in it that anybody would read as more."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext

from clew.errors import UsageError

__all__ = ["LONGEST_LINE", "AddressError", "checked_email", "checked_phone", "many_lines", "one_line"]

LONGEST_LINE = 200
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253
#: Controls, what is not seen (also what turns the direction of letters), halves of letters, unassigned, line ends.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}\Z")
#: Letters that older and newer rules of international names read as different hosts.
_AMBIGUOUS = "ßς\u200c\u200d"


class AddressError(UsageError):
    """No message can be sent there; the text says why."""


def one_line(text: str, most: int = LONGEST_LINE) -> str:
    r"""Return a text as one line that can stand in a header: without controls, unseen marks or encoded words.

    >>> one_line("Ann\r\nBcc: evil@example.org"), one_line("=?utf-8?q?x?=")
    ('Ann Bcc: evil@example.org', '= ?utf-8?q?x?=')
    """
    plain = unicodedata.normalize("NFC", text)
    seen = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in plain)
    return " ".join(seen.replace("=?", "= ?").split())[:most].strip()


def many_lines(text: str) -> str:
    r"""Return a text that may have several lines, without what no mail can hold: controls, halves of letters.

    >>> many_lines("a\r\nb\0c\ud800")
    'a\nb c '
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" else sign for sign in plain)


def checked_email(text: str) -> str:
    """Return an e-mail address as a mail server takes it: in ASCII, an international domain in its encoded form.

    Raises:
        AddressError: it is none, or none that we can send to.

    >>> checked_email(" Ann.O'Hara@Żółw.example ")
    "Ann.O'Hara@xn--w-uga1v8h.example"
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain or len(local) > _LONGEST_LOCAL:
        raise AddressError(gettext("This is no e-mail address."))
    if not local.isascii():
        raise AddressError(gettext("An address with such letters before the @ cannot be sent to: ask for another one."))
    if not _LOCAL.match(local):
        raise AddressError(gettext("This is no e-mail address."))
    return f"{local}@{_host(domain)}"


def checked_phone(text: str) -> str:
    """Return a telephone number in the form +48123456789; raises AddressError.

    >>> checked_phone("+48 601-234 567")
    '+48601234567'
    """
    plain = re.sub(r"[\s().-]", "", text)
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    if not plain.isascii() or not _PHONE.match(plain):
        raise AddressError(gettext("A telephone number begins with + and the country: +48 601 234 567."))
    return plain


def _host(domain: str) -> str:
    if any(sign in domain for sign in _AMBIGUOUS):
        raise AddressError(gettext("This domain is written differently by different programs: give its xn-- form."))
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressError(gettext("There can be no such domain after the @.")) from None
    labels = host.lower().split(".")
    is_one = len(labels) > 1 and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()
    if len(host) > _LONGEST_DOMAIN or not is_one:
        raise AddressError(gettext("There can be no such domain after the @."))
    return host.lower()
