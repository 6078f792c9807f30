"""Why something cannot be kept in the settings: the library's sentences, as they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["KEPT"]

KEPT: tuple[str, ...] = (
    gettext_noop("Say what the rule looks for."),
    gettext_noop("Say which touchpoint or channel it means."),
    gettext_noop("Say which property, and only where the rule goes by one."),
    gettext_noop("All that came is read by these rules already."),
    gettext_noop("The calendar has no working hour at all: say some, as in 'mon-fri 9-17'."),
    gettext_noop("'%(text)s' lacks hours: write '2026-12-24 9-13' or '2026-12-24 closed'."),
    gettext_noop("'%(text)s' is no span of dates: it ends before it begins, or is longer than ten years."),
    gettext_noop("'%(text)s' is no date: write 2026-12-24, 12-24 for every year, or 2026-08-01..2026-08-14."),
    gettext_noop("A version says from when it holds: from = 2026-07-01; not %(given)s."),
    gettext_noop("The versions stand in the order of their dates: %(date)s is not after %(before)s."),
    gettext_noop("The week names a day twice: '%(names)s'."),
    gettext_noop("The exceptions name %(key)s twice."),
    gettext_noop("The hours '%(text)s' overlap."),
    gettext_noop(
        "'%(text)s' is no working time: write hours as 9-17, 8:30-16:30 or 8-12,13-17; a shift past midnight as "
        "22-6; 'closed' for none."
    ),
    gettext_noop(
        "'%(text)s' names a time that no clock shows: write hours as 9-17, 8:30-16:30 or 8-12,13-17; a shift past "
        "midnight as 22-6; 'closed' for none."
    ),
    gettext_noop("'%(text)s' has no length: the whole day is 0-24."),
    gettext_noop("The week '%(text)s' names %(day)s twice."),
    gettext_noop("A week needs days and hours, as in 'mon-fri 9-17; sat 10-14'."),
    gettext_noop("'%(days)s' has no hours: say '%(again)s 9-17' or '%(closed)s closed'."),
    gettext_noop("This is no calendar file (iCalendar): nothing begins with BEGIN:VCALENDAR."),
    gettext_noop("This is no calendar file (iCalendar): %(error)s"),
    gettext_noop("The rules must begin with 'format = %(format)s'."),
    gettext_noop("The rules are no valid TOML: %(error)s."),
    gettext_noop('In the rules \'%(name)s\' is a section of lines: [%(again)s], then "..." = "...".'),
    gettext_noop("In the rules at '%(key)s': a text on both sides of the equals sign."),
    gettext_noop("In the rules at '%(key)s': said twice, and not the same; case means nothing."),
    gettext_noop("In the rules at '%(key)s': '%(value)s' has no ticket. Choices: %(choices)s."),
    gettext_noop("In the rules 'contact_reasons' are blocks: [[contact_reasons]], then reason = \"...\"."),
    gettext_noop("In the rules at '%(where)s': it needs a reason, a text: reason = \"late delivery\"."),
    gettext_noop("In the rules at '%(where)s': avoidable is true or false, or left out."),
    gettext_noop(
        'In the rules at \'%(where)s\': %(name)s is a text or a list of texts: %(again)s = ["*late*", "*delay*"].'
    ),
    gettext_noop("In the rules at '%(where)s': %(error)s"),
    gettext_noop("without %(what)s"),
)
