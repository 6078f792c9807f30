"""What answer pages say themselves, in the languages of the house; not by gettext: pages are made outside of Django.

People are addressed formally, and in Polish and Russian not by their gender. Figures stand so that they bend no word.
Not yet reviewed by native speakers.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LANGUAGES", "TOLD", "WORDS", "Told", "own_language", "word"]

LANGUAGES = ("en", "pl", "ro", "ru")

WORDS: dict[str, tuple[str, str, str, str]] = {
    "next": ("Next", "Dalej", "Înainte", "Далее"),
    "back": ("Back", "Wstecz", "Înapoi", "Назад"),
    "send": ("Send", "Wyślij", "Trimiteți", "Отправить"),
    "error": ("Error", "Błąd", "Eroare", "Ошибка"),
    "check": (
        "Please check these answers",
        "Proszę sprawdzić te odpowiedzi",
        "Vă rugăm să verificați aceste răspunsuri",
        "Пожалуйста, проверьте эти ответы",
    ),
    "required": ("required", "wymagane", "obligatoriu", "обязательно"),
    "progress": ("Progress", "Postęp", "Progres", "Пройдено"),
    "languages": ("Language", "Język", "Limba", "Язык"),
    "preview": (
        "Preview: nothing is saved.",
        "Podgląd: nic nie jest zapisywane.",
        "Previzualizare: nimic nu se salvează.",
        "Предварительный просмотр: ничего не сохраняется.",
    ),
    "saved": (
        "Your answers are saved page by page. You may close this page and come back to this address.",
        "Odpowiedzi są zapisywane strona po stronie. Można zamknąć tę stronę i wrócić pod ten sam adres.",
        "Răspunsurile se salvează pagină cu pagină. Puteți închide pagina și reveni la aceeași adresă.",
        "Ответы сохраняются страница за страницей. Можно закрыть страницу и вернуться по тому же адресу.",
    ),
    "anonymous": (
        "This survey is anonymous: it is not stored which answers are whose.",
        "Ta ankieta jest anonimowa: nie zapisujemy, czyje są które odpowiedzi.",
        "Acest sondaj este anonim: nu se stochează ale cui sunt răspunsurile.",
        "Этот опрос анонимный: не сохраняется, чьи это ответы.",
    ),
    "sender": ("A survey of", "Ankietę prowadzi", "Sondaj realizat de", "Опрос проводит"),
    "none": ("No answer", "Bez odpowiedzi", "Fără răspuns", "Без ответа"),
    "trap": (
        "Leave this field empty",
        "Proszę zostawić to pole puste",
        "Lăsați acest câmp necompletat",
        "Оставьте это поле пустым",
    ),
    "other": (
        "Other: in your words",
        "Inne: własnymi słowami",
        "Altceva: în cuvintele dumneavoastră",
        "Другое: Вашими словами",
    ),
    "of": ("%(place)s of %(count)s", "%(place)s z %(count)s", "%(place)s din %(count)s", "%(place)s из %(count)s"),
    "at_least": (
        "Choose at least %(least)s.",
        "Proszę wybrać co najmniej %(least)s.",
        "Alegeți cel puțin %(least)s.",
        "Выберите не менее %(least)s.",
    ),
    "at_most": (
        "Choose at most %(most)s.",
        "Proszę wybrać najwyżej %(most)s.",
        "Alegeți cel mult %(most)s.",
        "Выберите не более %(most)s.",
    ),
    "between": (
        "Choose from %(least)s to %(most)s.",
        "Proszę wybrać od %(least)s do %(most)s.",
        "Alegeți între %(least)s și %(most)s.",
        "Выберите от %(least)s до %(most)s.",
    ),
    "several": (
        "You may choose several.",
        "Można wybrać kilka odpowiedzi.",
        "Puteți alege mai multe răspunsuri.",
        "Можно выбрать несколько ответов.",
    ),
    "rank": (
        "Give places from 1 (first) to %(most)s.",
        "Proszę nadać miejsca od 1 (pierwsze) do %(most)s.",
        "Acordați locurile de la 1 (primul) la %(most)s.",
        "Распределите места от 1 (первое) до %(most)s.",
    ),
    "up": ("Up", "W górę", "Mai sus", "Выше"),
    "down": ("Down", "W dół", "Mai jos", "Ниже"),
    "number": (
        "A whole number from %(low)s to %(high)s.",
        "Liczba całkowita od %(low)s do %(high)s.",
        "Un număr întreg de la %(low)s la %(high)s.",
        "Целое число от %(low)s до %(high)s.",
    ),
    "longest": (
        "Letters at most: %(count)s.",
        "Znaków najwyżej: %(count)s.",
        "Caractere, cel mult: %(count)s.",
        "Знаков не более: %(count)s.",
    ),
    "thanks": ("Thank you.", "Dziękujemy.", "Vă mulțumim.", "Спасибо."),
    "kept": (
        "Your answers have been saved. You may close this page.",
        "Odpowiedzi zostały zapisane. Można zamknąć tę stronę.",
        "Răspunsurile au fost salvate. Puteți închide această pagină.",
        "Ответы сохранены. Эту страницу можно закрыть.",
    ),
    "on": ("Go on to %(where)s", "Przejdź do %(where)s", "Continuați către %(where)s", "Перейти на %(where)s"),
    "again": ("Send again", "Wyślij ponownie", "Trimiteți din nou", "Отправить ещё раз"),
    "out": ("Do not ask me again", "Proszę więcej mnie nie pytać", "Nu mă mai întrebați", "Больше не спрашивайте меня"),
}  # fmt: skip


class Told(NamedTuple):
    """A page that says what is the matter: a heading and a sentence."""

    heading: str
    sentence: str


TOLD: dict[str, tuple[Told, Told, Told, Told]] = {
    "closed": (
        Told("This survey is closed", "It takes no more answers. Thank you for your interest."),
        Told("Ankieta jest zamknięta", "Nie przyjmuje już odpowiedzi. Dziękujemy za zainteresowanie."),
        Told("Sondajul este închis", "Nu mai primește răspunsuri. Vă mulțumim pentru interes."),
        Told("Опрос закрыт", "Ответы больше не принимаются. Спасибо за Ваш интерес."),
    ),
    "full": (
        Told("Enough people have answered", "This survey needs no more answers. Thank you for your interest."),
        Told("Zebrano już dość odpowiedzi", "Ta ankieta nie potrzebuje kolejnych. Dziękujemy za zainteresowanie."),
        Told("Sunt deja destule răspunsuri", "Acest sondaj nu mai are nevoie de altele. Vă mulțumim pentru interes."),
        Told("Ответов уже достаточно", "Для этого опроса больше ответов не нужно. Спасибо за Ваш интерес."),
    ),
    "used": (
        Told("This link has been used", "The survey was answered with it. Thank you."),
        Told("Ten link został już wykorzystany", "Ankieta została za jego pomocą wypełniona. Dziękujemy."),
        Told("Acest link a fost deja folosit", "Prin el s-a răspuns la sondaj. Vă mulțumim."),
        Told("Эта ссылка уже использована", "По ней на опрос уже ответили. Спасибо."),
    ),
    "finished": (
        Told("This survey was finished already", "What was sent just now has not been saved: the answers that were "
             "given before stay as they are. Thank you."),
        Told("Ta ankieta została już zakończona", "To, co zostało teraz wysłane, nie jest zapisane: wcześniejsze "
             "odpowiedzi pozostają bez zmian. Dziękujemy."),
        Told("Acest sondaj a fost deja încheiat", "Ce s-a trimis acum nu a fost salvat: răspunsurile date înainte "
             "rămân neschimbate. Vă mulțumim."),
        Told("Опрос уже завершён", "Отправленное сейчас не сохранено: данные ранее ответы остаются без изменений. "
             "Спасибо."),
    ),
    "gone": (
        Told("There is no survey here", "It may have been taken away, or the address is not complete."),
        Told("Tu nie ma ankiety", "Mogła zostać usunięta albo adres jest niepełny."),
        Told("Aici nu există niciun sondaj", "Poate a fost retras sau adresa nu este completă."),
        Told("Здесь нет опроса", "Возможно, он удалён или адрес указан не полностью."),
    ),
    "wrong": (
        Told("That did not work", "What was sent could not be read. Please go back and try again."),
        Told("Nie udało się", "Nie można odczytać tego, co zostało wysłane. Proszę wrócić i spróbować jeszcze raz."),
        Told("Nu a reușit", "Ce s-a trimis nu a putut fi citit. Vă rugăm să reveniți și să încercați din nou."),
        Told("Не получилось", "Отправленное не удалось прочитать. Пожалуйста, вернитесь и попробуйте ещё раз."),
    ),
    "too_much": (
        Told("That was too much at once", "What was sent is larger than a page of a survey can be, so nothing of it "
             "has been saved. Please go back and shorten what you wrote."),
        Told("To za dużo naraz", "To, co zostało wysłane, jest większe, niż może być strona ankiety, więc nic nie "
             "zostało zapisane. Proszę wrócić i skrócić tekst."),
        Told("Prea mult deodată", "Ce s-a trimis depășește cât poate cuprinde o pagină de sondaj, așa că nimic nu a "
             "fost salvat. Vă rugăm să reveniți și să scurtați textul."),
        Told("Слишком много сразу", "Отправленное больше, чем может быть страница опроса, поэтому ничего не "
             "сохранено. Пожалуйста, вернитесь и сократите текст."),
    ),
    "busy": (
        Told("One moment, please", "Many people are answering just now, and your answer has not been saved yet. "
             "Please go back and send it again in a minute."),
        Told("Proszę chwilę zaczekać", "Wiele osób odpowiada właśnie teraz i odpowiedź nie została jeszcze zapisana. "
             "Proszę wrócić i wysłać ją ponownie za minutę."),
        Told("Un moment, vă rugăm", "Chiar acum răspund mulți oameni, iar răspunsul nu a fost încă salvat. "
             "Vă rugăm să reveniți și să îl trimiteți din nou peste un minut."),
        Told("Пожалуйста, подождите", "Сейчас отвечает много людей, и ответ ещё не сохранён. "
             "Пожалуйста, вернитесь и отправьте его ещё раз через минуту."),
    ),
    "unsaved": (
        Told("Not saved yet", "What you sent could not be saved just now, and the fault is ours. Nothing is lost: "
             "it is kept on this page. Please send it again in a moment."),
        Told("Jeszcze nie zapisano", "Z naszej winy nie udało się teraz zapisać tego, co zostało wysłane. Nic nie "
             "przepadło: wszystko jest na tej stronie. Proszę za chwilę wysłać ją ponownie."),
        Told("Încă nu s-a salvat", "Din vina noastră, ce ați trimis nu a putut fi salvat acum. Nimic nu s-a pierdut: "
             "totul se păstrează pe această pagină. Vă rugăm să o trimiteți din nou peste o clipă."),
        Told("Пока не сохранено", "По нашей вине отправленное сейчас не удалось сохранить. Ничего не пропало: "
             "всё осталось на этой странице. Пожалуйста, отправьте её ещё раз через минуту."),
    ),
    "too_many": (
        Told("One moment, please", "Very much is coming from your network just now, and what you sent has not been "
             "saved yet. Nothing is lost: it is kept on this page. Please send it again in a minute."),
        Told("Proszę chwilę zaczekać", "Z tej sieci przychodzi teraz bardzo dużo zapytań i to, co zostało wysłane, nie "
             "jest jeszcze zapisane. Nic nie przepadło: wszystko jest na tej stronie. Proszę wysłać ją ponownie "
             "za minutę."),
        Told("Un moment, vă rugăm", "Din rețeaua dumneavoastră vin acum foarte multe cereri, iar ce ați trimis nu a "
             "fost încă salvat. Nimic nu s-a pierdut: totul se păstrează pe această pagină. Vă rugăm să o trimiteți "
             "din nou peste un minut."),
        Told("Пожалуйста, подождите", "Из Вашей сети сейчас приходит очень много запросов, и отправленное ещё не "
             "сохранено. Ничего не пропало: всё осталось на этой странице. Пожалуйста, отправьте её ещё раз "
             "через минуту."),
    ),
    "saved": (
        Told("Your answers have been saved", "You may close this page and come back to this address."),
        Told("Odpowiedzi zostały zapisane", "Można zamknąć tę stronę i wrócić pod ten sam adres."),
        Told("Răspunsurile au fost salvate", "Puteți închide pagina și reveni la aceeași adresă."),
        Told("Ответы сохранены", "Можно закрыть страницу и вернуться по тому же адресу."),
    ),
    "expired": (
        Told("This link is no longer valid", "The time for answering is over. Thank you for your interest."),
        Told("Ten link stracił ważność", "Czas na odpowiedź minął. Dziękujemy za zainteresowanie."),
        Told("Acest link nu mai este valabil", "Timpul pentru răspuns a trecut. Vă mulțumim pentru interes."),
        Told("Ссылка больше не действует", "Время для ответа истекло. Спасибо за Ваш интерес."),
    ),
    "waiting": (
        Told("This survey takes no answers just now", "Please come back later."),
        Told("Ankieta chwilowo nie przyjmuje odpowiedzi", "Proszę wrócić później."),
        Told("Sondajul nu primește răspunsuri acum", "Vă rugăm să reveniți mai târziu."),
        Told("Сейчас ответы не принимаются", "Пожалуйста, зайдите позже."),
    ),
    "too_large": (
        Told("That was too much", "What was sent is too long to be saved. Please go back and write less."),
        Told("To za dużo", "Tekst jest za długi, aby go zapisać. Proszę wrócić i go skrócić."),
        Told("Este prea mult", "Ce s-a trimis este prea lung pentru a fi salvat. Vă rugăm să reveniți și să scurtați."),
        Told("Слишком много", "Отправленное слишком длинно для сохранения. Пожалуйста, вернитесь и сократите."),
    ),
    "out": (
        Told("No more surveys?", "With this button you say that we shall not ask you again, by no survey of ours."),
        Told("Bez kolejnych ankiet?", "Ten przycisk oznacza, że nie będziemy już przysyłać żadnych ankiet."),
        Told("Fără alte sondaje?", "Cu acest buton ne spuneți să nu vă mai trimitem niciun sondaj."),
        Told("Больше никаких опросов?", "Эта кнопка означает, что мы больше не будем присылать Вам опросы."),
    ),
    "unknown": (
        Told("This link is not known here", "Nobody can tell whose it is, so nothing was noted. Please answer the "
             "message that it came in, and write that you want no more surveys."),
        Told("Nie znamy tego linku", "Nie można ustalić, czyj to link, więc nic nie zostało zapisane. Proszę "
             "odpowiedzieć na wiadomość, w której przyszedł, i napisać, aby nie wysyłać kolejnych ankiet."),
        Told("Nu cunoaștem acest link", "Nu se poate afla al cui este, așa că nu s-a notat nimic. Vă rugăm să "
             "răspundeți la mesajul în care l-ați primit și să scrieți că nu mai doriți sondaje."),
        Told("Эта ссылка нам не известна", "Узнать, чья она, нельзя, поэтому ничего не записано. Пожалуйста, ответьте "
             "на сообщение, в котором она пришла, и напишите, что больше не хотите получать опросы."),
    ),
    "is_out": (
        Told("We will not ask again", "No survey of ours will be sent to you any more. You may close this page."),
        Told("Nie będziemy już pytać", "Nie wyślemy więcej żadnej ankiety. Można zamknąć tę stronę."),
        Told("Nu vă vom mai întreba", "Nu vă vom mai trimite niciun sondaj. Puteți închide această pagină."),
        Told("Больше не будем спрашивать", "Мы не пришлём Вам больше ни одного опроса. Эту страницу можно закрыть."),
    ),
}  # fmt: skip


def own_language(language: str) -> str:
    """Return in which language a page says its own words to readers of ``language``: English where we have none.

    >>> own_language("pl-PL"), own_language("de")
    ('pl', 'en')
    """
    plain = language.partition("-")[0]
    return plain if plain in LANGUAGES else "en"


def word(name: str, language: str, **figures: object) -> str:
    """Return what a page says itself, with figures put in.

    >>> word("of", "pl", place=2, count=5)
    '2 z 5'
    """
    said = WORDS[name][LANGUAGES.index(own_language(language))]
    return said % figures if figures else said
