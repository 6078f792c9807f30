"""Who has a ticket, in every gender and spelling in which help desks say it."""

from __future__ import annotations

from collections import Counter

import pytest

from clew.rules import Rules
from clew.rules import statuses as module

# Each list is written out by hand, form by form: masculine, feminine, neuter, plural.
FORMS = {
    "done": (
        "решён решен решена решено решены закрыт закрыта закрыто закрыты выполнен выполнена выполнено выполнены"
        " завершён завершен завершена завершено завершены отменён отменен отменена отменено отменены"
        " отклонён отклонен отклонена отклонено отклонены"
        " rozwiązany rozwiązana rozwiązane zamknięty zamknięta zamknięte zakończony zakończona zakończone"
        " anulowany anulowana anulowane odrzucony odrzucona odrzucone zalatwione rozwiazane zamkniete"
        " rezolvat rezolvată rezolvate rezolvați rezolvaţi rezolvati închis închisă închise închiși"
        " inchis inchisa inchisi"
        " finalizat finalizată finalizate finalizați anulat anulată anulate anulați respins respinsă respinse respinși"
    ),
    "us": (
        "новый новая новое новые открыт открыта открыто открыты переоткрыт переоткрыта переоткрыто назначен назначено"
        " nowy nowa nowe otwarty otwarta otwarte przypisany przypisana przypisane"
        " nou nouă noua noi deschis deschisă deschise deschiși redeschis redeschisă atribuit atribuită atribuite"
    ),
    "third_party": (
        "отложен отложена отложено отложены приостановлен приостановлена приостановлено приостановлены"
        " oczekujący oczekująca oczekujące wstrzymany wstrzymana wstrzymane suspendat suspendată suspendate suspendați"
    ),
    "excluded": (
        "объединён объединена объединено объединены удалён удалена удалено удалены scalony scalona scalone"
        " usunięty usunięta usunięte unificat unificată unificate șters ștearsă șterse șterși sters stearsa şters"
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("holder", "word"), [(holder, word) for holder, text in FORMS.items() for word in text.split()]
)
def test_every_form_of_a_status_says_who_has_the_ticket(holder: str, word: str) -> None:
    for written in (word, word.capitalize(), f" {word.upper()} "):
        assert Rules().knows(written)
        assert Rules().holder(written) == holder


def test_no_word_says_two_things() -> None:
    lists = (module._US, module._CUSTOMER, module._THIRD_PARTY, module._BOT, module._DONE, module._EXCLUDED)
    said = Counter(word for text in lists for word in module._words("us", text))
    assert [word for word, times in said.items() if times > 1] == []
    assert all(word == module.plain(word) and ":" not in word for word in module.KNOWN)
