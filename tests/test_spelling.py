"""Spellings and stems: what must meet, and what must be left alone."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mandates_cli.corpus.records
from mandates_cli.corpus import Corpus, Filters, jsonl
from mandates_cli.folding import fold
from mandates_cli.model import Mandate
from mandates_cli.query import Passage, Term, alternatives, matches, parse, tokens, words_of
from mandates_cli.query.spanish import lemma
from mandates_cli.query.spelling import BEGINNINGS, american, british
from mandates_cli.query.words import stem, stems
from mandates_cli.rows import loaded

PAGES = Path(__file__).parent / "pages"


# British, American: one word in two spellings, whose stems must be one.
MEET = [
    pair.split("=")
    for pair in """
    labour=labor labourers=laborers honour=honor honourable=honorable favour=favor favourable=favorable
    endeavours=endeavors behaviour=behavior behavioural=behavioral neighbour=neighbor neighbouring=neighboring
    harbours=harbors colour=color rigour=rigor armoured=armored saviour=savior
    centre=center centres=centers fibre=fiber theatre=theater metre=meter metres=meters kilometres=kilometers
    litres=liters defence=defense defences=defenses offence=offense offences=offenses licence=license licences=licenses
    analyse=analyze analysed=analyzed analysing=analyzing paralysed=paralyzed
    travelling=traveling traveller=traveler modelling=modeling labelling=labeling labelled=labeled cancelled=canceled
    signalling=signaling channelled=channeled
    fulfil=fulfill fulfilment=fulfillment enrol=enroll enrolment=enrollment skilful=skillful instalments=installments
    ageing=aging acknowledgement=acknowledgment judgement=judgment
    grey=gray aluminium=aluminum sulphur=sulfur ploughs=plows tyres=tires cheques=checks
    paediatric=pediatric orthopaedic=orthopedic anaemia=anemia haemorrhagic=hemorrhagic manoeuvre=maneuver
    practise=practice practised=practiced practising=practicing
    organise=organize organised=organized organising=organizing organises=organizes organiser=organizer
    organisation=organization organisations=organizations recognise=recognize recognising=recognizing
    mobilise=mobilize mobilisation=mobilization modernise=modernize modernisation=modernization
    prioritise=prioritize harmonise=harmonize harmonisation=harmonization utilise=utilize utilisation=utilization
    emphasise=emphasize emphasised=emphasized specialised=specialized globalised=globalized
    globalisation=globalization decentralise=decentralize decentralisation=decentralization
    criminalise=criminalize criminalisation=criminalization penalise=penalize authorise=authorize realise=realize
    minimise=minimize maximise=maximize optimise=optimize standardise=standardize standardisation=standardization
    capitalise=capitalize industrialised=industrialized marginalised=marginalized stigmatise=stigmatize
    victimisation=victimization urbanisation=urbanization democratisation=democratization
    digitalisation=digitalization characterise=characterize characterised=characterized summarise=summarize
    recognisable=recognizable formalise=formalize finalise=finalize finalising=finalizing
    programme=program programmes=programs catalogue=catalog dialogue=dialog dialogues=dialogs analogue=analog
    counsellor=counselor centred=centered centring=centering catalogued=cataloged cataloguing=cataloging
    organisational=organizational recognisably=recognizably unfavourable=unfavorable tumours=tumors vapour=vapor
    diarrhoea=diarrhea centimetre=centimeter foetal=fetal wilful=willful artefacts=artifacts gynaecology=gynecology
    sceptical=skeptical dishonourable=dishonorable
    subsidise=subsidize subsidised=subsidized sensitise=sensitize sensitisation=sensitization
    """.split()
]


def test_british_and_american_are_one_word() -> None:
    assert [pair for pair in MEET if len(set(stems(pair, "en"))) > 1] == []


# Words that american() must not touch: none is a British spelling of another.
ALONE = """
    promise promised promises compromise exercise exercises exercised advise advised adviser advertise enterprise
    enterprises expertise supervise supervised supervision revise revised revision improvise devise televised
    comprise comprises surprise disguise franchise merchandise otherwise likewise wise rise arise raise raised praise
    appraise precise concise premise paradise treatise circumcised chastise despise demise surmise noise poison prison
    visit vision basis crisis crises oasis emphasis analysis synthesis hypothesis diseases increase increased
    decrease release purchase base based case phase license center labor color organize organization
    hour four our your tour tourism source resource course court journal journey nourish flourish courage
    counsel council program programs programmed programming programmer catalog dialog diameter parameter perimeter
    barometer central centralize concentrate percentage recent license fence defend offend pretend
    travel model label cancel signal channel fulfill enroll controlled controlling installed installation
    check exchequer tired retire entire aging judge gray member september
    metric meteorology labyrinth laboratory laborious collaborate elaborate elaborated favorite
    armed armored honorary savage literature literacy fiberglass modest modern channelization
    """.split()


def test_what_is_spelt_so_everywhere_is_left_alone() -> None:
    assert {word: american(word) for word in ALONE if american(word) != word} == {}


def test_the_lists_are_long_enough() -> None:
    assert len(MEET) >= 40
    assert len(set(ALONE)) >= 40


def test_american_is_a_fixpoint_and_folded() -> None:
    made = [american(one) for one, _ in MEET]
    assert [american(word) for word in made] == made
    assert [fold(word) for word in made] == made


@pytest.mark.parametrize("page", sorted(p.name for p in PAGES.glob("*.txt")))
def test_words_of_the_pages_keep_their_american_spelling(page: str) -> None:
    """The pages of 2012 to 2022 are written in American English, which writes dialogue too."""
    words = {t.word for t in tokens((PAGES / page).read_text("utf-8"))} - {"dialogue"}
    assert {word: american(word) for word in words if american(word) != word} == {}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("labor", "labour"),
        ("laborer", "labourer"),
        ("neighborh", "neighbourh"),
        ("center", "centre"),
        ("defense", "defence"),
        ("program", "programme"),
        ("fulfillm", "fulfilm"),
        ("gray", "grey"),
        ("labour", "labour"),
        ("lab", "lab"),
        ("cyber", "cyber"),
        ("", ""),
        ("organiz", "organis"),
        ("organizat", "organisat"),
    ],
)
def test_the_british_beginning_of_an_american_one(theirs: str, ours: str) -> None:
    assert british(theirs) == ours


def test_each_beginning_is_folded_and_leads_back() -> None:
    for ours, theirs in BEGINNINGS.items():
        assert fold(ours) == ours != theirs == fold(theirs)
        assert american(british(theirs)) in (theirs, british(theirs))


# Inflections that must meet, and words that must not, by language.
TOGETHER = {
    "en": """
    crime crimes|right rights|law laws|policy policies|country countries|party parties|democracy democracies
    |commit committed committing commits|promote promotes promoted promoting|strengthen strengthening strengthened
    |trafficking trafficked traffickers|launder laundering laundered|election elections|woman woman|girl girls
    |community communities|authority authorities|city cities|body bodies|threat threats|child child|arms arm
    |implement implementing implemented implementation|organize organized organizing|cooperate cooperation cooperating
    |migrant migrants|migrate migration migrating|invest investing investment|corruption corrupt
    |protect protection protecting|agree agreed agreeing|prosecute prosecuting prosecution
    |traffic trafficking trafficker|woman women|man men|child children|crisis crises|policeman policemen|life lives
    |analysis analyses|criterion criteria|undertake undertook undertaken undertaking|uphold upheld|take took taken
    |authority authorities|important importance|experience experienced|goods
    |judge judges|institution institutions|university universities|ministry ministries|fishery fisheries
    """,
    "es": """
    crimen crímenes|derecho derechos|elección elecciones|nación naciones|región regiones|mujer mujeres|país países
    |joven jóvenes|ley leyes|niño niños niña niñas|humano humanos humana|salud salud|política políticas
    |educación educaciones|desarrollo desarrollos|compromiso compromisos|protección protecciones|género géneros
    |migrante migrantes|comunidad comunidades|autoridad autoridades|libertad libertades|seguridad seguridades
    |fortalecer fortaleciendo fortalecido|promover promoviendo promovido|implementar implementando implementado
    |establecer establecido establecimiento|reconocer reconocido reconociendo|tecnología tecnologías|red redes
    |plan planes|examen exámenes|orden órdenes|origen orígenes|ambiental ambientales|indígena indígenas
    |gobierno gobiernos|arma armas|año años|juez jueces|vez veces|voz voces|raíz raíces|capaz capaces|eficaz eficaces
    |ley leyes|deber deberes|interés intereses|mes meses|casa casas|autor autora autores|informe informes|libro libros
    |comunidad comunidades|tratado tratados|publicación publicaciones|género géneros|base bases|delito delitos
    |acción acciones|actor actores|fiscal fiscales|emergencia emergencias|cumbre cumbres|pueblo pueblos|fin fines
    |trabajador trabajadores trabajadora trabajadoras|organización organizaciones|digital digitales|mar mares
    |sostenible sostenibles|responsable responsables|accesible accesibles|vulnerable vulnerables|renovable renovables
    |espíritu espíritus|tribu tribus|taxi taxis|menú menús|blog blogs|club clubs clubes|robot robots|pie pies|arte artes
    |luz luces|paz|raíz raíces|cruz cruces|alcance alcances alcanzar|avance avances avanzar avancen|índice índices
    |interés intereses|mes meses|país países|gas gases|inglés ingleses inglesa|autobús autobuses|gris grises|crisis
    |análisis|virus|lunes|tesis|contraste contrastes|clase clases|base bases|proceso procesos|tramo tramos
    |préstamo préstamos|extremo extremos extrema|mínimo mínimos mínima|mecanismo mecanismos|convenio convenios
    |garantizar garantizarles garantizarte garantizarnos garantizárselos garantizó garanticen garantizarán garantizamos
    |ofrecer ofreciéndoles ofrezcan ofreció ofrecerles oferta|proteger protegerlos protejan protege protegió protección
    |entregar entregárselos entregándoselas entreguen|comprometer comprometerse comprometemos comprometen compromete
    |ratificar ratifiquen ratificación ratifica ratificó ratifiquemos|aplicar apliquen aplique aplicación
    |comunicar comunican comunique comuniquen|publicar publiquen publicado|pagar paguen pague|obligar obliguen
    |fortalecer fortalezcan fortalecimiento fortaleció fortalecerlos|establecer establezcan establecieron
    |reconocer reconozca reconocemos reconocían|reducir reduzcan redujeron redujo reducción reducciones
    |producir produzcan produjo producción|seguir sigan siga siguiendo siguió sigue seguimiento|conseguir consiga
    |exigir exija exijan exigencia|dirigir dirijan dirigido|recoger recoja recogen|vencer venza|convencer convenza
    |distinguir distinga|construir construye construyan construyendo construcción|incluir incluya incluyen inclusión
    |contribuir contribuyan contribución|distribuir distribuya distribución|proveer proveyendo provea
    |promover promueve promuevan promovió promoción promovemos promoviendo|comenzar comienza comience comenzó comiencen
    |acordar acuerden acuerda acuerdo acuerdos acordado|mostrar muestren muestra|demostrar demuestren|empezar empiece
    |pensar piensen|recomendar recomienden recomendación|encontrar encuentren|reforzar refuercen refuerzo refuerzos
    |perder pierde|defender defiendan defensa|entender entiende|atender atiendan atención|extender extienda extensión
    |pedir pidan pide petición pedido|medir midan medición|impedir impida|servir sirvan|competir compita|elegir elijan
    |elegir elija elegido elección elecciones|corregir corrijan corrección|repetir repitan repetición
    |requerir requieran requirió requerimiento|referir refiera referencia|transferir transfieran transferencia
    |convertir convierta conversión|invertir inviertan inversión inversiones|adquirir adquieran adquisición
    |resolver resuelva resuelto resolvió|devolver devuelvan devolución|volver vuelva vuelto|mover mueva|jugar juegue
    |morir muera murió|dormir duerma|abrir abierto abra abierta|cubrir cubierto|suscribir suscrito suscripción
    |poder puede pueden pudo podrán podría puedan pudieron podido podemos poderes
    |tener tiene tuvieron tendrá tenga tengan tendrían tenido|mantener mantengan mantuvo mantenimiento
    |hacer hace hizo hagan harán hecho haga hicieron haciéndolo|satisfacer satisfagan satisfacción
    |ir va van vayan iban|ser es son sea sean fue fueron será siendo sido|dar da den dieron dio darán dando darles
    |haber ha han haya hubo habrá habían|estar están estuvo estarán estando|decir dice digan dijo dicho dirán
    |poner ponga puso pondrán|proponer propongan propuesto propuesta propuestas|exponer exponga exposición
    |venir viene vengan|intervenir intervenga intervención|prevenir prevengan previene
    |querer quieren quiso|saber sepan supo|traer traigan trajo|salir salga|valer valga|ver ve vean vio visto
    |oír oye oigan|leer leyeron lea leído|caer cae cayó|decidir decida decidió decisión|dividir división
    |transmitir transmisión|admitir admisión|expandir expansión|suspender suspensión|cumplir cumplimiento cumplió
    |instar insta instan instó insten|usar usan uso usos usando|reafirmar reafirme reafirmen reafirmamos|unir unen
    |confirmar confirme|permitir permitió permitan permitirles|responder respuesta respuestas
    """,
}


def groups(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, " ".join(group.split())) for language, text in texts.items() for group in text.split("|")]


@pytest.mark.parametrize(("language", "words"), [*groups(TOGETHER)])
def test_inflections_have_one_stem(language: str, words: str) -> None:
    assert len({stem(fold(word), language) for word in words.split()}) == 1


APART = {
    "en": """
    police policy|policies police|university universal|community communication|general generation|state statement
    |organ organization|country county|part party|arm army|new news|ethic ethnic|equity equality|past paste
    |promise promote|wise widow|minister ministry|judicial judge|migrant migration|committee commitment|fish fishery
    |emergency emerging|person people|base basis|marina marine|crime criminal|cyber crime|maybe may
    |author authority|import important|experience experiment|private privatization|public publication|inform informal
    |information informal|government governance|responsible response|responsibility responsive|response responsive
    |severe several|object objective|effect effective|collect collective|respect respective|initial initiative
    |position positive|execute executive|relation relative|good goods|custom customs|men mention|woman womb
    """,
    "es": """
    política policía|crimen criminal|nación nacional|región regional|juventud joven|elección electoral|persona personal
    |género general|universidad universal|seguridad inseguridad|economía económico|acción activo|fin final
    |capacidad capacitación|corrupción corrupto|justicia justo|prevenir prevención|libre libertad|ley leve
    |género generación|comunidad comunicación|comunidad común|trata tratado|trata tratamiento|parte parto|parte partido
    |caso casa|autor autoridad|público publicación|información informe|libro libre|mes mesa|puerto puerta|corte corto
    |plan plano|marco marca|armas armada|vez ve|juez juega
    |gobierno gobernar|pueblo población|pueblo poblar|fuerza forzar|puesto poner|impuesto imponer|presupuesto suponer
    |supuesto suponer|tienda tender|sala salir|traje traer|suelo soler|vino vena|venir ver|decidir decir
    |decisión década|decir década|convenir conversar|convenio convenir
    |conceder conciencia|preparar premio|ley leer|luz lucir|medio medir|medida medio
    |mente mentir|contra contraer|atrás atraer|creer crear|entre entrar|entrar entrenar|sabio saber
    |parte partir|mantener manta|contener contar|poder podar|tener tenis|seguir segar|partir parte|elegir elegante
    |este estar|firme ir|gobierno gobernador|moderno moderar|interno interés|cuaderno cuadro|comparte comparar
    |baluarte balance|desarme desarrollo|satisfacción insatisfacción|protección desprotección|premisa premio
    |consenso conseguir|preciso precio|pozo poco|choza choque|caza caso|roca roce|salsa salir|misa mi|uno unir|nos no
    |necesaria necesidad|caída caer|pequeño pecar|ingle inglés|hacia hacer|media medir
    """,
}


@pytest.mark.parametrize(("language", "words"), [*groups(APART)])
def test_words_of_different_meaning_have_stems_of_their_own(language: str, words: str) -> None:
    one, other = (stem(fold(word), language) for word in words.split())
    assert one != other


# Stems are what the index holds: a stem must be its own stem, and no letters may come from nowhere.

VOCABULARY = sorted(
    {fold(word) for text in (*TOGETHER.values(), *APART.values()) for word in re.findall(r"\w+", text)}
    | {*ALONE, *(word for pair in MEET for word in pair)}
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_stem_is_its_own_stem(language: str) -> None:
    assert {word: stem(word, language) for word in VOCABULARY if _moves(stem(word, language), language)} == {}


def _moves(word: str, language: str) -> bool:
    return stem(word, language) != word


@settings(deadline=None, max_examples=300)
@given(
    word=st.text(st.sampled_from("abcdeghilmnoprstuyz"), min_size=1, max_size=14),
    language=st.sampled_from(["en", "es"]),
)
def test_a_stem_of_any_letters_is_a_word(word: str, language: str) -> None:
    found = stem(word, language)
    assert found
    assert fold(found) == found
    assert " " not in found
    assert found[0] in {american(word)[0], lemma(word)[0]}  # the table of irregular forms alone gives letters


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=60))
def test_tokens_are_folded_words_in_their_places(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.word
        assert token.word.isalnum()
        assert end <= token.start < token.end <= len(text)
        end = token.end
    assert [token.word for token in tokens(text)] == words_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Protección", "proteccion"),
        ("Proteccio\u0301n", "proteccion"),
        ("NIÑEZ", "ninez"),
        ("cyber\u00adcrime", "cybercrime"),
        ("cyber‑crime", "cyber crime"),
        ("AG/RES. 2141", "ag res 2141"),
        ("people’s", "people s"),
        ("ﬁnes", "fines"),
        ("Ｆｕｌｌ", "full"),
        ("Straße", "strasse"),
        ("30x30", "30x30"),
        ("1º", "1o"),
        ("snake_case", "snake case"),
        ("", ""),
    ],
)
def test_texts_and_queries_are_cut_into_the_same_words(text: str, expected: str) -> None:
    assert [t.word for t in tokens(text)] == expected.split()


# Spanish as it is written, in a sentence.
FARO = """Instar a los Estados a que ratifiquen, fortalezcan y promuevan el pacto de los faros, y a garantizarles
aceite, ofreciéndoles mechas sostenibles a las tribus que sigan encendiéndolas y protejan sus espíritus; comienza cuando
puedan y acuerden reducirlas, se muestren responsables y tengan quien lo haga"""


def holds(text: str, word: str) -> bool:
    return bool(Passage(text, "es").hits(Term((fold(word),))))


@pytest.mark.parametrize(
    "word",
    """
    instar ratificar ratificación fortalecer fortalecimiento promover promoción garantizar ofrecer sostenible tribu
    seguir encender proteger protección espíritu comenzar poder acordar reducir reducción mostrar responsable tener
    hacer
    """.split(),
)
def test_a_search_for_the_word_of_the_dictionary_finds_its_form(word: str) -> None:
    assert holds(FARO, word)


@pytest.mark.parametrize("word", "oferente seguridad prometer podar tensión haz rata proyecto segar mostaza".split())
def test_a_search_for_another_word_does_not_find_it(word: str) -> None:
    assert not holds(FARO, word)


# ñ is a letter, which --exact keeps.
YEARS = "Medir cada año la campaña de los nin\u0303os; el ano es otra cosa."


@pytest.mark.parametrize(
    ("query", "exact", "found"),
    [
        ("año", True, ["año"]),
        ("ano", True, ["ano"]),
        ("AÑO", True, ["año"]),
        ("an\u0303o", True, ["año"]),
        ("ano", False, ["año", "ano"]),
        ("años", False, ["año", "ano"]),
        ("niños", True, ["nin\u0303os"]),
        ("ninos", True, []),
        ("nin*", True, []),
        ("niñ*", True, ["nin\u0303os"]),
        ("nin*", False, ["nin\u0303os"]),
        ("niñ*", False, ["nin\u0303os"]),
        ('"cada año"', True, ["cada año"]),
        ('"cada ano"', True, []),
        ("campana", True, []),
        ("medir", True, ["Medir"]),
    ],
)
def test_exact_words_keep_their_tilde(query: str, exact: bool, found: list[str]) -> None:
    term = parse(query, exact)
    assert isinstance(term, Term)
    passage = Passage(YEARS, "es")
    places = [(passage.tokens[a].start, passage.tokens[b].end) for a, b in sorted(passage.hits(term))]
    assert [YEARS[start:end] for start, end in places] == found


TILDES = """
    año|ano|campana|campañ*|campan*|ñu*
    |un* NEAR/5 cana*|año NEAR/5 campaña|ano NEAR/5 campana|(año OR el) NEAR/3 campaña
    |ca* NEAR/2 año|"la campaña"|NOT año
""".split("|")


@pytest.mark.parametrize("large", [1, None])
def test_both_engines_and_near_keep_the_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int | None
) -> None:
    if large:
        pytest.importorskip("tantivy", reason="tantivy is not installed: pip install 'mandates-cli[scale]'")
        monkeypatch.setattr(mandates_cli.corpus.records, "LARGE", large)
    whole = [spanish("one", YEARS), spanish("two", "El ano de la campana; un ñu en la cañada.")]
    jsonl.write(tmp_path / "parsed" / "mandates.jsonl", whole)
    corpus = Corpus.open(tmp_path)
    assert (corpus.engine is not None) == bool(large)
    for query in TILDES:
        for exact in (True, False):
            tree = parse(query, exact)
            wanted = [m.id for m in whole if matches(tree, [Passage(m.text, "es")], lambda _: False)]
            asked = Filters(sort="id")
            assert [loaded(raw)["id"] for raw in corpus.raw(asked, tree)] == wanted, (query, exact)


def spanish(id: str, text: str) -> Mandate:
    return Mandate(
        id=id, language="es", summit=None, document=None, section=None, text=text, chapeau=None, items=(),
        missing_labels=(), citation=None, themes=(), placements=(),
    )  # fmt: skip


# Words that hyphens could part or join.


def joined(words: Sequence[str]) -> set[str]:
    return {" ".join(found) for found in alternatives(tuple(words))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cybercrime", "cyber crime"),
        ("egovernment", "e government"),
        ("genderresponsive", "gender responsive"),
        ("cooperation", "co operation"),
        ("reentry", "re entry"),
        ("antidrug", "anti drug"),
        ("ciberdelito", "ciber delito"),
        ("biodiesel", "bio diesel"),
    ],
)
def test_compounds_find_one_another(one: str, other: str) -> None:
    assert other in joined([one])
    assert one in joined(other.split())


@pytest.mark.parametrize(
    "words",
    ["may be", "for est", "to day", "in to", "all ow", "a far", "30 x30", "her self", "not able", "por que", "sin o"],
)
def test_what_is_no_compound_is_not_joined(words: str) -> None:
    assert words not in joined([words.replace(" ", "")])
    assert words.replace(" ", "") not in joined(words.split())


def test_stems_of_compounds_inflect() -> None:
    assert stems(("cybercrimes",), "en") == stems(("cybercrime",), "en")
    assert stems(("cyber", "crimes"), "en") == stems(("cyber", "crime"), "en")


@pytest.mark.parametrize("word", ["a" * 300_000, "arla" * 60_000])
def test_a_word_that_a_page_never_ends_has_a_stem(word: str) -> None:
    """Tried from each of its vowels, it would take minutes."""
    assert stems((word,), "es")


def test_the_table_of_verbs_is_made_of_the_tables_beside_it() -> None:
    sys.path.insert(0, str(Path(__file__).parent / "quality"))
    import verbs

    assert verbs.MADE.read_text("utf-8") == verbs.made(), "run tests/quality/verbs.py"
