"""More words, written after the rules were settled and never used to mend them: what to expect of words at large."""

from __future__ import annotations

__all__ = ["UNSEEN"]

POLISH = """
skarga skargi skardze skargę skargą skarg
magazyn magazynu magazynie magazynem magazyny magazynów
bilet biletu bilecie biletem bilety biletów
lot lotu locie lotem loty lotów
pokój pokoju pokojem pokoje pokoi
bagaż bagażu bagażem bagaże bagaży
wypłata wypłaty wypłacie wypłatę wypłatą wypłat
kredyt kredytu kredycie kredytem kredyty kredytów
doradca doradcy doradcę doradcą doradców
wniosek wniosku wnioskiem wnioski wniosków
regulamin regulaminu regulaminie regulaminem
montaż montażu montażem montaże
awaria awarii awarię awarią awarie
powolny powolna powolne powolnego powolnej
drzwi drzwiami drzwiach
""".strip()

ROMANIAN = """
bilet biletul bilete biletului biletele
zbor zborul zboruri zborului zborurile
cameră camera camere camerei camerele
bagaj bagajul bagaje bagajului bagajele
dobândă dobânda dobânzi dobânzii dobânzile
credit creditul credite creditului creditele
cerere cererea cereri cererii cererile
sucursală sucursala sucursale sucursalei
vânzător vânzătorul vânzători vânzătorului vânzătorii
ambalaj ambalajul ambalaje ambalajului
montaj montajul montaje montajului
defecțiune defecțiunea defecțiuni defecțiunii
încet înceată înceți încete
politicos politicoasă politicoși politicoase
ușă ușa uși ușii ușile
""".strip()

RUSSIAN = """
билет билета билету билетом билеты билетов
рейс рейса рейсу рейсом рейсы рейсов
номер номера номеру номером номеров
багаж багажа багажу багажом
кредит кредита кредиту кредитом кредиты
заявка заявки заявке заявку заявкой заявок
отделение отделения отделению отделением отделений
продавец продавца продавцу продавцом продавцы
упаковка упаковки упаковке упаковку упаковкой упаковок
установка установки установке установку установок
поломка поломки поломке поломку поломкой поломок
менеджер менеджера менеджеру менеджером менеджеры
медленный медленная медленное медленного медленно
грубый грубая грубое грубого грубо
окно окна окну окном окон
""".strip()

ENGLISH = """
ticket tickets ticketed
flight flights
luggage
room rooms
loan loans loaned
request requests requested requesting
branch branches
seller sellers
package packages packaged packaging
install installs installed installing
fail fails failed failing
manager managers
slow slows slowed slowing
lose loses lost losing
apology apologies
""".strip()

#: Language → lemmas, each a tuple of its forms.
UNSEEN = {
    language: tuple(tuple(line.split()) for line in text.splitlines())
    for language, text in (("pl", POLISH), ("ro", ROMANIAN), ("ru", RUSSIAN), ("en", ENGLISH))
}
