"""Lists as authors of hand-made pages set them: with list elements, or with typed numbers and some way to indent."""

import html
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from testsite.wording import Node

Layout = Callable[[random.Random, Sequence[Node]], str]
TYPES: Final = {"number": "", "letter": ' type="a"', "roman": ' type="i"'}
# How a letter is typed; a page keeps to one way.
LETTERED: Final = ("{}.", "{}.", "{})", "({})")


def inline(rng: random.Random, text: str) -> str:
    """A paragraph, now and then with some of its words set apart: bold, italic, coloured, linked."""
    escaped = html.escape(text, quote=False)
    words = escaped.split(" ")
    if rng.random() < 0.75 or len(words) < 6:
        return escaped
    start = rng.randrange(len(words) - 4)
    opening, closing = rng.choice(
        (
            ("<b>", "</b>"),
            ("<em>", "</em>"),
            ('<font color="#003366">', "</font>"),
            ("<span>", "</span>"),
            ('<a href="/doc.pdf">', "</a>"),
            ("<!-- 1. (Lima Commitment. Peru, 2018) -->", ""),
        )
    )
    words[start], words[start + 3] = opening + words[start], words[start + 3] + closing
    return " ".join(words)


@dataclass(frozen=True)
class Listed:
    """With list elements. `single` gives each item a list of its own; `letters` are `typed` behind a bullet or made by
    `type=a`, with a `start` for each or a `value`; `block` surrounds paragraphs; `bullet` types the numbers too;
    `running` lists say where they start. A blank line after an item is `apart`: `<br><br>` at its end, or an empty `<p>`
    after its list. What is below an item is in it, or `beside` it in the same list."""

    single: bool = True
    letters: Literal["typed", "start", "value"] = "typed"
    block: str = ""
    bullet: bool = False
    running: bool = False
    apart: Literal["", "<br><br>", "<p></p>"] = ""
    beside: bool = False

    def __call__(self, rng: random.Random, nodes: Sequence[Node]) -> str:
        return self._lists(rng, nodes, rng.choice(LETTERED), 0)

    def _lists(self, rng: random.Random, nodes: Sequence[Node], form: str, depth: int) -> str:
        single = self.single if depth == 0 else self.letters == "start" and nodes[0].kind == "letter"
        items = list(enumerate(nodes, 1))
        blank = self.apart if self.apart == "<p></p>" and depth == 0 else ""
        if single:
            return "\n".join(self._list(rng, [item], form, depth) + blank for item in items)
        groups = (list(group) for _, group in groupby(items, key=lambda item: item[1].kind))
        return "\n".join(self._list(rng, group, form, depth) + blank for group in groups)

    def _list(self, rng: random.Random, items: Sequence[tuple[int, Node]], form: str, depth: int) -> str:
        (number, node), kind = items[0], items[0][1].kind
        inner = "\n".join(self._item(rng, n, x, form, depth) for n, x in items)
        typed = kind == "letter" and self.letters == "typed"
        if kind in ("printed", "bullet") or typed or (depth == 0 and self.bullet):
            style = ' style="list-style:none"' if typed and self.beside else ""
            return f"<ul{style}>{inner}</ul>"
        if (self.letters == "start" or (self.running and depth == 0)) and kind in ("number", "letter"):
            start = ord(node.label) - 96 if kind == "letter" else number
            return f'<ol{TYPES[kind]} start="{start}">{inner}</ol>'
        return f"<ol{TYPES[kind]}>{inner}</ol>"

    def _value(self, number: int, node: Node) -> str:
        if self.letters != "value" or node.kind not in ("letter", "number"):
            return ""
        return f' value="{ord(node.label) - 96 if node.kind == "letter" else number}"'

    def _item(self, rng: random.Random, number: int, node: Node, form: str, depth: int) -> str:
        said = self._content(rng, number, node, form, depth)
        below = self._lists(rng, node.below, form, depth + 1) if node.below else ""
        if below and self.apart:
            below = ("<p></p>" if self.beside else "<br><br>") + below
        elif self.apart == "<br><br>":
            said += self.apart
        opening = f"<li{self._value(number, node)}>"
        return f"{opening}{said}</li>{below}" if self.beside else f"{opening}{said}{below}</li>"

    def _content(self, rng: random.Random, number: int, node: Node, form: str, depth: int) -> str:
        typed = ""
        if node.kind == "printed":
            typed = f"{node.label} "
        elif node.kind == "letter" and self.letters == "typed":
            typed = f"{form.format(node.label)} "
        elif depth == 0 and self.bullet:
            typed = f"{number}. "
        texts = [inline(rng, text) for text in node.paragraphs]
        texts[0] = typed + texts[0]
        if self.apart:
            return "<br><br>".join(texts)
        block = self.block or ("p" if len(texts) > 1 else "")
        return "".join(f"<{block}>{text}</{block}>" for text in texts) if block else texts[0]


@dataclass(frozen=True)
class Typed:
    """With typed markers. An item stands between `before` and `after`, in which `{}` is its indentation in pixels, its
    marker parted from its text by `between`, its paragraphs by `next`. What is below it stands between `opening` and
    `closing`, the whole between those of `around`."""

    before: str
    after: str
    between: str = " "
    next: str = ""
    opening: str = ""
    closing: str = ""
    around: tuple[str, str] = ("", "")
    nbsp: int = 0
    bullet: str = "&bull;"

    def __call__(self, rng: random.Random, nodes: Sequence[Node]) -> str:
        form = rng.choice(LETTERED)
        items = "\n".join(self._item(rng, number, node, form, 0) for number, node in enumerate(nodes, 1))
        return f"{self.around[0]}\n{items}\n{self.around[1]}"

    def _item(self, rng: random.Random, number: int, node: Node, form: str, depth: int) -> str:
        label = {
            "printed": f"{self.bullet} {node.label}",
            "number": f"{number}.",
            "letter": form.format(node.label),
            "roman": f"{node.label}.",
            "bullet": self.bullet,
        }[node.kind]
        space = "&nbsp;" * self.nbsp * (depth + 1)
        before, after = self.before.format(40 * depth) + space, self.after
        parting = (self.next or f"{after}\n{before}") + space * bool(self.next)
        texts = parting.join(inline(rng, text) for text in node.paragraphs)
        said = f"{before}{label}{self.between}{texts}{after}"
        if not node.below:
            return said
        below = "\n".join(self._item(rng, n, inner, form, depth + 1) for n, inner in enumerate(node.below, 1))
        return f"{said}{self.opening}\n{below}{self.closing}"


ONE_ITEM_LISTS: Final = Listed()
ONE_LONG_LIST: Final = Listed(single=False)
PARAGRAPHS: Final = Listed(block="p", letters="start")
VALUES: Final = Listed(single=False, letters="value")
TYPED_IN_BULLETS: Final = Listed(block="div", bullet=True)
# As the real page's text tells: three ways that a text extractor turns into that very text.
ENDING_IN_BREAKS: Final = Listed(running=True, apart="<br><br>")
BEFORE_EMPTY_PARAGRAPHS: Final = Listed(running=True, apart="<p></p>")
BESIDE_THEIR_ITEM: Final = Listed(running=True, apart="<p></p>", beside=True)
QUOTED: Final = Typed("<p>", "</p>", opening="<blockquote>", closing="</blockquote>", bullet="–")
STYLED: Final = Typed('<div style="margin-left: {}px">', "</div>", bullet="-")
INDENTED: Final = Typed("<dd>", "</dd>", opening="<dd><dl>", closing="</dl></dd>", around=("<dl>", "</dl>"))
TERMS: Final = Typed(
    "<dt>", "</dd>", "</dt><dd>", "<br><br>", opening="<dd><dl>", closing="</dl></dd>", around=("<dl>", "</dl>")
)
CELLS: Final = Typed(
    "<tr><td>", "</td></tr>", "</td><td>", "<br><br>",
    opening="<tr><td></td><td><table>", closing="</table></td></tr>", around=("<table>", "</table>"),
)  # fmt: skip
BREAKS: Final = Typed(
    "", "<br><br>", between="&nbsp;", nbsp=2,
    around=('<table><tr><td><font face="Arial" size="2">', "</font></td></tr></table>"),
)  # fmt: skip
