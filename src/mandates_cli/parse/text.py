"""A page saved as text: what a browser's "save as text" or a text dump gives."""

from mandates_cli.parse.outline import Block, Line, clean, outline


def read_text(text: str) -> list[Block]:
    """Indentation is counted in columns. A line that begins at the margin opens a block of its own: the skeleton's
    lines follow one another without blank lines."""
    lines, opens = [], True
    for number, raw in enumerate(text.splitlines(), 1):
        if not clean(raw):
            opens = True
            continue
        expanded = raw.expandtabs(4).replace("\xa0", " ")
        indent = len(expanded) - len(expanded.lstrip())
        lines.append(Line(number, indent, raw, opens or indent == 0))
        opens = False
    return outline(lines)
