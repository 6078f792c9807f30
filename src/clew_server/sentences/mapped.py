"""What is wrong with a mapping, and how a header differs from the one it was made for: the library's sentences.

The most general of those that begin alike stand last; they are translated in the catalogues.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["MAPPED"]

MAPPED: tuple[str, ...] = (
    gettext_noop("The mapping needs the column '%(column)s', which is gone; it may now be called '%(near)s'."),
    gettext_noop("The mapping needs the column '%(column)s', which is gone."),
    gettext_noop("Columns the mapping does not use: %(names)s."),
    gettext_noop("Gone: %(names)s."),
    gettext_noop("New: %(names)s."),
    gettext_noop("The order of the columns changed."),
    gettext_noop("The mapping would still fit."),
    gettext_noop("In the mapping at '%(key)s': %(error)s"),
    gettext_noop("the file has no column '%(column)s'. Did you mean '%(near)s'?"),
    gettext_noop("the file has no column '%(column)s'."),
    gettext_noop("the table %(table)s has no column '%(column)s'. Did you mean '%(near)s'? Choices: %(choices)s."),
    gettext_noop("the table %(table)s has no column '%(column)s'. Choices: %(choices)s."),
    gettext_noop("%(column)s is mapped already; keep one."),
    gettext_noop("map %(column)s too, it is counted from."),
    gettext_noop("%(column)s has a column and a constant; keep one."),
    gettext_noop("the table %(table)s takes none, it is mapped under columns already."),
    gettext_noop("the table %(table)s takes none, the table keeps facts."),
    gettext_noop("unpivot and scale are for the table feedback, not %(table)s."),
    gettext_noop("reverse needs the scale: say min and max."),
    gettext_noop("changes fill the table ticket_changes, not %(table)s."),
    gettext_noop("map ticket_id and changed_at under columns."),
    gettext_noop("the table %(table)s keeps no properties."),
    gettext_noop("the column '%(column)s' is dropped by [private] but used."),
    gettext_noop(
        "'%(column)s' is kept as %(what)s by [private] and stays out of the tables; rows without a customer_id of "
        "their own get one made from it."
    ),
    gettext_noop("a time, and at most one column that counts changes."),
    gettext_noop("The date format '%(form)s' needs a year and each directive once, such as '%(example)s'."),
    gettext_noop("The date format '%(form)s' uses %(letter)s, which is not known. Choices: %(choices)s."),
    gettext_noop("There is no time zone '%(name)s'. Use an IANA name such as Europe/Warsaw or UTC."),
    gettext_noop("A mapping is an object with format = %(format)s and table."),
    gettext_noop("This version of Clew reads format %(format)s."),
    gettext_noop("The mapping has format %(given)s; this version of Clew reads format %(format)s."),
    gettext_noop('The mapping names no table: write table = "feedback" or a [[table]] block.'),
    gettext_noop(
        "The section %(path)s of the mapping has no key '%(key)s'. Did you mean '%(near)s'? Choices: %(choices)s."
    ),
    gettext_noop("The section %(path)s of the mapping has no key '%(key)s'. Choices: %(choices)s."),
    gettext_noop("The mapping has no key '%(key)s'. Did you mean '%(near)s'? Choices: %(choices)s."),
    gettext_noop("The mapping has no key '%(key)s'. Choices: %(choices)s."),
    gettext_noop(
        "'%(key)s' stands above the [[table]] blocks, where it belongs to no table. Move it into a block; above "
        "them may stand: %(choices)s."
    ),
    gettext_noop("A block is an object with a table."),
    gettext_noop("expected %(wanted)s, got %(got)s."),
    gettext_noop("expected %(wanted)s."),
    gettext_noop("object missing required field %(name)s."),
    gettext_noop("invalid enum value %(value)s."),
    gettext_noop("This is no mapping of format %(format)s: %(error)s."),
    gettext_noop("The mapping is no valid TOML: %(error)s."),
    gettext_noop("No column bears a name of the table %(table)s; write a mapping. Names of the table: %(choices)s."),
    gettext_noop("The constant %(column)s = '%(value)s': %(reason)s"),
    gettext_noop("column of the source"),
)
