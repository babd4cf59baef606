"""A page from whichever mirror gives it, by the rules of each host: robots.txt, pace, retries, redirects."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from mandates_cli.errors import NetworkError
from mandates_cli.fetch.answer import GONE, HTML_END, REDIRECTS, Answer, Fault
from mandates_cli.fetch.client import Client
from mandates_cli.fetch.pace import Pace
from mandates_cli.fetch.robots import Robots
from mandates_cli.fetch.scope import Scope
from mandates_cli.fetch.tries import TRIES, Tries, host_of
from mandates_cli.model import Sighting

# Seconds after which a site to which there was no connection is tried once more, before the first page is asked for.
RECONNECT: Final = 1.0
MAX_HOPS: Final = 5
# So many pages in a row, each asked for TRIES times, and a mirror is left alone for the rest of the run.
STRIKES: Final = 2
# Who spoils a certificate could spoil what comes without one as well.
UNTRUSTED: Final = (
    "{host}: {reason}. It is not asked without one, and nothing was changed: check this machine's clock, or name"
    " another mirror with --site."
)


class Mirrors:
    """Shared by all threads, each with a client of its own. `told` is called with what a person who waits should
    know."""

    def __init__(self, scope: Scope, pace: Pace, told: Callable[[str], None]) -> None:
        self._scope, self._pace, self._tries = scope, pace, Tries(pace, told)
        self._strikes: Counter[str] = Counter()
        self._down: dict[str, Fault] = {}
        self._robots: dict[str, Robots | Fault] = {}
        self._lock = threading.Lock()

    def reach(self, client: Client) -> None:
        """Raises NetworkError, soon, where no mirror can be connected to: whoever is offline need not wait until each
        page has failed."""
        mirrors = self._scope.site.mirrors
        for pause in (0.0, RECONNECT):
            time.sleep(pause)
            faults: list[Fault] = []
            for mirror in mirrors:
                fault = self._unconnected(client, mirror)
                if fault and fault.final and not faults:
                    raise NetworkError(UNTRUSTED, host=host_of(mirror), reason=fault)
                if fault and fault.unconnected:
                    faults.append(fault)
            if len(faults) < len(mirrors):
                return
        hosts = " or ".join(dict.fromkeys(map(host_of, mirrors)))
        template = "Cannot reach {hosts}: {reason}. Are you online? Nothing was changed."
        raise NetworkError(template, hosts=hosts, reason=faults[0])

    def _unconnected(self, client: Client, mirror: str) -> Fault | None:
        """Why nobody was there to ask, or nobody to trust, tried once; who answers is asked for the rules, as ever."""
        try:
            self._robots[mirror] = self._read_rules(client, mirror, connecting=1)
        except Fault as fault:
            if not fault.unconnected:
                self._robots[mirror] = _unread(fault)
            return fault if fault.unconnected or fault.final else None
        return None

    def get(self, client: Client, page: str, known: Sighting | None) -> Answer:
        """The answer for `page`: 200, 304 (only where `known` was seen at that host), 404 or 410, or a redirect to
        another page, whose `url` is then the target. Raises Fault where no mirror gives one, and Interrupted."""
        faults = []
        for mirror in self._scope.site.mirrors:
            if mirror in self._down:
                faults.append(self._down[mirror])
                if faults[-1].final:
                    break
                continue
            try:
                answer = self._followed(client, mirror, page, known)
            except Fault as fault:
                told, host = "{host}: {reason}", host_of(mirror)
                faults.append(Fault(told, host=host, reason=fault.reason, heals=fault.heals, final=fault.final))
                self._struck(mirror, faults[-1])
                if fault.final:
                    break
            else:
                self._strikes[mirror] = 0
                return answer
        reasons = dict.fromkeys(fault.reason for fault in faults)
        raise Fault("; ".join(reasons), heals=any(fault.heals for fault in faults))

    def _struck(self, mirror: str, fault: Fault) -> None:
        if fault.heals:
            self._strikes[mirror] += 1
        if self._strikes[mirror] >= STRIKES or isinstance(self._robots.get(mirror), Fault):
            self._down.setdefault(mirror, fault)

    def _followed(self, client: Client, mirror: str, page: str, known: Sighting | None) -> Answer:
        asked = url = mirror + page
        for _ in range(MAX_HOPS + 1):
            if not self._rules(client, url).allows(url):
                raise Fault("robots.txt forbids it", heals=False, final=True)
            conditions = _conditions(known, url)
            answer = self._tries.answer(client, url, conditions, unframed_end=HTML_END)
            if answer.status not in REDIRECTS:
                _expect(answer, conditional=bool(conditions))
                return replace(answer, asked=asked)
            url = self._target(url, answer.headers.get("location"))
            if (moved := self._scope.page(url)) != page:
                if moved is None:
                    raise Fault("it redirects to {url}, which is not a page of the site", url=url, heals=False)
                return replace(answer, asked=asked, url=url)
        raise Fault("more than {most} redirects", most=MAX_HOPS, heals=False)

    def _target(self, url: str, location: str | None) -> str:
        try:
            target = urljoin(url, location or "")
            inside = self._scope.allows(target)
        except ValueError:
            target, inside = str(location), False
        if not location or not inside:
            to = location or "nowhere"
            raise Fault("it redirects to {to}, which is outside the site", to=to, heals=False)
        return target

    def _rules(self, client: Client, url: str) -> Robots:
        """The host's robots.txt, read once a run. A host that cannot give it is asked for nothing (RFC 9309)."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self._lock:
            if origin not in self._robots:
                try:
                    self._robots[origin] = self._read_rules(client, origin)
                except Fault as fault:
                    self._robots[origin] = _unread(fault)
            found = self._robots[origin]
        if isinstance(found, Fault):
            raise found
        return found

    def _read_rules(self, client: Client, origin: str, connecting: int = TRIES) -> Robots:
        url = f"{origin}/robots.txt"
        for _ in range(MAX_HOPS + 1):
            answer = self._tries.answer(client, url, {}, connecting=connecting)
            if answer.status not in REDIRECTS:
                robots = Robots(answer.body if answer.status == 200 else None)
                self._pace.slow_down(host_of(origin), robots.delay)
                return robots
            url = self._target(url, answer.headers.get("location"))
        return Robots(None)


def _unread(fault: Fault) -> Fault:
    unread = "its robots.txt cannot be read ({reason})"
    return Fault(unread, reason=fault.reason, heals=fault.heals, final=fault.final)


def _expect(answer: Answer, *, conditional: bool) -> None:
    if answer.status == 200 and not answer.body.strip():
        raise Fault("the page is empty", heals=False)
    if answer.status != 200 and answer.status not in GONE and not (answer.status == 304 and conditional):
        raise Fault("status {status}", status=answer.status, heals=False)


def _conditions(known: Sighting | None, url: str) -> dict[str, str]:
    """Validators hold for the host that gave them."""
    if known is None or known.final_url is None or host_of(known.final_url) != host_of(url):
        return {}
    named = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {name: known.headers[key] for name, key in named if key in known.headers}
