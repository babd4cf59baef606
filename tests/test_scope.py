"""Which addresses are pages of the site: what a link may mean, and what no link can make us ask for."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.errors import UsageError
from mandates_cli.fetch.scope import Scope, page_of

SITE = registry.load().site
SCOPE = Scope(SITE)
BASE = "http://www.summit-americas.org/sisca/sec/index.html"
HOST = "http://www.summit-americas.org"

FOUND = {
    "absolute": (f"{HOST}/sisca/dem.html", "/sisca/dem.html"),
    "https": ("https://www.summit-americas.org/sisca/dem.html", "/sisca/dem.html"),
    "the-other-host": ("http://www.cumbre-americas.org/sisca/dem.html", "/sisca/dem.html"),
    "the-other-host-by-https": ("https://www.cumbre-americas.org/sisca/dem.html", "/sisca/dem.html"),
    "no-scheme": ("//www.cumbre-americas.org/sisca/dem.html", "/sisca/dem.html"),
    "port-of-http": ("http://www.summit-americas.org:80/sisca/dem.html", "/sisca/dem.html"),
    "port-of-https": ("https://www.summit-americas.org:443/sisca/dem.html", "/sisca/dem.html"),
    "empty-port": ("http://www.summit-americas.org:/sisca/dem.html", "/sisca/dem.html"),
    "scheme-and-host-in-capitals": ("HTTP://WWW.SUMMIT-AMERICAS.ORG/sisca/dem.html", "/sisca/dem.html"),
    "from-the-root": ("/sisca/dem.html", "/sisca/dem.html"),
    "from-the-folder": ("x.html", "/sisca/sec/x.html"),
    "from-above": ("../dem.html", "/sisca/dem.html"),
    "up-and-down": ("/a/../sisca/./dem.html", "/sisca/dem.html"),
    "the-page-itself": ("", "/sisca/sec/index.html"),
    "fragment-alone": ("#top", "/sisca/sec/index.html"),
    "query-dropped": ("/sisca/dem.html?lang=en&x=/../..", "/sisca/dem.html"),
    "fragment-dropped": ("/sisca/dem.html#a/b.pdf", "/sisca/dem.html"),
    "ending-in-capitals": ("/sisca/DEM.HTML", "/sisca/DEM.HTML"),
    "short-ending": ("/sisca/dem.htm", "/sisca/dem.htm"),
    "deeper": ("/sisca/a/b/c.html", "/sisca/a/b/c.html"),
    "blanks-around": (" \t/sisca/dem.html\r\n", "/sisca/dem.html"),
    "line-break-within": ("/sisca/de\nm.html", "/sisca/dem.html"),
    "space": ("/sisca/dem corr.html", "/sisca/dem%20corr.html"),
    "space-encoded": ("/sisca/dem%20corr.html", "/sisca/dem%20corr.html"),
    "needlessly-encoded": ("/sisc%61/d%65m%2Ehtml", "/sisca/dem.html"),
    "encoded-twice": ("/sisca/%252e%252e.html", "/sisca/%252e%252e.html"),
    "accent": ("/sisca/año.html", "/sisca/a%C3%B1o.html"),
    "accent-encoded": ("/sisca/a%c3%b1o.html", "/sisca/a%C3%B1o.html"),
    "semicolon": ("/sisca/dem;x.html", "/sisca/dem;x.html"),
    "encoded-slash-is-a-slash": ("/sisca/a%2Fb.html", "/sisca/a/b.html"),
    "dots-that-are-no-step": ("/sisca/..dem...html", "/sisca/..dem...html"),
    "scheme-without-host": ("http:x.html", "/sisca/sec/x.html"),
    "encoded-as-latin-1": pytest.param(
        "/sisca/a%F1o.html", "/sisca/a%F1o.html",
    ),
}  # fmt: skip

LEFT_ALONE = {
    "another-host": "http://www.oas.org/sisca/dem.html",
    "the-host-without-www": "http://summit-americas.org/sisca/dem.html",
    "host-as-a-prefix": "http://www.summit-americas.org.evil.example/sisca/dem.html",
    "host-as-a-suffix": "http://evil-www.summit-americas.org/sisca/dem.html",
    "host-with-a-final-dot": "http://www.summit-americas.org./sisca/dem.html",
    "host-in-cyrillic": "http://www.ѕummit-americas.org/sisca/dem.html",
    "loopback": "http://127.0.0.1/sisca/dem.html",
    "number-for-a-host": "http://2130706433/sisca/dem.html",
    "loopback-in-six": "http://[::1]/sisca/dem.html",
    "protocol-relative-elsewhere": "//evil.example/sisca/dem.html",
    "three-slashes-elsewhere": "///evil.example/sisca/dem.html",
    "user": "http://me@www.summit-americas.org/sisca/dem.html",
    "user-and-password": "http://me:secret@www.summit-americas.org/sisca/dem.html",
    "host-as-user": "http://www.summit-americas.org@evil.example/sisca/dem.html",
    "empty-user": "http://@www.summit-americas.org/sisca/dem.html",
    "another-port": "http://www.summit-americas.org:8080/sisca/dem.html",
    "no-number-for-a-port": "http://www.summit-americas.org:http/sisca/dem.html",
    "port-beyond-all": "http://www.summit-americas.org:99999/sisca/dem.html",
    "negative-port": "http://www.summit-americas.org:-80/sisca/dem.html",
    "port-zero": pytest.param(
        "http://www.summit-americas.org:0/sisca/dem.html",
    ),
    "bad-address": "http://[::1/sisca/dem.html",
    "bad-address-after-folding": "http://www.summit-americas.org／.example/sisca/dem.html",
    "ftp": "ftp://www.summit-americas.org/sisca/dem.html",
    "file": "file:///sisca/dem.html",
    "javascript": "javascript:open('/sisca/dem.html')",
    "mail": "mailto:info@summit-americas.org/sisca/dem.html",
    "data": "data:text/html,/sisca/dem.html",
    "web-socket": "ws://www.summit-americas.org/sisca/dem.html",
    "another-folder": "/en/dem.html",
    "above-the-folder": "../../dem.html",
    "folder-in-capitals": "/SISCA/dem.html",
    "folder-as-a-prefix": "/sisca_old/dem.html",
    "folder-alone": "/sisca/",
    "folder-without-slash": "/sisca",
    "out-by-dots": "/sisca/../dem.html",
    "out-by-encoded-dots": "/sisca/%2e%2e/dem.html",
    "out-by-encoded-dots-and-slash": "/sisca/..%2f..%2fetc/x.html",
    "out-and-in-by-encoded-dots": "/x/%2e%2e/sisca/dem.html",
    "encoded-dot": "/sisca/%2e/dem.html",
    "two-slashes": "/sisca//dem.html",
    "two-slashes-encoded": "/sisca/%2fdem.html",
    "backslash": "/sisca/..\\x.html",
    "backslash-encoded": "/sisca/..%5cx.html",
    "backslashes-for-slashes": "\\sisca\\dem.html",
    "pdf": "/sisca/report.pdf",
    "word": "/sisca/report.doc",
    "no-ending": "/sisca/dem",
    "longer-ending": "/sisca/dem.html5",
    "ending-before-a-slash": "/sisca/dem.html/",
    "ending-in-the-query": "/sisca/page.asp?x=dem.html",
    "ending-in-the-fragment": "/sisca/page.asp#dem.html",
    "query-encoded-into-the-path": "/sisca/page.asp%3Fdem.htm/x",
    "nul": "/sisca/dem%00.html",
    "line-break": "/sisca/dem%0d%0aHost:x.html",
    "escape": "/sisca/%1b[2Jdem.html",
    "eight-bit-control": "/sisca/%c2%9bdem.html",
    "right-to-left": "/sisca/\u202edem.html",
    "zero-width": "/sisca/de\u200bm.html",
    "lone-surrogate": "/sisca/de\ud800m.html",
    "very-long": f"/sisca/{'x' * 200}.html",
    "endless": f"/sisca/{'x/' * 100_000}.html",
    "endless-escapes": f"/sisca/{'%2e' * 100_000}.html",
}  # fmt: skip


@pytest.mark.parametrize(("link", "page"), FOUND.values(), ids=FOUND)
def test_links_to_pages_found(link: str, page: str) -> None:
    assert SCOPE.page(link, BASE) == page


@pytest.mark.parametrize("link", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_links_left_alone(link: str) -> None:
    assert SCOPE.page(link, BASE) is None


def test_without_a_base_only_whole_addresses_mean_a_page() -> None:
    assert SCOPE.page(f"{HOST}/sisca/dem.html") == "/sisca/dem.html"
    assert SCOPE.page("/sisca/dem.html") is None
    assert SCOPE.page("http:///sisca/dem.html") is None
    assert SCOPE.page(f"{HOST}/sisca/../dem.html") is None
    assert SCOPE.page(f"{HOST}/x/../sisca/dem.html") is None


def test_a_page_elsewhere_is_no_base_for_the_site() -> None:
    assert SCOPE.page("dem.html", "http://evil.example/sisca/") is None
    assert SCOPE.page(f"{HOST}/sisca/dem.html", "http://evil.example/") == "/sisca/dem.html"


PARTS = st.sampled_from(
    ["..", ".", "/", "//", "\\", "%2e", "%2F", "%5C", "%00", "%25", "%f1", "%C3%B1", "?", "#", ";", ":", "@", " ", "+",
     "~", "&", "=", "a", "é", "e\u0301", "ﬁ", "\u3000", "\xa0", "\u202e", "日本", "%", "%zz", "[", "]", "'", '"', "<"]
)  # fmt: skip
LINKS = st.one_of(st.text(), st.lists(PARTS).map("".join))


@settings(deadline=None, max_examples=200)
@given(LINKS, st.sampled_from(SITE.mirrors), st.sampled_from(SITE.endings))
@example("a%F1o", SITE.mirrors[0], ".html")
@example("%2525", SITE.mirrors[0], ".html")
def test_a_page_stands_at_its_address_on_every_mirror(name: str, mirror: str, ending: str) -> None:
    page = SCOPE.page(f"{mirror}/sisca/{name}{ending}")
    if page is None:
        return
    assert page.startswith("/sisca/")
    assert page.isascii()
    assert page.isprintable()
    assert not {"", ".", ".."} & set(page.split("/")[1:])
    for other in SITE.mirrors:
        assert SCOPE.allows(other + page)
        assert SCOPE.page(other + page) == page


@settings(deadline=None, max_examples=150)
@given(st.one_of(LINKS, LINKS.map("http://www.summit-americas.org".__add__), st.text(st.characters(codec=None))), LINKS)
@example("http://[", "")
@example("x.html", "http://[::1")
def test_any_link_is_a_page_or_none(link: str, base: str) -> None:
    page = SCOPE.page(link, base)
    assert page is None or page.startswith("/sisca/")
    assert SCOPE.allows(link) in (True, False)


ALLOWED = [
    HOST,
    f"{HOST}/",
    f"{HOST}:80",
    f"{HOST}:443/x",
    "https://www.summit-americas.org",
    "HTTPS://WWW.CUMBRE-AMERICAS.ORG",
]
FORBIDDEN = ["", "/", "www.summit-americas.org", f"{HOST}:81", "http://me@www.summit-americas.org", "http://[::1"]


@pytest.mark.parametrize("url", ALLOWED)
def test_hosts_allowed(url: str) -> None:
    assert SCOPE.allows(url)


@pytest.mark.parametrize("url", FORBIDDEN, ids=repr)
def test_hosts_not_allowed(url: str) -> None:
    assert not SCOPE.allows(url)


def test_a_host_on_a_port_of_its_own_is_that_port_alone() -> None:
    scope = Scope.of(SITE, ["http://127.0.0.1:8080"])
    assert scope.page("http://127.0.0.1:8080/sisca/dem.html") == "/sisca/dem.html"
    assert scope.allows("https://127.0.0.1:8080/")
    assert not scope.allows("http://127.0.0.1/")
    assert not scope.allows("http://127.0.0.1:8081/")


def test_a_host_given_by_one_scheme_may_answer_by_the_other() -> None:
    for given_as in ("http://h.example", "https://h.example", "http://h.example:443", "https://h.example:80"):
        scope = Scope.of(SITE, [given_as])
        assert scope.allows("http://h.example/")
        assert scope.allows("https://h.example/")
        assert not scope.allows("http://h.example:8080/")


SITES = {
    "whole": ("http://h.example", "http://h.example"),
    "slash": ("https://h.example/", "https://h.example"),
    "bare": ("h.example", "http://h.example"),
    "bare-with-port": ("h.example:8080", "http://h.example:8080"),
    "capitals": ("HTTP://H.example", "http://H.example"),
    "the-folder": ("http://h.example/sisca/", "http://h.example"),
    "the-folder-without-slash": ("h.example/sisca", "http://h.example"),
    "six": ("http://[::1]:8080/", "http://[::1]:8080"),
}  # fmt: skip


@pytest.mark.parametrize(("url", "mirror"), SITES.values(), ids=SITES)
def test_sites_taken(url: str, mirror: str) -> None:
    scope = Scope.of(SITE, [url])
    assert scope.site.mirrors == (mirror,)
    assert scope.page("/sisca/dem.html", mirror) == "/sisca/dem.html"
    assert scope.page(f"{HOST}/sisca/dem.html") is None, "the site's own hosts are no longer meant"


NO_SITES = {
    "empty": "",
    "no-host": "http://",
    "ftp": "ftp://h.example",
    "file": "file:///etc",
    "javascript": "javascript:alert(1)",
    "user": "http://me@h.example",
    "port-beyond-all": "http://h.example:99999",
    "no-number-for-a-port": "h.example:x",
    "a-path": "http://h.example/en/",
    "a-page": "http://h.example/sisca/dem.html",
    "a-local-path": "/srv/mirror",
    "no-scheme": "//h.example",
    "bad-address": "http://[::1",
    "bad-address-after-folding": "http://h／x",
    "two-words": "my site",
    "backslash": "http://h.example\\x",
}  # fmt: skip


@pytest.mark.parametrize("url", NO_SITES.values(), ids=NO_SITES)
def test_sites_refused(url: str) -> None:
    with pytest.raises(UsageError, match="--site"):
        Scope.of(SITE, [url])


def test_several_sites_keep_their_order_and_none_are_the_sites_own() -> None:
    assert Scope.of(SITE, ["b.example", "a.example"]).site.mirrors == ("http://b.example", "http://a.example")
    assert Scope.of(SITE).site == SITE


IDENTITIES = {
    "host-and-fragment-dropped": ("x.html", "https://h.example:1/sisca/dem.html#b", "/sisca/dem.html"),
    "query-kept-as-it-is": ("x.html", "https://h.example/themes.aspx?t=14&a=%20#b", "/themes.aspx?t=14&a=%20"),
    "empty-query": ("x.html", "https://h.example/themes.aspx?", "/themes.aspx"),
    "the-root": ("x.html", "http://h.example", "/"),
    "unknown-origin": ("My page.html", None, "My page.html"),
    "no-address": pytest.param(
        "x.html", "http://[::1/", "x.html",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "url", "page"), IDENTITIES.values(), ids=IDENTITIES)
def test_a_page_outside_the_site_is_known_by_its_path_or_its_file(name: str, url: str | None, page: str) -> None:
    assert page_of(name, url) == page
