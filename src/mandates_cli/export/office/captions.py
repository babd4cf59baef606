"""What we say in these files, in English and Spanish: captions.json has both side by side."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def caption(name: str, language: str, /, **facts: object) -> str:
    """`language` is en or es; another is said in English."""
    found = _captions()[name]["es" if language == "es" else "en"]
    return found.format_map(facts) if facts else found


@cache
def _captions() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return found
