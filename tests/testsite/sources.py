"""The documents that commitments come from, as citations name them."""

from dataclasses import dataclass
from typing import Final

from testsite.words import Both


@dataclass(frozen=True)
class Source:
    """What a citation names. `labels` are the ways it is written; what no table knows has neither document nor place, and
    a summit only where one met in that year."""

    year: int
    summit: int | None
    document: str | None
    labels: tuple[Both, ...]
    place: Both | None
    section: Both | None = None


def _in_2022(document: str, *names: tuple[str, str]) -> Source:
    labels = tuple(
        Both(
            f"{english}, IX Summit of the Americas, Los Angeles, 2022",
            f"{spanish}, IX Cumbre de las Américas, Los Ángeles, 2022",
        )
        for english, spanish in names
    )
    return Source(2022, 2022, document, labels, Both("Los Angeles", "Los Ángeles"))


def _in_2015(english: str, spanish: str) -> Source:
    label = Both(
        f"{english}, Initiatives VII Summit of the Americas, Panama City, 2015",
        f"{spanish}, Iniciativas VII Cumbre de las Américas, Ciudad de Panamá, 2015",
    )
    place = Both("Panama City", "Ciudad de Panamá")
    return Source(2015, 2015, "2015-mandates-for-action", (label,), place, Both(english, spanish))


def _in_2012(english: str, spanish: str, written: str = "") -> Source:
    label = Both(f"{written or english}, Cartagena, 2012", f"{spanish}, Cartagena, 2012")
    return Source(2012, 2012, "2012-mandates", (label,), Both("Cartagena", "Cartagena"), Both(english, spanish))


def _declaration(year: int, english: str, spanish: str) -> Source:
    label = Both(f"Declaration of {english}, {year}", f"Declaración de {spanish}, {year}")
    return Source(year, year, f"{year}-declaration", (label,), Both(english, spanish))


def _plan(year: int, place: str) -> Source:
    label = Both(f"Plan of Action {place}, {year}", f"Plan de Acción de {place}, {year}")
    return Source(year, year, f"{year}-plan-of-action", (label,), Both(place, place))


LIMA: Final = Source(
    2018,
    2018,
    "2018-lima-commitment",
    (Both("Lima Commitment. Peru, 2018", "Compromiso de Lima. Perú, 2018"),),
    Both("Peru", "Perú"),
)
# The labels seen on the real pages, and Spanish ones in their pattern.
NEWEST: Final = (
    _in_2022(
        "2022-digital-transformation",
        ("Regional Agenda for Digital Transformation", "Programa Regional para la Transformación Digital"),
        ("Regional Program for Digital Transformation", "Agenda Regional para la Transformación Digital"),
    ),
    _in_2022(
        "2022-democratic-governance",
        (
            "Inter-American Action Plan on Democratic Governance",
            "Plan de Acción Interamericano sobre Gobernabilidad Democrática",
        ),
    ),
    _in_2022(
        "2022-health-resilience",
        (
            "Action Plan on Health and Resilience in the Americas",
            "Plan de Acción sobre Salud y Resiliencia en las Américas",
        ),
    ),
    _in_2022(
        "2022-green-future",
        ("Our Sustainable Green Future", "Nuestro Futuro Sostenible y Verde"),
        ("Our Sustainable and Green Future", "Nuestro Futuro Sostenible y Verde"),
    ),
    _in_2022(
        "2022-clean-energy",
        (
            "Accelerating the Clean, Sustainable, Renewable, and Just Energy Transition",
            "Acelerando la Transición Justa hacia la Energía Limpia, Sostenible y Renovable",
        ),
    ),
)
RECENT: Final = (
    LIMA,
    _in_2015("Education", "Educación"),
    _in_2015("Health", "Salud"),
    _in_2015("Citizen Participation", "Participación Ciudadana"),
    _in_2012("Poverty, Inequality, and Inequity", "Pobreza, Desigualdad e Inequidad"),
    _in_2012("Disaster Risk Reduction and Management", "Reducción y Gestión del Riesgo de Desastres"),
    _in_2012(
        "Citizen Security and Transnational Organized Crime",
        "Seguridad Ciudadana y Delincuencia Organizada Transnacional",
    ),
    _in_2012(
        "Access to and Use of Information and Communication Technologies",
        "Acceso y Uso de las Tecnologías de la Información y las Comunicaciones",
        "Access to and use of Information and Communication Technologies",
    ),
    _declaration(2009, "Port of Spain", "Puerto España"),
    _declaration(2005, "Mar del Plata", "Mar del Plata"),
    _plan(2005, "Mar del Plata"),
    _declaration(2004, "Nuevo León", "Nuevo León"),
    _declaration(2001, "Québec", "Québec"),
)
# Plans whose items are printed with the label they have there.
OLDER: Final = (
    _plan(2001, "Québec"),
    _plan(1998, "Santiago"),
    _plan(1996, "Santa Cruz de la Sierra"),
    _plan(1994, "Miami"),
)
UNKNOWN: Final = (
    Source(
        2005,
        2005,
        None,
        (Both("Ministerial Declaration of Toledo, 2005", "Declaración Ministerial de Toledo, 2005"),),
        None,
    ),
    Source(
        2007, None, None, (Both("Work Plan of the Ministers, Kingston, 2007", "Plan de Trabajo, Kingston, 2007"),), None
    ),
)
