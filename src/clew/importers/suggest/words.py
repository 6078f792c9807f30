"""What people call things, in English, Polish, Romanian and Russian: the table by which columns are recognised."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["MISSING_WORDS", "ROLES", "name_score", "plain_name"]

#: Role of a column to the names it goes by, the surest first. Spelling is plain: lower case, no accents, one space.
ROLES: dict[str, str] = {
    "customer": "customer id|customer no|customer number|customer nr|customer unique id|customerid|customer code|"
    "customer|client id|client no|client number|client|cust id|user id|userid|member id|subscriber id|caller id|"
    "requester id|nr klienta|numer klienta|id klienta|klient id|klient|cod client|nr client|numar client|id client|"
    "номер клиента|id клиента|код клиента|клиент|абонент",
    "email": "email|e mail|mail|email address|adres email|poczta|adresa email|почта|эл почта|электронная почта",
    "phone": "phone|phone number|telephone|mobile|mobile number|msisdn|telefon|nr telefonu|numer telefonu|komorka|"
    "numar telefon|телефон|номер телефона",
    "person": "first name|last name|surname|full name|customer name|given name|family name|imie|nazwisko|"
    "imie i nazwisko|prenume|nume|nume client|имя|фамилия|фио",
    "order": "order id|order no|order number|order nr|order|orderid|work order|nr zamowienia|numer zamowienia|"
    "zamowienie|numar comanda|nr comanda|comanda|номер заказа|заказ",
    "ticket": "ticket id|ticket no|ticket number|ticket|issue key|issue id|case id|case number|case enquiry id|"
    "incident id|incident number|incident|"
    "request id|nr zgloszenia|numer zgloszenia|zgloszenie|numar tichet|tichet|номер обращения|обращение|"
    "number",
    "event id": "event id|eventid|message id|messageid|log id|id zdarzenia|id eveniment|id события",
    "session": "session id|session|sessionid|visit id|sesja|sesiune|сессия",
    "run": "journey run id|journey id|trace id|process id|claim id|claim no|nr sprawy|dosar|номер дела",
    "response": "response id|responseid|response no|respondent id|respnum|answer id|review id|feedback id|"
    "submission id|"
    "survey response id|id odpowiedzi|nr odpowiedzi|id ankiety|id raspuns|id ответа|номер ответа",
    "purchase id": "invoice no|invoice number|invoice id|invoice|receipt no|receipt id|transaction id|transaction no|"
    "payment id|purchase id|nr faktury|numer faktury|faktura|nr factura|factura|номер счета|счет",
    "contract": "subscription id|contract id|contract no|contract number|nr umowy|numer umowy|umowa|nr contract|"
    "номер договора|договор",
    "nps": "nps|nps score|netpro|net promoter|net promoter score|likelihood to recommend|recommend|would recommend|"
    "would you recommend|recommendation|ltr|polecenie|polecilby|czy polecisz|sklonnosc do polecenia|recomandare|"
    "recomandati|рекомендация|готовность рекомендовать|порекомендуете",
    "csat": "csat|satisfaction|satisfaction score|overall satisfaction|customer satisfaction|satisfied|zadowolenie|"
    "satysfakcja|satisfactie|multumire|удовлетворенность",
    "ces": "ces|effort|effort score|customer effort|ease|easy|how easy|latwosc|wysilek|usurinta|efort|усилие|легкость",
    "rating": "rating|review score|star rating|stars|score|grade|ocena|nota|evaluare|оценка|рейтинг",
    "verbatim": "verbatim|comment|comments|review comment message|review text|review body|feedback|free text|opinion|"
    "message|answer text|text|komentarz|opinia|uwagi|tresc|comentariu|comentarii|parere|комментарий|отзыв|текст",
    "language": "language|lang|locale|interview language|jezyk|limba|язык",
    "channel": "channel|contact channel|contact type|medium|source|kanal|kanal kontaktu|canal|канал",
    "touchpoint": "touchpoint|touch point|stage|journey stage|punkt styku|punkt kontaktu|punct de contact|этап|"
    "точка контакта",
    "survey": "survey|survey name|survey type|program|questionnaire|instrument|ankieta|formularz|"
    "chestionar|опрос|анкета",
    "weight": "weight|survey weight|waga|pondere|вес",
    "asked": "sent at|asked at|invited at|survey sent at|sent date|invitation date|review creation date|data wyslania|"
    "data trimiterii|дата отправки",
    "answered": "answered at|responded at|response date|submitted at|submit date|submitdate|recorded date|recordeddate|"
    "review answer timestamp|review date|completed at|interview date|intdate|data odpowiedzi|data raspunsului|"
    "дата ответа|date|timestamp|time|data|дата",
    "version": "changed at|updated at|modified at|last modified|last updated|last update|sys updated at|version at|"
    "data zmiany|data modyfikacji|data aktualizacji|modificat la|actualizat la|дата изменения|changed on|updated on|"
    "updated|last update time|updated time",
    "occurred": "occurred at|event time|event timestamp|timestamp|time|datetime|date time|event date|created at|date|"
    "czas|data zdarzenia|data i godzina|data si ora|data|время|дата события|дата",
    "event": "event|event name|event type|action|activity|concept name|step|zdarzenie|aktywnosc|eveniment|activitate|"
    "событие|действие|name",
    "due": "due at|due date|due|deadline|promised at|promised by|promised date|target dt|target date|target|window to|"
    "window end|estimated delivery date|order estimated delivery date|planned end|enddate planned|sla due|due by time|"
    "due by|"
    "termin|termin do|okno do|data obiecana|termen|termen limita|срок|окно до|обещанная дата",
    "kept": "arrived at|arrival|delivered at|delivery date|delivered customer date|order delivered customer date|"
    "completed at|closed at|closed dt|closed date|resolved at|done at|finished at|kept at|actual end|enddate|"
    "data realizacji|data dostawy|data przyjazdu|dostarczono|zamknieto|livrat la|sosit la|inchis la|доставлено|"
    "дата выполнения|закрыто",
    "resolved": "resolved at|resolved on|resolved|resolved time|resolved date|resolution date|resolution time stamp|"
    "solved at|solved on|closed at|closed on|closed|closed dt|closed date|closed time|date closed|data rozwiazania|"
    "data zamkniecia|rozwiazano|zamknieto|rezolvat la|data rezolvarii|inchis la|data inchiderii|дата решения|решено|"
    "дата закрытия|закрыто",
    "replied": "first replied at|first reply at|first response at|first responded at|initial response at|"
    "initial response time|first response time|responded at|replied at|data pierwszej odpowiedzi|"
    "primul raspuns la|дата первого ответа",
    "made": "booked at|ordered at|order date|order purchase timestamp|purchase timestamp|made at|requested at|"
    "promised on|opened at|open dt|created at|startdate|data zamowienia|data rezerwacji|data comenzii|data rezervarii|"
    "дата заказа|забронировано",
    "withdrawn": "cancelled at|canceled at|withdrawn at|cancellation date|data anulowania|anulowano|anulat la|отменено",
    "opened": "opened at|open dt|opened|created at|created on|created time|created|reported at|open date|date created|"
    "opened on|data zgloszenia|"
    "data otwarcia|deschis la|дата обращения|создано",
    "amount": "amount|total amount|payment value|dollar value|order value|invoice amount|gross amount|net amount|"
    "revenue|price|total|value|kwota|kwota brutto|wartosc|cena|suma|valoare|pret|сумма|стоимость|цена|monthly fee|"
    "monthly amount|fee",
    "currency": "currency|currency code|waluta|valuta|moneda|валюта",
    "purchased": "issued at|purchased at|purchase date|paid at|payment date|invoice date|transaction date|"
    "order purchase timestamp|data faktury|data wystawienia|data zakupu|data platnosci|data facturii|data platii|"
    "дата счета|дата покупки|created at|date|timestamp|data|дата",
    "product": "product|product name|plan|tariff|item|service|produkt|taryfa|usluga|produs|abonament|serviciu|продукт|"
    "тариф|услуга",
    "kind": "kind|type|visit kind|visit type|request type|order type|rodzaj|typ|tip|вид|тип",
    "state": "status|state|incident state|ticket status|case status|stan|stare|статус|состояние",
    "device": "device|device type|urzadzenie|dispozitiv|устройство",
    "location": "location|store|branch|shop|site|gate|barea|lokalizacja|sklep|oddzial|locatie|magazin|filiala|магазин|"
    "филиал",
    "team": "team|department|queue|group|assignment group|dzial|zespol|echipa|departament|отдел|команда",
    "agent": "agent|employee|assignee|assigned to|konsultant|pracownik|angajat|сотрудник|оператор",
    "topic": "topic|category|subject|reason|temat|kategoria|subiect|categorie|тема|категория",
    "priority": "priority|urgency|priorytet|pilnosc|prioritate|приоритет",
    "registered": "registered at|registration date|signup date|first seen|first seen at|customer since|member since|"
    "joined at|data rejestracji|klient od|data inregistrarii|client din|дата регистрации|created at",
    "country": "country|country code|kraj|tara|страна",
    "consent": "consent|marketing consent|opt in|zgoda|zgoda marketingowa|consimtamant|acord marketing|согласие",
    "started": "started at|start date|contract start|activation date|data rozpoczecia|data aktywacji|data inceperii|"
    "дата начала|дата подключения",
    "ended": "ended at|end date|contract end|churn date|termination date|data zakonczenia|data incetarii|"
    "дата окончания|"
    "дата отключения",
    "committed": "committed until|committed to|binding until|minimum term end|commitment end|umowa do|lojalka do|"
    "zobowiazanie do|angajament pana la|обязательство до",
    "end reason": "end reason|churn reason|cancellation reason|termination reason|reason of termination|"
    "powod rezygnacji|motiv incetare|причина отключения",
    "call": "call id|callid|call no|call number|call|conversation id|interaction id|chat id|id polaczenia|"
    "nr polaczenia|id apel|nr apel|номер звонка|звонок",
    "queued": "queued at|queued|entered queue at|queue entered at|queue time|offered at|call start|call started at|"
    "w kolejce od|poczatek polaczenia|intrat in coada|время в очереди",
    "picked up": "answered at|answered|answer time|connected at|picked up at|odebrano|odebrane o|raspuns la|отвечено",
    "abandoned": "abandoned at|abandoned|abandon time|given up at|porzucono|abandonat la|брошен",
    "queue": "queue|queue name|skill|skill group|kolejka|coada|очередь",
    "transfers": "transfers|transfer count|times transferred|przekierowania|transferuri|переводы",
    "bot seconds": "bot seconds|ivr seconds|ivr duration|ivr time|ivr|bot duration|czas ivr|durata ivr",
    "field": "field|field name|changed field|what|attribute|pole|camp|поле",
    "new value": "new value|value|to value|nowa wartosc|wartosc|valoare noua|valoare|новое значение|значение",
    "author": "author|author type|changed by|actor type|by|autor|автор",
    "revision": "sys mod count|mod count|modification count|update count|change count|revision|revision no|"
    "revision number|version no|version number|row version|nr wersji|numer wersji|liczba zmian|numar versiune|"
    "nr versiune|номер версии|число изменений",
    "change": "audit id|change id|history id|id zmiany|id modificare|id изменения",
}
#: What people write where there is no answer, to why there is none. Compared in plain spelling.
MISSING_WORDS: dict[str, str] = {
    **dict.fromkeys(
        ("blank", "missing", "null", "none", "nan", "no answer", "empty", "-", "--", ".", "?", "refused", "dk",
         "don't know",
         "dont know", "do not know", "brak", "brak danych", "b/d", "bd", "nie wiem", "brak odpowiedzi", "nu stiu",
         "fara raspuns", "нет ответа", "не знаю", "пусто"),
        "missing",
    ),
    **dict.fromkeys(
        ("n/a", "na", "not applicable", "does not apply", "nie dotyczy", "nd", "n/d", "nu se aplica", "не применимо"),
        "not_applicable",
    ),
    **dict.fromkeys(("not asked", "skipped", "nie pytano", "neintrebat", "не спрашивали"), "not_asked"),
    **dict.fromkeys(
        ("not used", "never used", "not experienced", "nie korzystalem", "nie korzystam",
         "neutilizat", "не пользовался"),
        "not_experienced",
    ),
}  # fmt: skip
#: Letters that lose no accent by decomposition.
SPECIAL = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "ё": "е"})  # noqa: RUF001 - a Russian letter is meant
#: How sure a whole name and a part of a name make.
WHOLE, PART, STEP = 0.95, 0.7, 0.01


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a name in plain spelling: lower case, no accents, words apart.

    >>> plain_name("Data_Zgłoszenia"), plain_name("customerUniqueID"), plain_name("Ёлка")
    ('data zgloszenia', 'customer unique id', 'елка')
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    flat = unicodedata.normalize("NFKD", apart.translate(SPECIAL).casefold())
    bare = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def name_score(role: str, name: str) -> float:
    """Return from 0 to 1 how well a column's name fits a role: a whole name counts more than its end.

    A word at the beginning does not count: an "order status" is no order.

    >>> name_score("order", "Order No") > name_score("order", "Old order no") > name_score("order", "Colour")
    True
    """
    plain = plain_name(name)
    spoken = f" {plain} "
    best = 0.0
    for place, known in enumerate(plain_name(each) for each in ROLES[role].split("|")):
        if plain == known:
            return WHOLE - STEP / 2 * min(place, 20)
        words = len(known.split())
        if len(known) > 2 and (spoken.endswith(f" {known} ") or (words > 1 and f" {known} " in spoken)):  # noqa: PLR2004
            best = max(best, PART - STEP * min(place, 20) + STEP * words)
    return best
