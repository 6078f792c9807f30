"""Exports of customer service: calls of a telephone system, and changes of tickets with a row each."""

from __future__ import annotations

from clew.importers.suggest.columns import Found, Sheet
from clew.importers.suggest.draft import Draft
from clew.importers.suggest.words import plain_name

__all__ = ["service_drafts"]

#: What changes of a ticket are called, and who makes them, in the words of help desks; others stay as they are.
WHAT = {
    "status": "status|state|stan|stare|статус",
    "group": "group|team|assignment group|grupa|zespol|grup|echipa|группа|команда",
    "assignee": "assignee|assigned to|agent|przypisany|atribuit|исполнитель",
    "reply": "reply|comment|public comment|public reply|message|odpowiedz|komentarz|raspuns|comentariu|ответ|"
    "комментарий",
}
BY = {
    "agent": "agent|employee|staff|konsultant|pracownik|angajat|агент|оператор|сотрудник",
    "customer": "customer|end user|requester|client|contact|user|klient|клиент",
    "bot": "bot|chatbot|virtual agent|бот",
    "system": "system|trigger|automation|rule|workflow|macro|sistem|система",
}


def service_drafts(sheet: Sheet) -> list[Draft]:
    """Return the block of a telephone system's export, or of a history with a field and its new value; else none."""
    if sheet.all("queued") and (sheet.all("picked up") or sheet.all("abandoned")):
        return [Draft("calls", 0.9, "it says when callers began to wait, and when somebody answered or they gave up")]
    return _history(sheet)


def _history(sheet: Sheet) -> list[Draft]:
    """Changes of tickets, where tickets repeat and the fields that change are some we know."""
    ticket, field, value = sheet.best("ticket"), sheet.best("field"), sheet.best("new value")
    if not (ticket and field and value) or ticket.column.is_unique:
        return []
    what = _known(field, WHAT)
    if not what:
        return []
    draft = Draft("ticket_changes", 0.85, "tickets stand in it once a change, with the field that changed")
    draft.add("columns", "what", field.column.name, field.sure, field.why)
    draft.add("columns", "value", value.column.name, value.sure, value.why)
    _add_spelling(draft, "what", what)
    author = sheet.best("author")
    if author and (people := _known(author, BY)).keys() >= author.column.counts.keys():
        draft.add("columns", "by", author.column.name, author.sure, author.why)
        _add_spelling(draft, "by", people)
    return [draft]


def _known(found: Found, words: dict[str, str]) -> dict[str, str]:
    """The texts of a column that we know, and what they are to us."""
    meant = {each: name for name, said in words.items() for each in said.split("|")}
    return {text: meant[plain_name(text)] for text in found.column.counts if plain_name(text) in meant}


def _add_spelling(draft: Draft, column: str, known: dict[str, str]) -> None:
    other = {text: name for text, name in sorted(known.items()) if text != name}
    if other:
        draft.add("values", column, other, 0.8, "what the source calls it")
