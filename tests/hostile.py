"""What a text may hold to harm whoever reads it on a terminal, in a spreadsheet, a browser or a report, and a corpus
that has it in every field of its records and tables."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

from mandates_cli import model
from mandates_cli.corpus import jsonl
from mandates_cli.model import Diagnostic, Item, Lifetime, Mandate, Page, Phase, Sighting, Snapshot, Twin

# What a terminal obeys, what hides, and what reorders or overwrites what stands beside it.
PAYLOADS: Final = {
    "clear": "\x1b[2J", "home": "\x1b[1;1H", "up": "\x1b[5A", "erase line": "\x1b[2K", "colour": "\x1b[31m",
    "concealed": "\x1b[8m", "reverse": "\x1b[7m", "scroll region": "\x1b[1;2r", "alternate screen": "\x1b[?1049h",
    "hidden cursor": "\x1b[?25l", "mouse": "\x1b[?1003h", "bracketed paste": "\x1b[?2004h",
    "end of paste": "\x1b[201~", "report": "\x1b[6n", "who are you": "\x1b[c", "window": "\x1b[21t",
    "repeated": "x\x1b[9999b", "insert": "\x1b[4h", "title": "\x1b]0;OWNED\x07", "window title": "\x1b]2;OWNED\x1b\\",
    "hyperlink": "\x1b]8;;http://example.org\x1b\\x\x1b]8;;\x1b\\", "clipboard": "\x1b]52;c;T1dORUQ=\x07",
    "palette": "\x1b]4;1;rgb:00/00/00\x07", "notify": "\x1b]777;notify;OWNED\x07", "device": "\x1bP$qm\x1b\\",
    "application": "\x1b_OWNED\x1b\\", "privacy": "\x1b^OWNED\x1b\\", "start of string": "\x1bXOWNED\x1b\\",
    "reset": "\x1bc", "charset": "\x1b(0", "index": "\x1bM", "C1 sequence": "\x9b2J", "C1 system": "\x9d0;OWNED\x9c",
    "C1 device": "\x90q\x9c", "C1 line": "\x84\x85\x8d", "bell": "\x07", "backspace": "abc\x08\x08\x08xyz",
    "return": "safe\rOWNED", "vertical": "\x0b\x0c", "shift": "\x0e\x0f", "delete": "\x7f\x7f", "tab": "\tx",
    "override": "\u202eDENWO\u202c", "isolates": "\u2066\u2067x\u2069\u2068", "embedding": "\u202a\u202bx",
    "marks": "\u200e\u200f\u061c", "tags": "\U000e0001\U000e0041\U000e007f", "zero width": "a\u200b\u200c\u200d\u2060b",
    "soft hyphen": "a\u00adb", "order mark": "\ufeffa", "fillers": "\u3164\u115f\u1160\uffa0",
    "selectors": "a\ufe0f\U000e0100\U000e01ef", "joiner": "a\u034fb", "annotation": "\ufff9a\ufffab\ufffb",
    "separators": "a\u2028b\u2029c", "stacked": "e" + "\u0301" * 1000,
}  # fmt: skip
# Marks of languages that programs read: HTML, Markdown, Rich, BibTeX, RIS, tables, formulas.
MARKUP: Final = {
    "script": "<script>alert(1)</script>", "handler": '"><img src=x onerror=alert(1)>', "comment": "<!-- --> <![CDATA[",
    "entity": "&lt;b&gt; &#60; &amp;", "struck": "~~not~~ ~not~", "bold": "**not** __not__ *not* _not_",
    "heading": "# OWNED #", "rule": "---", "list": "- OWNED", "numbered": "1. OWNED", "code": "`x` ``y`` ```",
    "link": "[x](javascript:alert(1)) ![x](http://example.org/x.png)", "reference": "[x]: http://example.org [^1]",
    "address": "http://example.org/%41 www.example.org a@example.org", "pipes": "a | b || c",
    "rich": "[red]x[/red] [/x]", "emoji": ":smile:", "braces": "} { \\input{x} % $x$ & # ^", "tag": "TY  - JOUR",
    "end": "ER  - ", "at": "@misc{x,", "formula": "=1+1", "fullwidth": "＝1+1", "command": "@SUM(1)", "plus": "+1",
    "minus": "-1", "quote": "'=1", "semicolon": ";=1+1", "backslash": "\\", "template": "{0} {id} %s {{x}}",
}  # fmt: skip
# Ways to have a browser run something.
SCRIPTS: Final = (
    *"""<script>alert(1)</script>
<SCRIPT SRC=//x></SCRIPT>
</script><script>alert(1)</script>
<script/x>alert(1)</script>
</title><script>alert(1)</script>
</style><script>alert(1)</script>
</textarea><script>alert(1)</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1)//<</script>
<script>alert(1)//
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<IMG SRC=`javascript:alert(1)`>
<img/src/onerror=alert(1)>
<img src='x' onerror='alert(1)'>
"><img src=x onerror=alert(1)>
'><img src=x onerror=alert(1)>
<image href=x onerror=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href=javascript:alert(1)>x</a>
<svg><animate onbegin=alert(1)>
<svg><set onbegin=alert(1)>
<svg><foreignObject><body onload=alert(1)>
<svg><use href=data:,x>
<math><a href=javascript:alert(1)>x</a>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<body onload=alert(1)>
<body onpageshow=alert(1)>
<iframe src=javascript:alert(1)>
<iframe srcdoc='<script>alert(1)</script>'>
<frameset onload=alert(1)>
<object data=javascript:alert(1)>
<embed src=javascript:alert(1)>
<applet code=x>
<link rel=stylesheet href=//x>
<base href=//x/>
<meta http-equiv=refresh content=0;url=javascript:alert(1)>
<style>@import '//x';</style>
<style>*{background:url(//x)}</style>
<div style=background:url(javascript:alert(1))>
<div onmouseover=alert(1)>x
<p onclick=alert(1)>x
<input autofocus onfocus=alert(1)>
<select onfocus=alert(1) autofocus>
<textarea onfocus=alert(1) autofocus>
<details open ontoggle=alert(1)>
<video><source onerror=alert(1)>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>
<form action=javascript:alert(1)><button>x
<button formaction=javascript:alert(1)>x
<a href=javascript:alert(1)>x</a>
<a href='&#106;avascript:alert(1)'>x</a>
<a href=data:text/html,x>x</a>
<a href=vbscript:x>x</a>
javascript:alert(1)
data:text/html,<script>alert(1)</script>
<!--><script>alert(1)</script>-->
<noscript><p title='</noscript><img src=x onerror=alert(1)>'>
<template><script>alert(1)</script></template>
${alert(1)}
{{constructor.constructor('alert(1)')()}}
<x/onclick=alert(1)>x
<a/href='x'onclick=alert(1)>x
]]><script>alert(1)</script>""".splitlines(),
    "<script\n>alert(1)</script>", "<a href='java\tscript:alert(1)'>x</a>", "\u2028alert(1)",
)  # fmt: skip
FORGED: Final = "\nforged"
# Fields whose lines are those of the text.
LINES: Final = ("text", "chapeau", "closing", "notes")
NOON: Final = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
OTHERWISE: Final[dict[object, object]] = {int: 1, float: 0.5, bool: True, dt.datetime: NOON, dt.date: NOON.date()}


def filled(kind: type[BaseModel], payload: str, **known: object) -> dict[str, Any]:
    """A record of that kind in which every text, however deep, begins with the payload, says which field it is in, and
    goes on in a line of its own."""
    return {
        name: known[name] if name in known else _value(field.annotation, payload, name)
        for name, field in kind.model_fields.items()
    }


def _value(kind: Any, payload: str, name: str) -> Any:
    if kind is str:
        return f"{payload} {name}" + ("\na line" if name in LINES else FORGED)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return filled(kind, payload, **({"span": (0, 2)} if "span" in kind.model_fields else {}))
    if kind in OTHERWISE:
        return OTHERWISE[kind]
    parts = [part for part in get_args(kind) if part not in (type(None), ...)]
    if get_origin(kind) is Literal:
        return parts[0]
    if get_origin(kind) is dict:
        return {"x": _value(str, payload, name)}
    if get_origin(kind) is tuple:
        return tuple(_value(part, payload, name) for part in parts)
    return _value(parts[0], payload, name)


def mandates(payloads: Iterable[str]) -> Iterator[Mandate]:
    """Of each payload one of 2018, one of 2022 that takes it up, and its twin."""
    for number, payload in enumerate(payloads):
        words = " ".join(f"{word}{_letters(number)}" for word in "lighthouses beacons harbours estuaries".split())
        ids = [f"{payload.casefold()} {number} {name}{FORGED}" for name in ("older", "newer", "twin")]
        for id, other, language, summit in (
            (ids[0], None, "en", 2018), (ids[1], ids[2], "en", 2022), (ids[2], ids[1], "es", 2022),
        ):  # fmt: skip
            chapeau, item = f"{payload} Preserve {words} {payload}\na line", f"keep {payload}\na line"
            known = {
                "id": id, "commitment": ids[summit == 2022], "language": language, "summit": summit,
                "text": f"{chapeau}\na. {item}", "chapeau": chapeau, "items": [Item(label=f"a{FORGED}", text=item)],
                "twin": filled(Twin, payload, id=other) if other else None,
            }  # fmt: skip
            yield Mandate.model_validate(filled(Mandate, payload, **known))


def lifetimes(payloads: Iterable[str]) -> Iterator[Lifetime]:
    """Of each mandate: it came, was corrected and moved, left, and returned."""
    for mandate in sorted(mandates(payloads), key=lambda mandate: mandate.id):
        payload = mandate.notes[0].partition(" notes")[0]
        said = {name: getattr(mandate, name) for name in ("text", "chapeau", "items", "closing", "section")}
        first = filled(Phase, payload, **said, left=None)
        moved = filled(Phase, payload, **{**said, "items": (), "text": said["text"].replace("keep", "hold")}, left=NOON)
        moved["pages"] = (f"{payload} moved{FORGED}",)
        known = {"id": mandate.id, "language": mandate.language, "stands": True, "phases": (first, moved, first)}
        yield Lifetime.model_validate(filled(Lifetime, payload, **known))


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


def corpus(folder: Path, payloads: Iterable[str]) -> Path:
    """A folder whose records, tables, pages, diagnostics and snapshots all hold them."""
    payloads = list(payloads)
    jsonl.write(folder / "parsed" / "mandates.jsonl", mandates(payloads))
    jsonl.write(folder / "parsed" / "history.jsonl", lifetimes(payloads))
    jsonl.write(folder / "parsed" / "pages.jsonl", [Page.model_validate(filled(Page, p)) for p in payloads])
    found = [filled(Diagnostic, p) for p in payloads]
    advised = [{**one, "code": "item-label"} for one in found]
    jsonl.write(folder / "parsed" / "diagnostics.jsonl", map(Diagnostic.model_validate, [*found, *advised]))
    jsonl.write(folder / "raw" / "manifest.jsonl", [Sighting.model_validate(filled(Sighting, p)) for p in payloads])
    jsonl.write(
        folder / "raw" / "snapshots.jsonl",
        [Snapshot.model_validate(filled(Snapshot, p, forgotten=False)) for p in payloads],
    )
    every = "".join(payloads)
    _tables(folder / "registry", every)
    return folder


def _tables(folder: Path, payload: str) -> None:
    """Tables of a user's own, in which both summits have such names."""
    folder.mkdir()
    slug = payload.replace("/", "")
    days = {"starts": dt.date(2018, 4, 13), "ends": dt.date(2018, 4, 14)}
    rows: dict[str, list[dict[str, Any]]] = {
        "summits": [filled(model.Summit, payload, year=year, number="V", **days) for year in (2018, 2022)],
        "documents": [filled(model.Document, payload, summit=2018, sections=())],
        "themes": [filled(model.Theme, slug)],
        "bodies": [filled(model.Body, payload)],
        "languages": [filled(model.NamedLanguage, payload, code=code) for code in ("en", "es")],
        "attribution": [filled(model.Attribution, payload)],
    }
    for name, held in rows.items():
        tables = (f"[[{name}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in row.items()) for row in held)
        (folder / f"{name}.toml").write_text("".join(tables), "utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(held)}" for key, held in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")
