"""Lays out a site from a seed: pages, menus, two languages, an older and a newer state, and what is true of them."""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace

from testsite.words import Sentence

# Year, document, section (en, es), label (en, es): the labels seen on the real pages, and Spanish ones in their pattern.
SOURCES: list[tuple[int, str, tuple[str, str] | None, str, str]] = [
    (2022, "2022-digital-transformation", None,
     "Regional Agenda for Digital Transformation, IX Summit of the Americas, Los Angeles, 2022",
     "Programa Regional para la Transformación Digital, IX Cumbre de las Américas, Los Ángeles, 2022"),
    (2022, "2022-democratic-governance", None,
     "Inter-American Action Plan on Democratic Governance, IX Summit of the Americas, Los Angeles, 2022",
     "Plan de Acción Interamericano sobre Gobernabilidad Democrática, IX Cumbre de las Américas, Los Angeles, 2022"),
    (2022, "2022-health-resilience", None,
     "Action Plan on Health and Resilience in the Americas, IX Summit of the Americas, Los Angeles, 2022",
     "Plan de Acción sobre Salud y Resiliencia en las Américas, IX Cumbre de las Américas, Los Ángeles, 2022"),
    (2022, "2022-green-future", None,
     "Our Sustainable Green Future, IX Summit of the Americas, Los Angeles, 2022",
     "Nuestro Futuro Sostenible y Verde, IX Cumbre de las Américas, Los Ángeles, 2022"),
    (2022, "2022-clean-energy", None,
     "Accelerating the Clean, Sustainable, Renewable, and Just Energy Transition, IX Summit of the Americas, Los Angeles, 2022",
     "Acelerando la Transición Justa hacia la Energía Limpia, Sostenible y Renovable, IX Cumbre de las Américas,"
     " Los Ángeles, 2022"),
    (2018, "2018-lima-commitment", None, "Lima Commitment. Peru, 2018", "Compromiso de Lima. Perú, 2018"),
    (2015, "2015-mandates-for-action", ("Education", "Educación"),
     "Education, Initiatives VII Summit of the Americas, Panama City, 2015",
     "Educación, Iniciativas VII Cumbre de las Américas, Ciudad de Panamá, 2015"),
    (2015, "2015-mandates-for-action", ("Health", "Salud"),
     "Health, Initiatives VII Summit of the Americas, Panama City, 2015",
     "Salud, Iniciativas VII Cumbre de las Américas, Ciudad de Panamá, 2015"),
    (2012, "2012-mandates", ("Poverty, Inequality, and Inequity", "Pobreza, Desigualdad e Inequidad"),
     "Poverty, Inequality, and Inequity, Cartagena, 2012", "Pobreza, Desigualdad e Inequidad, Cartagena, 2012"),
    (2012, "2012-mandates", ("Disaster Risk Reduction and Management", "Reducción y Gestión del Riesgo de Desastres"),
     "Disaster Risk Reduction and Management, Cartagena, 2012", "Reducción y Gestión del Riesgo de Desastres, Cartagena, 2012"),
    (2009, "2009-declaration", None, "Declaration of Port of Spain, 2009", "Declaración de Puerto España, 2009"),
    (2005, "2005-declaration", None, "Declaration of Mar del Plata, 2005", "Declaración de Mar del Plata, 2005"),
    (2005, "2005-plan-of-action", None, "Plan of Action Mar del Plata, 2005", "Plan de Acción de Mar del Plata, 2005"),
    (2004, "2004-declaration", None, "Declaration of Nuevo León, 2004", "Declaración de Nuevo León, 2004"),
    (2001, "2001-declaration", None, "Declaration of Québec, 2001", "Declaración de Québec, 2001"),
    (2001, "2001-plan-of-action", None, "Plan of Action Québec, 2001", "Plan de Acción de Québec, 2001"),
    (1998, "1998-plan-of-action", None, "Plan of Action Santiago, 1998", "Plan de Acción de Santiago, 1998"),
    (1996, "1996-plan-of-action", None, "Plan of Action Santa Cruz de la Sierra, 1996",
     "Plan de Acción de Santa Cruz de la Sierra, 1996"),
    (1994, "1994-plan-of-action", None, "Plan of Action Miami, 1994", "Plan de Acción de Miami, 1994"),
]  # fmt: skip
LETTERS = "abcdefghijk"


@dataclass(frozen=True)
class Commitment:
    """What was meant, in both languages. `labels` are those of all its sub-items in the document."""

    number: int
    source: int
    sentence: Sentence
    labels: tuple[str, ...]
    items: tuple[Sentence, ...]
    corrected: bool = False

    @property
    def year(self) -> int:
        return SOURCES[self.source][0]

    def lead(self, language: str) -> str:
        text = self.sentence.chapeau(language) if self.labels else self.sentence.text(language)
        return text.replace(",", ", duly", 1) if self.corrected else text

    def item(self, label: str, language: str) -> str:
        return self.items[self.labels.index(label)].text(language, ";")


@dataclass(frozen=True)
class Excerpt:
    """A commitment on a page, with the labels shown there."""

    commitment: Commitment
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """`heading` is null where the page shows none."""

    path: str
    language: str
    theme: str
    heading: str | None
    excerpts: tuple[Excerpt, ...]
    links: tuple[str, ...]
    shape: int


@dataclass(frozen=True)
class Site:
    pages: dict[str, Page]
    others: dict[str, str] = field(default_factory=dict)

    def truth(self) -> dict[tuple[str, int], dict[str, object]]:
        """Mandates by language and commitment: what the records must say."""
        found: dict[tuple[str, int], dict[str, object]] = {}
        shown: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        placements: dict[tuple[str, int], set[tuple[str, int, tuple[str, ...]]]] = defaultdict(set)
        themes: dict[tuple[str, int], set[str]] = defaultdict(set)
        for page in self.pages.values():
            for position, excerpt in enumerate(page.excerpts, 1):
                key = (page.language, excerpt.commitment.number)
                placements[key].add((page.path, position, excerpt.shown))
                themes[key].add(page.theme)
                shown[key] |= {label: excerpt.commitment.item(label, page.language) for label in excerpt.shown}
                year, document, section, english, spanish = SOURCES[excerpt.commitment.source]
                found[key] = {
                    "language": page.language,
                    "summit": year,
                    "document": document,
                    "section": section[page.language == "es"] if section else None,
                    "lead": excerpt.commitment.lead(page.language),
                    "citation": (english, spanish)[page.language == "es"],
                }
        for key, record in found.items():
            labels = sorted(shown[key])
            record["items"] = {label: shown[key][label] for label in labels}
            record["missing"] = tuple(c for c in LETTERS if labels and c < labels[-1] and c not in labels)
            record["placements"] = placements[key]
            record["themes"] = tuple(sorted(themes[key]))
        return found


def _commitments(rng: random.Random, count: int) -> list[Commitment]:
    made = []
    for number in range(count):
        source = rng.randrange(len(SOURCES))
        lettered = SOURCES[source][0] == 2022 and rng.random() < 0.4
        labels = tuple(LETTERS[: rng.randrange(2, len(LETTERS))]) if lettered else ()
        made.append(Commitment(number, source, Sentence(rng), labels, tuple(Sentence(rng) for _ in labels)))
    return made


def _excerpt(rng: random.Random, commitment: Commitment) -> Excerpt:
    if not commitment.labels:
        return Excerpt(commitment, ())
    count = rng.randrange(1, min(4, len(commitment.labels)) + 1)
    return Excerpt(commitment, tuple(sorted(rng.sample(commitment.labels, count))))


def generate(
    seed: int, themes: list[tuple[str, str, str | None, str | None]], pages: int = 150, placements: int = 5_000
) -> Site:
    """The newer state. `themes` are (slug, file stem, English heading, Spanish heading); half the pages are Spanish."""
    rng = random.Random(seed)
    chosen = themes[: pages // 2]
    commitments = _commitments(rng, max(placements // (2 * 2), 1))
    on_page: dict[str, list[Excerpt]] = {stem: [] for _, stem, _, _ in chosen}
    stems = list(on_page)
    for commitment in commitments:
        for stem in rng.sample(stems, min(rng.choice((1, 2, 2, 3)), len(stems))):
            on_page[stem].append(_excerpt(rng, commitment))
    for stem in stems:
        if not on_page[stem]:
            on_page[stem].append(_excerpt(rng, rng.choice(commitments)))
        on_page[stem].sort(key=lambda e: -e.commitment.year)
    made: dict[str, Page] = {}
    for slug, stem, english, spanish in chosen:
        root = slug.partition("/")[0]
        near = [s for other, s, _, _ in chosen if other.partition("/")[0] == root or "/" not in other]
        for language, suffix, heading in (("en", "", english), ("es", "_sp", spanish)):
            path = f"/sisca/{stem}{suffix}.html"
            links = tuple(f"/sisca/{s}{x}.html" for s in near for x in ("", "_sp"))
            made[path] = Page(path, language, slug, heading, tuple(on_page[stem]), links, rng.randrange(4))
    others = {
        "/sisca/sisca_news.html": "<html><body><h1>NEWS</h1><p>Nothing new under the sun.</p></body></html>",
        "/sisca/cs_ind_sp.html": "<html><body><p>Seguimiento e implementación: Mandatos</p><h1>ENLACES</h1>"
        '<ul><li><a href="http://example.org/">Un enlace</a></li></ul></body></html>',
    }
    return Site(made, others)


def older(site: Site) -> Site:
    """The state before 2022 was added."""
    return replace(
        site,
        pages={
            path: replace(page, excerpts=kept)
            for path, page in site.pages.items()
            if (kept := tuple(e for e in page.excerpts if e.commitment.year < 2022))
        },
    )


def corrected(site: Site, number: int) -> Site:
    """The same state with one commitment's wording corrected, on every page of it."""

    def mended(excerpt: Excerpt) -> Excerpt:
        if excerpt.commitment.number != number:
            return excerpt
        return replace(excerpt, commitment=replace(excerpt.commitment, corrected=True))

    return replace(
        site, pages={p: replace(page, excerpts=tuple(map(mended, page.excerpts))) for p, page in site.pages.items()}
    )
