"""What is told of a page's elements beside their tags: by attributes, by inline style, by the rules of its sheets."""

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from mandates_cli.errors import PageError
from mandates_cli.parse.notes import marked
from mandates_cli.parse.stylesheet import Declared, declarations, rules, selectors

# What decides, by name; beside CSS's properties these: `inside` is `gone` where an element shows something instead of
# what it holds, and `closed` where only its summary shows; `mark` is that of a note to which it refers.
Style: TypeAlias = dict[str, str]
# By a node's `mem_id`.
Styles: TypeAlias = dict[int, Style]
# By importance, origin, layer, place, specificity and order.
Weight: TypeAlias = tuple[int, int, int, int, tuple[int, int, int], int]

HIDDEN: Final = (
    "[hidden], dialog:not([open]), [popover], datalist, rp, progress, meter, "
    "svg desc, svg metadata, svg defs, svg symbol"
)
REPLACED: Final = "video, audio, canvas, object[data]"
DECLARING: Final = "[style*='display' i], [style*='visibility' i], [style*='list-style' i]"
REFERRING: Final = "sup, a[href*='#']"
CLOSED: Final = "details:not([open])"
# Elements for which the above asks, and those whose attributes may tell more than tags: few pages have any.
TELLING: Final = frozenset("details dialog datalist rp progress meter svg video audio canvas object sup".split())
EVIDENCE: Final = "style, [hidden], [popover], [style], a[href*='#']"
# A browser has no program for it, and shows what stands within.
PROGRAM: Final = re.compile(r"application/(?:x-|java|vnd\.)", re.IGNORECASE)

# "li.a:not(.b)[c='d']", and what stands before the next one.
COMPOUND: Final = re.compile(r"""\s*([>+~]?)\s*((?:\[[^\]]*\]|\([^()]*\)|[^\s>+~\[\]()])+)""")
# Of an element as it stands; not `:hover`, which says what may be, nor `::before`.
PSEUDO: Final = re.compile(
    r":(?!(?:first-child|last-child|only-child|first-of-type|last-of-type|only-of-type|empty|root|not|is|where|"
    r"nth-child|nth-last-child|nth-of-type|nth-last-of-type)\b)|::"
)
# Selectors within a selector may hold no blanks but beside commas.
WITHIN: Final = re.compile(r"\(\s*(?:[^\s()>+~]+(?:\s*,\s*[^\s()>+~]+)*|[-+n\d\s]+)\s*\)")
# What it takes to find what rules are about, in some microseconds, and how many tags a look takes one for.
MAX_WORK: Final = 1_000_000
LOOK: Final = 200


def styles_of(tree: LexborHTMLParser) -> Styles:
    """Raises PageError for style sheets that would take too long."""
    return _Cascade(tree).styles()


def are_told(tree: LexborHTMLParser) -> bool:
    """Whether a page without elements of TELLING has styles all the same."""
    return any(map(_tells, tree.css(EVIDENCE)))


def _tells(node: LexborNode) -> bool:
    tag, attributes = node.tag or "", node.attributes
    if (
        tag == "style"
        or "hidden" in attributes
        or "popover" in attributes
        or declarations(attributes.get("style") or "")
    ):
        return True
    return tag == "a" and marked(node, tag) is not None


class _Cascade:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self.found: dict[int, dict[str, tuple[Weight, str]]] = {}
        self.order = self.work = 0
        self.looked: dict[str, list[LexborNode]] = {}
        self.look = 1 + (tree.raw_html or b"").count(b"<") // LOOK

    def styles(self) -> Styles:
        self._of_elements()
        for node in self.tree.css(DECLARING):
            self._set(node, declarations(node.attributes.get("style") or ""), origin=1, inline=1)
        for node in self.tree.css("style"):
            if not _is_inert(node):
                self._of_sheet(node)
        return {node: {name: value for name, (_, value) in declared.items()} for node, declared in self.found.items()}

    def _of_elements(self) -> None:
        for node in self.tree.css(HIDDEN):
            self._tell(node, "display", "none")
        for node in self.tree.css(REPLACED):
            if node.tag != "object" or not PROGRAM.match(node.attributes.get("type") or ""):
                self._tell(node, "inside", "gone")
        for node in self.tree.css(CLOSED):
            self._tell(node, "inside", "closed")
            if (summary := next((child for child in node.iter() if child.tag == "summary"), None)) is not None:
                self._tell(summary, "inside", "summary")
        for node in self.tree.css(REFERRING):
            if mark := marked(node, node.tag or ""):
                self._tell(node, "mark", mark.number)
                self._tell(node, "target", mark.target)

    def _tell(self, node: LexborNode, name: str, value: str) -> None:
        self._set(node, (Declared(name, value, important=False),))

    def _of_sheet(self, node: LexborNode) -> None:
        for rule in rules(node.text(), node.attributes.get("media") or ""):
            for selector in selectors(rule.selector):
                self.order += 1
                specificity = _specificity(selector)
                for matched in self._matching(selector):
                    self._set(matched, rule.declared, 1, not rule.layered, 0, specificity)

    def _set(
        self,
        node: LexborNode,
        declared: Iterable[Declared],
        origin: int = 0,
        unlayered: int = 1,
        inline: int = 0,
        specificity: tuple[int, int, int] = (0, 0, 0),
    ) -> None:
        of_node = self.found.setdefault(node.mem_id, {})
        for name, value, important in declared:
            weight = (int(important), origin, unlayered, inline, specificity, self.order)
            if name not in of_node or of_node[name][0] <= weight:
                of_node[name] = (weight, value)

    def _matching(self, selector: str) -> list[LexborNode]:
        """The elements that a selector is about, compound by compound: trying all ways at once, as Lexbor does, takes
        as many steps as a page is deep for each blank in it, multiplied."""
        held, at = None, 0
        while at < len(selector):
            match = COMPOUND.match(selector, at)
            if match is None or (held is None and match[1]) or not _is_plain(match[2]):
                return []
            found = self._having(match[2])
            if held is not None:
                found = self._reached(found, held, match[1] or " ")
            held, at = found, match.end()
        return held or []

    def _having(self, compound: str) -> list[LexborNode]:
        if compound not in self.looked:
            self._works(self.look)
            try:
                self.looked[compound] = self.tree.css(compound)
            except SelectolaxError:
                self.looked[compound] = []
        self._works(len(self.looked[compound]))
        return self.looked[compound]

    def _works(self, steps: int) -> None:
        self.work += steps
        if self.work > MAX_WORK:
            raise PageError("This page's style sheets would take too long; check that it is a Mandates page.")

    def _reached(self, nodes: list[LexborNode], held: list[LexborNode], by: str) -> list[LexborNode]:
        """Those of `nodes` that stand below, or after, one of `held`, as a combinator says."""
        goals = {node.mem_id for node in held}
        known: dict[int, bool] = {}
        step = _parent if by in " >" else _before
        found = []
        for node in nodes:
            passed: list[int] = []
            reached, at = False, step(node)
            while at is not None and not reached:
                if (told := known.get(at.mem_id)) is not None:
                    reached = told
                    break
                passed.append(at.mem_id)
                reached = at.mem_id in goals
                at = step(at) if by in " ~" else None
            known |= dict.fromkeys(passed, reached) if by in " ~" else {}
            self._works(len(passed))
            if reached:
                found.append(node)
        return found


def _parent(node: LexborNode) -> LexborNode | None:
    return node.parent


def _before(node: LexborNode) -> LexborNode | None:
    node_before = node.prev
    while node_before is not None and not node_before.is_element_node:
        node_before = node_before.prev
    return node_before


def _is_inert(sheet: LexborNode) -> bool:
    """Whether it is for browsers that run no scripts."""
    above = sheet.parent
    while above is not None and above.tag != "noscript":
        above = above.parent
    return above is not None


def _is_plain(compound: str) -> bool:
    """Whether it can be looked for: it asks for nothing but elements as they stand, and one step answers."""
    within = "(" not in compound or compound.count("(") == len(WITHIN.findall(compound))
    return within and not PSEUDO.search(compound)


def _specificity(selector: str) -> tuple[int, int, int]:
    """How many ids, classes and the like, and tags it names."""
    bare, attributes = re.subn(r"\[[^\]]*\]", "", selector)
    classes = len(re.findall(r"\.[\w-]|(?<!:):(?!:|is|not|where)[\w-]", bare))
    return bare.count("#"), attributes + classes, len(re.findall(r"(?<![\w.#:-])[a-zA-Z][\w-]*", bare))
