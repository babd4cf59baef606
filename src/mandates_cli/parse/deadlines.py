"""By when a mandate is to be done, in its own words."""

from mandates_cli.model import Deadline, Mandate
from mandates_cli.parse.calendar import Calendar


def deadlines(mandate: Mandate, calendar: Calendar) -> tuple[Deadline, ...]:
    """The deadlines of a mandate and of its items, in the order of its text."""
    return ()
