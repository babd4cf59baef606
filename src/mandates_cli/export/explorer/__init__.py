"""The corpus as one page that opens by a double click: records, search, styles and script in a file, and no request."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from mandates_cli.export import Chosen, Told
from mandates_cli.export.explorer.cited import cited
from mandates_cli.export.explorer.packed import records
from mandates_cli.export.explorer.rules import rules
from mandates_cli.export.facts import about
from mandates_cli.query.forms import LANGUAGES

APP: Final = Path(__file__).parent / "app"
LIBRARY: Final = "snowball.js"
# In this order: each uses those before it.
SCRIPTS: Final = (
    "folding", "stemming", "grammar", "names", "postings", "searching", "state", "corpus", "page", "listing",
    "filtering", "sharing", "lineage", "mandate", "overview", "main",
)  # fmt: skip
# So many references are unpacked at once, when one of them is looked at.
TOGETHER: Final = 256
# {{ words }} in page.html.
PLACE: Final = re.compile(r"\{\{ (\w+) \}\}")


def write(path: Path, chosen: Chosen, told: Told) -> None:
    rows = list(chosen.rows(told))
    held = {
        "language": chosen.language, "filters": chosen.said, "rules": rules(), **records(rows, chosen),
        "interface": json.loads(_source("words.json")),
        "about": {language: about(chosen._replace(language=language)) for language in LANGUAGES},
    }  # fmt: skip
    path.write_text(_page(chosen, held, cited(rows, chosen)), "utf-8", newline="\n")


def _page(chosen: Chosen, held: dict[str, Any], references: list[list[str]]) -> str:
    style, library = _source("style.css"), _source(LIBRARY)
    script = "\n".join(_source(f"{name}.js") for name in SCRIPTS)
    parts = {
        "language": chosen.language,
        "title": _escaped(held["about"][chosen.language]["title"]),
        "policy": _policy(style, [library, script]),
        "style": style,
        "library": library,
        "script": script,
        "records": _packed(held),
        "references": "\n".join(_packed(references[at : at + TOGETHER]) for at in range(0, len(references), TOGETHER)),
    }
    return PLACE.sub(lambda match: parts[match[1]], _source("page.html"))


def _source(name: str) -> str:
    return (APP / name).read_text("utf-8")


def _policy(style: str, scripts: Iterable[str]) -> str:
    """Nothing is asked for, and nothing runs but what stands here."""
    allowed = " ".join(map(_digest, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; img-src data:; base-uri 'none';"
        " form-action 'none'"
    )


def _digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _packed(value: object) -> str:
    """JSON, compressed as zlib has it: no clock, no name."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
