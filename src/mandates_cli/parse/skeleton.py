"""The lines around a page's lists: those that every page repeats, and what a heading looks like."""

import re
from typing import Final

from mandates_cli.registry.lookup import Registry

# Underscores or a rule part the newest summit from the rest.
RULE: Final = re.compile(r"[_\-–—=*\s]{3,}")
# "SECURITY: Public Policies", "TRADE: Small and Medium-sized Enterprises “SME’s”"
HEADING: Final = re.compile(r"(?=.*[^\W\d_]{2})[^a-zà-ÿ:(]{2,60}(?::.{1,120})?")
# Longer lines that begin with a theme are sentences: "Education: the ministers met in Lima and ..."
MAX_SUB_THEME_WORDS: Final = 12


def names_theme(text: str, registry: Registry, above: str | None = None) -> bool:
    """Whether a line is a theme's heading, or that of a sub-theme that no table knows, of a theme that one does; in
    small letters, the latter is one only where the heading `above` names no theme."""
    if registry.theme_of_heading(text) is not None:
        return True
    if registry.parent_of_heading(text) is None:
        return False
    short = len(text.split()) <= MAX_SUB_THEME_WORDS and text[-1].isalnum()
    return HEADING.fullmatch(text) is not None or (short and not (above and names_theme(above, registry)))


def is_skeleton(text: str, registry: Registry) -> bool:
    if text in registry.site.fillers or RULE.fullmatch(text):
        return True
    return registry.language_of_line(text) is not None
