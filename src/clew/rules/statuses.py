"""Who has a ticket while it is in a status: the words of common help desks, in English, Polish, Romanian and Russian.

Where a word leaves it open, the customer is the one who waits: a status nobody told us of counts as ours, and one that
waits without saying for whom ("Wait", "On hold") as a third party's, never as the customer's. The one exception is
*pending*, which Zendesk, Freshdesk, OTRS and Help Scout define as waiting for the customer.

Sources: the status lists in the manuals of Zendesk Support, Freshdesk, Jira Service Management, ServiceNow (incident
states), GLPI, OTRS, Help Scout, HubSpot, Bugzilla, and the activities of the 4TU help desk log (Polato 2017).
"""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["HOLDERS", "KNOWN", "Holder", "plain"]

Holder = Literal["us", "customer", "third_party", "bot", "done", "excluded"]
#: Who can have a ticket. *done*: nobody has to do anything. *excluded*: no request of its own, left out and counted.
HOLDERS: tuple[Holder, ...] = get_args(Holder)

_US = """
new|open|opened|reopened|re-opened|active|assigned|unassigned|accepted|acknowledged|in progress|work in progress
|working|processing|processing (assigned)|processing (planned)|to do|triage|escalated|under review|under investigation
|queued|waiting for support|waiting on us|awaiting agent|awaiting problem|awaiting change|awaiting assignment
|customer responded|customer replied|insert ticket|assign seriousness|take in charge ticket|require upgrade
|create sw anomaly|schedule intervention|verified|nowy|nowe|otwarty|otwarte|w toku|w trakcie|w trakcie realizacji
|przypisany|przypisane|ponownie otwarte|nou|deschis|redeschis|în lucru|in lucru|atribuit|новый|новая|открыт|открыта
|открыто|в работе|назначен|назначена|переоткрыт
"""
_CUSTOMER = """
pending|pending reminder|pending customer|waiting for customer|waiting on customer|waiting for user|waiting on user
|waiting on contact|waiting for reply|awaiting user info|awaiting user|awaiting customer|awaiting caller
|awaiting evidence|awaiting requester|awaiting reply|awaiting info|awaiting your reply|need more info|needs more info
|snoozed|oczekuje na klienta|oczekiwanie na klienta|oczekuje na odpowiedź klienta|în așteptarea clientului
|așteaptă clientul|asteapta clientul|ожидает ответа клиента|ожидание клиента|ожидание ответа клиента|ждёт клиента
|ждет клиента
"""
_THIRD_PARTY = """
hold|on hold|on-hold|pending vendor|pending third party|waiting on third party|waiting for third party
|waiting on vendor|waiting for vendor|awaiting vendor|awaiting third party|awaiting supplier|wait|waiting|paused
|suspended|blocked|deferred|oczekujący|oczekujące|oczekuje|wstrzymany|wstrzymane|în așteptare|in asteptare|suspendat
|ожидание|ожидает|в ожидании|отложен|отложена|приостановлен
"""
_BOT = "bot|chatbot|with bot|virtual agent|automated|ai agent"
_DONE = """
solved|resolved|closed|done|completed|complete|fixed|resolve ticket|closed complete|closed incomplete
|closed successful|closed unsuccessful|closed with workaround|closed skipped|pending auto close+|pending auto close-
|archived|ended|invalid|canceled|cancelled|withdrawn|declined|rejected|won't do|won't fix|wontfix|resolve sw anomaly
|rozwiązany|rozwiązane|zamknięty|zamknięte|zakończony|zakończone|anulowany|anulowane|odrzucony|odrzucone|rezolvat
|închis|inchis|finalizat|anulat|respins|решён|решен|решена|закрыт|закрыта|закрыто|выполнен|выполнена|завершён|завершен
|отменён|отменен|отклонён|отклонен
"""
_EXCLUDED = """
spam|duplicate|merged|junk|deleted|removed|test|duplikat|scalony|scalone|usunięty|usunięte|duplicat|unificat|șters
|спам|дубликат|объединён|объединен|удалён|удален
"""


def plain(text: str) -> str:
    """Return a text as rules compare it: lower case, without space around it.

    >>> plain(" Awaiting User Info")
    'awaiting user info'
    """
    return text.strip().lower()


def _words(holder: Holder, text: str) -> dict[str, Holder]:
    return {plain(word): holder for word in text.split("|")}


#: Every status we know and who has the ticket then; the statuses of a workspace's own rules come before them.
KNOWN: dict[str, Holder] = {
    **_words("us", _US),
    **_words("customer", _CUSTOMER),
    **_words("third_party", _THIRD_PARTY),
    **_words("bot", _BOT),
    **_words("done", _DONE),
    **_words("excluded", _EXCLUDED),
}
