"""The words around counts, in English and in Spanish: names of what is counted and of what it is counted by."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Self

from mandates_cli.query.dimensions import Dimension, TakenUpRow, Value
from mandates_cli.query.names import Tables
from mandates_cli.query.register import NO_YEAR
from mandates_cli.rows import NamesRow, SummitRow

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "commitments": "commitments", "mandates": "mandates", "placements": "placements", "items": "items",
        "summit": "summit", "theme": "theme", "document": "document", "language": "language", "body": "body",
        "due": "deadline",
        "no summit": "unknown summit", "no theme": "no known theme", "no document": "unknown document",
        "no body": "no body named", "no due": "no deadline", "no language": "unknown language",
        NO_YEAR: "no year",
        "by": "{unit} by {one}", "by two": "{unit} by {one} and {other}",
        "several theme": "a theme covers its sub-themes, and what is on pages of several themes counts in each",
        "several body": "what names several bodies counts for each",
        "several due": "what has several deadlines counts in each year",
        "several language": "a commitment in two languages counts in both",
        "taken_up": "taken up", "all": "all", "heading taken_up": "commitments that later summits took up",
        "share": "{taken} of {all} ({share} %)", "no later": "{all}, none later",
        "looked in": "later mandates (summits)",
        "similar": "By similar wording, looked for in the mandates of later summits in the same language",
        "filters": "Filters: {said}", "everything": "Everything in the corpus", "read": "pages read: {read} of {known}",
        "source": "Source: {publisher}. Corpus {version}, mandates-cli.",
    },
    "es": {
        "commitments": "compromisos", "mandates": "mandatos", "placements": "apariciones", "items": "incisos",
        "summit": "cumbre", "theme": "tema", "document": "documento", "language": "idioma", "body": "organismo",
        "due": "plazo",
        "no summit": "cumbre desconocida", "no theme": "sin tema conocido", "no document": "documento desconocido",
        "no body": "ningún organismo", "no due": "sin plazo", "no language": "idioma desconocido",
        NO_YEAR: "sin año",
        "by": "{unit} por {one}", "by two": "{unit} por {one} y {other}",
        "several theme": "un tema incluye sus subtemas, y lo que está en páginas de varios temas cuenta en cada uno",
        "several body": "lo que nombra a varios organismos cuenta para cada uno",
        "several due": "lo que tiene varios plazos cuenta en cada año",
        "several language": "un compromiso en dos idiomas cuenta en ambos",
        "taken_up": "retomados", "all": "todos", "heading taken_up": "compromisos que retomaron cumbres posteriores",
        "share": "{taken} de {all} ({share} %)", "no later": "{all}, sin posterior",
        "looked in": "posteriores (cumbres)",
        "similar": "Por redacción similar, buscada en los mandatos de cumbres posteriores en el mismo idioma",
        "filters": "Filtros: {said}", "everything": "Todo el corpus", "read": "páginas leídas: {read} de {known}",
        "source": "Fuente: {publisher}. Corpus {version}, mandates-cli.",
    },
}  # fmt: skip


class Legend(NamedTuple):
    """In one language; `names` are what people call each value of a dimension."""

    language: str
    names: Mapping[tuple[str, Value], str]

    @classmethod
    def of(cls, tables: Tables, language: str) -> Self:
        def named(one: NamesRow) -> str:
            return one["es"] if language == "es" else one["en"]

        def numbered(row: SummitRow) -> str:
            return " ".join(filter(None, (str(row["year"]), row["number"], named(row["city"]))))

        names: dict[tuple[str, Value], str] = {("summit", row["year"]): numbered(row) for row in tables.summits()}
        names |= {("document", row["id"]): f"{row['summit']} · {named(row['title'])}" for row in tables.documents()}
        names |= {("language", row["code"]): named(row["name"]) for row in tables.languages()}
        names |= {("body", row["slug"]): named(row["name"]) for row in tables.bodies()}
        names |= {("theme", row["slug"]): named(row["title"]) for row in tables.themes() if row["title"]}
        return cls(language, names)

    def word(self, name: str) -> str:
        return WORDS[self.language][name]

    def said(self, name: str, /, **facts: str) -> str:
        return self.word(name).format(**facts)

    def number(self, count: int) -> str:
        """`1,029`, and in Spanish with a narrow blank."""
        return f"{count:,}".replace(",", "\u202f") if self.language == "es" else f"{count:,}"

    def taken_up(self, row: TakenUpRow) -> str:
        """`12 of 40 (30.0 %)`"""
        every = self.number(row["commitments"])
        if row["taken_up"] is None or row["share"] is None:
            return self.said("no later", all=every) if row["summit"] else every
        share = f"{100 * row['share']:.1f}"
        if self.language == "es":
            share = share.replace(".", ",")
        return self.said("share", taken=self.number(row["taken_up"]), all=every, share=share)

    def looked_in(self, row: TakenUpRow) -> str:
        """`711 (9)` mandates of summits; empty where nothing is claimed."""
        mandates, summits = row["looked_in_mandates"], row["looked_in_summits"]
        return "" if mandates is None else f"{self.number(mandates)} ({summits})"

    def several(self, by: Iterable[Dimension], unit: str) -> str:
        """Why counts add up to more than there is; empty where it is for no reason of these."""
        held = [one for one in by if f"several {one}" in WORDS["en"] and (one != "language" or unit == "commitments")]
        return "; ".join(self.word(f"several {one}") for one in held)

    def heading(self, by: Iterable[Dimension], unit: str) -> str:
        """`commitments by theme and summit`"""
        one, *other = map(self.word, by)
        template = self.word("by two" if other else "by")
        return template.format(unit=self.word(unit), one=one, other="".join(other))

    def name(self, dimension: Dimension, value: Value) -> str:
        """What people call it: a title, a city, or that nothing is known."""
        return self.names.get((dimension, value)) or self.key(dimension, value)

    def key(self, dimension: Dimension, value: Value) -> str:
        """What a filter takes for it."""
        if value is None:
            return self.word(f"no {dimension}")
        if value == NO_YEAR and dimension == "due":
            return self.word(NO_YEAR)
        return str(value)
