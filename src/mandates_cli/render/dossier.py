"""Everything about a mandate, in a form that can be quoted: for a screen, as plain text, and in Markdown."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from mandates_cli.compare.lineage import Lineage, Step
from mandates_cli.query.filters import ROLES
from mandates_cli.query.register import said
from mandates_cli.render import dates
from mandates_cli.render.beside import beside
from mandates_cli.render.captions import caption
from mandates_cli.render.flow import flowed
from mandates_cli.render.mandate import where
from mandates_cli.render.marks import begun, inline, link, markdown
from mandates_cli.render.screen import UNKNOWN, Screen, shown, shown_lines, styled
from mandates_cli.render.sheet import Known, named
from mandates_cli.rows import MandateRow, PlacementRow, SummitRow, opening
from mandates_cli.wording import agreeing, worded

# Narrower columns are harder to read side by side than one below the other.
SIDE_BY_SIDE: Final = 90
# As wide as a line of plain text may be: an editor wraps it.
ENDLESS: Final = 1_000_000
KINDS: Final = {"refers-back": "refers back to it"}


class Dossier(NamedTuple):
    """A mandate, its twin, and what else is known: `lineage` was looked for in so many `mandates` of so many `summits`;
    `seen` is the day by page; `languages`, `themes` and `bodies` are names by code and
    slug. `words` is the language of what is said of it."""

    row: MandateRow
    twin: MandateRow | None
    lineage: Lineage[MandateRow]
    mandates: int
    summits: int
    seen: Mapping[str, date]
    known: Known
    languages: Mapping[str, str]
    themes: Mapping[str, str]
    bodies: Mapping[str, str]
    words: str = "en"

    def said(self, template: str, **facts: object) -> str:
        return worded(caption(template, self.words), **facts)


class Fact(NamedTuple):
    """`address` ends the text where it names a page of the web."""

    name: str
    text: str
    address: str = ""


def drawn(found: Iterable[Dossier], screen: Screen) -> Iterator[str]:
    for number, one in enumerate(found):
        yield "\n" if number else ""
        yield styled(one.row["id"], "head", screen) + "\n\n"
        if one.twin and screen.width >= SIDE_BY_SIDE:
            yield beside(one.row, one.twin, screen)
        else:
            yield from _texts(one, screen)
        yield "\n"
        yield from _facts_drawn(one, screen)


def _texts(one: Dossier, screen: Screen) -> Iterator[str]:
    yield from _lines(one.row["text"], screen, 2)
    if one.twin:
        yield "\n" + styled(f"{one.twin['language']}  {one.twin['id']}", "dim", screen) + "\n\n"
        yield from _lines(one.twin["text"], screen, 2)


def _lines(text: str, screen: Screen, indent: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from flowed([("", line)], screen, indent)


def _facts_drawn(one: Dossier, screen: Screen) -> Iterator[str]:
    listed = list(facts(one))
    names = [caption(fact.name, one.words) for fact in listed]
    wide = max(map(len, names)) + 2
    for name, fact in zip(names, listed, strict=True):
        parts = [("dim", name), ("", " " * (wide - len(name))), ("", fact.text + fact.address)]
        yield from flowed(parts, screen, hang=wide)


def prose(found: Iterable[Dossier]) -> Iterator[str]:
    """The text, where it stands, and the facts: a paragraph a line."""
    screen = Screen(ENDLESS, color=False)
    for number, one in enumerate(found):
        yield "\n\n" if number else ""
        yield f"{shown_lines(one.row['text'])}\n\n{shown(_source(one))}\n\n"
        yield f"id: {shown(one.row['id'])}\n"
        for fact in _besides_source(one):
            yield from flowed([("", f"{caption(fact.name, one.words)}: {fact.text}{fact.address}")], screen)
        if one.twin:
            yield f"\n{shown(_language(one, one.twin))}:\n{shown_lines(one.twin['text'])}\n"


def report(found: Iterable[Dossier]) -> Iterator[str]:
    for number, one in enumerate(found):
        yield "\n" if number else ""
        yield f"## {markdown(one.row['id'])}\n\n{_quoted(one.row['text'])}\n— {markdown(_source(one))}\n\n"
        for fact in _besides_source(one):
            yield f"- **{caption(fact.name, one.words)}**: {inline(fact.text)}{link(fact.address)}\n"
        if one.twin:
            yield f"\n{markdown(_language(one, one.twin))}:\n\n{_quoted(one.twin['text'])}"


def _besides_source(one: Dossier) -> Iterator[Fact]:
    return (fact for fact in facts(one) if fact.name != "summit")


def _quoted(text: str) -> str:
    """Each line is a paragraph of one quotation."""
    return ">\n".join(f"> {begun(line)}\n" for line in text.split("\n"))


def _language(one: Dossier, row: MandateRow) -> str:
    return one.languages.get(row["language"], row["language"])


def _source(one: Dossier) -> str:
    """`Lima Commitment, Eighth Summit of the Americas, Lima, Peru, 13–14 April 2018`; as the page cites it where that
    names no document that is known."""
    document, citation = one.known.document(one.row), one.row["citation"]
    if document is None:
        return citation["text"] if citation else one.said("no citation")
    language = one.row["language"]
    section = f"{one.row['section']}, " if one.row["section"] else ""
    return f"{section}{named(document['title'], language)}, {_summit(one)}"


def _summit(one: Dossier) -> str:
    found = one.known.summit(one.row)
    return _met(found, one.row["language"]) if found else UNKNOWN


def _met(summit: SummitRow, language: str) -> str:
    """`Ninth Summit of the Americas, Los Angeles, United States, 6–10 June 2022`"""
    names = [named(summit[name], language) for name in ("name", "city", "country")]
    first, last = date.fromisoformat(summit["starts"]), date.fromisoformat(summit["ends"])
    return ", ".join([*names, dates.days(first, last, language)])


def facts(one: Dossier) -> Iterator[Fact]:
    """A record that was written before a field was added lacks it; those fields have defaults."""
    row = one.row
    document, citation = one.known.document(row), row["citation"]
    told = {
        "document": f"{named(document['title'], row['language'])} ({row['document']})" if document else row["document"],
        "summit": _summit(one),
        "section": row["section"],
        "citation": citation["text"] if citation else one.said("none"),
        "also cited": "; ".join(other["text"] for other in row.get("also_cited") or ()),
        "language": _language(one, row),
        "themes": "; ".join(_theme(one, slug) for slug in row["themes"]),
        "missing items": _missing(one),
        "notes": "; ".join(row.get("notes") or ()),
        "first seen": _first_seen(one),
    }
    yield from (Fact(name, text) for name, text in told.items() if text)
    yield from _register(one)
    yield from _linked(one)
    yield from _twin(one)
    for placement in row["placements"]:
        yield _page(one, placement)


def _theme(one: Dossier, slug: str) -> str:
    title = one.themes.get(slug)
    return f"{title} ({slug})" if title else slug


def _first_seen(one: Dossier) -> str:
    """Nothing where that was the only day: its pages say when they were seen."""
    first, last = one.row.get("first_seen"), one.row.get("last_seen")
    return dates.day(date.fromisoformat(first), one.words) if first and first != last else ""


def _missing(one: Dossier) -> str:
    labels = one.row["missing_labels"]
    if not labels:
        return ""
    template = "no page shows {items} {labels}: theme pages show excerpts"
    return one.said(template, items=agreeing(len(labels), "item"), labels=", ".join(labels))


def _register(one: Dossier) -> Iterator[Fact]:
    """By when, and who: each in the words that say so.

    `due: 2030, “by 2030”, target “50 per cent” (items a, b)`; `asked: Pan American Health Organization (paho), “PAHO”`
    """
    row = one.row
    for deadline in said(row["deadlines"], "year", "text", "target"):
        year, text, target = (deadline.row[name] for name in ("year", "text", "target"))
        ends = year or one.said("no certain year ({kind})", kind=one.said(deadline.row["kind"]))
        aim = f", {one.said('target “{target}”', target=target)}" if target else ""
        yield Fact("due", f"{ends}, “{text}”{aim}{where(deadline)}")
    for addressee in sorted(
        said(row["addressees"], "body", "text", "role"), key=lambda one: ROLES.index(one.row["role"])
    ):
        body, text, role = (addressee.row[name] for name in ("body", "text", "role"))
        name = f"{one.bodies[body]} ({body})" if body in one.bodies else body
        yield Fact(role, f"{name}, “{text}”{where(addressee)}")


def _linked(one: Dossier) -> Iterator[Fact]:
    """What the mandate takes up and what takes it up; and where nothing does, in what that was looked for."""
    found = one.lineage
    for name, steps in (("takes up", found.earlier), ("taken up by", found.later)):
        for step in steps:
            yield Fact(name, _step(one, step))
    if not (found.earlier or found.later):
        template = "no similar wording in {mandates:mandate} of {summits:summit}"
        yield Fact("other summits", one.said(template, mandates=one.mandates, summits=one.summits))


def _step(one: Dossier, step: Step[MandateRow]) -> str:
    """`2018, 2018-lima-commitment-1c4d89: “Continue to …” (reworded, 0.82)`"""
    record, link = step.record, step.link
    how = f"{one.said(KINDS.get(link.kind, link.kind))}, {link.score:.2f}"
    return f"{record['summit'] or UNKNOWN}, {record['id']}: “{opening(record)}” ({how})"


def _twin(one: Dossier) -> Iterator[Fact]:
    if twin := one.row.get("twin"):
        likeness = one.said("likeness {score}: {evidence}", score=twin["score"], evidence="; ".join(twin["evidence"]))
        yield Fact("twin", f"{twin['id']} ({likeness})")


def _page(one: Dossier, placement: PlacementRow) -> Fact:
    """`position 3, printed “3.”, seen 24 November 2026: https://…`"""
    parts = [one.said("position {position}", position=placement["position"])]
    if label := placement["label"]:
        parts.append(one.said("printed “{label}”", label=label))
    if on := one.seen.get(placement["page"]):
        parts.append(one.said("seen {day}", day=dates.day(on, one.words)))
    return Fact("page", ", ".join(parts) + ": ", placement["url"] or placement["page"])
