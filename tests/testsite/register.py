"""What can be said of what is to be done by when, and of who is asked: sentences as drafters write them, `marked`, and
others that look like these and say neither."""

from typing import Final, NamedTuple

from testsite.words import Both


def _both(text: str) -> tuple[Both, ...]:
    """Lines of `English | Spanish`."""
    return tuple(Both(*(part.strip() for part in line.split(" | "))) for line in text.strip().splitlines())


class Body(NamedTuple):
    """With its article. An organ has no acronym."""

    slug: str
    name: Both
    acronym: Both | None

    @staticmethod
    def of(line: str) -> "Body":
        slug, english, spanish, *acronyms = (part.strip() for part in line.split("|"))
        return Body(slug, Both(english, spanish), Both(*acronyms) if acronyms else None)


BODIES: Final = tuple(map(Body.of, """
    oas | the Organization of American States | la Organización de los Estados Americanos | the OAS | la OEA
    oas | the OAS General Secretariat | la Secretaría General de la OEA
    oas | the Summits Secretariat | la Secretaría de Cumbres
    oas | the Permanent Council | el Consejo Permanente
    idb | the Inter-American Development Bank | el Banco Interamericano de Desarrollo | the IDB | el BID
    paho | the Pan American Health Organization | la Organización Panamericana de la Salud | PAHO | la OPS
    eclac | the Economic Commission for Latin America and the Caribbean | la Comisión Económica para América Latina y el Caribe | ECLAC | la CEPAL
    iica | the Inter-American Institute for Cooperation on Agriculture | el Instituto Interamericano de Cooperación para la Agricultura | IICA | el IICA
    wb | the World Bank | el Banco Mundial
    cabei | the Central American Bank for Economic Integration | el Banco Centroamericano de Integración Económica | CABEI | el BCIE
    caf | the Development Bank of Latin America | el Banco de Desarrollo de América Latina | CAF | la CAF
    cdb | the Caribbean Development Bank | el Banco de Desarrollo del Caribe | the CDB | el BDC
    iom | the International Organization for Migration | la Organización Internacional para las Migraciones | IOM | la OIM
    ilo | the International Labour Organization | la Organización Internacional del Trabajo | the ILO | la OIT
    undp | the United Nations Development Programme | el Programa de las Naciones Unidas para el Desarrollo | UNDP | el PNUD
    oecd | the Organisation for Economic Co-operation and Development | la Organización para la Cooperación y el Desarrollo Económicos | the OECD | la OCDE
    citel | the Inter-American Telecommunication Commission | la Comisión Interamericana de Telecomunicaciones | CITEL | la CITEL
    cicte | the Inter-American Committee against Terrorism | el Comité Interamericano contra el Terrorismo | CICTE | el CICTE
    cicad | the Inter-American Drug Abuse Control Commission | la Comisión Interamericana para el Control del Abuso de Drogas | CICAD | la CICAD
    cim | the Inter-American Commission of Women | la Comisión Interamericana de Mujeres | the CIM | la CIM
    iachr | the Inter-American Commission on Human Rights | la Comisión Interamericana de Derechos Humanos | the IACHR | la CIDH
    iin | the Inter-American Children’s Institute | el Instituto Interamericano del Niño | the IIN | el IIN
    jswg | the Joint Summit Working Group | el Grupo de Trabajo Conjunto de Cumbres | the JSWG | el GTCC
    sirg | the Summit Implementation Review Group | el Grupo de Revisión de la Implementación de Cumbres | the SIRG | el GRIC
    unicef | the United Nations Children’s Fund | el Fondo de las Naciones Unidas para la Infancia | UNICEF | UNICEF
    who | the World Health Organization | la Organización Mundial de la Salud | WHO | la OMS
    fao | the Food and Agriculture Organization of the United Nations | la Organización de las Naciones Unidas para la Alimentación y la Agricultura | FAO | la FAO
    unodc | the United Nations Office on Drugs and Crime | la Oficina de las Naciones Unidas contra la Droga y el Delito | UNODC | la ONUDD
""".strip().splitlines()))  # fmt: skip

# By when something is to be done, how long it may take, and what it is to come before.
WHEN: Final = _both("""
    <by {y}=date {y}> | <para {y}=date {y}>
    <by the year {y}=date {y}> | <para el año {y}=date {y}>
    <no later than March {y}=date {y}> | <a más tardar en marzo de {y}=date {y}>
    <not later than 30 June {y}=date {y}> | <a más tardar el 30 de junio de {y}=date {y}>
    <before the end of {y}=date {y}> | <antes de que finalice {y}=date {y}>
    <before {y}=date {y}> | <antes de {y}=date {y}>
    <by the end of {y}=date {y}> | <antes de finales de {y}=date {y}>
    <between {y} and {z}=date {z}> | <entre {y} y {z}=date {z}>
    <by the last quarter of {y}=date {y}> | <para el último trimestre de {y}=date {y}>
    <between now and {y}=date {y}> | <de aquí a {y}=date {y}>
    <by the end of the decade=date> | <antes de que finalice el decenio=date>
    <before the end of the year=date +0> | <antes de fin de año=date +0>
    <by the end of next year=date +1> | <antes de que termine el próximo año=date +1>
    <within two years=period +2> | <en un plazo de dos años=period +2>
    <within a year=period +1> | <en el plazo de un año=period +1>
    <within the next {k} months=period +{k}m> | <dentro de los próximos {k} meses=period +{k}m>
    <in no more than eighteen months=period +18m> | <en un plazo no mayor de dieciocho meses=period +18m>
    <over the next five years=period +5> | <en los próximos cinco años=period +5>
    <over the coming three years=period +3> | <durante los próximos tres años=period +3>
    <in the next decade=period +10> | <en el próximo decenio=period +10>
    <in the coming years=period> | <en los próximos años=period>
    <before the next Summit of the Americas=event next> | <antes de la próxima Cumbre de las Américas=event next>
    <before the next Summit=event next> | <antes de la próxima Cumbre=event next>
    <prior to the {roman} Summit of the Americas=event {after}> | <con anterioridad a la {roman} Cumbre de las Américas=event {after}>
    <in time for the {ordinal} Summit=event {after}> | <a tiempo para la {ordinal} Cumbre=event {after}>
    <before the next hurricane season=event> | <antes de la próxima temporada de huracanes=event>
    <prior to the next meeting of Ministers of Labour=event> | <antes de la próxima Reunión de Ministros de Trabajo=event>
""")
# To come only as seen from a summit that is known.
SOON: Final = _both("""
    <in the first half of {s1}=date {s1}> | <en el primer semestre de {s1}=date {s1}>
    <in the course of {s1}=date {s1}> | <en el transcurso de {s1}=date {s1}>
""")
BEFORE_THE_NEXT_HOST: Final = Both(
    "<before the Summit to be held in {host} in {after}=event {after}>",
    "<antes de la Cumbre que se celebrará en {host} en {after}=event {after}>",
)
SOON_AT_A_MEETING: Final = _both("""
    <at the {ordinal} Summit of the Americas=event {after}> | <en la {ordinal} Cumbre de las Américas=event {after}>
    <at the {s1} meeting of national coordinators=event {s1}> | <en la reunión de coordinadores nacionales de {s1}=event {s1}>
""")
AT_A_MEETING: Final = _both("""
    <at the next Summit of the Americas=event next> | <en la próxima Cumbre de las Américas=event next>
    <at the next Ministerial Meeting=event> | <en la próxima Reunión Ministerial=event>
    <at the next regular session of the <OAS=named oas> General Assembly=event> | <en el próximo período ordinario de sesiones de la Asamblea General de la <OEA=named oas>=event>
""")
OFTEN: Final = _both("""
    <annually=recurring> | <anualmente=recurring>
    <each year=recurring> | <cada año=recurring>
    <every two years=recurring> | <cada dos años=recurring>
    <every {k} months=recurring> | <cada {k} meses=recurring>
    <on a yearly basis=recurring> | <una vez al año=recurring>
    <twice a year=recurring> | <dos veces al año=recurring>
    <at each Summit of the Americas=recurring> | <en cada Cumbre de las Américas=recurring>
    <at each of their meetings=recurring> | <en cada una de sus reuniones=recurring>
""")
QUANTITIES: Final = _both("""
    <at least {n} municipalities=target> | <al menos {n} municipios=target>
    <{big} families=target> | <{big} familias=target>
    <no fewer than {big} teachers=target> | <no menos de {big} docentes=target>
    <{p} per cent=target> of rural schools | el <{p} por ciento=target> de las escuelas rurales
    <at least {p} per cent=target> of households | <al menos el {p} por ciento=target> de los hogares
    <two thirds=target> of secondary schools | <dos tercios=target> de las escuelas secundarias
    <{p}%=target> of border posts | el <{p}%=target> de los puestos fronterizos
    <{n} megawatts=target> of solar power | <{n} megavatios=target> de energía solar
""")

DATED: Final = _both("""
    {Act} {when}, {end} | {Act} {when}, {end}
    {When}, {act}, {end} | {When}, {act}, {end}
    Undertake to {act} {when}, {end} | Comprometerse a {act} {when}, {end}
    Continue <until {y}=date {y}> the efforts to {act}, {end} | Proseguir <hasta {y}=date {y}> los esfuerzos por {act}, {end}
    Agree, {when}, to {act}, {end} | Convenir, {when}, en {act}, {end}
    Instruct our Ministers to {act} {when}, {end} | Instruir a nuestros Ministros a que procedan {when} a {act}, {end}
    {Act}, {trap}, and complete this work {when} | {Act}, {trap}, y concluir esta labor {when}
    {Act}, and report on what has been achieved {report} | {Act}, e informar {report} sobre lo que se haya logrado
    {Act}, and examine {report} the progress made, {end} | {Act}, y examinar {report} los avances, {end}
    {Act}, and compare national experiences {report} | {Act}, y comparar {report} las experiencias nacionales
    Governments will {act} {when}, and will make the results known {report} | Los gobiernos procederán {when} a {act}, y darán a conocer {report} los resultados
    Convene {soon} a meeting of experts to {act}, {end} | Convocar {soon} una reunión de expertos para {act}, {end}
    {Act}, so as to reach {when} {quantity} | {Act}, de modo que se alcance {when} {quantity}
    {Act}, with the goal of reaching, {when}, {quantity} | {Act}, con la meta de alcanzar, {when}, {quantity}
    {Act}, and <double=target> {when} the number of women who take part | {Act}, y <duplicar=target> {when} el número de mujeres que participan
    {Act}, and reduce {when} the waiting lists by <one third=target> | {Act}, y reducir {when} las listas de espera en <un tercio=target>
    {Act}, in order to <halve=target> {when} the cost of sending money home | {Act}, a fin de reducir {when} a <la mitad=target> el costo de enviar remesas
""")
ADDRESSED: Final = _both("""
    Request {asked} to {act}, {end} | Solicitar {a asked} que ayude a {act}, {end}
    Call upon {asked} to {act} {when} | Hacer un llamado {a asked} para que contribuya {when} a {act}
    Urge {asked} to {act}, {end} | Instar {a asked} a {act}, {end}
    Instruct {asked}, with the support of {partner}, to {act}, {end} | Encomendar {a asked} que, con el apoyo {de partner}, ayude a {act}, {end}
    Entrust {asked} with a study on how to {act}, {end} | Encargar {a asked} un estudio sobre la manera de {act}, {end}
    {Act}, and invite {asked} to report {report} on the progress made | {Act}, e invitar {a asked} a que informe {report} sobre los avances
    Request that {asked} prepare {when} a guide to help governments {act} | Pedir {a asked} que elabore {when} una guía para {act}
    {The asked} will convene {when} a meeting of experts to {act} | {The asked} convocará {when} una reunión de expertos para {act}
    {The asked} should help governments to {act}, {end} | {The asked} deberá ayudar a los gobiernos a {act}, {end}
    In keeping with domestic law, request {asked}, {asked2} and {asked3}, within their mandates, to {act} {when} | De conformidad con el derecho interno, solicitar {a asked}, {a asked2} y {a asked3} que, en el marco de sus mandatos, ayuden {when} a {act}
    With due regard to national priorities, request the support of {asked} and {asked2} to {act} | Teniendo en cuenta las prioridades nacionales, solicitar el apoyo {de asked} y {de asked2} para {act}
    Building on what each country has learned, call on {asked} and {asked2} to {act} | Sobre la base de lo que cada país ha aprendido, exhortar {a asked} y {a asked2} a {act}
    Request {asked}, in coordination with {partner}, to {act} and to report to {named} {report} | Solicitar {a asked} que, en coordinación con {partner}, ayude a {act} e informe {report} {a named}
    {Act}, in collaboration with {partner} and {partner2} | {Act}, en colaboración con {partner} y {partner2}
    {Act} {when}, in coordination with {partner}, {end} | {Act} {when}, en coordinación con {partner}, {end}
    {Act}, together with {partner}, {end} | {Act}, junto con {partner}, {end}
    {Act}, in partnership with {partner}, {end} | {Act}, en alianza con {partner}, {end}
    {Act}, in consultation with {partner} and civil society | {Act}, en consulta con {partner} y la sociedad civil
    {Act}, with the technical assistance of {partner}, {partner2} and the private sector | {Act}, con la asistencia técnica {de partner}, {de partner2} y el sector privado
    Work jointly with {partner} to {act}, {end} | Trabajar conjuntamente con {partner} para {act}, {end}
    Cooperate with {partner} and {partner2} in order to {act} {when} | Cooperar con {partner} y {partner2} a fin de {act} {when}
    {Act}, and present the results to {named} {report} | {Act}, y presentar {report} los resultados {a named}
    {Act}, within the framework of {named}, {end} | {Act}, en el marco {de named}, {end}
    {Act}, under the auspices of {named}, {end} | {Act}, bajo los auspicios {de named}, {end}
    {Act}, through {named}, {end} | {Act}, por conducto {de named}, {end}
    {Act}, taking into account the recommendations of {named} | {Act}, teniendo en cuenta las recomendaciones {de named}
    Welcome the work of {named} to {act}, {end} | Acoger con beneplácito la labor {de named} para {act}, {end}
    Thank {named} for helping governments to {act}, {end} | Agradecer {a named} la ayuda prestada a los gobiernos para {act}, {end}
""")
TRAPPED: Final = _both("""
    {Act}, {trap}, {end} | {Act}, {trap}, {end}
    {Act}, {trap} | {Act}, {trap}
    {Act}, {counted} | {Act}, {counted}
    {Act}, {counted}, {end} | {Act}, {counted}, {end}
    Continue to {act}, {trap} | Seguir trabajando para {act}, {trap}
""")
# Years and names that say neither by when nor who is asked.
TRAPS: Final = _both("""
    in line with the 2030 Agenda for Sustainable Development | de conformidad con la Agenda 2030 para el Desarrollo Sostenible
    as set out in the Plan of Action 2016-2020 | según lo dispuesto en el Plan de Acción 2016-2020
    within the Decade for People of African Descent (2015-2024) | en el marco del Decenio de los Afrodescendientes (2015-2024)
    building on what has been done since {past} | sobre la base de lo hecho desde {past}
    recalling the Convention adopted in {past} | recordando la Convención adoptada en {past}
    as agreed at the ministerial meeting held in {past} | según lo acordado en la reunión ministerial celebrada en {past}
    with effect as of {s1} | con efecto a partir de {s1}
    in view of the damage done by the storms of {past} | en vista de los daños causados por las tormentas de {past}
    pursuant to resolution 2030 of the <Permanent Council=named oas> | en virtud de la resolución 2030 del <Consejo Permanente=named oas>
    in accordance with resolution AG/RES. 1401 (XXVI-O/96) | de conformidad con la resolución AG/RES. 1401 (XXVI-O/96)
    in a regular and timely manner | de manera periódica y oportuna
    and publish the annual reports of the ombudsman | y publicar los informes anuales del defensor del pueblo
    reaffirming the commitments of the previous Summit | reafirmando los compromisos de la Cumbre anterior
    by means of national plans | por medio de planes nacionales
    without setting one group before the others | sin anteponer un grupo a los demás
    before the competent courts | ante los tribunales competentes
    within the limits of national budgets | dentro de los límites de los presupuestos nacionales
    with the help of Computer Emergency Response Teams (CERTs) | con la ayuda de equipos de respuesta a emergencias (CERTs)
    and listen to those who can help | y escuchar a quienes puedan ayudar
    and seek the views of the Organization | y recabar el parecer de la Organización
    together with civil society and international financial institutions | junto con la sociedad civil y las instituciones financieras internacionales
    in accordance with the 1996 Declaration | de acuerdo con la Declaración de 1996
    in the spirit of the <OAS=named oas> Charter | en el espíritu de la Carta de la <OEA=named oas>
    as required by the <United Nations=named un> Convention against Corruption | como lo exige la Convención de las <Naciones Unidas=named un> contra la Corrupción
    after the example of the Convention on Cybercrime of the <Council of Europe=named coe> | a ejemplo del Convenio sobre la Ciberdelincuencia del <Consejo de Europa=named coe>
""")
# Quantities that nothing is to reach.
COUNTED: Final = _both("""
    for children under the age of 5 | para niños menores de 5 años
    in the 2,000 schools that exist today | en las 2.000 escuelas que hoy existen
    given that poverty has fallen by one third over the past ten years | dado que la pobreza ha disminuido en un tercio en los últimos diez años
    in districts of more than {big} inhabitants | en distritos de más de {big} habitantes
""")

# What the items below it have too, in its last sentence.
GOVERNING: Final = _both("""
    In keeping with domestic law, and so as to {act}, agree, {when}, to: | De conformidad con el derecho interno, y con miras a {act}, convenir, {when}, en:
    Mindful of national priorities, and in order to {act}, governments will, {when}: | Atentos a las prioridades nacionales, y a fin de {act}, los gobiernos procederán, {when}, a:
    Undertake, so as to {act}, to do the following {when}: | Comprometerse, a fin de {act}, a hacer {when} lo siguiente:
    Take {when} the following measures to {act}: | Adoptar {when} las siguientes medidas para {act}:
    {Act}. To this end, governments will, {when}: | {Act}. Con este fin, los gobiernos procederán, {when}, a:
    Within available resources, and in order to {act}, governments will {often}: | Dentro de los recursos disponibles, y a fin de {act}, los gobiernos procederán {often} a:
    Request {asked}, in order to {act}, to do the following {when}: | Solicitar {a asked} que, con miras a {act}, haga {when} lo siguiente:
    With full respect for human rights, and so as to {act}, agree to do the following {when} in {towns}: | Con pleno respeto de los derechos humanos, y a fin de {act}, convenir en hacer {when} lo siguiente en {towns}:
""")
# What is said of a goal, of something else, or in a sentence before the last is not.
APART: Final = _both("""
    <Halve=target> {when} the number of those who lack clean water, and to this end {act} and: | Reducir {when} a <la mitad=target> el número de quienes carecen de agua potable, y con este fin {act} y:
    Carry out the plan to {act}, which will be revised {when}, and to that effect: | Ejecutar el plan para {act}, que será revisado {when}, y a tal efecto:
    {Act} {when}. In this regard, governments will: | {Act} {when}. En este sentido, los gobiernos procederán a:
    Request {asked}, in order to {act}, to: | Solicitar {a asked} que, con el fin de {act}, proceda a:
    {Act}, with the participation of {partner}, and in particular: | {Act}, con la participación {de partner}, y en particular:
""")
ITEMS: Final = _both("""
    {Act}, {end} | {Act}, {end}
    {Act} | {Act}
    {Act}, and train <no fewer than {big} inspectors=target> | {Act}, y capacitar a <no menos de {big} inspectores=target>
    {Act} in {towns} | {Act} en {towns}
    {Act} {when} | {Act} {when}
    {Act}, and reach {when} {quantity} | {Act}, y alcanzar {when} {quantity}
    {Act}, and report on this {often} | {Act}, e informar sobre ello {often}
    {Act}, {trap} | {Act}, {trap}
    {Act}, in coordination with {partner} | {Act}, en coordinación con {partner}
    {Act}, and request {asked} to lend its advice | {Act}, y solicitar {a asked} que preste su asesoramiento
""")
TOWNS: Final = Both("<at least {n} towns=target>", "<al menos {n} ciudades=target>")

# The summit that follows a year: its number, ordinal and, where no other was held there, its host.
FOLLOWING: Final = (
    (1998, "II", "Second", "Segunda", "Chile", "Chile"),
    (2001, "III", "Third", "Tercera", "Canada", "Canadá"),
    (2005, "IV", "Fourth", "Cuarta", "Argentina", "Argentina"),
    (2009, "V", "Fifth", "Quinta", "Trinidad and Tobago", "Trinidad y Tobago"),
    (2012, "VI", "Sixth", "Sexta", "Colombia", "Colombia"),
    (2015, "VII", "Seventh", "Séptima", "Panama", "Panamá"),
    (2018, "VIII", "Eighth", "Octava", "Peru", "Perú"),
    (2022, "IX", "Ninth", "Novena", "Los Angeles", "Los Ángeles"),
    ("", "X", "Tenth", "Décima", "", ""),
)
