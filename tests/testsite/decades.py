"""A site over the years: what its pages were in each of them, and where archives saw them."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from testsite.archives import Kept
from testsite.generator import Site, corrected
from testsite.markup import files

# Of fifteen years those in which archives came by; the summits of 2009, 2012, 2015, 2018 and 2022 are among them.
YEARS: Final = (2010, 2011, 2012, 2013, 2015, 2016, 2017, 2018, 2019, 2021, 2022, 2024)
HOSTS: Final = ("http://www.summit-americas.org", "https://www.summit-americas.org", "http://summit-americas.org:80",
                "http://www.cumbre-americas.org")  # fmt: skip


def decades(site: Site, years: Sequence[int] = YEARS, *, seed: int = 0) -> dict[int, Site]:
    """The state of each year: what summits had adopted until then, with one wording corrected each year."""
    rng = random.Random(seed)
    numbers = sorted({e.commitment.number for page in site.pages.values() for e in page.excerpts})
    found, now = {}, site
    for year in years:
        now = corrected(now, rng.choice(numbers))
        found[year] = _until(now, year)
    return found


def _until(site: Site, year: int) -> Site:
    pages = {
        path: replace(page, excerpts=kept)
        for path, page in site.pages.items()
        if (kept := tuple(e for e in page.excerpts if e.commitment.year <= year))
    }
    return replace(site, pages=pages)


def seen(states: dict[int, Site], *, seed: int = 0) -> list[Kept]:
    """Each page once or twice a year, the first time as it was the year before, on one of the hosts, by either scheme;
    what did not change is kept as a repetition now and then."""
    return list(_seen(states, random.Random(seed)))


def _seen(states: dict[int, Site], rng: random.Random) -> Iterator[Kept]:
    before: dict[str, bytes] = {}
    for year, site in states.items():
        for path, body in files(site).items():
            if path in before and rng.random() < 0.3:
                again = rng.random() < 0.5
                yield Kept(rng.choice(HOSTS) + path, _moment(rng, year, 1, 100), before[path], again=again)
            yield Kept(rng.choice(HOSTS) + path, _moment(rng, year, 120, 350), body, again=before.get(path) == body)
            before[path] = body


def _moment(rng: random.Random, year: int, first: int, last: int) -> dt.datetime:
    day = dt.datetime(year, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=rng.randint(first, last))
    return day + dt.timedelta(seconds=rng.randrange(86_400))
