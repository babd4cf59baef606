"""By when and by whom, in mandates whose texts are whole."""

from collections.abc import Sequence

from mandates_cli.model import Mandate
from mandates_cli.parse.addressees import addressees
from mandates_cli.parse.bodies import named
from mandates_cli.parse.calendar import Calendar
from mandates_cli.parse.deadlines import deadlines
from mandates_cli.registry.lookup import Registry


def registered(mandates: Sequence[Mandate], registry: Registry) -> list[Mandate]:
    """Each with its deadlines and addressees."""
    calendar, bodies = Calendar.of(registry.summits), named(registry.bodies)
    found = []
    for mandate in mandates:
        due, told = deadlines(mandate, calendar), addressees(mandate, bodies)
        update = {"deadlines": due, "addressees": told}
        found.append(mandate.model_copy(update=update) if due or told else mandate)
    return found
