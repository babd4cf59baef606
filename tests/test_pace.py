"""When a host may be asked again, by a clock that only our waits move; and what robots.txt and Retry-After ask for."""

import datetime as dt
import math
import threading
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli.fetch.pace import Interrupted, Pace, retry_after
from mandates_cli.fetch.robots import MAX_ROBOTS, Robots

HOST, OTHER = "www.summit-americas.org", "www.cumbre-americas.org"


class Clock:
    """Seconds that pass only while somebody sleeps; sleepers share them. `stopped` ends every sleep at once."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stopped = False
        self.slept: list[float] = []
        self._lock = threading.Lock()
        self._read = threading.local()

    def __call__(self) -> float:
        self._read.at = self.now
        return self.now

    def sleep(self, seconds: float) -> bool:
        with self._lock:
            self.slept.append(seconds)
            if not self.stopped:
                self.now = max(self.now, self._read.at + seconds)
            return self.stopped

    @property
    def last_read(self) -> float:
        """What this thread saw last: for one that was just given its turn, the moment of that."""
        return float(self._read.at)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def turns(pace: Pace, clock: Clock, *hosts: str) -> list[float]:
    """When each host got its turn, one after another."""
    found = []
    for host in hosts:
        pace.turn(host)
        found.append(clock.now)
    return found


@pytest.mark.parametrize(("rate", "gap"), [(1.0, 1.0), (4.0, 0.25), (0.5, 2.0), (0.125, 8.0)])
def test_the_gap_between_two_turns_is_exact(clock: Clock, rate: float, gap: float) -> None:
    pace = Pace(rate, clock, clock.sleep)
    assert turns(pace, clock, *[HOST] * 5) == [0, gap, 2 * gap, 3 * gap, 4 * gap]
    assert clock.slept == [gap] * 4


def test_time_that_passed_meanwhile_counts(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    pace.turn(HOST)
    clock.now = 0.75
    assert turns(pace, clock, HOST) == [1]
    clock.now = 10
    assert turns(pace, clock, HOST, HOST) == [10, 11], "turns that nobody took are not made up for"


def test_hosts_do_not_wait_for_one_another(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    assert turns(pace, clock, HOST, OTHER, HOST, OTHER, HOST) == [0, 0, 1, 1, 2]


def test_without_a_rate_nobody_waits(clock: Clock) -> None:
    pace = Pace(0, clock, clock.sleep)
    assert turns(pace, clock, *[HOST] * 100) == [0] * 100
    assert clock.slept == []


def test_without_a_rate_a_host_that_asks_for_a_delay_or_a_rest_gets_it(clock: Clock) -> None:
    pace = Pace(0, clock, clock.sleep)
    pace.slow_down(HOST, 2.5)
    assert turns(pace, clock, HOST, HOST, OTHER, HOST) == [0, 2.5, 2.5, 5]
    pace.hold(OTHER, 3)
    assert turns(pace, clock, OTHER) == [8]


HELD = {"longer-than-the-gap": (30.0, 30.0), "shorter-than-the-gap": (0.25, 1.0), "nothing": (0.0, 1.0)}


@pytest.mark.parametrize(("seconds", "turn"), HELD.values(), ids=HELD)
def test_a_held_host_rests_and_then_keeps_its_gap(clock: Clock, seconds: float, turn: float) -> None:
    pace = Pace(1, clock, clock.sleep)
    pace.turn(HOST)
    pace.hold(HOST, seconds)
    assert turns(pace, clock, OTHER, HOST, HOST) == [0, turn, turn + 1]


def test_a_host_may_be_held_before_its_first_turn_and_the_longest_hold_counts(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    for seconds in (5, 20, 10):
        pace.hold(HOST, seconds)
    assert turns(pace, clock, HOST) == [20]


def test_a_host_held_during_a_wait_rests_for_the_waiting_too(clock: Clock) -> None:
    def held_meanwhile(seconds: float) -> bool:
        if not clock.slept:
            pace.hold(HOST, 60)
        return clock.sleep(seconds)

    pace = Pace(1, clock, held_meanwhile)
    assert turns(pace, clock, HOST, HOST, HOST) == [0, 60, 61]


def test_the_longest_delay_asked_for_is_kept(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    for seconds in (0.5, 5, 3):
        pace.slow_down(HOST, seconds)
    assert turns(pace, clock, HOST, HOST, OTHER, OTHER, HOST) == [0, 5, 5, 6, 10]


def test_a_delay_shorter_than_the_gap_changes_nothing(clock: Clock) -> None:
    pace = Pace(0.5, clock, clock.sleep)
    pace.slow_down(HOST, 1)
    assert turns(pace, clock, HOST, HOST) == [0, 2]


def test_a_delay_that_robots_txt_asks_for_holds_from_its_own_request_on(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    pace.turn(HOST)
    pace.slow_down(HOST, 10)
    assert turns(pace, clock, HOST, HOST) == [10, 20]


def test_many_threads_are_never_closer_than_the_gap(clock: Clock) -> None:
    pace = Pace(4, clock, clock.sleep)
    pace.slow_down(OTHER, 2)
    starts: dict[str, list[float]] = {HOST: [], OTHER: []}

    def work() -> None:
        for _ in range(10):
            for host, found in starts.items():
                pace.turn(host)
                found.append(clock.last_read)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for host, gap in ((HOST, 0.25), (OTHER, 2)):
        assert len(starts[host]) == 160
        assert min(b - a for a, b in pairwise(sorted(starts[host]))) >= gap
    assert sorted(starts[OTHER]) == [2 * n for n in range(160)], "and no turn of the slowest is wasted"


def test_a_stop_ends_the_wait_and_takes_no_turn(clock: Clock) -> None:
    pace = Pace(1, clock, clock.sleep)
    pace.turn(HOST)
    clock.stopped = True
    with pytest.raises(Interrupted):
        pace.turn(HOST)
    assert clock.now == 0
    clock.stopped = False
    assert turns(pace, clock, HOST) == [1]


def test_a_stop_ends_the_wait_of_every_thread() -> None:
    stop = threading.Event()
    pace = Pace(0.001, lambda: 0.0, stop.wait)
    pace.turn(HOST)
    ended: list[str] = []

    def work() -> None:
        try:
            pace.turn(HOST)
        except Interrupted:
            ended.append("interrupted")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    stop.set()
    for thread in threads:
        thread.join(10)
    assert ended == ["interrupted"] * 4


@settings(deadline=None)
@given(
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    st.lists(
        st.one_of(
            st.tuples(st.just("turn"), st.just(0.0)),
            st.tuples(st.sampled_from(["hold", "pass"]), st.sampled_from([0.25, 1.0, 7.5])),
        )
    ),
)
def test_whatever_happens_turns_keep_the_gap_and_the_holds(rate: float, events: list[tuple[str, float]]) -> None:
    clock = Clock()
    pace = Pace(rate, clock, clock.sleep)
    last, held = -math.inf, 0.0
    for event, seconds in events:
        if event == "hold":
            pace.hold(HOST, seconds)
            held = max(held, clock.now + seconds)
        elif event == "pass":
            clock.now += seconds
        else:
            before = clock.now
            pace.turn(HOST)
            assert clock.now == max(before, last + (1 / rate if rate else 0), held)
            last = clock.now


BACKOFFS = {
    "first": (1.0, 1, 0.0, 1.0),
    "second": (1.0, 2, 0.0, 2.0),
    "third": (1.0, 3, 0.0, 4.0),
    "jitter-at-most-doubles": (1.0, 2, 1.0, 4.0),
    "slower-pace": (0.5, 2, 0.5, 6.0),
    "without-a-pace": (0.0, 1, 0.0, 0.05),
    "pace-faster-than-the-shortest": (1000.0, 1, 0.0, 0.05),
}


@pytest.mark.parametrize(("rate", "attempt", "jitter", "seconds"), BACKOFFS.values(), ids=BACKOFFS)
def test_waits_before_another_try(clock: Clock, rate: float, attempt: int, jitter: float, seconds: float) -> None:
    assert Pace(rate, clock, clock.sleep).backoff(attempt, jitter) == seconds


NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
ASKED = {
    "seconds": ("120", 120.0),
    "none": ("0", 0.0),
    "blanks": ("  7 ", 7.0),
    "a-separator-behind-it": ("12\x1e", 12.0),
    "leading-zeros": ("007", 7.0),
    "eleven-digits": ("9" * 11, 99_999_999_999.0),
    "more-digits-than-a-life": ("9" * 5_000, math.inf),
    "date": ("Tue, 24 Nov 2026 10:02:00 GMT", 120.0),
    "date-of-rfc-850": ("Tuesday, 24-Nov-26 10:02:00 GMT", 120.0),
    "date-of-asctime": ("Tue Nov 24 10:02:00 2026", 120.0),
    "date-in-another-zone": ("Tue, 24 Nov 2026 12:02:00 +0200", 120.0),
    "date-of-an-unknown-zone": ("Tue, 24 Nov 2026 10:02:00 -0000", 120.0),
    "date-now": ("Tue, 24 Nov 2026 10:00:00 GMT", 0.0),
    "date-past": ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
    "date-in-the-first-year": ("Mon, 01 Jan 0001 00:00:00 +2300", 0.0),
}
NOT_ASKED = {
    "absent": None,
    "empty": "",
    "blank": "  ",
    "negative": "-5",
    "fraction": "2.5",
    "power": "1e9",
    "unit": "5 s",
    "words": "soon",
    "arabic-digits": "\u0663",
    "superscript": "\xb2",
    "two-values": "5, 10",
    "year-beyond-all": "Sun, 06 Nov 99999 08:49:37 GMT",
    "no-such-day": "Sun, 31 Feb 2027 08:49:37 GMT",
    "no-such-zone": "Sun, 06 Nov 2033 08:49:37 +9999",
    "nul": "\0",
    "year-of-twenty-digits": pytest.param(
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
    ),
}


@pytest.mark.parametrize(("value", "seconds"), ASKED.values(), ids=ASKED)
def test_waits_that_a_server_asks_for(value: str, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize("value", NOT_ASKED.values(), ids=NOT_ASKED)
def test_answers_that_ask_for_no_wait(value: str | None) -> None:
    assert retry_after(value, NOW) is None


@settings(deadline=None)
@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)))
def test_every_date_is_a_wait_until_then(when: dt.datetime) -> None:
    when = when.replace(microsecond=0)
    assert retry_after(format_datetime(when, usegmt=True), NOW) == max((when - NOW).total_seconds(), 0)


DATE_WORDS = st.sampled_from(
    ["Mon", ",", " ", "01", "Jan", "2026", "70", "9999", "00:00:00", "24:61:61", ":", "GMT", "+0100", "-2400", "-", "x"]
)


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(), st.lists(DATE_WORDS).map("".join), st.lists(DATE_WORDS).map(" ".join)))
@example("Sun, 06 Nov 2033 08:49:37 GMT GMT")
def test_any_value_is_a_wait_or_none(value: str) -> None:
    found = retry_after(value, NOW)
    assert found is None or found >= 0


URL = "http://www.summit-americas.org/sisca/dem.html"
RULES = {
    "no-robots-txt": (None, True),
    "empty": (b"", True),
    "nothing-forbidden": (b"User-agent: *\nDisallow:\n", True),
    "all-forbidden": (b"User-agent: *\nDisallow: /\n", False),
    "the-folder": (b"User-agent: *\nDisallow: /sisca/\n", False),
    "another-folder": (b"User-agent: *\nDisallow: /admin/\n", True),
    "the-beginning-of-the-name": (b"User-agent: *\nDisallow: /sisca/d\n", False),
    "case-counts-in-paths": (b"User-agent: *\nDisallow: /SISCA/\n", True),
    "case-counts-in-no-field": (b"USER-AGENT:*\nDISALLOW:/sisca/\n", False),
    "wildcard": (b"User-agent: *\nDisallow: /*.html\n", False),
    "wildcard-within": (b"User-agent: *\nDisallow: /si*/d*m\n", False),
    "end": (b"User-agent: *\nDisallow: /*.html$\n", False),
    "end-of-another-ending": (b"User-agent: *\nDisallow: /*.htm$\n", True),
    "longest-match-allows": (b"User-agent: *\nDisallow: /sisca/\nAllow: /sisca/dem\n", True),
    "longest-match-allows-in-any-order": (b"User-agent: *\nAllow: /sisca/dem\nDisallow: /sisca/\n", True),
    "longest-match-forbids": (b"User-agent: *\nAllow: /sisca/\nDisallow: /sisca/dem.html\n", False),
    "allow-wins-a-tie": (b"User-agent: *\nDisallow: /sisca/\nAllow: /sisca/\n", True),
    "encoded-letters": (b"User-agent: *\nDisallow: /sisca/%64em.html\n", False),
    "comment": (b"# hello\nUser-agent: * # all\nDisallow: /sisca/ # the folder\n", False),
    "our-group": (b"User-agent: mandates-cli\nDisallow: /\n", False),
    "our-group-in-capitals": (b"User-agent: Mandates-CLI\nDisallow: /\n", False),
    "our-group-instead-of-all": (b"User-agent: *\nDisallow: /\n\nUser-agent: mandates-cli\nDisallow: /x\n", True),
    "our-group-of-several-names": (b"User-agent: other\nUser-agent: mandates-cli\nDisallow: /\n", False),
    "our-group-twice": (b"User-agent: mandates-cli\nDisallow: /x\n\nUser-agent: mandates-cli\nDisallow: /\n", False),
    "another-group": (b"User-agent: Googlebot\nDisallow: /\n", True),
    "a-name-that-ends-like-ours": (b"User-agent: not-mandates-cli\nDisallow: /\n", True),
    "rule-of-no-group": (b"Disallow: /\n", True),
    "byte-order-mark": (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", False),
    "line-ends-of-windows": (b"User-agent: *\r\nDisallow: /\r\n", False),
    "line-ends-of-old-macs": (b"User-agent: *\rDisallow: /\r", False),
    "no-last-line-end": (b"User-agent: *\nDisallow: /", False),
    "html-page": (b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", True),
    "html-page-that-quotes-rules": (b"<pre>User-agent: *\nDisallow: /</pre>", True),
    "not-utf-8": (b"User-agent: *\nDisallow: /a\xf1o/\nDisallow: /sisca/\n", False),
    "not-utf-8-in-a-comment": (b"# \xff\xfe\n\x80User-agent: x\nUser-agent: *\nDisallow: /sisca/\n", False),
    "nul": (b"\0\0\nUser-agent: *\nDisallow: /\n", False),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), True),
    "rule-within-512-kib": (b"#" * (MAX_ROBOTS - 100) + b"\nUser-agent: *\nDisallow: /\n", False),
    "rule-beyond-512-kib": (b"#" * MAX_ROBOTS + b"\nUser-agent: *\nDisallow: /\n", True),
    "rule-before-a-long-rest": (b"User-agent: *\nDisallow: /\n" + b"#" * 2 * MAX_ROBOTS, False),
    "name-with-our-version": pytest.param(
        b"User-agent: mandates-cli/0.1.0\nDisallow: /\n", False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "allowed"), RULES.values(), ids=RULES)
def test_what_robots_txt_allows(body: bytes | None, allowed: bool) -> None:
    assert Robots(body).allows(URL) is allowed


DELAYS = {
    "none": (b"User-agent: *\nDisallow:\n", 0.0),
    "whole": (b"User-agent: *\nCrawl-delay: 10\n", 10.0),
    "fraction": (b"User-agent: *\nCrawl-delay: 2.5\n", 2.5),
    "fraction-with-comma": (b"User-agent: *\nCrawl-delay: 2,5\n", 0.0),
    "zero": (b"User-agent: *\nCrawl-delay: 0\n", 0.0),
    "negative": (b"User-agent: *\nCrawl-delay: -5\n", 0.0),
    "overflow": (b"User-agent: *\nCrawl-delay: 1e309\n", 0.0),
    "not-a-number": (b"User-agent: *\nCrawl-delay: nan\n", 0.0),
    "words": (b"User-agent: *\nCrawl-delay: x\n", 0.0),
    "empty": (b"User-agent: *\nCrawl-delay:\n", 0.0),
    "a-day-is-beyond-reason": (b"User-agent: *\nCrawl-delay: 86400\n", 60.0),
    "our-own": (b"User-agent: *\nCrawl-delay: 10\n\nUser-agent: mandates-cli\nCrawl-delay: 3\n", 3.0),
    "of-others": (b"User-agent: Googlebot\nCrawl-delay: 10\n", 0.0),
    "our-own-without-one": (b"User-agent: *\nCrawl-delay: 10\n\nUser-agent: mandates-cli\nDisallow:\n", 0.0),
    "byte-order-mark": (b"\xef\xbb\xbfUser-agent: *\nCrawl-delay: 10\n", 10.0),
    "no-robots-txt": (None, 0.0),
}


@pytest.mark.parametrize(("body", "seconds"), DELAYS.values(), ids=DELAYS)
def test_delays_that_robots_txt_asks_for(body: bytes | None, seconds: float) -> None:
    assert Robots(body).delay == seconds


LINES = st.sampled_from(
    [b"User-agent: *", b"User-agent: mandates-cli", b"Disallow: /", b"Allow: /sisca", b"Crawl-delay: 1e9", b"\n", b"\r",
     b"\xff", b"\0", b"\xef\xbb\xbf", b":", b"*", b"$", b"%", b"%zz", b"Request-rate: 1/0", b"Visit-time: x", b"Host:"]
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.binary(), st.lists(LINES).map(b"".join), st.lists(LINES).map(b"\n".join)))
@example(b"User-agent: *\nDisallow: /" + b"*a" * 2_000 + b"$")
def test_any_bytes_are_rules_that_can_be_asked(body: bytes) -> None:
    robots = Robots(body)
    assert robots.allows(URL) in (True, False)
    assert 0 <= robots.delay <= 60
