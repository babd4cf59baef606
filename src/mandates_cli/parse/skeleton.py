"""The lines around a page's lists: those that every page repeats, and what a heading looks like."""

import re
from typing import Final

from mandates_cli.registry.lookup import Registry

# Underscores or a rule part the newest summit from the rest.
RULE: Final = re.compile(r"[_\-–—=*\s]{3,}")
# "SECURITY: Public Policies", "TRADE: Small and Medium-sized Enterprises “SME’s”"
HEADING: Final = re.compile(r"(?=.*[^\W\d_]{2})[^a-zà-ÿ:(]{2,60}(?::.{1,120})?")


def is_skeleton(text: str, registry: Registry) -> bool:
    if text in registry.site.fillers or RULE.fullmatch(text):
        return True
    return registry.language_of_line(text) is not None
