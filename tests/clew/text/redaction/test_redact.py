"""What is found of 500 insertions a language, what is taken for something it is not, and what stays."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.text.redaction import redact
from clew.text.redaction.checksums import is_card, is_cnp, is_iban, is_inn, is_nip, is_pesel, is_snils

FRAMES = {
    "pl": [
        "Proszę o kontakt, {} i czekam.",
        "Nie działa od tygodnia ({}).",
        "Mój numer to {}",
        "{} - tak było w piśmie.",
    ],
    "ro": [
        "Vă rog să mă contactați: {} și aștept.",
        "Nu merge de o săptămână ({}).",
        "Al meu este {}",
        "{} - așa scria.",
    ],
    "ru": ["Прошу связаться, {} и жду.", "Не работает неделю ({}).", "Мой номер {}", "{} - так было в письме."],
    "en": ["Please reach me at {} and answer.", "Broken for a week ({}).", "Mine is {}", "{} - so it said."],
}
INSERTS = 500


class Made:
    """Personal data that nobody has, with check digits that are right."""

    def __init__(self, language: str) -> None:
        self.dice, self.language = random.Random(f"redaction {language}"), language  # noqa: S311 - it must repeat

    def digits(self, count: int) -> str:
        return "".join(self.dice.choice("0123456789") for _ in range(count))

    def valid(self, start: str, count: int, check, tail: int = 1) -> str:
        """Digits that begin so, whose last ``tail`` make the check right."""
        while True:
            body = start + self.digits(count - len(start) - tail)
            for end in range(10**tail):
                if check(f"{body}{end:0{tail}}"):
                    return f"{body}{end:0{tail}}"

    def email(self) -> str:
        name = self.dice.choice(["anna.nowak", "ion_popescu", "ivan-petrov", "j.smith+shop", "ĸ1"])
        return f"{name}{self.dice.randrange(99)}@{self.dice.choice(['example.com', 'poczta.example.pl', 'mail.ru'])}"

    def url(self) -> str:
        return self.dice.choice(
            ["https://example.com/a?b=", "http://x.pl/", "www.shop.ro/item/", "vk.com/id"]
        ) + self.digits(5)

    def handle(self) -> str:
        return "@user_" + self.digits(4)

    def address(self) -> str:
        return ".".join(str(self.dice.randrange(1, 255)) for _ in range(4))

    def iban(self) -> str:
        country, bank = {"pl": ("PL", self.digits(24)), "ro": ("RO", "RNCB" + self.digits(16))}.get(
            self.language, ("DE", self.digits(18))
        )
        plain = next(f"{country}{n:02}{bank}" for n in range(2, 99) if is_iban(f"{country}{n:02}{bank}"))
        bare = self.language == "pl" and self.dice.random() < 0.4
        shown = plain[2:] if bare else plain
        if self.dice.random() < 0.5:
            groups = [shown[:2], *re.findall(".{1,4}", shown[2:])] if bare else re.findall(".{1,4}", shown)
            shown = " ".join(groups)
        return shown

    def card(self) -> str:
        plain = self.valid(self.dice.choice(["4", "51", "2201"]), 16, is_card)
        return self.dice.choice([plain, " ".join(re.findall("....", plain)), "-".join(re.findall("....", plain))])

    def number(self) -> str:
        if self.language == "pl":
            return self.dice.choice(
                [
                    self.valid(
                        f"{self.dice.randrange(40, 99)}0{self.dice.randrange(1, 9)}1{self.dice.randrange(9)}",
                        11,
                        is_pesel,
                    ),
                    self.valid("5", 10, is_nip),
                ]
            )
        if self.language == "ro":
            return self.valid(
                f"1{self.dice.randrange(40, 99)}0{self.dice.randrange(1, 9)}1{self.dice.randrange(9)}", 13, is_cnp
            )
        if self.language == "ru":
            snils = self.valid("1", 11, is_snils, 2)
            return self.dice.choice(
                [snils, f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}", self.valid("77", 12, is_inn, 2)]
            )
        return self.card()

    def phone(self) -> str:
        d = self.digits
        shapes = {
            "pl": ["601 {3} {3}", "+48 50{1} {3} {3}", "tel. 22 6{2} {2} {2}", "60{7}"],
            "ro": ["072{1} {3} {3}", "+40 74{1} {3} {3}", "tel: 021 3{2} {2} {2}", "073{7}"],
            "ru": ["8 (916) {3}-{2}-{2}", "+7 903 {3} {2} {2}", "тел. 8 495 {3} {2} {2}", "8926{7}"],
            "en": ["020 7{3} {4}", "+44 7{3} {6}", "phone 07{3} {6}", "+1 212 55{1}-{4}"],
        }
        return re.sub(r"\{(\d)\}", lambda found: d(int(found[1])), self.dice.choice(shapes[self.language]))

    def name(self) -> str:
        return self.dice.choice({
            "pl": ["Pani Kowalska", "pana Nowaka", "Pan Łukasz Wójcik"],
            "ro": ["domnul Popescu", "d-na Ionescu", "dl. Ștefan Radu"],
            "ru": ["г-н Иванов", "господин Пётр Сидоров", "г-жа Орлова"],
            "en": ["Mrs Smith", "Mr. John O'Neil", "Miss Brown"],
        }[self.language])  # fmt: skip

    def any(self) -> tuple[str, str]:
        kinds = ["email", "url", "handle", "address", "iban", "card", "number", "phone", "phone", "name"]
        kind = self.dice.choice(kinds)
        return kind, getattr(self, kind)()


@pytest.mark.parametrize("language", FRAMES)
def test_of_500_insertions_99_in_100_are_found(language):
    made, missed = Made(language), []
    for _ in range(INSERTS):
        kind, what = made.any()
        text = made.dice.choice(FRAMES[language]).format(what)
        left = redact(text).text
        tail = what.split()[-1] if kind == "name" else what
        if tail in left or sum(map(str.isdigit, left)) > 2:
            missed.append((kind, text, left))
    assert len(missed) <= INSERTS // 100, missed


@pytest.mark.parametrize(
    "text",
    [
        "Wizyta 07.08.2001 o 14:30, zamówienie 2026-11-21",
        "Order 12345678 came on 2026-01-02 10:15:30 for 1,299.99 PLN",
        "Версия 10.15.7 от 21.11.2026, цена 12 500 руб.",
        "Am plătit 1.234,56 lei pe 01/02/2026",
        "Pani konsultantka była miła, pan kurier też; Pani Konsultant pomogła",
        "I waited 45 minutes, 3 times, rated 10/10",
        "e-mail nie działa @ domu",
        "Numer 12 z 2026 roku",
    ],
)
def test_what_is_nobodys_stays(text):
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "own", "left"),
    [
        ("Anna Nowak tu pisze, dla Anny", ("Anna Nowak",), "[name] [name] tu pisze, dla [name]"),
        ("telefon Kowalskiego, kowalski", ("Jan Kowalski",), "telefon [name], [name]"),
        ("с уважением, Ивановой", ("Мария Иванова",), "с уважением, [name]"),
        ("dzwońcie 601-234-567", ("+48601234567",), "dzwońcie [phone]"),
        ("pisz na ANIA@EXAMPLE.COM", ("ania@example.com",), "pisz na [e-mail]"),
        ("Jan to miesiąc", ("Al Bo",), "Jan to miesiąc"),
    ],
)
def test_what_is_known_of_the_writer_goes_too(text, own, left):
    assert redact(text, own).text == left


def test_found_says_kind_and_place():
    text = "Pani Nowak, ania@example.com"
    found = redact(text).found
    assert [(spot.kind, text[spot.start : spot.end]) for spot in found] == [
        ("name", "Nowak"),
        ("e-mail", "ania@example.com"),
    ]


@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
@settings(max_examples=300, deadline=None)
def test_every_text_can_be_redacted(text, own):
    found = redact(text, own)
    end = 0
    for spot in found.found:
        assert end <= spot.start < spot.end <= len(text)
        end = spot.end
    assert redact(found.text, own).text.count("[") >= found.text.count("[")


def test_real_texts_are_hardly_touched(acceptance_data: Path):
    file = acceptance_data / "text-en-banking77" / "train.csv"
    if not file.exists():
        pytest.skip("no acceptance data: text-en-banking77 is not among it")
    with file.open(encoding="utf-8", newline="") as rows:
        texts = [row["text"] for row in csv.DictReader(rows)]
    hit = [text for text in texts if redact(text).found]
    assert len(texts) > 9000
    assert len(hit) <= len(texts) // 1000, hit
