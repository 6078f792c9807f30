"""What answers warn of and why questions are refused: the library's sentences, as they are translated.

The most general stand last; a part whose name begins with "_" a translation may leave out.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

__all__ = ["SAID"]

SAID: tuple[str, ...] = (
    gettext_noop("%(n)s still open at the end: it counts as such"),
    gettext_noop("%(n)s still open at the end: they count as such"),
    gettext_noop("%(n)s was watched for less than %(time)s: it counts for that long"),
    gettext_noop("%(n)s were watched for less than %(time)s: they count for that long"),
    gettext_noop("watched for %(longest)s at most: the mean goes up to that, not to %(horizon)s"),
    gettext_noop("watched for %(longest)s at most: nothing is known of %(horizon)s"),
    gettext_noop("not reached: %(ended)s of %(all)s have ended, too few for %(share)s"),
    gettext_noop("not watched yet"),
    gettext_noop("not watched that long"),
    gettext_noop("too few ended"),
    gettext_noop("too few answers"),
    gettext_noop("nothing was closed in the last %(days)s days"),
    gettext_noop("several %(name)ss: split by %(name)s; --set together=yes joins them"),
    gettext_noop("nothing to compare: %(why)s among these answers"),
    gettext_noop("no earlier period"),
    gettext_noop("no figures from a year before"),
    gettext_noop("fewer than two values of %(name)s"),
    gettext_noop("%(n)s merged, spam or duplicate ticket left out"),
    gettext_noop("%(n)s merged, spam or duplicate tickets left out"),
    gettext_noop("%(n)s ticket solved before it was opened, as its times say: counted as solved at once"),
    gettext_noop("%(n)s tickets solved before they were opened, as their times say: counted as solved at once"),
    gettext_noop("%(n)s change has a status nobody knows (%(names)s): counted as with us; see `clew rules show`"),
    gettext_noop("%(n)s changes have a status nobody knows (%(names)s): counted as with us; see `clew rules show`"),
    gettext_noop("%(n)s ticket has a history but no row in tickets: left out; import the ticket export too"),
    gettext_noop("%(n)s tickets have a history but no row in tickets: left out; import the ticket export too"),
    gettext_noop("%(n)s row of %(table)s after %(until)s, a day after the last import: its date may be wrong"),
    gettext_noop("%(n)s rows of %(table)s after %(until)s, a day after the last import: their dates may be wrong"),
    gettext_noop(
        "in the last %(days)s days %(held)s tickets were open on average, not the %(expected)s that those who came "
        "and were closed would make: it grows or shrinks, or old ones are left lying (Little's law)"
    ),
    gettext_noop(
        "the calendar '%(name)s' has no working hour between %(begins)s and %(ends)s: every working time is 0"
    ),
    gettext_noop("nobody has a value in '%(field)s'"),
    gettext_noop("nobody has %(value)s in '%(field)s'"),
    gettext_noop("%(table)s have no field '%(field)s': left out"),
    gettext_noop("%(n)s contact %(why)s: left out"),
    gettext_noop("%(n)s contacts %(why)s: left out"),
    gettext_noop("paths are cut where the period begins and ends"),
    gettext_noop("suppressed"),
    gettext_noop("There is no %(kind)s '%(given)s'. Did you mean '%(near)s'? Choices: %(choices)s."),
    gettext_noop("There is no %(kind)s '%(given)s'. Choices: %(choices)s."),
    gettext_noop("none yet"),
    gettext_noop("metric"),
    gettext_noop("statistic of %(name)s"),
    gettext_noop("parameter of %(name)s"),
    gettext_noop("value of '%(name)s'"),
    gettext_noop("field of %(table)s"),
    gettext_noop("column for '%(name)s'"),
    gettext_noop("segment"),
    gettext_noop("table"),
    gettext_noop("table of contacts"),
    gettext_noop("period"),
    gettext_noop("calendar"),
    gettext_noop("language"),
    gettext_noop("deadline of tickets"),
    gettext_noop("name of a contact"),
    gettext_noop("kind of names"),
    gettext_noop("kind of change"),
    gettext_noop("view of paths"),
    gettext_noop("way to cut paths"),
    gettext_noop("first day of the week"),
    gettext_noop("day of the week"),
    gettext_noop("country with known holidays"),
    gettext_noop("subdivision of %(country)s"),
    gettext_noop("kind of document"),
    gettext_noop("comparison"),
    gettext_noop("key"),
    gettext_noop("key of a calendar"),
    gettext_noop("key of a version"),
    gettext_noop("key of an exception"),
    gettext_noop("column"),
    gettext_noop("direction"),
    gettext_noop("tickets"),
    gettext_noop("calls"),
    gettext_noop("events"),
    gettext_noop("feedback"),
    gettext_noop("customers"),
    gettext_noop("promises"),
    gettext_noop("purchases"),
    gettext_noop("subscriptions"),
    gettext_noop("status"),
    gettext_noop("'%(name)s' is a number from 0 to %(largest)s; '%(given)s' is not."),
    gettext_noop("'%(name)s' must be given (%(about)s): --set %(_again)s=..."),
    gettext_noop("'%(column)s' is no field of %(table)s; choose its table with --set table=..."),
    gettext_noop("The column holds numbers; '%(value)s' is none."),
    gettext_noop("The boxes of a scale need the column %(name)s."),
    gettext_noop(
        "Working time needs the table working_days beside the others: clew.calendars.working_days(calendar, ...)."
    ),
    gettext_noop('There is no calendar yet. Set one: clew calendar set --week "mon-fri 9-17" --holidays PL'),
    gettext_noop("day=yes counts whole calendar days: ask for it without time=working."),
    gettext_noop("'%(name)s' has no comparison with an interval; compare a mean or a share instead."),
    gettext_noop("'%(name)s' has no weighted form; ask without --weight."),
    gettext_noop("'%(name)s' is of one moment: ask it with --as-of, without --every, --from and --to."),
    gettext_noop("'%(name)s' is no quantile."),
    gettext_noop("'%(name)s' needs a horizon."),
    gettext_noop("A level lies between %(low)s and %(high)s; %(given)s does not."),
    gettext_noop("The smallest group shown has at least 1 answer, not %(given)s."),
    gettext_noop("The period ends before it begins: --from is inclusive, --to exclusive."),
    gettext_noop(
        "A customer may be in several segments, so they are no groups to compare with each other; ask for one with "
        "--where segment=NAME and compare it with previous or year."
    ),
    gettext_noop("To compare with %(_what)s give --every, or both --from and --to."),
    gettext_noop("'%(text)s' is no filter; write field, operator (= != < <= > >=) and value: channel=web."),
    gettext_noop("'%(text)s...' is no name or value: at most %(most)s characters, no NUL, valid Unicode."),
    gettext_noop("'%(text)s' is no setting; write name=value."),
    gettext_noop("'%(text)s' is no date (2026-11-21) and no date-time (2026-11-21T14:30)."),
    gettext_noop("'%(text)s' is no such period: write 2026-10-20, 2026-W43, 2026-10, 2026-Q4 or 2026."),
    gettext_noop("'%(field)s %(operator)s' needs a value to compare with."),
    gettext_noop("'%(field)s' is a number; '%(value)s' is not."),
    gettext_noop("'%(field)s' is yes or no: ask with = or != and one of these."),
    gettext_noop("A customer is in a segment or not: ask with segment=NAME or segment!=NAME."),
    gettext_noop("A segment is of customers, and rows of %(table)s have no customer_id."),
    gettext_noop("A segment is of customers, and what is counted here has no customer."),
    gettext_noop("'%(name)s' is a bag of values; name one of them: %(again)s.<key>."),
    gettext_noop("'holder' splits the time of tickets by who had them: ask time_with, which always does."),
    gettext_noop("%(table)s and %(other)s share no id (%(keys)s)."),
    gettext_noop(
        "'%(field)s' would count rows of %(table)s more than once: one %(key)s has several values in %(other)s "
        "(%(_more)s more values than ids). What works: %(_what)s."
    ),
    gettext_noop(
        "%(_metric)s needs the tickets themselves: here are changes of tickets (ticket_changes), and no row in "
        "tickets. Import the ticket export too, with one row a ticket: its ticket_id and when it was opened."
    ),
    gettext_noop(
        "%(_metric)s needs the history of %(what)s changes (ticket_changes), which an export with one row a ticket "
        "has not got. Import the log of changes (see 'Logs of tickets' in the mapping's reference)%(_more)s."
    ),
    gettext_noop(
        "first_reply_time needs the replies: rows of ticket_changes where what = reply (from the history of a "
        "ticket), or tickets.replied_at. Nothing here has them."
    ),
    gettext_noop(
        "first_contact_resolution by %(definition)s needs the replies and who wrote them: rows of ticket_changes "
        "where what = reply. Nothing here has them; --set definition=no_repeat needs only tickets with a customer."
    ),
    gettext_noop(
        "first_contact_resolution by no_repeat needs what tickets are about: tickets.topic. No ticket here has "
        "one; --set repeat=any takes any other ticket of the customer for a repeat."
    ),
    gettext_noop(
        "sla_met needs a deadline for each ticket, and tickets.%(name)s is empty: map it (due_at), or say --set "
        "deadline=properties.<key>, --set flag=properties.<key> or --set target=HOURS with --set deadline=."
    ),
    gettext_noop("Needs the deadline of each ticket: map it to due_at of the table tickets."),
    gettext_noop("No contact in the table %(table)s says its reason (a topic, or a queue)."),
    gettext_noop("The question was refused: %(reason)s"),
    gettext_noop("'%(field)s' may single out a person; those who see no customers cannot ask by it."),
    gettext_noop("A gap is a whole number of days from 0 to %(most)s, not %(given)s."),
    gettext_noop("Paths need contacts: name some of the tables %(tables)s."),
    gettext_noop(
        "The contacts have %(n)s different names; paths are told by at most %(most)s: ask with --names touchpoint "
        "or stage, or filter with --where."
    ),
    gettext_noop("'%(pair)s' is no transition; write FROM,TO with two names of contacts."),
    gettext_noop(
        "'%(name)s' has not just two values; compare one with the rest: --groups '%(again)s=%(first)s'. Its "
        "commonest values: %(values)s."
    ),
    gettext_noop("There are no contacts to compare."),
    gettext_noop("Compare one segment with the rest: --groups segment=NAME."),
    gettext_noop("There is nothing to compare: nobody has a value in '%(name)s'."),
    gettext_noop("There is nothing to compare: no path is in the group '%(name)s'."),
    gettext_noop("Around what? Give the name of a contact: clew paths --view around NAME."),
    gettext_noop("Compare what? Give two groups: --groups channel=web, or a field with two values."),
    gettext_noop("Which goal? Give the name of a contact: clew paths --goal NAME."),
    gettext_noop("This is no entry of a change log: %(error)s. Days look like 2026-03-01."),
    gettext_noop("A change needs a title of 1 to %(most)s characters on one line."),
    gettext_noop("The note of a change has at most %(most)s characters."),
    gettext_noop("A change that begins on %(begins)s cannot end on %(ends)s."),
    gettext_noop("This is no segment: %(error)s."),
    gettext_noop("A segment needs a condition, such as country=PL or traits.plan=pro."),
    gettext_noop("A segment has at most %(most)s conditions, not %(n)s."),
    gettext_noop("A segment's name is a text of 1 to %(most)s characters on one line."),
    gettext_noop(
        "'%(field)s' says nothing of a customer: rows of %(table)s have no customer_id. Choices: accounts, %(tables)s."
    ),
    gettext_noop("'tickets.holder' changes from hour to hour: it makes no segment."),
    gettext_noop("There are no segments yet: `clew segment set pro --where traits.plan=pro` keeps one."),
    gettext_noop("This is no target: %(error)s."),
    gettext_noop("A target of %(metric)s says what it should be, or which change matters, or both."),
    gettext_noop("Of %(metric)s neither more nor less is better by itself: say direction higher or lower."),
    gettext_noop("A target is a number that can be reached; this one is none."),
    gettext_noop("A change big enough to matter is above 0, not %(given)s."),
    gettext_noop("There is no time zone '%(name)s'; IANA names look like Europe/Warsaw."),
    gettext_noop("A currency is three letters (ISO 4217), as EUR; not '%(value)s'."),
    gettext_noop("A language is two or three letters (ISO 639), as pl; not '%(language)s'."),
    gettext_noop("A %(kind)s needs a name."),
    gettext_noop("A page has 1 to %(most)s entries, not %(given)s."),
    gettext_noop("That is no place in a timeline: begin with the first page."),
    gettext_noop("A workspace's name has 1 to %(most)s printable characters; '%(name)s' does not."),
    gettext_noop("Another workspace of this data folder is called '%(name)s': choose another name."),
)
