"""Archives that something happened to: what is wrong with a record costs that one alone, and nothing grows with what is
no page of the site."""

import base64
import gzip
import hashlib
import io
import random
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.errors import UsageError
from mandates_cli.fetch import members, recorded, spool, warc
from mandates_cli.fetch.capture import Capture
from mandates_cli.fetch.codings import body
from mandates_cli.fetch.intake import Became
from mandates_cli.model import Site
from mandates_cli.pipeline import take
from steps import growth
from test_saved import HOST, MAY, called, state, written

PAGE = b"<p>Mend the harbour lamps. (Lima Commitment. Peru, 2018)</p>"
NAMES = ("a", "b", "c")


def sha1(data: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(data).digest())


def record(name: str, *, digest: bool = False, filler: int = 0) -> bytes:
    """As a crawler writes it down, with a page that compresses badly for its `filler`."""
    page = PAGE + random.Random(name).randbytes(filler).hex().encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    fields = [
        b"WARC/1.0", b"WARC-Type: response", f"WARC-Target-URI: {HOST}/sisca/{name}.html".encode(),
        b"WARC-Date: 2019-05-03T10:15:00Z", *[b"WARC-Block-Digest: " + sha1(block)] * digest,
        b"Content-Length: %d" % len(block),
    ]  # fmt: skip
    return b"\r\n".join([*fields, b"", block, b"", b""])


def read(archive: bytes) -> tuple[str, list[str]]:
    """The names of the pages that were read, and what was said."""
    found = list(warc.read(io.BytesIO(archive), "x.warc", "/sisca/"))
    captures = [one for one in found if isinstance(one, Capture)]
    assert all(one.data.startswith(PAGE) for one in captures if one.status == 200)
    names = "".join(str(one.url).rpartition("/")[2].removesuffix(".html") for one in captures if one.status == 200)
    return names, [one for one in found if not isinstance(one, Capture)]


def without(field: bytes) -> Callable[[bytes], bytes]:
    return lambda one: b"\r\n".join(line for line in one.split(b"\r\n") if not line.startswith(field))


def instead(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda one: one.replace(old, new)


def longer(one: bytes, by: int) -> bytes:
    """Its length is said to be another one."""
    head, _, rest = one.partition(b"Content-Length: ")
    length, _, rest = rest.partition(b"\r\n")
    return head + b"Content-Length: %d\r\n" % (int(length) + by) + rest


# What is done to the second of three records; what is said of it.
ODD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no-length": (without(b"Content-Length"), f"the record of {HOST}/sisca/b.html has no length that can be"),
    "400-digits": (instead(b"Content-Length: ", b"Content-Length: " + b"9" * 400), "has no length that can be"),
    "negative": (instead(b"Content-Length: ", b"Content-Length: -"), "has no length that can be"),
    "a-word": (instead(b"Content-Length: ", b"Content-Length: x"), "has no length that can be"),
    "too-long": (lambda one: longer(one, 9), "get the archive again"),
    "much-too-long": (lambda one: longer(one, 10**9), "is cut short"),
    "too-short": (lambda one: longer(one, -9), "is damaged (its length is not the one that it names)"),
    "no-address": (without(b"WARC-Target-URI"), "has no web address"),
    "no-scheme": (instead(b"http://www", b"www"), "has no web address"),
    "scheme-alone": (instead(b"http://www.summit-americas.org", b"http:"), "has no web address"),
    "another-scheme": (instead(b"http://", b"httpx://"), "has no web address"),
    "a-user": (instead(b"http://", b"http://me:secret@"), "has no web address"),
    "escapes": (instead(b"http://www", b"http://\x1b[2Jwww"), "has no web address"),
    "a-line-in-it": (instead(b"b.html", b"\x0bEvil: 1\x85b.html"), "has no web address"),
    "no-date": (without(b"WARC-Date"), "has no date"),
    "no-day": (instead(b"2019-05-03T10:15:00Z", b"2019-05-63T10:15:00Z"), "has no date"),
    "no-answer": (instead(b"HTTP/1.1 200 OK", b"<!doctype html>"), "holds no answer of a server"),
    "one-part": (instead(b"WARC-Date", b"WARC-Segment-Number: 1\r\nWARC-Date"), "is one of several parts"),
    "unknown-coding": (
        instead(b"text/html\r\n\r\n", b"text/html\r\nContent-Encoding: compress\r\n\r\n\0"), "coded as compress",
    ),
    "unknown-digest": (instead(b"WARC-Date", b"WARC-Block-Digest: shake_128:AA\r\nWARC-Date"), ""),
    "digest-of-another": (
        instead(b"WARC-Date", b"WARC-Block-Digest: %b\r\nWARC-Date" % sha1(b"x")),
        "is damaged (its digest is another one)",
    ),
    "5,000-digits": (instead(b"200 OK", b"2" * 5_000), ""),
    "a-long-answer": (instead(b"200 OK\r\n", b"200 OK\r\nX: %b\r\n" % (b"x" * 2**18)), "has headers of more than 256"),
    "long-headers": (instead(b"WARC-Date", b"X: %b\r\nWARC-Date" % (b"x" * 2**18)), "has no length that can be"),
}  # fmt: skip
# These change its length in passing; it is said rightly.
SAID_RIGHTLY = {"unknown-coding", "5,000-digits", "a-long-answer"}


def spoiled(case: str) -> list[bytes]:
    first, second, third = map(record, NAMES)
    odd = ODD[case][0](second)
    if case in SAID_RIGHTLY | {"no-answer"}:
        odd = longer(odd, len(odd) - len(second))
    return [first, odd, third]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("case", ODD)
def test_an_odd_record_is_named_and_the_others_are_taken(case: str, packed: bool) -> None:
    three = spoiled(case)
    names, said = read(b"".join(map(gzip.compress, three) if packed else three))
    why = ODD[case][1]
    expected = "abc" if case == "unknown-digest" else "ac"
    assert names == expected
    if why:
        assert [why in one for one in said] == [True]
        assert said[0].startswith("x.warc: the record ")
    else:
        assert said == []
    assert not any("object" in one or "'" in one for one in said)


Spoil = Callable[[bytes], bytes]
# What happens to the second of three packed records.
TORN: dict[str, Spoil] = {
    "cut": lambda one: one[: len(one) // 2],
    "cut-in-its-header": lambda one: one[:5],
    "magic": lambda one: b"\0\1" + one[2:],
    "first-block": lambda one: one[:12] + b"\xff\xff" + one[14:],
    "midst": lambda one: one[:-500] + bytes(20) + one[-480:],
    "its-sum": lambda one: one[:-8] + b"summ" + one[-4:],
    "its-size": lambda one: one[:-4] + b"size",
    "more-behind": lambda one: one + b"\x1f\x8bmore",
    "a-false-beginning-behind": lambda one: one[:60] + b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + one[60:90],
}


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("case", TORN)
def test_after_a_torn_member_the_next_sound_one_is_found(case: str, at: int) -> None:
    packed = [gzip.compress(record(name, filler=3_000)) for name in NAMES]
    packed[at] = TORN[case](packed[at])
    names, said = read(b"".join(packed))
    torn = set() if case == "more-behind" else {NAMES[at]}
    assert set(names) == set(NAMES) - torn
    assert len(said) == 1
    assert "damaged" in said[0] or "cut short" in said[0]


def test_what_is_torn_far_from_its_beginning_is_named() -> None:
    packed = gzip.compress(record("a", filler=200_000))
    names, said = read(packed[:-300] + bytes(9) + packed[-291:] + gzip.compress(record("b")))
    assert names == "b"
    assert said == [f"x.warc: the record of {HOST}/sisca/a.html is damaged; get the archive again."]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_of_many_faults_the_first_are_told_and_the_others_counted(packed: bool) -> None:
    many = [without(b"WARC-Date")(record(f"{n}")) for n in range(50)] + [record("a")]
    names, said = read(b"".join(map(gzip.compress, many) if packed else many))
    assert names == "a"
    assert len(said) == 21
    assert said[-1] == "x.warc: 30 more records cannot be taken; get the archive again."


def test_an_archive_that_was_packed_as_a_whole_is_read() -> None:
    assert read(gzip.compress(b"".join(map(record, NAMES)))) == ("abc", [])


def test_zeros_behind_the_last_member_fill_up_the_file() -> None:
    assert read(gzip.compress(record("a")) + bytes(200_000)) == ("a", [])


@pytest.mark.parametrize("digest", ["hex", "base32", "base64"])
def test_a_digest_may_be_written_in_several_ways(digest: str) -> None:
    one = record("a", digest=True)
    plain = hashlib.sha1(one.partition(b"\r\n\r\n")[2][:-4]).digest()
    forms = {"hex": plain.hex().encode(), "base32": base64.b32encode(plain), "base64": base64.b64encode(plain)}
    assert read(one.replace(forms["base32"], forms[digest])) == ("a", [])


def test_a_date_without_a_zone_is_that_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = warc.read(io.BytesIO(record("a").replace(b"10:15:00Z", b"10:15:00")), "x.warc", "/sisca/")
    assert isinstance(one, Capture)
    assert one.seen.isoformat() == "2019-05-03T10:15:00+00:00"


def test_what_is_packed_in_itself_again_and_again_ends() -> None:
    data = PAGE
    for _ in range(40):
        data = gzip.compress(data)
    assert body(data, {}).data.startswith(b"\x1f\x8b")


def test_a_length_of_5_000_digits_in_an_answer_is_none() -> None:
    assert body(PAGE, {"content-length": "9" * 5_000}) == (PAGE, None)


DAMAGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "repeat"]),
        st.integers(0, 2_000),
        st.sampled_from(
            [b"\0", b"\xff" * 9, b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 7\r\n", b"9" * 400]
        ),
    ),
    min_size=1,
    max_size=4,
)
WHOLE = {
    "plain": b"".join(map(record, NAMES)),
    "packed": b"".join(gzip.compress(record(name, digest=True)) for name in NAMES),
    "at-once": gzip.compress(b"".join(map(record, NAMES))),
}


@given(whole=st.sampled_from(list(WHOLE.values())), damages=DAMAGES)
def test_whatever_happens_to_an_archive_is_said_in_a_sentence(
    whole: bytes, damages: list[tuple[str, int, bytes]]
) -> None:
    archive = whole
    for kind, at, piece in damages:
        at %= len(archive) + 1
        if kind == "flip":
            archive = archive[:at] + bytes(b ^ 4 for b in archive[at : at + 1]) + archive[at + 1 :]
        elif kind == "cut":
            archive = archive[:at] + archive[at + len(piece) :]
        else:
            archive = archive[:at] + (piece if kind == "insert" else archive[at : at + 300]) + archive[at:]
    for one in warc.read(io.BytesIO(archive), "x.warc", "/sisca/"):
        if isinstance(one, Capture):
            assert isinstance(one.data, bytes)
        else:
            assert one.startswith("x.warc: ")
            assert one.endswith(".")


@pytest.mark.parametrize(
    "shape",
    [
        lambda n: b"a" * (n * 2**16),
        lambda n: b"WARC/1.0\r\nX: " + b"a" * (n * 2**16),
        lambda n: b"WARC/1.0\r\n\r\n" * (n * 50),
        lambda n: b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabc\r\n" * (n * 50),
        lambda n: b"\x1f\x8b\x08\0\0\0\0\0\0\xff" * (n * 50),
        lambda n: gzip.compress(b"WARC/1.0\r\n")[:-8] * (n * 50),
    ],
    ids=["no-line-end", "a-header-without-end", "headers", "lengths", "members", "torn-members"],
)
def test_an_archive_of_four_times_the_size_takes_four_times_the_work(shape: Callable[[int], bytes]) -> None:
    assert growth(lambda n: lambda: read(shape(n)), 8) < 6


def test_lengths_that_lead_to_the_end_again_and_again_are_followed_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(members, "SEARCHED", 2**16)
    overclaim = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\n"
    assert growth(lambda n: lambda: read(overclaim * (n * 50)), 8) < 6


def test_a_record_is_read_from_the_bytes_of_its_member_alone() -> None:
    one = next(recorded.read(io.BytesIO(gzip.compress(record("a")))))
    assert isinstance(one, recorded.Record)
    answer = one.answer()
    assert (one.kind, one.url, answer and answer.status) == ("response", f"{HOST}/sisca/a.html", 200)
    assert one.read(2**20) == (PAGE, None)


def peak(archive: bytes) -> int:
    """In bytes, while it is read and its pages are waiting to be taken."""
    tracemalloc.start()
    try:
        take.found([archive], site(), MAY)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def site() -> Site:
    return registry.load().site


def test_memory_does_not_grow_with_what_is_no_page_of_the_site() -> None:
    other = gzip.compress(record("a", filler=20_000).replace(b"/sisca/", b"/other/"))
    assert peak(other * 400) < 1.2 * peak(other * 40)


def test_other_pages_are_counted() -> None:
    became: Counter[Became] = Counter()
    archive = record("a") + record("b").replace(b"/sisca/", b"/other/") * 3
    captures, damages = take.found([archive], site(), MAY, became)
    assert ([one.url for one in captures], damages, became["passed over"]) == ([f"{HOST}/sisca/a.html"], [], 3)


def test_pages_of_the_site_wait_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MEMORY", 2**16)
    few, many = ([record(str(n), filler=200_000) for n in range(size)] for size in (3, 30))
    assert peak(b"".join(map(gzip.compress, many))) < 1.5 * peak(b"".join(map(gzip.compress, few)))


def test_more_than_is_held_is_refused_with_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST", 0)
    with pytest.raises(UsageError, match="The pages are more than 0 GiB together; import them in parts"):
        take.found([record("a")], site(), MAY)
    monkeypatch.setattr(take, "MOST", 1)
    monkeypatch.setattr(spool, "MOST", 2**30)
    with pytest.raises(UsageError, match="There are more than 1 saved pages; import them in parts"):
        take.found([record("a") + record("b")], site(), MAY)


def test_the_same_bytes_are_held_once() -> None:
    held = spool.Spool()
    assert held.keep(PAGE) == held.keep(bytes(PAGE))
    assert held.keep(b"x").read() == b"x"
    assert held.keep(PAGE).read() == PAGE


def test_the_same_pages_are_taken_from_a_damaged_archive_as_from_a_whole_one(tmp_path: Path) -> None:
    packed = [gzip.compress(record(name)) for name in NAMES]
    written(tmp_path / "x.warc.gz", packed[0] + packed[1][:-20] + packed[2])
    said = called(tmp_path, "import", "x.warc.gz", "--data-dir", "data", code=5).stderr.decode()
    assert set(state(tmp_path / "data")) == {"/sisca/a.html", "/sisca/c.html"}
    assert "is damaged" in said or "is cut short" in said
