"""One block of a mapping over one batch: cells, what follows from them, checks, ids; good rows apart from bad ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clew.errors import MappingError
from clew.importers.mapping.model import Answer, Scale, TableMapping
from clew.importers.raw import LINE, ROW
from clew.importers.readers.repaired import REPLACEMENT
from clew.importers.rows.after import add_times_after
from clew.importers.rows.batch import Batch, Place
from clew.importers.rows.checks import apply_checks
from clew.importers.rows.feedback import ANSWERS, add_scale, answer_states, default_metric, reversed_ratings
from clew.importers.rows.identifiers import IDENTIFIERS_SCHEMA, customer_ids, normalised_columns
from clew.importers.rows.ids import join_texts, place_ids
from clew.importers.rows.rejections import Rejections
from clew.importers.rows.versions import latest_time, numbered
from clew.importers.values.cells import Cells, clean_texts, parse_cells
from clew.importers.values.properties import as_json
from clew.tables import Column

__all__ = ["PART", "Draft", "Mapped", "draft_rows", "map_block", "map_shared"]

#: Name of the column that says which answer of its source row a row is.
PART = "_part"
#: Where in its log an event stands; no property of the event.
POSITIONS = ("trace:#", "event:#")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a batch gives one table: rows, rejected rows, direct identifiers (kept apart from tables)."""

    table: str
    rows: pa.Table
    rejected: pa.Table
    identifiers: pa.Table


@dataclass
class Draft:
    """Rows of one table in the making."""

    columns: dict[str, pa.Array]
    states: dict[str, pa.Array]
    rejections: Rejections
    identifiers: dict[str, pa.Array] = field(default_factory=dict)


def map_block(batch: Batch, block: TableMapping, place: Place, first_part: int) -> Mapped:
    """Return what one block makes of a batch; its parts are numbered from ``first_part``."""
    kept = batch.only(block.where)
    draft = _shared(kept, block, place)
    if not block.unpivot:
        return _finish(kept, block, place, draft, first_part)
    mapped = [
        _finish(
            kept,
            _for_answer(block, column, answer),
            place,
            _answer_draft(kept, block, place, draft, column, answer),
            part,
        )
        for part, (column, answer) in enumerate(block.unpivot.items(), start=first_part)
    ]
    shared = draft.rejections.table(kept.lines, kept.rows)
    return Mapped(
        block.table,
        pa.concat_tables([one.rows for one in mapped]),
        pa.concat_tables([shared, *(one.rejected for one in mapped)]),
        mapped[0].identifiers if mapped else IDENTIFIERS_SCHEMA.empty_table(),
    )


def map_shared(batch: Batch, block: TableMapping, place: Place) -> Mapped:
    """Return the rows of a block without what its sections make of them: what changes are looked for in."""
    kept = batch.only(block.where)
    return _finish(kept, block, place, _shared(kept, block, place), 0)


def draft_rows(batch: Batch, block: TableMapping, place: Place, first_part: int) -> list[Draft]:
    """Return the columns and ids of all rows, also of those that would be rejected; one draft an unpivoted answer."""
    draft = _shared(batch, block, place)
    drafts = [_answer_draft(batch, block, place, draft, column, answer) for column, answer in block.unpivot.items()]
    for part, one in enumerate(drafts or [draft], start=first_part):
        _add_ids(batch, block, place, one, part)
    return drafts or [draft]


def _shared(batch: Batch, block: TableMapping, place: Place) -> Draft:
    """The columns that the mapping names, in their types."""
    draft = Draft({}, {}, Rejections(batch.count, block.columns))
    for column in block.definition.columns:
        _add(draft, column, _cells(batch, column, block, place))
    if block.after:
        draft.columns = add_times_after(draft.columns, batch, block, draft.rejections)
    if block.version_at:
        draft.columns["version_at"] = _version(batch, block, place, draft)
    if block.version_number:
        texts = batch.texts(block.version_number)
        draft.columns["version_at"] = numbered(draft.columns["version_at"], texts, block, draft.rejections)
    if "customer_id" in draft.columns and place.private.keep:
        texts = {kind: batch.texts(column) for kind, column in place.private.keep.items()}
        draft.identifiers = normalised_columns(texts, place.private)
        draft.columns["customer_id"] = customer_ids(draft.columns["customer_id"], draft.identifiers, place.secret)
    if block.properties or block.rest:
        draft.columns[block.json_column] = _properties(batch, block, place, draft)
    return draft


def _add(draft: Draft, column: Column, cells: Cells) -> None:
    """Put a parsed column into the draft and reject the rows whose cell could not be read."""
    draft.columns[column.name] = cells.values
    if cells.states is not None:
        draft.states[column.name] = cells.states
    if cells.bad is not None:
        draft.rejections.add(cells.bad, column.name, cells.reason, cells.shown)


def _cells(batch: Batch, column: Column, block: TableMapping, place: Place) -> Cells:
    """One canonical column: from the source, a constant, a default, or nothing."""
    default = block.definition.defaults.get(column.name)
    if column.name in block.columns or column.name in block.composed:
        cells = parse_cells(_source(batch, column.name, block), column, block, place.zone)
        return replace(cells, values=cells.values.fill_null(default)) if default is not None else cells
    if column.name in block.constants:
        plain = TableMapping(block.table)  # constants are written the plain way, whatever the source does
        zone = block.dates["*"].zone if "*" in block.dates else ""
        one = parse_cells(clean_texts(pa.array([block.constants[column.name]])), column, plain, zone or place.zone)
        if one.bad is not None:
            raise MappingError(f"The constant {column.name} = '{block.constants[column.name]}': {one.reason}")
        return Cells(batch.constant(one.values[0]))
    if default is not None:
        return Cells(batch.constant(pa.scalar(default, column.arrow_type)))
    return Cells(batch.null(column.arrow_type))


def _source(batch: Batch, name: str, block: TableMapping) -> pa.Array:
    """The texts a canonical column is read from."""
    if name in block.columns:
        return batch.texts(block.columns[name])
    parts = block.composed[name]
    return join_texts([batch.constant(pa.scalar(p[1:])) if p.startswith("=") else batch.texts(p) for p in parts])


def _version(batch: Batch, block: TableMapping, place: Place, draft: Draft) -> pa.Array:
    """The column that says when a row was true: the source's, or a canonical time of the row."""
    if not batch.has(block.version_at) and block.version_at in draft.columns:
        return draft.columns[block.version_at]
    column = block.definition.by_name["version_at"]
    cells = parse_cells(batch.texts(block.version_at), column, block, place.zone)
    _add(draft, column, cells)
    return cells.values


def _properties(batch: Batch, block: TableMapping, place: Place, draft: Draft) -> pa.Array:
    """The other columns of the source, as the mapping names them, as JSON."""
    names = dict(block.properties)
    if block.rest:
        composed = {part for parts in block.composed.values() for part in parts}
        apart = {
            *block.columns.values(),
            *composed,
            *block.unpivot,
            *names.values(),
            *(rule.column for rule in block.after.values()),
            block.version_at,
            block.version_number,
        }
        apart |= {*place.private.keep.values(), *place.private.drop, *POSITIONS}
        names |= {column: column for column in batch.columns if column not in apart}
    texts = {
        name: parse_cells(batch.texts(column), Column(name, "text", ""), block, place.zone).values
        for name, column in names.items()
    }
    known = draft.columns[block.json_column] if block.json_column in block.columns else None
    if not texts:  # a log of nothing but what has its own column
        return batch.null(pa.string()) if known is None else known
    return as_json(texts, known)


def _for_answer(block: TableMapping, column: str, answer: Answer) -> TableMapping:
    """The block as it is for one column of a wide survey."""
    missing = block.missing | ({answer.into: answer.missing} if answer.missing else {})
    columns = block.columns | {str(answer.into): column}
    scale = answer.scale if answer.scale != Scale() else block.scale
    return TableMapping(
        table=block.table,
        columns=columns,
        composed=block.composed,
        constants=block.constants,
        key=block.key,
        version_at=block.version_at,
        version_number=block.version_number,
        missing=missing,
        values=block.values,
        dates=block.dates,
        numbers=block.numbers,
        scale=scale,
        unpivot={column: answer},
    )


def _answer_draft(batch: Batch, block: TableMapping, place: Place, draft: Draft, column: str, answer: Answer) -> Draft:
    """The draft of one answer: what the row's answers share, and this column's own cell."""
    asked = _for_answer(block, column, answer)
    rejections = Rejections(batch.count, asked.columns)
    rejections.bad |= draft.rejections.bad
    own = Draft(dict(draft.columns), dict(draft.states), rejections, draft.identifiers)
    into = block.definition.by_name[answer.into]
    _add(own, into, parse_cells(batch.texts(column), into, asked, place.zone))
    for name, said in (("question", answer.question), ("touchpoint", answer.touchpoint), ("metric", answer.metric)):
        if said:
            own.columns[name] = batch.constant(pa.scalar(said))
    return own


def _finish(batch: Batch, block: TableMapping, place: Place, draft: Draft, part: int) -> Mapped:
    """Fill what follows from the cells, check, make ids, and part good rows from bad."""
    named = block.named
    if block.table == "feedback":
        _complete_feedback(batch, block, draft, named)
    if block.table == "events" and "ordinal" not in named:
        draft.columns["ordinal"] = batch.rows
    if "version_at" in draft.columns and "version_at" not in named and not block.version_at:
        draft.columns["version_at"] = latest_time(draft.columns, block, batch.count)
    _refuse_mended_ids(batch, block, draft)
    _add_ids(batch, block, place, draft, part)
    apply_checks(draft.columns, block, draft.rejections)
    if block.scale.reverse:
        draft.columns["rating"] = reversed_ratings(draft.columns)
    return _result(batch, block, draft, part)


def _complete_feedback(batch: Batch, block: TableMapping, draft: Draft, named: frozenset[str]) -> None:
    """Metric, scale and state of an answer where the source does not say them."""
    columns = draft.columns
    if "metric" not in named and columns["metric"].null_count == batch.count:
        columns["metric"] = batch.constant(pa.scalar(default_metric(named)))
    add_scale(columns, block.scale)
    derived = answer_states(columns, {name: draft.states[name] for name in ANSWERS if name in draft.states})
    columns["answer_state"] = pc.coalesce(columns["answer_state"], derived)


def _refuse_mended_ids(batch: Batch, block: TableMapping, draft: Draft) -> None:
    """Reject rows in whose ids something unreadable was replaced: two people would become one."""
    ids = {name: _source(batch, name, block) for name in block.named - block.constants.keys() if name.endswith("_id")}
    ids |= {name: _key_part(batch, name, draft) for name in block.key if not name.startswith("=")}
    for name, texts in ids.items():
        mended = pc.fill_null(pc.match_substring(texts, REPLACEMENT), fill_value=False)
        if pc.any(mended).as_py():
            draft.rejections.add(mended, name, "bytes that cannot be read in an id", texts)


def _add_ids(batch: Batch, block: TableMapping, place: Place, draft: Draft, part: int) -> None:
    """Make the id of each row and reject rows whose key is blank."""
    column = block.id_column
    if not column:
        return
    if block.key:
        parts = [_key_part(batch, name, draft) for name in block.key]
        for name, texts in zip(block.key, parts, strict=True):
            if texts.null_count:
                draft.rejections.add(pc.is_null(texts), name, f"The key column '{name}' is blank.")
        draft.columns[column] = join_texts([*parts, *_question(block, draft)])
    elif column in block.named:
        draft.columns[column] = join_texts([draft.columns[column], *_question(block, draft)])
    elif column != "customer_id":
        draft.columns[column] = place_ids(place.source_sha256, np.asarray(batch.rows), part)


def _key_part(batch: Batch, name: str, draft: Draft) -> pa.Array:
    """One part of the key: a constant, a source column, or a canonical column of the row."""
    if name.startswith("="):
        return batch.constant(pa.scalar(name[1:]))
    if not batch.has(name) and name in draft.columns:
        return draft.columns[name].cast(pa.string())
    return batch.texts(name)


def _question(block: TableMapping, draft: Draft) -> list[pa.Array]:
    """The part of the id that tells the answers of one row apart."""
    return [draft.columns["question"]] if block.unpivot else []


def _result(batch: Batch, block: TableMapping, draft: Draft, part: int) -> Mapped:
    """The rows that stand and those that do not."""
    named = {name: draft.columns[name] for name in block.definition.mappable}
    house = {ROW: batch.rows, LINE: batch.lines, PART: batch.constant(pa.scalar(part, pa.int32()))}
    rows = pa.table({**named, **house})
    identifiers = _identifiers(batch, draft)
    if draft.rejections.bad.any():
        rows = rows.filter(pa.array(~draft.rejections.bad))
    return Mapped(block.table, rows, draft.rejections.table(batch.lines, batch.rows), identifiers)


def _identifiers(batch: Batch, draft: Draft) -> pa.Table:
    """The direct identifiers of the rows that stand."""
    tables = [IDENTIFIERS_SCHEMA.empty_table()]
    for kind, values in draft.identifiers.items():
        keep = pc.and_(
            pc.is_valid(values), pc.and_(pc.is_valid(draft.columns["customer_id"]), pa.array(~draft.rejections.bad))
        )
        table = pa.table(
            [draft.columns["customer_id"], batch.constant(pa.scalar(kind)), values, batch.rows],
            schema=IDENTIFIERS_SCHEMA,
        )
        tables.append(table.filter(keep))
    return pa.concat_tables(tables)
