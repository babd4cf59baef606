"""What stands beside the facts of a mandate, in the language that is asked for; the English is the key."""

from collections.abc import Mapping
from typing import Final

CAPTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "es": {
        "document": "documento", "summit": "cumbre", "section": "sección", "citation": "cita", "none": "ninguna",
        "no citation": "sin cita", "also cited": "citado también", "language": "idioma", "themes": "temas",
        "missing items": "incisos ausentes", "notes": "notas", "takes up": "retoma", "taken up by": "retomado por",
        "other summits": "otras cumbres", "twin": "gemelo", "page": "página",
        "no page shows {items} {labels}: theme pages show excerpts":
            "ninguna página muestra: {labels} (las páginas temáticas muestran extractos)",
        "no similar wording in {mandates:mandate} of {summits:summit}":
            "ninguna redacción similar (mandatos: {mandates:,}; cumbres: {summits:,})",
        "position {position}": "posición {position}", "printed “{label}”": "impreso «{label}»",
        "seen {day}": "visto el {day}", "first seen": "visto por primera vez",
        "refers back to it": "remite a él", "verbatim": "literal",
        "reworded": "reformulado", "narrowed": "más restringido", "extended": "ampliado", "re-dated": "con otra fecha",
        "due": "plazo", "no certain year ({kind})": "sin año cierto ({kind})", "target “{target}”": "meta «{target}»",
        "date": "fecha", "event": "acontecimiento", "period": "período", "recurring": "periódico",
        "asked": "encargado", "partner": "colaborador", "named": "mencionado",
        "likeness {score}: {evidence}": "semejanza {score}: {evidence}",
    },
}  # fmt: skip


def caption(english: str, language: str) -> str:
    """The English where there is no other."""
    return CAPTIONS.get(language, {}).get(english, english)
