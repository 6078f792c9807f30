"""Words of customers' everyday that follow no rule, by lemma, folded."""

from __future__ import annotations

__all__ = ["IRREGULAR"]

_LINES = {
    "pl": """
blad bledu bledem bledzie bledy bledow bledami bledach bledom
pieniadze pieniadz pieniedzy pieniedzmi pieniadzom pieniadzach
umowa umowy umowie umowe umow umowami umowach umowom umowo
tydzien tygodnia tygodniu tygodnie tygodni tygodniem
dzien dnia dniu dni dniem dniach dniami
pies psa psem
""",
    "ro": """
comanda comenzi comenzii comenzile comenzilor
coada cozi cozii cozile cozilor
""",
    "ru": """
ждать жду ждешь ждет ждем ждете ждут ждал ждала ждали ждало
время времени временем времена времен временам временами временах
деньги денег деньгам деньгами деньгах
день дня дню днем дни дней
""",
    "en": """
pay pays paid paying
buy buys bought buying
break breaks broke broken breaking
send sends sent sending
pick picks picked picking
""",
}
#: Language → folded form → lemma.
IRREGULAR: dict[str, dict[str, str]] = {
    language: {form: line.split()[0] for line in text.strip().splitlines() for form in line.split()}
    for language, text in _LINES.items()
}
