"""A page saved as text: what a browser's "save as text" or a text dump gives."""

import re
from typing import Final

from mandates_cli.parse.dump import heading, links
from mandates_cli.parse.markers import Find
from mandates_cli.parse.outline import Block, Line, clean, outline

# "secu\xad\nrity": a soft hyphen parts a word only where the line ends.
PARTED_WORD: Final = re.compile("\u00ad[ \\t]*\\r?\\n[ \\t]*(?=\\S)")
# "Inter-\nAmerican", "AG/\nRES. 2141": a line was wrapped within a word; not "pre-\nand post-war", "-----\nTRADE".
WRAPPED_WORD: Final = re.compile(
    r"(?:(?<=[^\W\d_]-)[ \t]*\r?\n[ \t]*(?!(?:and|or|to|y|e|o|u)\b)|(?<=[^\W_]/)[ \t]*\r?\n[ \t]*)(?=[^\W\d_]{2})"
)
# A form feed parts pages, not paragraphs, so it is a blank; so are the control characters at which Python ends lines.
LINE_END: Final = re.compile("\r\n?|[\n\v\u2028]")
SECOND_WORD: Final = re.compile(r"\s*\S+\s+")


def read_text(text: str, find: Find) -> list[Block]:
    """Indentation is counted in columns. A line that begins at the margin opens a block of its own: the skeleton's
    lines follow one another without blank lines."""
    lines, opens = [], True
    whole = WRAPPED_WORD.sub("", PARTED_WORD.sub("", text))
    written = LINE_END.split(whole.replace("\u2029", "\n\n"))
    linked = links(written)
    for at, raw in enumerate(written[: linked.start]):
        shown, drawn = linked.cut(clean(raw))
        if not shown and not drawn:
            opens = True
            continue
        expanded = raw.lstrip("\f\ufeff").expandtabs(4)
        indent = len(expanded) - len(expanded.lstrip())
        second = SECOND_WORD.match(expanded)
        hang = second.end() if second else indent
        alone = opens and indent == 0 and not "".join(written[at + 1 : at + 2]).strip()
        if title := heading(shown, alone) if shown[:1] in ("#", "*") else None:
            lines.append(Line(indent, title.text, heading=True, hang=hang, drawn=drawn + title.marks))
        else:
            lines.append(Line(indent, shown, opens=opens or indent == 0, hang=hang, drawn=drawn))
        opens = False
    if lines:
        addresses = "".join(map(clean, written[linked.start :]))
        lines[-1] = lines[-1]._replace(drawn=lines[-1].drawn + addresses)
    return outline(lines, find)
