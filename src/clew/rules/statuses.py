"""Who has a ticket while it is in a status: the words of common help desks, in English, Polish, Romanian and Russian.

Where a word leaves it open, the customer is the one who waits: a status nobody told us of counts as ours, and one that
waits without saying for whom ("Wait", "On hold") as a third party's, never as the customer's. The one exception is
*pending*, which Zendesk, Freshdesk, OTRS and Help Scout define as waiting for the customer.

Polish, Romanian and Russian statuses agree with what they are said of (zgłoszenie rozwiązane, заявка закрыта), so every
gender and the plural is known, and the spellings without diacritics too. ``stem:y:a:e`` stands for a form an ending,
``stem*`` for the four of a Russian participle.

Sources: the status lists in the manuals of Zendesk Support, Freshdesk, Jira Service Management, ServiceNow (incident
states), GLPI, OTRS, Help Scout, HubSpot, Bugzilla, and the activities of the 4TU help desk log (Polato 2017).
"""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["HOLDERS", "KNOWN", "Holder", "plain"]

Holder = Literal["us", "customer", "third_party", "bot", "done", "excluded"]
#: Who can have a ticket. *done*: nobody has to do anything. *excluded*: no request of its own, left out and counted.
HOLDERS: tuple[Holder, ...] = get_args(Holder)

_CEDILLAS = str.maketrans("șț", "şţ")
_BARE = str.maketrans("ąćęłńóśźżăâîșțё", "acelnoszzaaist\u0435")
#: Endings of Russian short participles, after none (masculine): feminine, neuter, plural.
_PARTICIPLE = ("", *"аоы")

_US = """
new|open|opened|reopened|re-opened|active|assigned|unassigned|accepted|acknowledged|in progress|work in progress
|working|processing|processing (assigned)|processing (planned)|to do|triage|escalated|under review|under investigation
|queued|waiting for support|waiting on us|awaiting agent|awaiting problem|awaiting change|awaiting assignment
|customer responded|customer replied|insert ticket|assign seriousness|take in charge ticket|require upgrade
|create sw anomaly|schedule intervention|verified|now:y:a:e|otwart:y:a:e|w toku|w trakcie|w trakcie realizacji
|w realizacji|przypisan:y:a:e|przyjęt:y:a:e|ponownie otwart:y:a:e|nou|nouă|noi|deschis::ă:e|deschiși
|redeschis::ă:e|redeschiși|în lucru|în curs|în curs de rezolvare|atribuit::ă:e|atribuiți|preluat::ă:e|preluați
|новый|новая|новое|новые|открыт*|переоткрыт*|назначен*|принят*|в работе|в обработке
"""
_CUSTOMER = """
pending|pending reminder|pending customer|waiting for customer|waiting on customer|waiting for user|waiting on user
|waiting on contact|waiting for reply|awaiting user info|awaiting user|awaiting customer|awaiting caller
|awaiting evidence|awaiting requester|awaiting reply|awaiting info|awaiting your reply|need more info|needs more info
|snoozed|oczekuje na klienta|oczekiwanie na klienta|oczekuje na odpowiedź klienta|în așteptarea clientului
|așteaptă clientul|ожидает клиента|ожидает ответа клиента|ожидание клиента|ожидание ответа клиента|ждёт клиента
"""
_THIRD_PARTY = """
hold|on hold|on-hold|pending vendor|pending third party|waiting on third party|waiting for third party
|waiting on vendor|waiting for vendor|awaiting vendor|awaiting third party|awaiting supplier|wait|waiting|paused
|suspended|blocked|deferred|oczekując:y:a:e|oczekuje|wstrzyman:y:a:e|zawieszon:y:a:e|în așteptare|suspendat::ă:e
|suspendați|amânat::ă:e|amânați|ожидание|ожидает|в ожидании|отложен*|приостановлен*
"""
_BOT = "bot|chatbot|with bot|virtual agent|automated|ai agent"
_DONE = """
solved|resolved|closed|done|completed|complete|fixed|resolve ticket|closed complete|closed incomplete
|closed successful|closed unsuccessful|closed with workaround|closed skipped|pending auto close+|pending auto close-
|archived|ended|invalid|canceled|cancelled|withdrawn|declined|rejected|won't do|won't fix|wontfix|resolve sw anomaly
|rozwiązan:y:a:e|zamknięt:y:a:e|zakończon:y:a:e|ukończon:y:a:e|załatwion:y:a:e|wykonan:y:a:e|zrealizowan:y:a:e
|anulowan:y:a:e|odrzucon:y:a:e|wycofan:y:a:e|rezolvat::ă:e|rezolvați|soluționat::ă:e|soluționați|închis::ă:e|închiși
|încheiat::ă:e|încheiați|finalizat::ă:e|finalizați|anulat::ă:e|anulați|respins::ă:e|respinși|retras::ă:e|retrași
|решён|решен*|закрыт*|выполнен*|исполнен*|завершён|завершен*|отменён|отменен*
|отклонён|отклонен*|отозван*|готово
"""
_EXCLUDED = """
spam|duplicate|merged|junk|deleted|removed|test|duplikat|scalon:y:a:e|połączon:y:a:e|usunięt:y:a:e|duplicat::ă:e
|duplicați|unificat::ă:e|unificați|șters|ștearsă|șterse|șterși|спам|дубликат|объединён|объединен*|удалён
|удален*
"""


def plain(text: str) -> str:
    """Return a text as rules compare it: lower case, without space around it.

    >>> plain(" Awaiting User Info")
    'awaiting user info'
    """
    return text.strip().lower()


def _words(holder: Holder, text: str) -> dict[str, Holder]:
    forms = (form for word in text.split("|") for form in _forms(plain(word)))
    return {spelling: holder for form in forms for spelling in _spellings(form)}


def _forms(word: str) -> tuple[str, ...]:
    """Return the forms of a word: ``stem:y:a:e`` has three, ``stem*`` four, one without endings itself."""
    stem, *endings = word.split(":")
    if word.endswith("*"):
        stem, endings = word[:-1], [*_PARTICIPLE]
    return tuple(stem + ending for ending in endings) or (stem,)


def _spellings(form: str) -> tuple[str, ...]:
    """Return a form as it is written, with the older letters of Romanian (ş, ţ), and without diacritics."""
    return (form, form.translate(_CEDILLAS), form.translate(_BARE))


#: Every status we know and who has the ticket then; the statuses of a workspace's own rules come before them.
KNOWN: dict[str, Holder] = {
    **_words("us", _US),
    **_words("customer", _CUSTOMER),
    **_words("third_party", _THIRD_PARTY),
    **_words("bot", _BOT),
    **_words("done", _DONE),
    **_words("excluded", _EXCLUDED),
}
