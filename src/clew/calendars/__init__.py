"""Working time: calendars by name, the instants they mean, and what an engine needs to add them up."""

from clew.calendars.calendar import Calendar
from clew.calendars.calendar_toml import load_calendar
from clew.calendars.compiled import calendar_view
from clew.calendars.instants import intervals
from clew.calendars.worked import worked_seconds
from clew.calendars.working_days import working_days

__all__ = ["Calendar", "calendar_view", "intervals", "load_calendar", "worked_seconds", "working_days"]
