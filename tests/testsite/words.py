"""Invented commitments. Each holds a made-up name, so that no two are alike."""

import random

VERBS = {
    "en": [
        "Strengthen",
        "Promote",
        "Support",
        "Establish",
        "Encourage",
        "Expand",
        "Coordinate",
        "Modernize",
        "Protect",
    ],
    "es": [
        "Fortalecer",
        "Promover",
        "Apoyar",
        "Establecer",
        "Alentar",
        "Ampliar",
        "Coordinar",
        "Modernizar",
        "Proteger",
    ],
}
OBJECTS = {
    "en": "rural clinics|open registers|school libraries|river basins|local media|seed banks|night buses|public tenders|"
    "storm shelters|young farmers|island ports|craft markets|border posts|voter rolls|wind parks|trade fairs|"
    "data centres|labour inspectors|forest guards|women’s cooperatives|mother-tongue teachers|disaster funds",
    "es": "clínicas rurales|registros abiertos|bibliotecas escolares|cuencas fluviales|medios locales|bancos de semillas|"
    "buses nocturnos|licitaciones públicas|refugios de tormenta|jóvenes agricultores|puertos insulares|ferias de artesanía|"
    "puestos fronterizos|padrones electorales|parques eólicos|ferias comerciales|centros de datos|inspectores laborales|"
    "guardabosques|cooperativas de mujeres|maestros de lengua materna|fondos para desastres",
}
LINKS = {
    "en": "in cooperation with|with the help of|as part of|under the guidance of|together with|in support of",
    "es": "en cooperación con|con la ayuda de|en el marco de|bajo la guía de|junto con|en apoyo de",
}
BODIES = {
    "en": "the {} Network|the {} Initiative|the {} Council|the {} Partnership (the “{}” group)|the {} Forum (OAS)",
    "es": "la Red {}|la Iniciativa {}|el Consejo {}|la Alianza {} (el grupo “{}”)|el Foro {} (OEA)",
}
ENDS = {
    "en": "where appropriate|by the year {}|in accordance with domestic legislation|for at least {} communities|"
    "taking into account the Decade (2006-2016)|as agreed in the Convention (1999)|as the Joint Summit Working Group (JSWG) advises",
    "es": "cuando corresponda|antes del año {}|de conformidad con la legislación nacional|para al menos {} comunidades|"
    "teniendo en cuenta el Decenio (2006-2016)|según lo acordado en la Convención (1999)|según aconseje el Grupo de Trabajo (GTCC)",
}
CHAPEAUX = {
    "en": "with the participation of {}, to include:|through the following actions led by {}:|and, with {}, to:",
    "es": "con la participación de {}, que incluya:|mediante las siguientes acciones de {}:|y, con {}, a:",
}
SYLLABLES = [
    "ara",
    "ku",
    "ne",
    "ti",
    "ma",
    "ro",
    "sel",
    "wi",
    "ya",
    "pu",
    "lo",
    "che",
    "na",
    "mi",
    "ta",
    "qui",
    "ban",
    "do",
    "hue",
    "zi",
]


def name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(4)).capitalize()


class Sentence:
    """One commitment in both languages: the same choices in two vocabularies."""

    def __init__(self, rng: random.Random) -> None:
        self.seed = rng.getrandbits(48)

    def _choices(self, language: str) -> tuple[random.Random, dict[str, str]]:
        rng = random.Random(self.seed)
        proper = name(rng)

        def pick(table: dict[str, str]) -> str:
            return table[language].split("|")[rng.randrange(len(table["en"].split("|")))]

        parts = {
            "verb": VERBS[language][rng.randrange(len(VERBS["en"]))],
            "object": pick(OBJECTS),
            "other": pick(OBJECTS),
            "link": pick(LINKS),
            "body": pick(BODIES).replace("{}", proper),
            "end": pick(ENDS).replace("{}", str(rng.randrange(2025, 2040))),
        }
        return rng, parts

    def text(self, language: str, end: str = ".") -> str:
        _, p = self._choices(language)
        and_ = {"en": "and", "es": "y"}[language]
        return f"{p['verb']} {p['object']} {and_} {p['other']} {p['link']} {p['body']}, {p['end']}{end}"

    def chapeau(self, language: str) -> str:
        rng, p = self._choices(language)
        tails = CHAPEAUX[language].split("|")
        return f"{p['verb']} {p['object']}, {p['other']}, {tails[rng.randrange(3)].format(p['body'])}"
