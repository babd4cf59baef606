"""How deep a page nests, told from its tags: never less than the parser makes of it, whatever is misplaced."""

from collections.abc import Callable
from random import Random
from typing import Final

import pytest
from selectolax.lexbor import LexborHTMLParser

from mandates_cli.errors import PageError
from mandates_cli.parse import nesting
from mandates_cli.parse.guard import guard_markup

NAMES: Final = (
    "div span p li ul ol b a font i table tr td th caption object svg math g path form body select option button "
    "template center h1 em x-y dl dd dt pre blockquote label foreignobject desc title mi annotation-xml"
).split()
OTHERS: Final = """
x|<!--|-->|<![CDATA[|]]>|</br>|<br>|<hr>|<script>|</script>|<style>|<title-x>|<script-x>|</script-x>|<textarea>|</textarea>
|<!--<script>|<xmp>|<g/>|<g a=x/>|<div =">|">|<input>|<iframe>
""".replace("\n", "").split("|")
# Parts of a table that the parser puts in for an element, and one more for what stands around the page.
FACTOR: Final = 5


def deepest(text: str) -> int:
    root = LexborHTMLParser(text).root
    assert root is not None
    most, waiting = 0, [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        most = max(most, depth)
        waiting += [(child, depth + 1) for child in node.iter()]
    return most


def soup(rng: Random) -> str:
    """Some tags, and the same again and again."""
    written = []
    for name in rng.choices(NAMES, k=rng.randint(2, 7)):
        tag = rng.choice((f"<{name}>", f"</{name}>", f"<{name}>", f"</{name}>", f"<{name} a=N>"))
        written.append(tag if rng.random() < 0.9 else rng.choice(OTHERS))
    return "".join("".join(written).replace("N", str(n)) for n in range(60))


@pytest.mark.parametrize("part", [*range(2), *(pytest.param(part, marks=pytest.mark.soak) for part in range(2, 100))])
def test_no_page_nests_deeper_than_was_told(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(part)
    for _ in range(300):
        told_of(soup(rng), monkeypatch)


def told_of(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is refused where it may nest a little less deep than it does."""
    monkeypatch.setattr("mandates_cli.parse.guard.FEW_TAGS", 0)
    most = (deepest(text) - 20) // FACTOR
    monkeypatch.setattr(nesting, "NESTED", most - 1)
    if most > 1:
        with pytest.raises(PageError, match=r"nests more than|leaves fonts"):
            guard_markup(text)


# What soups were found to nest deeper than was told, each time for a rule that was not followed.
FOUND: Final = """
<math a=N><math a=N></math>
<x-y><br></svg><svg><foreignobject>
<tr><foreignobject><ol a=N></svg><svg><svg a=N>
</h1><svg a=N><caption></br></caption><g></svg>
</template></td><body><a><body><template><td></template></td><body><a>
</select></select><br><select a=N><select a=N><foreignobject>
<svg><br></div><x-y><g></svg>
<svg a=N><hr></caption><path><td><tr><p>
<body></mi><font><mi></font><span></caption>
<desc a=N><a></mi><td><span><svg a=N></desc>
]]><blockquote><svg><form><mi><script>
<g a=x/><g a=x/></td><select><p><input></path>
<math><button></em><mi></button><script>
</template></div><svg></p></object><g a=x/><p>
<desc><body><math></path><foreignobject></desc><path>
<path></br><math a=N><template></body><body></dd>
""".split("\n")[1:-1]


@pytest.mark.parametrize("unit", FOUND)
def test_nor_does_one_that_once_did(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told_of("".join(unit.replace("N", str(n)) for n in range(200)), monkeypatch)


REFUSED: Final[dict[str, Callable[[int], str]]] = {
    "nested": lambda n: "<div>" * n,
    "closed by others": lambda n: "<div></b>" * n,
    "closed behind a block": lambda n: "<span><div></span></div>" * n,
    "closed behind a table": lambda n: "<b><table><td></b></td></table>" * n,
    "closed in a comment": lambda n: "<div><!--</div>-->" * n,
    "closed in a script": lambda n: "<div><script></div></script>" * n,
    "closed in an attribute": lambda n: "<div a='</div>'>" * n,
    "closed in a tag": lambda n: "<div a</div>" * n,
    "closed in a table": lambda n: "<div><table><td></div>" * n,
    "closed at the page's end": lambda n: "<div></body>" * n,
    "closed behind a picture": lambda n: "<div><svg><title></div>" * n,
    "a form taken out": lambda n: "<form><div></form>" * n,
    "with colons": lambda n: "<b:x></b>" * n,
    "behind the name of another": lambda n: "<title-x>" + "<div>" * n,
    "fonts behind the name of another": lambda n: "<title-x>" + "".join(f"<p><font size={i}>x" for i in range(n)),
    "closed where a picture has text": lambda n: ("<div>" * 900 + f"<svg><![CDATA[<p>{'</div>' * n}]]></svg>") * 3,
    "closed in a script that does not end": lambda n: (
        ("<div>" * 900 + f"<script></script-x>{'</div>' * n}</script>") * 3
    ),
    "closed in a script in a script": lambda n: (
        ("<div>" * 900 + f"<script><!--<script></script>{'</div>' * n}--></script>") * 3
    ),
    "closed behind a large picture": lambda n: (
        ("<div>" * 900 + "<svg>" + "<g>" * 120 + f"</svg><script><p>{'</div>' * n}</script>") * 3
    ),
    "one tag": lambda n: "<p " + " ".join(f"a{i}" for i in range(8 * n)) + ">",
    "one tag with signs of tags in it": lambda n: "<p " + " ".join(f"a{i}<" for i in range(8 * n)) + ">",
    "one tag behind a quote that is none": lambda n: f"""<div =">{"<i b='' " + "c " * 20 * n}>"">""",
    "fonts": lambda n: "".join(f"<p><font size={i}>x" for i in range(n)),
    "fonts in many blocks": lambda n: "".join(f"<b id={i}>" for i in range(900)) + "<p>x" * n,
}


@pytest.mark.parametrize("shape", REFUSED.values(), ids=list(REFUSED))
def test_markup_that_would_take_too_long_is_refused(shape: Callable[[int], str]) -> None:
    with pytest.raises(PageError, match=r"check that it is a Mandates page\.$"):
        guard_markup(shape(2_500))


READ: Final[dict[str, str]] = {
    "items": "<ol>" + "<li>x" * 5_000 + "</ol>",
    "paragraphs": "<p>x" * 5_000,
    "rows": "<table>" + "<tr><td>x<td>y" * 5_000 + "</table>",
    "definitions": "<dl>" + "<dt>x<dd>y" * 5_000 + "</dl>",
    "entries": "<select>" + "<option>x" * 5_000 + "</select>",
    "links": "<a name=x>x" * 5_000,
    "misplaced": "<p><b><i>x</b></i></p>" * 5_000,
    "fonts around blocks": "<font size=2><p>x<p>y</font>" * 5_000,
    "spans around paragraphs": "<p><span>x</p>" * 5_000,
    "pictures": "<svg><path d=''/><path></path></svg>" * 5_000,
    "pictures with titles": "<svg><title>x</title><g><path d='M 0 1'/><path></path></g></svg><p>x</p>" * 5_000,
    "pictures with text": "<svg><foreignObject><div><p>x</p></div></foreignObject></svg><p>x</p>" * 5_000,
    "scripts": "<script>x = '<div>' + y</script><style>a > b {}</style><p>x</p>" * 5_000,
    "closed twice": "<div>x</div></div></td>" * 5_000,
}


@pytest.mark.parametrize("text", READ.values(), ids=list(READ))
def test_a_long_page_that_leaves_open_what_may_be_is_read(text: str) -> None:
    guard_markup(text)
