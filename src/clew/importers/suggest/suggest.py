"""The door of the room: a source to the TOML text of a proposed mapping."""

from __future__ import annotations

from collections import Counter

import phonenumbers

from clew.importers.mapping import mapping_for_xes
from clew.importers.presets.preset import Form, Preset
from clew.importers.presets.recognise import recognise
from clew.importers.readers.source import Source
from clew.importers.suggest.columns import Sheet
from clew.importers.suggest.draft import Draft, Line, write_mapping
from clew.importers.suggest.family import spellings_nearby
from clew.importers.suggest.keys import add_key
from clew.importers.suggest.not_taken import say_not_taken
from clew.importers.suggest.profile import Profile, profile_columns, read_sample
from clew.importers.suggest.surveys import feedback_draft
from clew.importers.suggest.tables import add_dates, add_numbers, add_properties, fill, table_drafts

__all__ = ["recognise", "suggest_mapping"]

SAMPLE_ROWS = 2000
#: Identifiers that name a person are kept out of the tables; names are not needed to measure anything.
KEPT = ("email", "phone")
#: Signs for no value that could be no value themselves.
SIGNS = frozenset({"?", "-", "--", ".", "N/A", "n/a", "NULL", "null", "NaN", "nan"})


def suggest_mapping(source: Source, sample_rows: int = SAMPLE_ROWS) -> str:
    """Return TOML that maps the source, with how sure each line is and why as comments; it loads as it is.

    Looks at the first ``sample_rows`` rows. What cannot be told (day or month first, what a code means) is said.
    """
    if source.format == "xes":
        return _for_xes(source)
    sample = read_sample(source, sample_rows)
    sheet = Sheet(profile_columns(sample), sample.num_rows)
    preset = recognise(source)
    if preset and (drafts := preset.blocks(Form(source, sheet))):
        return _by_preset(preset, drafts, sheet, source)
    private = _private(sheet)
    apart = _apart(private)
    survey = feedback_draft(sheet)
    drafts = [survey] if survey else table_drafts(sheet)
    for draft in drafts:
        _complete(draft, sheet, source, apart)
    say_not_taken(drafts, sheet, apart)
    return write_mapping(_head(source, sample.num_rows), drafts, private, _joins(sheet))


def _by_preset(preset: Preset, drafts: list[Draft], sheet: Sheet, source: Source) -> str:
    """The mapping of an export of a tool we know."""
    private = preset.private(Form(source, sheet))
    apart = _apart(private)
    for draft in drafts:
        if preset.filled:
            fill(draft, sheet, apart)
            add_key(draft, sheet, source)
        add_dates(draft, sheet)
        add_numbers(draft, sheet)
    say_not_taken(drafts, sheet, apart)
    head = [f"Recognised: {preset.title}.", *preset.remarks, *_head(source, sheet.rows)]
    return write_mapping(head, drafts, private, _joins(sheet))


def _apart(private: list[Line]) -> set[str]:
    """Columns that stay out of the tables."""
    lists = [
        line.value.values() if isinstance(line.value, dict) else line.value for line in private if line.key != "region"
    ]
    return {name for names in lists for name in names}


def _complete(draft: Draft, sheet: Sheet, source: Source, apart: set[str]) -> None:
    """Fields, key, dates, spelling and properties of a block."""
    answers = {line.key for line in draft.lines.get("unpivot.columns", [])}
    answers |= {line.value for line in draft.lines.get("columns", []) if line.key in {"rating", "verbatim"}}
    fill(draft, sheet, answers | apart)
    if draft.table == "feedback" and not draft.has("columns", "answered_at"):
        draft.notes.append(
            'No time of the answers was found; say it under [constants], such as answered_at = "2026-05-31".'
        )
    add_key(draft, sheet, source)
    add_dates(draft, sheet)
    add_numbers(draft, sheet)
    _add_spelling(draft, sheet, source)
    _add_codes(draft, sheet)
    add_properties(draft, sheet, apart)


def _head(source: Source, rows: int) -> list[str]:
    """What the text says before the mapping."""
    name, repeated = source.path.name, source.details.get("repeated", "")
    return [
        f"Proposed for {name} after a look at {rows:,} rows. Correct what is wrong, then:",
        f"  clew import {name} --map <this file>",
        "Behind each line: how sure it is and why. Times without an offset are read in the workspace's zone;",
        'to say otherwise, add zone = "Europe/Warsaw" under [dates].',
        *([" ".join(repeated.split())] if repeated else []),
    ]


def _private(sheet: Sheet) -> list[Line]:
    """What is to be kept apart or left out."""
    kept = {kind: found.column for kind in KEPT if (found := sheet.best(kind))}
    lines = []
    if kept:
        named = {kind: column.name for kind, column in kept.items()}
        lines.append(Line("keep", named, 0.9, "direct identifiers: kept apart from the tables, they join sources"))
    taken = {column.name for column in kept.values()}
    people = [found.column.name for found in sheet.all("person") if found.column.name not in taken]
    if people:
        lines.append(Line("drop", people, 0.8, "names of people: not needed to measure anything, so not stored"))
    if "phone" in kept and (region := _region(kept["phone"])):
        lines.append(Line("region", region, 0.8, "country of the phone numbers that have no country code"))
    return lines


def _region(column: Profile) -> str:
    """The country most of the numbers with a country code are of."""
    found: Counter[str] = Counter()
    for text in column.some:
        if text.startswith("+"):
            try:
                found[phonenumbers.region_code_for_number(phonenumbers.parse(text)) or ""] += 1
            except phonenumbers.NumberParseException:
                continue
    found.pop("", None)
    return found.most_common(1)[0][0] if found else ""


def _add_spelling(draft: Draft, sheet: Sheet, source: Source) -> None:
    """One spelling for values of a channel that differ in the case of letters alone, here or in a neighbour."""
    line = next((line for line in draft.lines.get("columns", []) if line.key == "channel"), None)
    if line is None:
        return
    counts = sheet.by_name(line.value).counts
    nearby = spellings_nearby(source, line.value, SAMPLE_ROWS)
    usual: dict[str, str] = {}
    for text, _ in (counts + nearby).most_common():
        usual.setdefault(text.casefold(), text)
    spelled = {text: usual[text.casefold()] for text in counts + nearby if text != usual[text.casefold()]}
    if spelled:
        where = "" if spelled.keys() <= counts.keys() else "; seen in other files beside this one"
        draft.add("values", "channel", spelled, 0.8, f"one channel, whatever the case of its letters{where}")


def _joins(sheet: Sheet) -> list[str]:
    """What is said of joining with other files."""
    customer = sheet.best("customer")
    return [f"Joins with other files by the customer number in '{customer.column.name}'."] if customer else []


def _add_codes(draft: Draft, sheet: Sheet) -> None:
    """Signs that stand for no value anywhere in the sheet."""
    seen = {text for column in sheet.profiles for text in column.codes if text in SIGNS}
    if seen and not draft.has("missing", "*"):
        draft.add("missing", "*", sorted(seen), 0.8, "signs that stand for no value")


def _for_xes(source: Source) -> str:
    """An event log needs no mapping; the one it has is shown, to be changed where it does not fit."""
    block = mapping_for_xes(source.columns, has_own_names=source.has_own_names).blocks[0]
    draft = Draft("events", 0.95, "it is an event log (XES); without a mapping the same is done")
    if block.key:
        draft.add("", "key", list(block.key), 0.95, "the trace's name and the event's place in it")
    for name, column in block.columns.items():
        why = "the trace stands in for the customer" if (name, column) == ("customer_id", "trace:concept:name") else ""
        draft.add("columns", name, column, 0.95, why or "XES")
    draft.add("properties", "columns", ["*"], 0.95, "all other attributes of event and trace")
    head = [f"Proposed for {source.path.name}. An event log needs no mapping; change this where it does not fit."]
    return write_mapping(head, [draft], [], [])
