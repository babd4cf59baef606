"""What people ask of the tables, ready to be read: views, and questions for Datasette."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class View(NamedTuple):
    """A statement, its title, and what its rows are."""

    title: str
    says: str
    sql: str


# One of the pages that show it: the address that a reference gives.
ADDRESS: Final = "(SELECT url FROM placements p WHERE p.mandate = m.id AND url NOT NULL ORDER BY number LIMIT 1)"
DUE: Final = "(SELECT min(year) FROM deadlines d WHERE d.mandate = m.id)"
WORDS: Final = (
    "(SELECT group_concat(text, '; ') FROM (SELECT text FROM deadlines d WHERE d.mandate = m.id AND NOT inherited"
    " GROUP BY text ORDER BY min(number)))"
)
BODIES: Final = (
    "(SELECT group_concat(body, '; ') FROM (SELECT body FROM addressees a WHERE a.mandate = m.id AND role {}"
    " GROUP BY body ORDER BY min(number)))"
)
COUNTS: Final = "count(DISTINCT m.commitment) AS commitments, count(DISTINCT m.id) AS mandates"

VIEWS: Final[Mapping[str, View]] = {
    "mandates_with_sources": View(
        "Mandates with their sources",
        "A row is a mandate, with the names of its summit and document in its own language and a page that shows it.",
        f"""
SELECT m.id, m.commitment, m.language, m.summit,
    CASE m.language WHEN 'es' THEN s.name_es ELSE s.name_en END AS summit_name,
    CASE m.language WHEN 'es' THEN d.title_es ELSE d.title_en END AS document_title,
    m.section, m.text, m.citation, {ADDRESS} AS url
FROM mandates m LEFT JOIN summits s ON s.year = m.summit LEFT JOIN documents d ON d.id = m.document
""",
    ),
    "commitments_by_summit": View(
        "Commitments by summit",
        "A row is a summit, also one without a commitment in this file; the row without a year is of those whose summit"
        " is unknown.",
        f"""
SELECT s.year, s.number, s.name_en, s.name_es, {COUNTS}
FROM summits s LEFT JOIN mandates m ON m.summit = s.year GROUP BY s.year
UNION ALL
SELECT NULL, NULL, NULL, NULL, {COUNTS} FROM mandates m WHERE m.summit IS NULL HAVING count(*) > 0
ORDER BY 1
""",
    ),
    "commitments_by_theme": View(
        "Commitments by theme",
        "A row is a theme or sub-theme; a theme covers its sub-themes, and a commitment under two themes counts for"
        " both.",
        f"""
SELECT t.slug, t.title_en, t.title_es, {COUNTS} FROM themes t
LEFT JOIN mandate_themes x ON x.theme = t.slug OR x.theme LIKE t.slug || '/%'
LEFT JOIN mandates m ON m.id = x.mandate GROUP BY t.slug ORDER BY t.slug
""",
    ),
    "side_by_side": View(
        "English and Spanish side by side",
        "A row is a commitment; a language is empty where no mandate of this file has it.",
        """
SELECT c.id, c.summit, c.document,
    (SELECT text FROM mandates m WHERE m.commitment = c.id AND language = 'en' ORDER BY id LIMIT 1) AS text_en,
    (SELECT text FROM mandates m WHERE m.commitment = c.id AND language = 'es' ORDER BY id LIMIT 1) AS text_es
FROM commitments c
""",
    ),
    "register": View(
        "Register of deadlines and addressees",
        "A row is a mandate with a deadline or an addressee: the first year in which one ends, the words of its"
        " deadlines, the bodies that it asks and that it names otherwise, its text, and its reference.",
        f"""
SELECT m.id AS mandate, m.commitment, m.language, m.summit, {DUE} AS due, {WORDS} AS deadlines,
    {BODIES.format("= 'asked'")} AS asked, {BODIES.format("<> 'asked'")} AS named,
    m.text, m.citation, {ADDRESS} AS url
FROM mandates m
WHERE m.id IN (SELECT mandate FROM deadlines) OR m.id IN (SELECT mandate FROM addressees)
ORDER BY due IS NULL, due, m.id
""",
    ),
    "taken_up": View(
        "What later summits took up",
        "A row is a link between two mandates; a text is empty where the filters left its mandate out of this file.",
        """
SELECT l.older, o.summit AS older_summit, l.newer, n.summit AS newer_summit, l.kind, l.score, l.shared,
    o.text AS older_text, n.text AS newer_text
FROM links l LEFT JOIN mandates o ON o.id = l.older LEFT JOIN mandates n ON n.id = l.newer
""",
    ),
}
# What Datasette asks with values that a person types; escape_fts is its own.
QUERIES: Final[Mapping[str, View]] = {
    "find": View(
        "Find words",
        "Mandates that hold all the words, best first; a phrase stands in double quotes.",
        "SELECT m.id, m.summit, m.document, snippet(mandates_fts, 0, '[[', ']]', '…', 40) AS hit, m.citation"
        " FROM mandates_fts f JOIN mandates m ON m.rowid = f.rowid WHERE mandates_fts MATCH escape_fts(:words)"
        " ORDER BY rank, m.id",
    ),
    "due": View(
        "Due between two years",
        "What the register holds with a deadline that ends between the two years.",
        "SELECT * FROM register WHERE mandate IN"
        " (SELECT mandate FROM deadlines WHERE year BETWEEN cast(:first AS INTEGER) AND cast(:last AS INTEGER))",
    ),
    "asked_of": View(
        "Asked of a body",
        "What the register holds that the body is asked to do, by its slug: paho.",
        "SELECT * FROM register WHERE mandate IN"
        " (SELECT mandate FROM addressees WHERE role = 'asked' AND body = :body)",
    ),
    "theme_by_summit": View(
        "A theme, summit by summit",
        "Commitments under a theme or its sub-themes, by slug, at each summit; summits without any count 0.",
        "SELECT s.year, s.name_en, count(DISTINCT m.commitment) AS commitments FROM summits s LEFT JOIN ("
        "SELECT DISTINCT m.summit, m.commitment FROM mandates m JOIN mandate_themes x ON x.mandate = m.id"
        " WHERE x.theme = :theme OR x.theme LIKE :theme || '/%') m ON m.summit = s.year GROUP BY s.year",
    ),
}
