"""Invented commitments in two languages: the same choices from two vocabularies, so that both say the same thing. Words that
say by when and who is named are `marked`."""

import random
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, NamedTuple

Language = Literal["en", "es"]


class Both(NamedTuple):
    """What is said in English and in Spanish."""

    en: str
    es: str

    def to(self, language: Language) -> str:
        return self.en if language == "en" else self.es


def _pairs(english: str, spanish: str) -> tuple[Both, ...]:
    return tuple(Both(*pair) for pair in zip(english.split("|"), spanish.split("|"), strict=True))


VERBS: Final = _pairs(
    "Strengthen|Promote|Support|Establish|Encourage|Expand|Coordinate|Modernize|Protect|Foster|Develop|Improve",
    "Fortalecer|Promover|Apoyar|Establecer|Alentar|Ampliar|Coordinar|Modernizar|Proteger|Fomentar|Desarrollar|Mejorar",
)
OBJECTS: Final = _pairs(
    "rural clinics|open registers|school libraries|river basins|local media|seed banks|night buses|public tenders|"
    "storm shelters|young farmers|island ports|craft markets|border posts|voter rolls|wind parks|trade fairs|"
    "data centres|labour inspectors|forest guards|women’s cooperatives|mother-tongue teachers|disaster funds|"
    "public health systems|the digital skills of teachers|early warning systems|municipal archives|"
    "hydrographic maps|migrant families|indigenous languages|renewable energy projects|rural roads|"
    "vocational schools|coastal wetlands|judicial training|small enterprises|postal services|"
    "vaccination campaigns|cross-border railways|genderresponsive budgets|access to CD-ROM and “open data” services",
    "clínicas rurales|registros abiertos|bibliotecas escolares|cuencas fluviales|medios locales|bancos de semillas|"
    "buses nocturnos|licitaciones públicas|refugios de tormenta|jóvenes agricultores|puertos insulares|"
    "ferias de artesanía|puestos fronterizos|padrones electorales|parques eólicos|ferias comerciales|"
    "centros de datos|inspectores laborales|guardabosques|cooperativas de mujeres|maestros de lengua materna|"
    "fondos para desastres|los sistemas de salud pública|las competencias digitales de los docentes|"
    "sistemas de alerta temprana|archivos municipales|mapas hidrográficos|familias migrantes|lenguas indígenas|"
    "proyectos de energía renovable|caminos rurales|escuelas vocacionales|humedales costeros|capacitación judicial|"
    "pequeñas empresas|servicios postales|campañas de vacunación|ferrocarriles transfronterizos|"
    "presupuestos con perspectiva de género|acceso a CD-ROM y servicios de “datos abiertos”",
)
LINKS: Final = _pairs(
    "in cooperation with {partner}|with the help of {partner}|as part of the work of {named}|under the guidance of {named}|"
    "together with {partner}|in support of {named}",
    "en cooperación con {partner}|con la ayuda de {partner}|en el marco de la labor de {named}|bajo la guía de {named}|"
    "junto con {partner}|en apoyo de {named}",
)
# Bodies with an invented name, and bodies that many commitments name.
NAMED: Final = _pairs(
    "the {} Network|the {} Initiative|the {} Council|the {} Partnership (the “{}” group)|the {} Forum (<OAS=named oas>)",
    "la Red {}|la Iniciativa {}|el Consejo {}|la Alianza {} (el grupo “{}”)|el Foro {} (<OEA=named oas>)",
)
BODIES: Final = _pairs(
    "the <Joint Summit Working Group (JSWG)=? jswg>|Computer Emergency Response Teams (CERTs)|civil society and academia|"
    "the <Pan American Health Organization (PAHO)=? paho>|regional development banks — public and private —|"
    "a national figure (Public Defender, Citizen’s Advocate or Human Rights Prosecutor or Commissioner)|"
    "ministries of finance and/or planning|universities, research centres, and the private sector",
    "el <Grupo de Trabajo Conjunto de Cumbres (GTCC)=? jswg>|equipos de respuesta a emergencias (CERTs)|la sociedad civil y la "
    "academia|la <Organización Panamericana de la Salud (OPS)=? paho>|los bancos regionales de desarrollo — públicos y privados —|"
    "una figura nacional (Defensor del Pueblo, Defensor del Ciudadano o Procurador o Comisionado de Derechos Humanos)|"
    "los ministerios de finanzas y/o planificación|universidades, centros de investigación y el sector privado",
)
PURPOSES: Final = _pairs(
    "in order to reach at least {n} communities|so as to <double=target>, <by {year}=date {year}>, the number of beneficiaries|"
    "with a view to keeping warming below 1.{n} °C|<for the period 2020–{year}=date {year}>|with {n} per cent of the budget|"
    "with full respect for human rights|with a gender perspective, e.g. through training|on a voluntary basis|"
    "and report on progress <every {n} months=recurring>|for 2.{n} million people in the region (U.S. and Canada included)",
    "a fin de llegar al menos a {n} comunidades|a fin de <duplicar=target>, <antes de {year}=date {year}>, el número de beneficiarios|"
    "con miras a mantener el calentamiento por debajo de 1.{n} °C|<durante el período 2020–{year}=date {year}>|con el {n} por ciento "
    "del presupuesto|con pleno respeto de los derechos humanos|con perspectiva de género, p. ej. mediante capacitación|"
    "de manera voluntaria|e informar sobre los avances <cada {n} meses=recurring>|para 2.{n} millones de personas en la región "
    "(incluidos EE. UU. y Canadá)",
)
ENDS: Final = _pairs(
    "where appropriate|in accordance with domestic legislation|taking national priorities into account|"
    "as soon as possible|among states that so wish|within the framework of the rule of law",
    "cuando corresponda|de conformidad con la legislación nacional|teniendo en cuenta las prioridades nacionales|"
    "lo antes posible|entre los Estados que así lo deseen|en el marco del estado de derecho",
)
# What looks like a citation and is none, or names a document in running text; each was seen, or stands for one seen.
TRAPS: Final = _pairs(
    "taking into account the Decade (2006-2016)|as agreed in the Convention (1999)|"
    "in line with the International Health Regulations (IHR) (2005)|"
    "pursuant to resolution AG/RES. 2141 (XXXV-O/05)|"
    "such as the Convention on Cybercrime of the <Council of Europe=named coe> (Budapest Convention)|"
    "recalling the Declaration of Santiago, 1998|reaffirming the “Declaration of Santiago, 1998”|"
    "as requested at the Third Summit of the Americas, held in Quebec City in 2001|"
    "through the <Organization of American States (OAS)=named oas>|"
    "following up on the Seventh Summit of the Americas (Panama City, 2015)",
    "teniendo en cuenta el Decenio (2006-2016)|según lo acordado en la Convención (1999)|"
    "de conformidad con el Reglamento Sanitario Internacional (RSI) (2005)|"
    "en virtud de la resolución AG/RES. 2141 (XXXV-O/05)|"
    "tal como el Convenio sobre la Ciberdelincuencia del <Consejo de Europa=named coe> (Convenio de Budapest)|"
    "recordando la Declaración de Santiago, 1998|reafirmando la “Declaración de Santiago, 1998”|"
    "según lo solicitado en la Tercera Cumbre de las Américas, celebrada en la ciudad de Quebec en 2001|"
    "por intermedio de la <Organización de los Estados Americanos (OEA)=named oas>|"
    "dando seguimiento a la Séptima Cumbre de las Américas (Ciudad de Panamá, 2015)",
)
CHAPEAUX: Final = _pairs(
    "with the participation of {partner}, to include:|through the following actions led by {named}:|and, with {partner}, to:",
    "con la participación de {partner}, que incluya:|mediante las siguientes acciones de {named}:|y, con {partner}, a:",
)
# Lead-ins that say nothing by themselves.
EMPTY_CHAPEAUX: Final = _pairs("Governments will:|We will:", "Los Gobiernos:|Nos comprometemos a:")
# Chapter titles that stand among the items as if they were some.
TITLES: Final = _pairs(
    "Education|Citizen Security|Strengthening Democracy|Growth with Equity",
    "Educación|Seguridad Ciudadana|Fortalecimiento de la Democracia|Crecimiento con Equidad",
)
NOTES: Final = _pairs(
    "Under reservation by the delegation of {}|The delegation of {} enters its reservation on this paragraph",
    "Con reserva de la delegación de {}|La delegación de {} deja constancia de su reserva sobre este párrafo",
)
AND: Final = Both("and", "y")
SYLLABLES: Final = "ara ku ne ti ma ro sel wi ya pu lo che na mi ta qui ban do hue zi".split()


def name(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(4)).capitalize()


@dataclass(frozen=True)
class Sentence:
    """One commitment, marked. Four in ten hold an invented name; a few count `1) ...; 2) ...` within the sentence."""

    verb: Both
    objects: tuple[Both, ...]
    link: Both
    body: Both
    name: str
    purpose: Both
    numbers: tuple[int, int]
    end: Both
    tail: Both
    counted: str = ""
    governs: ClassVar = False

    @staticmethod
    def made(rng: random.Random) -> "Sentence":
        return Sentence(
            rng.choice(VERBS),
            tuple(rng.sample(OBJECTS, 3)),
            rng.choice(LINKS),
            rng.choice(NAMED if rng.random() < 0.4 else BODIES),
            name(rng),
            rng.choice(PURPOSES),
            (rng.randrange(3, 100), rng.randrange(2025, 2040)),
            rng.choice(TRAPS if rng.random() < 0.35 else ENDS),
            rng.choice(CHAPEAUX),
            rng.choice(("1", "a")) if rng.random() < 0.08 else "",
        )

    def text(self, language: Language, stop: str = ".") -> str:
        purpose = self.purpose.to(language).format(n=self.numbers[0], year=self.numbers[1])
        done = f"{self.verb.to(language)}{self._objects(language)} {self._with_body(self.link, language)}"
        return f"{done}, {purpose}, {self.end.to(language)}{stop}"

    def chapeau(self, language: Language) -> str:
        one, two = (thing.to(language) for thing in self.objects[:2])
        return f"{self.verb.to(language)} {one}, {two}, {self._with_body(self.tail, language)}"

    def _with_body(self, frame: Both, language: Language) -> str:
        body = self.body.to(language).replace("{}", self.name)
        return frame.to(language).format(partner=body.replace("=?", "=partner"), named=body.replace("=?", "=named"))

    def _objects(self, language: Language) -> str:
        things, and_ = [thing.to(language) for thing in self.objects], AND.to(language)
        if self.counted == "1":
            return f": 1) {things[0]}; 2) {things[1]}; {and_} 3) {things[2]};"
        if self.counted == "a":
            return f": a) {things[0]}, b) {things[1]}, {and_} c) {things[2]},"
        return f" {things[0]} {and_} {things[1]}"
