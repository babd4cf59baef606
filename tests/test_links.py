"""A page looked over: the addresses it offers, however its menu is made, and what it holds."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.fetch.scope import Scope
from mandates_cli.model import Look, Shape
from mandates_cli.parse.html import tree_of
from mandates_cli.parse.look import links, look
from test_site import themes
from testsite.generator import generate
from testsite.markup import files

PAGES = Path(__file__).parent / "pages"
REGISTRY = registry.load()

FOUND = {
    "link": ("<a href='dem.html'>", ("dem.html",)),
    "link-in-capitals": ("<A HREF=DEM.HTML>", ("DEM.HTML",)),
    "link-without-quotes-or-end": ("<a href=dem.html>Democracy", ("dem.html",)),
    "link-with-entities": ("<a href='a.html?x=1&amp;y=&#50;'>", ("a.html?x=1&y=2",)),
    "blanks-around": ("<a href=' dem.html\n'>", ("dem.html",)),
    "absolute": ("<a href='http://www.cumbre-americas.org/sisca/dem.html#top'>",
                 ("http://www.cumbre-americas.org/sisca/dem.html#top",)),
    "protocol-relative": ("<a href=//h/x.html>", ("//h/x.html",)),
    "every-link-as-written": ("<a href=mailto:a@b.org><a href=/sisca/report.pdf><a href=#top>",
                              ("mailto:a@b.org", "/sisca/report.pdf", "#top")),
    "in-order-and-once": ("<a href=b.html><a href=a.html><a href=b.html>", ("b.html", "a.html")),
    "image-map": ("<map><area shape=rect href=dem.html></map>", ("dem.html",)),
    "frames": ("<frameset><frame src=menu.html><frame src=main.html></frameset>", ("menu.html", "main.html")),
    "frame-within": ("<iframe src='dem.html'></iframe>", ("dem.html",)),
    "drop-down-menu": ("<select><option value=''>Choose<option value=a.html>A<option value=b.html>B</select>",
                       ("a.html", "b.html")),
    "without-scripts": ("<noscript><a href=dem.html></noscript>", ("dem.html",)),
    "click": ("<div onclick=\"location.href='dem.html'\">", ("dem.html",)),
    "click-on-a-link": ("<a href=# onclick=\"window.open('dem.html','w')\">", ("#", "dem.html")),
    "choice": ("<select onchange='go(\"dem.html?x=1\")'>", ("dem.html?x=1",)),
    "script": ("<script>menu[1] = ['dem.html', \"/sisca/sec.htm#a\"];</script>", ("dem.html", "/sisca/sec.htm#a")),
    "script-in-capitals": ("<SCRIPT>X='DEM.HTML'</SCRIPT>", ("DEM.HTML",)),
    "script-without-end": ("<script>x='dem.html'", ("dem.html",)),
    "script-that-writes-links": ("<script>document.write(\"<a href='dem.html'>\")</script>", ("dem.html",)),
    "script-that-writes-links-with-escaped-quotes": pytest.param(
        r'<script>document.write("<a href=\"dem.html\">")</script>', ("dem.html",),
    ),
    "link-to-a-script": pytest.param(
        "<a href=\"javascript:openWindow('dem.html')\">", ("javascript:openWindow('dem.html')", "dem.html"),
    ),
    "hover-menu": pytest.param(
        "<div onmousedown=\"go('dem.html')\">", ("dem.html",),
    ),
    "page-that-sends-on": pytest.param(
        "<meta http-equiv=refresh content='0; url=dem.html'>", ("dem.html",),
    ),
    "base": ("<base href='http://h/sisca/'><a href=dem.html>", ("http://h/sisca/dem.html",)),
    "base-for-links-before-it": ("<a href=dem.html><base href=/sisca/>", ("/sisca/dem.html",)),
    "base-from-the-root": ("<base href=/sisca/x/><a href=../dem.html>", ("/sisca/dem.html",)),
    "base-for-scripts": ("<base href=/sisca/><script>x='dem.html'</script>", ("/sisca/dem.html",)),
    "base-leaves-whole-addresses": ("<base href='http://h/'><a href=http://i/x.html>", ("http://i/x.html",)),
    "the-first-base-counts": ("<base href=/a/><base href=/b/><a href=x.html>", ("/a/x.html",)),
    "base-without-address": ("<base target=_top><a href=x.html>", ("x.html",)),
    "empty-base": ("<base href=''><a href=x.html>", ("x.html",)),
    "base-that-is-no-address": ("<base href='http://[::1'><a href=x.html>", ("x.html",)),
    "link-that-is-no-address": ("<base href=/a/><a href='http://[::1/x.html'>", ("http://[::1/x.html",)),
}  # fmt: skip

LEFT_ALONE = {
    "nothing": "",
    "text": "See dem.html and http://www.summit-americas.org/sisca/dem.html",
    "anchor": "<a name=dem.html>",
    "empty-link": "<a href=''><a href><a href=' \t'>",
    "comment": "<!-- <a href=dem.html> -->",
    "template": "<template><a href=dem.html></template>",
    "text-area": "<textarea><a href=dem.html></textarea>",
    "title": "<title><a href=dem.html></title>",
    "picture": "<img src=dem.html>",
    "style-sheet": "<link rel=stylesheet href=dem.html>",
    "form": "<form action=dem.html>",
    "script-file": "<script src=dem.html></script>",
    "script-that-names-pictures": "<script>x='a.gif'; y=\"b.js\"; z='c.html5'</script>",
    "script-with-a-sentence": "<script>x='See the page dem.html'</script>",
    "script-with-markup": "<script>x='<b>dem.html</b>'</script>",
    "script-with-a-bare-ending": "<script>x='.html'.length; y='html'</script>",
    "script-with-a-long-text": f"<script>x='{'x' * 300}.html'</script>",
    "script-without-quotes": "<script>location = dem.html</script>",
    "quotes-in-text": "<p>the page 'dem.html'</p>",
    "quotes-in-another-attribute": "<p title=\"'dem.html'\">",
}  # fmt: skip


@pytest.mark.parametrize(("text", "found"), FOUND.values(), ids=FOUND)
def test_links_found(text: str, found: tuple[str, ...]) -> None:
    assert links(tree_of(text)) == found


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_links_left_alone(text: str) -> None:
    assert links(tree_of(text)) == ()


@pytest.mark.parametrize(
    "text", ["<div>" * 40_000, f"<a {'x ' * 100_000}>", "x" * 9 * 2**20], ids=["deep", "attributes", "large"]
)
def test_what_would_take_the_parser_too_long_is_refused(text: str) -> None:
    with pytest.raises(PageError):
        links(tree_of(text))


ENDLESS = {
    "quotes": "<script>" + "'a" * 200_000 + "</script>",
    "almost-endings": "<script>" + "'x.htm?" * 100_000 + "</script>",
    "links": "<a href=x.html>x</a>" * 20_000,
    "entities": "<a href='" + "&amp;" * 10_000 + "'>",
    "base": f"<base href='/{'a/' * 20_000}'><a href='{'../' * 20_000}x.html'>",
    "comment": "<!--" * 100_000,
}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_repetition_takes_no_time(text: str) -> None:
    assert len(links(tree_of(text))) <= 1


PIECES = st.sampled_from(
    ["<a href=", "<base href=", "<script>", "</script>", "<option value=", "<frame src=", " onclick=", "'", '"', ">",
     "x.html", "http://", "http://[", "//", "::1]", "javascript:", "../", "&#0;", "&#xd800;", "\0", "\ud800", "／", " ",
     "<!--", "-->", "<template>", "<svg>", "<plaintext>", "?", "#", "%"]
)  # fmt: skip
SOUP = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@settings(deadline=None, max_examples=150)
@given(SOUP)
@example("<base href='http://[::1'><a href='http://[::2'>")
@example("<base href=http://／><a href=x.html>")
def test_any_text_gives_links_or_is_refused(text: str) -> None:
    try:
        found = links(tree_of(text))
    except PageError:
        return
    assert all(link == link.strip() for link in found)
    assert len(set(found)) == len(found)


@settings(deadline=None)
@given(st.one_of(st.binary(), SOUP.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_looked_over_or_refused(data: bytes) -> None:
    try:
        found = seen(data)
    except PageError:
        return
    assert found.shape.citations <= found.shape.items
    assert found.media_type == "text/html" or found.links == ()


def seen(data: bytes, page: str = "/sisca/page.html") -> Look:
    return look(data, page=page, charset=None, registry=REGISTRY).look


MENU = ("/sisca/sec.html", "/sisca/dem.html", "/ministerials.html")
SHAPES = {
    "one-item-lists.html": (MENU, "utf-8"),
    "one-long-list.html": (MENU, "utf-8"),
    "nested-bullets.html": (MENU, "utf-8"),
    "old-table.html": (MENU, "windows-1252"),
    "security-public-policies.txt": ((), "utf-8"),
}


def test_every_page_of_the_folder_is_looked_over() -> None:
    assert SHAPES.keys() == {path.name for path in PAGES.iterdir() if path.suffix in (".html", ".txt")}


@pytest.mark.parametrize("name", SHAPES)
def test_the_real_page_is_the_same_in_every_shape(name: str) -> None:
    found = seen((PAGES / name).read_bytes())
    assert found.shape == Shape(heading="SECURITY: Public Policies", items=20, citations=20)
    assert (found.links, found.encoding) == SHAPES[name]
    assert found.media_type == ("text/plain" if name.endswith(".txt") else "text/html")


def test_what_a_page_is_counts_not_what_it_is_called() -> None:
    html, text = ((PAGES / name).read_bytes() for name in ("one-long-list.html", "security-public-policies.txt"))
    assert seen(html, "page.txt").media_type == "text/html"
    assert seen(text, "page.html").media_type == "text/plain"
    assert seen(b"1 < 2 and <b>bold</b> claims").media_type == "text/plain"


def test_the_links_of_a_site_lead_to_all_of_it() -> None:
    site = generate(5, themes(), pages=30, placements=60)
    scope, held = Scope(REGISTRY.site), files(site)
    for path, page in site.pages.items():
        found = {scope.page(link, f"http://www.summit-americas.org{path}") for link in seen(held[path], path).links}
        assert found - {None} == {*(link for link, _ in page.links), *site.others}


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"\x1f\x8b\x08", b"a\0b", b"<div>" * 40_000], ids=["pdf", "gzip", "nul", "deep"]
)
def test_what_is_no_page_is_refused_with_a_next_step(data: bytes) -> None:
    with pytest.raises(PageError, match=r"save the page|check that"):
        seen(data)
