"""What the package finds in a mandate, in the shape in which it is judged."""

from functools import cache

from register import Finder

from mandates_cli import registry
from mandates_cli.parse.addressees import addressees
from mandates_cli.parse.bodies import named
from mandates_cli.parse.calendar import Calendar
from mandates_cli.parse.deadlines import deadlines


@cache
def finder() -> Finder:
    tables = registry.load()
    calendar, bodies = Calendar.of(tables.summits), named(tables.bodies)
    return lambda mandate: (deadlines(mandate, calendar), addressees(mandate, bodies))
