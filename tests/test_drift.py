"""Pages whose form changed: what can no longer be read is drift, told and not published; what changed in form only is
read as before."""

import re
from collections.abc import Callable
from typing import Final

import pytest

from mandates_cli import registry
from mandates_cli.errors import PageError
from mandates_cli.fetch.judge import lacks
from mandates_cli.model import Shape
from mandates_cli.parse import look
from test_parse import CITED, LIMA

PAGE: Final = "/sisca/health.html"
LEADS: Final = [f"Mend the roofs of town {n}, before the rain." for n in "abcdefgh"]
ITEMS: Final = "\n".join(f"<li><p>{lead} {LIMA if n % 2 else CITED}</p></li>" for n, lead in enumerate(LEADS))
WHOLE: Final = f"""<!DOCTYPE html>
<html><head><title>Mandates</title><meta charset="utf-8"><link rel="stylesheet" href="/site.css"></head>
<body class="home"><div id="menu"><ul><li><a href="/index.html">Home</a></li><li><a href="/x.html">Summits</a></li></ul>
</div><div id="content"><h1>HEALTH</h1><p>MANDATES</p>
<ol>
{ITEMS}
</ol></div><p class="foot">© 2024 Summits of the Americas</p></body></html>
"""


def seen(text: str) -> Shape | None:
    """What a page was seen to hold; null where it is refused."""
    try:
        return look(text.encode(), page=PAGE, charset=None, registry=registry.load()).look.shape
    except PageError:
        return None


def read(text: str) -> list[tuple[str, str | None]]:
    looked = look(text.encode(), page=PAGE, charset=None, registry=registry.load())
    return [(e.text, e.citation.text if e.citation else None) for e in looked.records.excerpts]


def body(inside: str) -> str:
    return re.sub(r"(?s)(<body[^>]*>).*(</body>)", lambda match: match[1] + inside + match[2], WHOLE)


def items(each: Callable[[str], str], around: str = "{}") -> str:
    """The same with each item written otherwise."""
    made = "\n".join(each(inner) for inner in re.findall(r"<li><p>(.*)</p></li>", ITEMS))
    return re.sub(r"(?s)<ol>\n.*</ol>", lambda _: around.format(made), WHOLE)


LIST: Final = "<ol>{}</ol>"


def parted(inner: str) -> tuple[str, str]:
    text, _, citation = inner.rpartition(" (")
    return text, f"({citation}"


DRIFTED: Final[dict[str, str]] = {
    "an empty shell that scripts fill": body("<div id=root></div><script src=/app.js></script>"),
    "a wall of cookies": body("<h1>We value your privacy</h1><p>Accept all cookies to go on.</p><button>OK</button>"),
    "a login": body("<form><label>User</label><input><label>Password</label><input type=password></form>"),
    "not found": body("<h1>Not Found</h1><p>The page that you look for is no longer here.</p>"),
    "a parked domain": body("<h1>This domain is for sale</h1><ul><li>Buy it now</li><li>Make an offer</li></ul>"),
    "under construction": body("<h1>HEALTH</h1><p>This page is being rebuilt. Come back soon.</p>"),
    "a page that sends on": "<meta http-equiv=refresh content='0; url=/new/health'>",
    "a frame": body("<iframe src='/new/health.html'></iframe>"),
    "a frameset": "<html><frameset cols='20%,80%'><frame src=menu.html><frame src=health.html></frameset></html>",
    "data for scripts": body("<script type=application/json>{\"items\": [\"" + LEADS[0] + "\"]}</script>"),
    "templates for scripts": body(f"<template>{ITEMS}</template>"),
    "pictures of the text": body("<h1>HEALTH</h1><img src=1.png alt='Mandates'><img src=2.png>"),
    "a document to download": body("<h1>HEALTH</h1><p><a href=/health.pdf>Download the mandates (PDF)</a></p>"),
    "a captive portal": body("<h1>Welcome to Hotel Wi-Fi</h1><p>Enter your room number.</p>"),
    "titles with links only": (
        items(lambda inner: f"<li><a href='/m.html'>{parted(inner)[0][:30]}</a></li>", "<ul>{}</ul>")
    ),
    "the first item and a link to more": (
        items(lambda inner: f"<li>{inner}</li>" if "town a" in inner else "", "<ol>{}</ol><a href='?p=2'>More</a>")
    ),
    "citations gone": items(lambda inner: f"<li><p>{parted(inner)[0]}</p></li>", LIST),
    "citations in tooltips": items(lambda inner: f"<li title='{parted(inner)[1]}'>{parted(inner)[0]}</li>", LIST),
    "citations as years": items(lambda inner: f"<li><p>{parted(inner)[0]} [2018]</p></li>", LIST),
    "citations as codes": items(lambda inner: f"<li><p>{parted(inner)[0]} #LC-2018</p></li>", LIST),
    "citations before the text": items(lambda inner: f"<li><p>{parted(inner)[1]} {parted(inner)[0]}</p></li>", LIST),
    "hidden until they are clicked": items(lambda inner: f"<li hidden><p>{inner}</p></li>", LIST),
    "hidden by a sheet": (
        items(lambda inner: f"<li><p>{inner}</p></li>", "<style>li{{display:none}}</style><ol>{}</ol>")
    ),
    "an error of a server's program": (
        body("<b>Warning</b>: mysql_connect(): Too many connections in <b>/var/x.php</b>")
    ),
    "the text of a broken reader": body("<p>" + "\ufffd " * 400 + "</p>"),
    "an index of a folder": body("<h1>Index of /sisca</h1><pre><a href=..>Parent</a>\n<a href=a.html>a.html</a></pre>"),
    "cut off in the first item": WHOLE[: WHOLE.index("town a")],
    "an archive's notice": body("<h1>Wayback Machine</h1><p>The Wayback Machine has not archived that URL.</p>"),
}  # fmt: skip

HARMLESS: Final[dict[str, str]] = {
    "the year at the foot": WHOLE.replace("2024", "2025"),
    "a script that counts": WHOLE.replace("</head>", "<script>var x = '<li>no</li>'; count(x)</script></head>"),
    "a script at the end": WHOLE.replace("</body>", "<script async src=https://example.org/c.js></script></body>"),
    "blanks": WHOLE.replace("\n", "\n\n   "),
    "no blanks": WHOLE.replace("\n", ""),
    "line ends": WHOLE.replace("\n", "\r\n"),
    "tabs": WHOLE.replace(" ", "\t", 5).replace("<li>", "\t\t<li>"),
    "secure links": WHOLE.replace('href="/', 'href="https://www.summit-americas.org/'),
    "attributes in another order": (
        WHOLE.replace('rel="stylesheet" href="/site.css"', 'href="/site.css" rel="stylesheet"')
    ),
    "quotes": WHOLE.replace('"', "'"),
    "capital tags": re.sub(r"</?[a-z0-9]+", lambda match: match[0].upper(), WHOLE),
    "another class": WHOLE.replace('class="home"', 'class="wp-page theme-2024"'),
    "a wrapper": (
        WHOLE.replace('<div id="content">', '<main><article><div class="entry">')
        .replace("</ol></div>", "</ol></div></article></main>")
    ),
    "a menu with one more entry": WHOLE.replace("</ul>", "<li><a href='/news.html'>News</a></li></ul>", 1),
    "no menu": re.sub(r'(?s)<div id="menu">.*?</div>', "", WHOLE),
    "a language switch": WHOLE.replace("<h1>", "<a href='/es/salud.html'>Español</a><h1>"),
    "a comment": WHOLE.replace("<ol>", "<!-- begin <li>old</li> --><ol>"),
    "paragraphs gone": re.sub(r"</?p>(?=.*</li>)", "", items(lambda inner: f"<li>{inner}</li>", LIST)),
    "end tags gone": WHOLE.replace("</li>", "").replace("</p></li>", ""),
    "bullets for numbers": items(lambda inner: f"<li><p>{inner}</p></li>", "<ul>{}</ul>"),
    "spans": items(lambda inner: f"<li><p><span style='font-size:12pt'>{inner}</span></p></li>", LIST),
    "fonts": items(lambda inner: f"<li><font face=Arial size=2>{inner}</font></li>", LIST),
    "citations in italics": items(lambda inner: f"<li><p>{parted(inner)[0]} <i>{parted(inner)[1]}</i></p></li>", LIST),
    "citations with links": (
        items(lambda inner: f"<li><p>{parted(inner)[0]} <a href=/d.pdf>{parted(inner)[1]}</a></p></li>", LIST)
    ),
    "entities": WHOLE.replace("©", "&copy;").replace(" the ", "&#32;the "),
    "blanks that do not break": WHOLE.replace("the roofs", "the&nbsp;roofs"),
    "a heading of another rank": WHOLE.replace("<h1>", "<h2>").replace("</h1>", "</h2>"),
    "a table around it": (
        WHOLE.replace('<div id="content">', "<table><tr><td>").replace("</ol></div>", "</ol></td></tr></table>")
    ),
    "a banner of cookies": WHOLE.replace("</body>", "<div hidden>We use cookies.</div></body>"),
}  # fmt: skip

LAST: Final = Shape(heading="HEALTH", items=len(LEADS), citations=len(LEADS))


def test_the_page_is_read_whole() -> None:
    assert seen(WHOLE) == LAST
    assert [text for text, _ in read(WHOLE)] == LEADS


@pytest.mark.parametrize("text", DRIFTED.values(), ids=list(DRIFTED))
def test_a_page_that_can_no_longer_be_read_is_told(text: str) -> None:
    shape = seen(text)
    assert shape is None or lacks(shape, LAST)


@pytest.mark.parametrize("text", HARMLESS.values(), ids=list(HARMLESS))
def test_what_changed_in_form_only_is_read_as_before(text: str) -> None:
    assert text != WHOLE
    shape = seen(text)
    assert shape is not None
    assert lacks(shape, LAST) == ()
    assert read(text) == read(WHOLE)
