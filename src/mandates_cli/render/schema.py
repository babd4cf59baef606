"""JSON Schema of what the commands answer: of a record, which is a line of `jsonl` and a member of the `json` array."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from mandates_cli.errors import UsageError

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# Counted up when a field changes its meaning or goes; a new field leaves it.
VERSION: Final = 1
NAMES: Final[Mapping[str, Schema]] = {
    "text": {"type": "string"}, "number": {"type": "integer"}, "truth": {"type": "boolean"},
    "score": {"type": "number"}, "texts": {"type": "array", "items": {"type": "string"}},
    "name": {"type": ["string", "integer"]}, "numbers": {"type": "array", "items": {"type": "integer"}},
}  # fmt: skip

# Each field: its type (with ? where it may be null), then what it says.
MANDATE_ID: Final = "text Id of the mandate."
COUNTS: Final = {
    "commitments": "number Commitments: a mandate and its twin in the other language are one.",
    "mandates": "number Mandates, each of one language.",
    "placements": "number Appearances of these mandates on pages.",
}
OF_MANDATE: Final = {
    "id": MANDATE_ID,
    "language": "text Its language, en or es.",
    "summit": "number? Year of its summit; null where it is unknown.",
    "document": "text? Id of the document that it is from; null where it is unknown.",
    "themes": "texts Slugs of the themes whose pages show it.",
    "text": "text The whole readable text: the chapeau and each item on a line of its own.",
}
NAMED: Final = {name: OF_MANDATE[name] for name in ("id", "language", "summit", "document")}
LOOKED_IN: Final = {
    "looked_in_mandates": "number? In so many mandates similar wording was looked for; null where nothing is claimed.",
    "looked_in_summits": "number? In mandates of so many summits.",
}
LINK: Final = {
    "kind": "text? How the later text takes up the earlier: verbatim, reworded, narrowed, extended, re-dated or"
    " refers-back.",
    "score": "score? Share of the shorter text, by the weight of its words, that the other holds: 0 to 1.",
    "shared": "texts Runs of words, folded, that both texts have.",
}
TITLES: Final = {"title_en": "text? Title in English.", "title_es": "text? Title in Spanish."}
ACCOUNT: Final = {
    "page": "text The page, without scheme and host.",
    "total": "number Characters that the page shows, blanks apart.",
    "texts": "number Those that are in texts of mandates.",
    "citations": "number Those that are in citations.",
    "markers": "number Those that are labels of items.",
    "skeleton": "number Those that every page repeats around its lists.",
    "diagnostics": "number Those that are in no record and are told by a diagnostic.",
    "hidden": "number Those that no browser shows.",
}
DIAGNOSTIC: Final = {
    "code": "text What kind of thing was seen, such as no-citation.",
    "severity": "text error, warning or note.",
    "page": "text The page, without scheme and host.",
    "line": "number? Line in the decoded page, from 1; null for the page as a whole.",
    "text": "text What the page shows there.",
    "message": "text What is not known or wrong.",
}
PAGES: Final = {
    "new": "number Pages that came for the first time.",
    "changed": "number Pages whose content changed.",
    "unchanged": "number Pages that are as they were.",
    "gone": "number Pages that the site no longer has.",
    "drifted": "number Pages that no longer look as expected.",
    "failed": "number Pages that did not come.",
}
SNAPSHOT: Final = {
    "name": "text Its name, a date.",
    "source": "text fetch, import, or the archive: wayback, commoncrawl.",
    "scope": "text The filters of a run that did not want every page; else empty.",
    "finished": "text When it ended, as ISO 8601.",
    "complete": "truth Whether it ended with no page left to ask for again.",
}
KINDS: Final = {
    "added": "number Mandates that only the newer state has.",
    "removed": "number Mandates that only the older state has.",
    "text": "number Mandates whose words changed.",
    "citation": "number Mandates with another citation.",
    "item-added": "number Mandates that got an item.",
    "item-removed": "number Mandates that lost an item.",
    "item-relabelled": "number Mandates with an item of another label.",
    "typography": "number Mandates that differ in typography only.",
    "placement": "number Mandates on other pages.",
}
NAMING: Final = {
    f"{role}_{unit}": f"number {unit.capitalize()} that {said}; one may do so in two ways."
    for role, said in (
        ("asked", "ask it to do something"),
        ("partner", "have it as a partner"),
        ("named", "name it in another way"),
    )
    for unit in ("commitments", "mandates")
}
TOOK_UP: Final = {
    f"{change}_{unit}": f"number {unit.capitalize()} that {said}."
    for change, said in (
        ("returned", "the newer summit took up"),
        ("new", "only the newer summit has"),
        ("dropped", "the newer summit did not take up, by similar wording"),
    )
    for unit in ("commitments", "mandates")
}

ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "search --facets": {
        "facet": "text What is counted by: summit, theme, document or language.",
        "value": "name? Which one: a year is a number; null where it is unknown.",
        "commitments": COUNTS["commitments"], "mandates": COUNTS["mandates"],
    },
    "search --kwic": {
        **{name: OF_MANDATE[name] for name in ("id", "summit", "language")},
        "left": "text What stands before the hit in its line of the text.", "hit": "text The words found.",
        "right": "text What stands after the hit.",
    },
    "search --count": {**COUNTS, "items": "number Items that match; all where the query is about none."},
    "precedents": {
        "wording": "text The phrase with the words around it, as first used.",
        "language": OF_MANDATE["language"],
        "first": "number? Year of the first summit that used it.", "last": "number? Year of the last one.",
        "mandates": "texts Ids of the mandates that use it, oldest first.",
        "references": "texts? Citation of each of these, verbatim; null for one without.",
    },
    "themes": {"slug": "text What --theme accepts; a sub-theme has one slash.", "code": "text Its code in file names.",
               **TITLES, **COUNTS},
    "summits": {
        "year": "number Its year, which --summit accepts.", "number": "text? Roman numeral of an ordinary summit.",
        "kind": "text ordinary, or what else it was.", "city": "text Where it was held.",
        "country": "text In which country.",
        "starts": "text First day, as ISO 8601.", "ends": "text Last day, as ISO 8601.", **COUNTS,
    },
    "bodies": {
        "slug": "text What --asks accepts.", "acronyms": "texts Its acronyms, in both languages.",
        "title_en": "text Its name in English.", "title_es": "text Its name in Spanish.",
        "commitments": "number Commitments that name it, in whatever role.",
        "mandates": "number Mandates that name it, each of one language.", **NAMING,
    },
    "documents": {"id": "text What --document accepts.", "summit": "number Year of the summit that adopted it.",
                  **TITLES, **COUNTS},
    # The values that are counted by, and the count that is named for its unit.
    "stats": {
        "summit": OF_MANDATE["summit"],
        "theme": "text? Slug of a theme, which covers its sub-themes, or of a sub-theme; null for no known theme.",
        "document": OF_MANDATE["document"], "language": OF_MANDATE["language"],
        "body": "text? Slug of a body that is named, in whatever role; null where none is.",
        "due": "name? Year in which a deadline ends, or 'no year' where that is not certain; null for no deadline.",
        **COUNTS, "items": "number Items of these mandates.",
    },
    "stats --taken-up": {
        "summit": OF_MANDATE["summit"], "commitments": COUNTS["commitments"],
        "taken_up": "number? Those that a later summit took up, by similar wording; null where there is none later.",
        "share": "score? Their share, from 0 to 1.", **LOOKED_IN,
    },
    "diff": {
        "change": "text What kind of difference.", "id": MANDATE_ID,
        "old_id": "text? Its id in the older state; null where it is new.",
        **{name: OF_MANDATE[name] for name in ("language", "summit", "document", "themes")},
        "label": "text? Label of the item that differs; null for what is no item's.",
        "old": "text? As it was.", "new": "text? As it is.",
    },
    "diff --stat": {"document": "text? Id of the document; null where it is unknown.",
                    "differ": "number Mandates of it that differ.", **KINDS},
    "diff YEAR YEAR": {
        "change": "text returned, new or dropped.", **OF_MANDATE,
        "older_id": "text? Id of the mandate that returned.", "older_text": "text? Text of the mandate that returned.",
        **LINK, "looked_in": "number? In so many mandates it was looked for; null for one that returned.",
    },
    "diff YEAR YEAR --stat": {"theme": "text Slug of the theme; it covers its sub-themes.", **TOOK_UP},
    "history": {
        "of": "text Id of the mandate, or the page, that was asked for.",
        "change": "text first-seen, left, returned, last-seen, or what kind of difference: as diff names them.",
        "seen": "text When it was found so: a moment of ISO 8601, in UTC.",
        "after": "text? When what was before was last seen: the change happened between the two.",
        "snapshot": "text? The run that found it.",
        "id": "text? Id of the mandate; null where it is the page that came, left or was seen.",
        "label": "text? Label of the item that differs; null for what is no item's.",
        "old": "text? As it was.", "new": "text? As it is.",
        "pages": "texts Pages that show it from then on; those that it left.",
        "language": "text? Its language, en or es.",
        "summit": OF_MANDATE["summit"], "document": OF_MANDATE["document"],
    },
    "trace": {
        "of": "text Id of the mandate that was asked for.",
        "depth": "number Steps from it: negative at earlier summits, 0 itself.",
        **NAMED, "link": "text? Id of the mandate that it is linked to.", **LINK, "text": OF_MANDATE["text"],
        **LOOKED_IN,
    },
    "trace --recurring": {
        "commitment": "text Id of the newest wording's commitment.", "language": OF_MANDATE["language"],
        "first": "number Year of the first summit.", "last": "number Year of the last one.",
        "summits": "numbers Years of the summits that took it up.",
        "mandates": "texts Ids of its wordings, oldest first.",
        "kinds": "texts How each link takes up the earlier text.",
        "themes": OF_MANDATE["themes"], "text": OF_MANDATE["text"], **LOOKED_IN,
    },
    "check": DIAGNOSTIC,
    "check --accounts": ACCOUNT,
    "info": {
        "folder": "text Where the corpus is.", "chosen_by": "text Why this one: option, environment and so on.",
        "corpus_version": "text Day of the last snapshot and digest of the records.",
        "engine": "text What a search asks.", **COUNTS, "items": "number Items of mandates.",
        "pages": "number Pages that the records are from.", "languages": "texts Languages that some mandate is in.",
        "coverage": "coverage By language, pages of the site that are known and that were read.",
        "summits": "numbers Years of the summits that have mandates.",
        "snapshots": "snapshots The site as each run saw it.",
        "last_seen": "text? When a page was last seen, as ISO 8601.", "version": "text Version of mandates.",
    },
    "fetch": {
        "kind": "text page or mandate.", "change": "text What became of it.",
        "id": "text The page without scheme and host, or the mandate's id.", "url": "text? Address of a page.",
        "bytes": "number? Bytes received.", "known": "truth? Whether the tables hold the page.",
        "reason": "text? Why it failed or drifted.", "text": "text? Text of a mandate.",
    },
    "fetch --from": {
        "kind": "text page or mandate.", "change": "text What became of it.",
        "id": "text The page without scheme and host, or the mandate's id.",
        "archive": "text? Archive that has the capture.", "seen": "text? When the page was seen, as ISO 8601.",
        "snapshot": "text? Snapshot that it belongs to; null where nothing of that state has come.",
        "url": "text? Address of a page.", "address": "text? Where the archive keeps the capture.",
        "bytes": "number? Bytes received.", "known": "truth? Whether the tables hold the page.",
        "reason": "text? Why it is gone, failed, drifted or was refused.", "text": "text? Text of a mandate.",
    },
    "fetch --from --dry-run": {
        "page": "text The page, without scheme and host.", "archive": "text Archive that has the capture.",
        "period": "text State of which it would be: 2012, 2012-Q2 or 2012-05-01.",
        "seen": "text When the page was seen, as ISO 8601.", "url": "text Address of the page.",
        "address": "text Where the archive keeps the capture.", "status": "number Status of the site's answer.",
        "digest": "text? SHA-1 of what the site sent, in base 32.",
        "held": "truth Whether nothing would be asked for: it was laid down before, or its bytes are here.",
    },
    "fetch --dry-run": {
        "page": "text The page, without scheme and host.", "last_seen": "text? When it was last seen, as ISO 8601.",
        "url": "text Its address.",
    },
    "import --dry-run": {
        "page": "text The page, without scheme and host.", "file": "text The file it is in.",
        "seen": "text When it was seen, as ISO 8601.", "change": "text What would become of it.",
        "items": "number? Items that it shows.", "reason": "text? Why it would be refused.",
    },
    "forget --dry-run": {
        "page": "text The page, without scheme and host.", "snapshot": "text Name of the snapshot that brought it.",
        "seen": "text When it was seen, as ISO 8601.", "url": "text? Its address.",
    },
}  # fmt: skip
SCORE: Final = {"score": "score Likeness of meaning to the question: at most 1."}
RECORDS: Final = ("list", "search", "show", "search --semantic", "search --hybrid")
# Answers of which a record has some fields only.
SOME: Final = ("stats",)
ALIKE: Final = {"trace --dropped-since": "trace --recurring"}


def names() -> list[str]:
    return sorted({*RECORDS, *ANSWERS, *ALIKE})


def schema(asked: str, mandate: Callable[[], Schema]) -> Schema:
    """Of the record of a mandate, where `asked` is empty, else of what that command answers. Raises UsageError."""
    plain = {name.replace("--", ""): name for name in names()}
    asked = plain.get(re.sub(r"\b\d{4}\b", "YEAR", asked).replace("--", ""), asked)
    name = ALIKE.get(asked, asked)
    if not asked or name in RECORDS:
        found = mandate()
        if name in ("search --semantic", "search --hybrid"):
            found["properties"] |= _object(SCORE)["properties"]
            found["required"] = [*found["required"], *SCORE]
    elif name in ANSWERS:
        found = _object(ANSWERS[name]) | ({"required": []} if name in SOME else {})
    else:
        raise UsageError("No answer {asked!r}; there is a schema for: {names}.", asked=asked, names=", ".join(names()))
    slug = (asked or "mandate").lower().replace(" --", "-").replace(" ", "-")
    head = {"$schema": DIALECT, "$id": f"urn:mandates-cli:schema:{slug}:{VERSION}", "version": VERSION}
    title = f"A record that 'mandates {asked}' gives" if asked else "Mandate"
    return head | found | {"title": title}


def _object(fields: Mapping[str, str]) -> Schema:
    properties = {name: _field(*said.split(" ", 1)) for name, said in fields.items()}
    return {"type": "object", "properties": properties, "required": list(fields), "additionalProperties": False}


def _field(kind: str, description: str) -> Schema:
    return {"description": description, **_type(kind)}


def _type(kind: str) -> Schema:
    if kind == "coverage":
        counts = {"known": "number Pages that are known.", "read": "number Pages that were read."}
        return {"type": "object", "additionalProperties": _object(counts)}
    if kind == "snapshots":
        snapshot, pages = _object(SNAPSHOT), _object(PAGES)
        snapshot["properties"]["pages"] = pages | {"required": [], "description": "Its pages by what became of them."}
        return {"type": "array", "items": snapshot | {"required": [*SNAPSHOT, "pages"]}}
    if kind == "texts?":
        return {"type": "array", "items": {"type": ["string", "null"]}}
    found = NAMES[kind.removesuffix("?")]
    if not kind.endswith("?"):
        return dict(found)
    types = found["type"] if isinstance(found["type"], list) else [found["type"]]
    return {"type": [*types, "null"]}
