"""Why rows and cells are set aside and what imports warn of: the library's sentences, as they are translated.

The most general of those that begin alike stand last.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["IMPORTING"]

IMPORTING: tuple[str, ...] = (
    gettext_noop("kept: %(reason)s"),
    gettext_noop("%(reason)s; nothing after it can be read"),
    gettext_noop("conflict"),
    gettext_noop("is no JSON object"),
    gettext_noop("has more than %(n)s KB"),
    gettext_noop("has no type; types are %(types)s"),
    gettext_noop("neither userId nor anonymousId says whose it is"),
    gettext_noop("has no event: the name of what happened"),
    gettext_noop("an alias needs previousId"),
    gettext_noop("a group needs groupId"),
    gettext_noop("has no %(column)s"),
    gettext_noop("There may be %(n)s rules at most."),
    gettext_noop("These are no touchpoint rules: %(_error)s."),
    gettext_noop("Rule %(n)s: %(reason)s"),
    gettext_noop("it is said to have happened more than a day after it was received"),
    gettext_noop("an object says a name twice, and the last value counts"),
    gettext_noop("belongs to a person who was erased"),
    gettext_noop("The %(column)s is blank."),
    gettext_noop("The mapping fills no %(column)s, and a row needs one."),
    gettext_noop("The key column '%(column)s' is blank."),
    gettext_noop("bytes that cannot be read in an id"),
    gettext_noop("bytes that are no text in the file's encoding, or NUL, were replaced"),
    gettext_noop(
        "The %(column)s is below %(limit)s, the lowest of its scale; if it is a code for no answer, name it under "
        "[missing]."
    ),
    gettext_noop(
        "The %(column)s is above %(limit)s, the highest of its scale; if it is a code for no answer, name it under "
        "[missing]."
    ),
    gettext_noop("The %(column)s is below %(limit)s."),
    gettext_noop("The %(column)s is above %(limit)s."),
    gettext_noop("A %(column)s of %(value)s is a whole number."),
    gettext_noop("The %(column)s is before the %(earlier)s."),
    gettext_noop("A count of changes is a whole number from 0 to %(largest)s."),
    gettext_noop("This is no JSON list."),
    gettext_noop("This is no JSON object."),
    gettext_noop("This is none of the choices: %(choices)s."),
    gettext_noop("This is no time in the format %(about)s; other formats must be declared under [dates]."),
    gettext_noop("ISO 8601 such as 2026-11-21 10:05"),
    gettext_noop("This is no number; a decimal comma must be declared under [numbers]."),
    gettext_noop("This is no amount; a decimal comma must be declared under [numbers]."),
    gettext_noop("This is no whole number."),
    gettext_noop("This is neither yes nor no. Choices: %(choices)s."),
    gettext_noop("This is no length of time in seconds."),
    gettext_noop("This is no length of time in minutes."),
    gettext_noop("This is no length of time in hours."),
    gettext_noop("This is no length of time in days."),
    gettext_noop("This is no length of time in h:mm:ss."),
    gettext_noop(
        "%(n)s columns where the header has %(header)s; it runs over %(lines)s lines, is a quote never closed?"
    ),
    gettext_noop("%(n)s columns where the header has %(header)s"),
    gettext_noop("no end of the row within %(n)s MB"),
    gettext_noop("a quote opens and is never closed"),
    gettext_noop("cells to the right of the header's %(n)s columns"),
    gettext_noop("the gzip data is cut off or damaged here (%(_error)s)"),
    gettext_noop("the line is longer than %(n)s MB"),
    gettext_noop("a list where an object was expected"),
    gettext_noop("a plain value where an object was expected"),
    gettext_noop("nested deeper than %(n)s levels"),
    gettext_noop("nested deeper than can be read"),
    gettext_noop("not valid JSON: %(why)s at character %(at)s"),
    gettext_noop("not valid JSON: %(why)s"),
    gettext_noop("Expecting value"),
    gettext_noop("Expecting property name enclosed in double quotes"),
    gettext_noop("Expecting '%(mark)s' delimiter"),
    gettext_noop("Unterminated string starting at"),
    gettext_noop("Extra data"),
    gettext_noop("Invalid control character at"),
    gettext_noop("Invalid \\escape"),
    gettext_noop("Invalid \\escape: %(_text)s"),
    gettext_noop("Invalid \\uXXXX escape"),
    gettext_noop("the text ends in the middle of a value"),
    gettext_noop("the XML breaks here: %(why)s: line %(line)s, column %(at)s"),
    gettext_noop("the XML breaks here: %(why)s"),
    gettext_noop("one value, comment or text is longer than %(n)s MB"),
    gettext_noop("not well-formed (invalid token)"),
    gettext_noop("mismatched tag"),
    gettext_noop("no element found"),
    gettext_noop("unclosed token"),
    gettext_noop("junk after document element"),
    gettext_noop("syntax error"),
    gettext_noop("duplicate attribute"),
    gettext_noop("undefined entity %(name)s"),
    gettext_noop("undefined entity"),
    gettext_noop(
        "%(file)s: rows of %(table)s have no key, so their ids are the file's row numbers: an overlapping export "
        "would count twice."
    ),
    gettext_noop(
        "%(file)s: %(n)s rows of %(table)s replaced rows with the same id, and only files with another header came "
        "before (%(files)s). If they are other things that share their numbers, undo this import and name in the "
        "mapping's key a column that tells them apart."
    ),
)
