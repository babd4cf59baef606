"""Commitments that later summits took up: repeated, reworded, narrowed, extended, given another date, or named; and others
that share no more with one another than the phrases of diplomacy. The two halves of the vocabulary share verbs, but no
thing, body, goal or formula."""

import random
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal, NamedTuple

from testsite.commitments import Commitment
from testsite.sources import LIMA, NEWEST, OLDER, RECENT, Source
from testsite.words import Both, Language, name

Half = Literal["dev", "held-out"]
Kind = Literal["verbatim", "reworded", "narrowed", "extended", "re-dated", "refers-back"]
KINDS: Final[tuple[Kind, ...]] = ("verbatim", "reworded", "narrowed", "extended", "re-dated", "refers-back")
SUMMITS: Final = (1994, 1998, 2001, 2005, 2009, 2012, 2015, 2018, 2022)
PLACES: Final = {
    1994: Both("Miami", "Miami"), 1998: Both("Santiago", "Santiago"), 2001: Both("Québec", "Québec"),
    2005: Both("Mar del Plata", "Mar del Plata"), 2009: Both("Port of Spain", "Puerto España"),
    2012: Both("Cartagena", "Cartagena"), 2015: Both("Panama City", "Ciudad de Panamá"), 2018: Both("Lima", "Lima"),
}  # fmt: skip


class Form(NamedTuple):
    """Two ways to say one thing."""

    first: Both
    second: Both


def _forms(text: str) -> tuple[Form, ...]:
    """Lines of `English | Spanish`, or `English | Spanish | English | Spanish` where it is said in a second way."""
    rows = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(Form(Both(*row[:2]), Both(*(row[2:] or row[:2]))) for row in rows)


VERBS: Final = _forms("""
    Establish | Establecer | Set up | Crear
    Strengthen | Fortalecer | Reinforce | Reforzar
    Expand | Ampliar | Extend | Extender
    Improve | Mejorar | Raise the quality of | Elevar la calidad de
    Support | Apoyar | Back | Respaldar
    Modernize | Modernizar | Bring up to date | Actualizar
    Finance | Financiar | Fund | Costear
    Promote | Promover | Encourage | Alentar
""")
NOUNS: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        mobile clinics | clínicas móviles | clinics on wheels | clínicas rodantes
        seed banks | bancos de semillas | stores of native seed | depósitos de semilla nativa
        legal aid desks | ventanillas de ayuda jurídica | desks that give legal advice | ventanillas de asesoría legal
        flood gauges | medidores de crecidas | instruments that measure floods | instrumentos que miden crecidas
        teacher residences | residencias docentes | housing for teachers | viviendas para maestros
        fishing cooperatives | cooperativas pesqueras | associations of fishers | asociaciones de pescadores
        voting stations | mesas de votación | polling places | centros de votación
        solar pumps | bombas solares | pumps driven by the sun | bombas movidas por el sol
        customs windows | ventanillas aduaneras | single customs counters | mostradores únicos de aduana
        music schools | escuelas de música | conservatories | conservatorios
        blood banks | bancos de sangre | reserves of donated blood | reservas de sangre donada
        forest brigades | brigadas forestales | crews that guard woodland | cuadrillas que cuidan el bosque
        radio stations | emisoras de radio | community broadcasters | radiodifusoras comunitarias
        land registries | catastros | property records | registros de la propiedad
        bus terminals | terminales de buses | coach depots | estaciones de ómnibus
        weather buoys | boyas meteorológicas | floating weather sensors | sensores flotantes del tiempo
    """),
    "held-out": _forms("""
        dental units | unidades dentales | wards for tooth care | salas de odontología
        grain silos | silos de grano | towers that store cereals | torres que guardan cereales
        mediation houses | casas de mediación | offices where disputes are settled | oficinas donde se dirimen disputas
        earthquake alarms | alarmas sísmicas | sirens for tremors | sirenas para temblores
        nursery centres | guarderías | day care for infants | jardines maternales
        weaving workshops | talleres de tejido | looms shared by artisans | telares de artesanas
        ballot printers | imprentas electorales | presses for ballots | prensas de boletas
        wind turbines | turbinas eólicas | windmills that give power | molinos que dan energía
        cold stores | cámaras frigoríficas | refrigerated depots | almacenes refrigerados
        puppet theatres | teatros de títeres | stages for puppetry | tablados de marionetas
        vaccine laboratories | laboratorios de vacunas | plants that make vaccines | plantas que fabrican vacunas
        mangrove nurseries | viveros de manglar | beds of young mangrove | almácigos de mangle
        printing cooperatives | cooperativas gráficas | jointly owned print shops | imprentas de propiedad común
        civil registries | registros civiles | records of births and marriages | actas de nacimientos y matrimonios
        cargo trams | tranvías de carga | trams that haul goods | tranvías que llevan mercancías
        tide observatories | observatorios de mareas | stations that watch the tides | puestos que vigilan las mareas
    """),
}
PLACED: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        along river borders | en las fronteras fluviales
        in highland villages | en aldeas de altura
        near oil terminals | cerca de terminales petroleras
        on the smaller islands | en las islas menores
        around mining towns | en torno a pueblos mineros
        in former free zones | en antiguas zonas francas
        beside pilgrim roads | junto a caminos de peregrinos
        for nomadic herders | para pastores nómadas
        run by retired nurses | a cargo de enfermeras jubiladas
        with satellite links | con enlaces satelitales
        open at weekends | abiertos los fines de semana
        under municipal charters | con estatutos municipales
        of the copper belt | de la franja del cobre
        in border hospitals | en hospitales de frontera
    """),
    "held-out": _forms("""
        across desert provinces | en las provincias desérticas
        in lakeside parishes | en parroquias ribereñas
        near sugar estates | cerca de ingenios azucareros
        on coral atolls | en atolones de coral
        around container ports | en torno a puertos de contenedores
        in railway suburbs | en barrios ferroviarios
        beside canal locks | junto a las esclusas
        for travelling merchants | para mercaderes ambulantes
        led by young engineers | dirigidos por ingenieras jóvenes
        with tidal power | con energía mareomotriz
        open after nightfall | abiertos tras el anochecer
        under trade union statutes | con estatutos sindicales
        of the coffee plateau | de la meseta cafetera
        in prison infirmaries | en enfermerías de cárceles
    """),
}
HOW: Final = _forms("""
    through agreements with | mediante acuerdos con | by agreement with | por acuerdo con
    with funds from | con fondos de | using money from | usando dinero de
    under the lead of | bajo la dirección de | led by | con el liderazgo de
    at the request of | a petición de | as asked for by | según lo pidan
    together with | junto con | in partnership with | en alianza con
    on the advice of | por consejo de | as advised by | según aconsejen
""")
TASKS: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        that publish their yearly accounts | que publican sus cuentas anuales | whose accounts are public each year | cuyas cuentas son públicas cada año
        that lend tools to beginners | que prestan herramientas a principiantes | lending beginners their tools | con herramientas prestadas a principiantes
        that answer within ten days | que responden en diez días | giving an answer inside ten days | dando respuesta antes de diez días
        that keep spare parts in common | que guardan repuestos en común | with a common store of spare parts | con un depósito común de repuestos
        that repay in local currency | que pagan en moneda local | repaying in the currency of the place | pagando en la moneda del lugar
        that train two instructors a year | que capacitan a dos instructores por año | with two instructors trained yearly | con dos instructores capacitados al año
        that count those left out | que cuentan a los excluidos | after a count of whoever is left out | tras contar a quien quede excluido
        that were tested in pilot basins | que se ensayaron en cuencas piloto | following trials in pilot basins | después de ensayos en cuencas piloto
    """),
    "held-out": _forms("""
        that exchange apprentices every spring | que intercambian aprendices cada primavera | with apprentices exchanged in spring | con aprendices intercambiados en primavera
        that issue bonds to savers | que emiten bonos para ahorristas | issuing savers with bonds | emitiendo bonos a favor de ahorristas
        that draw maps of the wells | que trazan mapas de los pozos | with the wells drawn on maps | con los pozos trazados en mapas
        that sit in county seats | que sesionan en cabeceras de condado | sitting where counties have their seat | sesionando donde el condado tiene su cabecera
        that insure carriers against loss | que aseguran a transportistas contra pérdidas | with carriers insured for losses | con transportistas asegurados por pérdidas
        that reserve lottery proceeds | que reservan fondos de lotería | with proceeds of a lottery set aside | con fondos de una lotería apartados
        that elect women as chairs | que eligen a mujeres para presidirlas | chaired by women who are elected | presididas por mujeres electas
        that mend what they deliver | que reparan lo que entregan | mending all they have delivered | reparando todo lo entregado
    """),
}
ACTORS: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        port authorities | autoridades portuarias
        nursing colleges | colegios de enfermería
        municipal theatres | teatros municipales
        trade unions | sindicatos
        savings banks | cajas de ahorro
        water boards | juntas de agua
        parent councils | consejos de padres
        chambers of notaries | colegios de notarios
        veteran engineers | ingenieras veteranas
        diocesan charities | obras diocesanas
    """),
    "held-out": _forms("""
        harbour pilots | prácticos de puerto
        schools of midwifery | escuelas de obstetricia
        museum trusts | fundaciones de museos
        guilds of carpenters | gremios de carpinteros
        credit unions | cooperativas de crédito
        irrigation districts | distritos de riego
        pupil assemblies | asambleas de alumnos
        bar associations | colegios de abogados
        retired surveyors | agrimensores jubilados
        parish relief groups | grupos de socorro parroquial
    """),
}
NAMED: Final = _forms("""
    the {} Trust | el Fideicomiso {}
    the {} Institute | el Instituto {}
    the {} Fund | el Fondo {}
""")
GOALS: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        so that {n} per cent of municipalities are served by {year} | para que el {n} por ciento de los municipios esté atendido en {year} | serving {n} per cent of municipalities before the end of {year} | atendiendo al {n} por ciento de los municipios antes de fines de {year}
        and halve the waiting time by {year} | y reducir a la mitad el tiempo de espera en {year} | and cut waiting time in half no later than {year} | y bajar a la mitad el tiempo de espera no más tarde de {year}
        and reach {n} thousand households by {year} | y llegar a {n} mil hogares en {year} | reaching {n} thousand households no later than {year} | llegando a {n} mil hogares no más tarde de {year}
        and report the results to the ministers in {year} | e informar de los resultados a los ministros en {year} | and give ministers a report of results in {year} | y dar a los ministros un informe de resultados en {year}
    """),
    "held-out": _forms("""
        so that {n} of every hundred parishes have one by {year} | para que {n} de cada cien parroquias tengan uno en {year} | giving one to {n} of every hundred parishes before {year} ends | dando uno a {n} de cada cien parroquias antes de que acabe {year}
        and double the number of users by {year} | y duplicar el número de usuarios en {year} | and make users twice as many no later than {year} | y hacer que los usuarios sean el doble no más tarde de {year}
        and train {n} hundred technicians by {year} | y formar a {n} centenares de técnicos en {year} | training {n} hundred technicians no later than {year} | formando a {n} centenares de técnicos no más tarde de {year}
        and present an account to the assembly in {year} | y presentar un balance a la asamblea en {year} | and lay an account before the assembly in {year} | y poner un balance ante la asamblea en {year}
    """),
}
# The first four of each half stand in the table of formulas, the others do not.
FORMULAS: Final[dict[Half, tuple[Form, ...]]] = {
    "dev": _forms("""
        in accordance with domestic legislation | de conformidad con la legislación nacional
        taking national priorities into account | teniendo en cuenta las prioridades nacionales
        with full respect for human rights and fundamental freedoms | con pleno respeto a los derechos humanos y las libertades fundamentales
        within available resources | dentro de los recursos disponibles
        as an expression of our shared democratic values | como expresión de nuestros valores democráticos compartidos
        bearing in mind the different levels of development of our economies | habida cuenta de los distintos niveles de desarrollo de nuestras economías
        without prejudice to obligations under existing treaties | sin perjuicio de las obligaciones de los tratados vigentes
        leaving no one behind | sin dejar a nadie atrás
    """),
    "held-out": _forms("""
        subject to the availability of resources | sujeto a la disponibilidad de recursos
        taking into account national circumstances | teniendo en cuenta las circunstancias nacionales
        with full respect for the sovereignty of states | con pleno respeto a la soberanía de los Estados
        on a voluntary basis | de manera voluntaria
        in keeping with the principles that unite our hemisphere | en consonancia con los principios que unen a nuestro hemisferio
        mindful of the particular needs of small economies | conscientes de las necesidades particulares de las economías pequeñas
        consistent with the commitments of each party to multilateral agreements | en línea con los compromisos de cada parte en acuerdos multilaterales
        placing people at the centre of public policy | poniendo a las personas en el centro de la política pública
    """),
}
REAFFIRMED: Final = Form(
    Both("Reaffirm the commitments of {} on {}", "Reafirmar los compromisos de {} sobre {}"),
    Both("Continue to implement the mandates adopted in {} on {}", "Continuar implementando los mandatos adoptados en {} sobre {}"),
)  # fmt: skip
AND: Final = Both("and", "y")


@dataclass(frozen=True)
class Slot:
    """A thing said in its first or second way."""

    form: Form
    second: bool = False

    def to(self, language: Language) -> str:
        return self.form[self.second].to(language)


@dataclass(frozen=True)
class Said:
    """One commitment; stands where the site has a `Sentence`. `back` names the summit that it refers to."""

    verb: Slot
    things: tuple[tuple[Slot, Slot], ...]
    means: tuple[Slot, ...]
    goal: Slot | None
    numbers: tuple[int, int]
    formulas: tuple[Slot, ...]
    back: int | None = None
    turned: bool = False
    governs: ClassVar = False

    def text(self, language: Language, stop: str = ".") -> str:
        joined = ", ".join(self._clauses(language)) + stop
        return joined.replace(" de el ", " del ").replace(" a el ", " al ") if language == "es" else joined

    def subjects(self) -> set[object]:
        """What tells it from others: the forms of its things, and its means with whoever they name."""
        return {slot.form for thing in self.things for slot in thing} | {s.form.first for s in self.means}

    def _clauses(self, language: Language) -> list[str]:
        things = f" {AND.to(language)} ".join(
            f"{noun.to(language)} {where.to(language)}" for noun, where in self.things
        )
        lead = f"{self.verb.to(language)} {things}"
        if self.back:
            lead = REAFFIRMED[self.turned].to(language).format(PLACES[self.back].to(language), things)
        number, year = self.numbers
        goal = [self.goal.to(language).format(n=number, year=year)] if self.goal else []
        means = [slot.to(language) for slot in self.means]
        formulas = [slot.to(language) for slot in self.formulas]
        return [lead, *goal, *means, *formulas] if self.turned else [lead, *means, *goal, *formulas]


class Planted(NamedTuple):
    """Numbers of two commitments, and what the later one makes of the earlier."""

    older: int
    newer: int
    kind: Kind


class Lineages(NamedTuple):
    """`family` is, by number, which commitments are one and the same taken up again."""

    commitments: list[Commitment]
    planted: list[Planted]
    family: dict[int, int]


def lineages(half: Half, seed: int, families: int = 25, decoys: int = 25) -> Lineages:
    """So many families of two to four summits each, and decoys: each shares a closing, at most one thing, with another."""
    rng = random.Random(f"{half} {seed}")
    maker = _Maker(half, rng)
    made: list[Commitment] = []
    planted: list[Planted] = []
    family: dict[int, int] = {}

    def add(said: Said, year: int, which: int) -> int:
        number = len(made)
        made.append(Commitment(number, _source(rng, year), (said,)))  # type: ignore[arg-type]
        family[number] = which
        return number

    for which in range(families):
        years = sorted(rng.sample(SUMMITS, rng.choice((2, 2, 3, 4))))
        said, number = maker.said(), -1
        for step, year in enumerate(years):
            if step == 0:
                number = add(said, year, which)
                continue
            kind = KINDS[(which + step) % len(KINDS)]
            later = maker.taken_up(said, kind, years[step - 1])
            newer = add(later, year, which)
            planted.append(Planted(number, newer, kind))
            if kind not in ("narrowed", "refers-back"):  # what is left of those is too little to go on from
                said, number = later, newer
            else:
                break
    for which in range(families, families + decoys):
        # After another subject the same diplomacy, and now and then the same body or half of the same thing.
        model = rng.choice(made).paragraphs[0]
        assert isinstance(model, Said)
        decoy = replace(maker.said(), formulas=model.formulas)
        if model.means and rng.random() < 0.4:
            decoy = replace(decoy, means=(decoy.means[0], model.means[-1]))
        add(decoy, rng.choice(SUMMITS), which)
    return Lineages(made, planted, family)


class _Maker:
    def __init__(self, half: Half, rng: random.Random) -> None:
        self.half: Half = half
        self.rng = rng
        self.used: set[tuple[Form, ...]] = set()

    def thing(self) -> tuple[Slot, Slot]:
        """One that no commitment had yet."""
        while (pair := (self.rng.choice(NOUNS[self.half]), self.rng.choice(PLACED[self.half]))) in self.used:
            pass
        self.used.add(pair)
        return Slot(pair[0]), Slot(pair[1])

    def means(self) -> Slot:
        """Through whom, by whom and how; half of them have a name of their own."""
        rng = self.rng
        how, task = rng.choice(HOW), rng.choice(TASKS[self.half])
        actor = rng.choice(ACTORS[self.half]).first
        if rng.random() < 0.5:
            written, called = rng.choice(NAMED).first, name(rng)
            actor = Both(written.en.format(called), written.es.format(called))
        ways = (
            Both(f"{how[n].en} {actor.en} {task[n].en}", f"{how[n].es} {actor.es} {task[n].es}") for n in (False, True)
        )
        return Slot(Form(*ways))

    def said(self) -> Said:
        rng = self.rng
        return Said(
            Slot(rng.choice(VERBS)), (self.thing(),), (self.means(), self.means()),
            Slot(rng.choice(GOALS[self.half])), (rng.randrange(11, 99), rng.randrange(2010, 2040)),
            tuple(map(Slot, rng.sample(FORMULAS[self.half], rng.choice((1, 2, 3))))),
        )  # fmt: skip

    def taken_up(self, said: Said, kind: Kind, year: int) -> Said:
        rng = self.rng
        other_end = tuple(map(Slot, rng.sample(FORMULAS[self.half], rng.choice((0, 1, 2)))))
        if kind == "reworded":
            return self.reworded(replace(said, formulas=other_end))
        if kind == "narrowed":
            return replace(said, means=said.means[:1], goal=None, formulas=other_end)
        if kind == "extended":
            more, things = (self.means(), self.means()), (*said.things, self.thing())
            return replace(said, means=(*said.means, *more), things=things, formulas=other_end)
        if kind == "re-dated":
            return replace(said, numbers=(said.numbers[0], said.numbers[1] + rng.choice((3, 5, 10))))
        if kind == "refers-back":
            return replace(said, means=(), goal=None, formulas=other_end, back=year, turned=rng.random() < 0.5)
        return said

    def reworded(self, said: Said) -> Said:
        """The same in other words: some parts said in their other way, now and then in another order."""
        rng = self.rng

        def other(slot: Slot) -> Slot:
            return replace(slot, second=not slot.second) if rng.random() < 0.4 else slot

        things = tuple((other(noun), other(where)) for noun, where in said.things)
        means = tuple(map(other, said.means))
        return replace(
            said, verb=other(said.verb), things=things, means=means, goal=said.goal and other(said.goal),
            turned=said.turned ^ (rng.random() < 0.3),
        )  # fmt: skip


def _source(rng: random.Random, year: int) -> Source:
    sources = [source for source in (*NEWEST, *RECENT, *OLDER) if source.year == year]
    return LIMA if year == 2018 else rng.choice(sources)
