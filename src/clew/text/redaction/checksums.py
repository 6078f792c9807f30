"""Check digits of numbers that name a person, an account or a card: most digits in a text are none of these."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["is_card", "is_cnp", "is_iban", "is_inn", "is_nip", "is_pesel", "is_snils"]

_IBAN_LENGTHS = range(15, 35)
_CARD_LENGTHS = range(13, 20)
#: A polish bank account is an IBAN whose country everybody leaves out.
_BARE_PL = 26
_MONTHS, _DAYS, _MOST = 12, 31, 9


def is_iban(text: str) -> bool:
    """Return whether ``text`` without spaces is an IBAN (ISO 13616, mod 97); 26 bare digits are one of Poland.

    >>> is_iban("GB82WEST12345698765432"), is_iban("GB82WEST12345698765431")
    (True, False)
    """
    plain = text.replace(" ", "").upper()
    if len(plain) == _BARE_PL and plain.isascii() and plain.isdigit():
        plain = f"PL{plain}"
    if len(plain) not in _IBAN_LENGTHS or not (plain[:2].isalpha() and plain[2:4].isdigit() and plain.isascii()):
        return False
    moved = plain[4:] + plain[:4]
    return moved.isalnum() and int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def is_card(digits: str) -> bool:
    """Return whether ``digits`` are a payment card's (ISO/IEC 7812: first digit, length, Luhn).

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    if len(digits) not in _CARD_LENGTHS or digits[0] not in "23456" or len(set(digits)) == 1:
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - _MOST if value > _MOST else value for value in doubled) % 10 == 0


def is_pesel(digits: str) -> bool:
    """Return whether 11 ``digits`` are a Polish PESEL, with a month and a day that can be.

    >>> is_pesel("44051401359"), is_pesel("44051401358")
    (True, False)
    """
    return (
        len(digits) == 11  # noqa: PLR2004 - its length
        and _can_be_day(int(digits[2:4]) % 20, int(digits[4:6]))
        and (10 - _weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(digits[10])
    )


def is_cnp(digits: str) -> bool:
    """Return whether 13 ``digits`` are a Romanian CNP.

    >>> is_cnp("1800101221144"), is_cnp("1800101221145")
    (True, False)
    """
    if len(digits) != 13 or digits[0] == "0" or not _can_be_day(int(digits[3:5]), int(digits[5:7])):  # noqa: PLR2004
        return False
    rest = _weighed(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (1 if rest == 10 else rest) == int(digits[12])  # noqa: PLR2004 - remainder 10 is written 1


def is_snils(digits: str) -> bool:
    """Return whether 11 ``digits`` are a Russian SNILS.

    >>> is_snils("11223344595"), is_snils("11223344596")
    (True, False)
    """
    if len(digits) != 11 or len(set(digits)) == 1:  # noqa: PLR2004 - its length
        return False
    return _weighed(digits, range(9, 0, -1)) % 101 % 100 == int(digits[9:])


def is_inn(digits: str) -> bool:
    """Return whether 10 or 12 ``digits`` are a Russian INN, of a firm or of a person.

    >>> is_inn("7707083893"), is_inn("500100732259"), is_inn("500100732258")
    (True, True, False)
    """
    if len(set(digits)) == 1:
        return False
    if len(digits) == 10:  # noqa: PLR2004 - its length
        return _weighed(digits, _INN) % 11 % 10 == int(digits[9])
    if len(digits) != 12:  # noqa: PLR2004 - its length
        return False
    first, second = (7, *_INN), (3, 7, *_INN)
    return all(
        _weighed(digits, weights) % 11 % 10 == int(digits[place]) for weights, place in ((first, 10), (second, 11))
    )


def is_nip(digits: str) -> bool:
    """Return whether 10 ``digits`` are a Polish NIP.

    >>> is_nip("5260250274"), is_nip("5260250275")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:  # noqa: PLR2004 - its length
        return False
    return _weighed(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9])


_INN = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _can_be_day(month: int, day: int) -> bool:
    return 1 <= month <= _MONTHS and 1 <= day <= _DAYS
