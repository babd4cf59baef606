"use strict";
// What a mandate takes up and what takes it up, as `compare/lineage.py` joins them.

/** Mandates that links lead to, each with the link that joins it to the one a step nearer: of these to the nearest
 * summit, then the likest. */
function steps(corpus, start, ways, end) {
    const reached = new Set([start]);
    for (const number of reached) for (const link of ways.get(number) ?? []) reached.add(link[end]);
    const year = (number) => corpus.mandates[number].summit;
    const near = new Map();
    for (const number of reached) {
        for (const link of ways.get(number) ?? []) {
            const other = link[end],
                held = near.get(other);
            const way = [Math.abs(year(other) - year(number)), -link[3], corpus.mandates[number].id, link];
            if (!held || before(way, held)) near.set(other, way);
        }
    }
    return [...near].map(([number, [, , , link]]) => ({ mandate: corpus.mandates[number], link }));
}

function before(one, other) {
    for (let at = 0; at < 3; at++) if (one[at] !== other[at]) return one[at] < other[at];
    return false;
}

/** Where the runs of words that two texts share stand in one of them, in order. */
function sharedPlaces(text, shared) {
    const words = tokens(text),
        places = [];
    let at = 0;
    for (const run of shared.map((one) => one.split(" "))) {
        for (let start = at; start + run.length <= words.length; start++) {
            if (!run.every((word, n) => words[start + n].word === word)) continue;
            at = start + run.length;
            places.push({ start: words[start].start, end: words[at - 1].end, name: "shared" });
            break;
        }
    }
    return places;
}

function lineage(app, mandate) {
    const { wording, corpus, state } = app;
    const earlier = steps(corpus, mandate.number, corpus.older, 0),
        later = steps(corpus, mandate.number, corpus.newer, 1);
    const found = [...earlier, { mandate, link: null }, ...later];
    found.sort((a, b) => a.mandate.summit - b.mandate.summit || a.mandate.number - b.mandate.number);
    const direct = [...(corpus.older.get(mandate.number) ?? []), ...(corpus.newer.get(mandate.number) ?? [])];
    const rows = found.map(({ mandate: one, link }) =>
        h(
            "li",
            { class: link ? null : "asked", "aria-current": link ? null : "true" },
            h("p", { class: "year" }, h("strong", {}, String(one.summit ?? "–"))),
            h(
                "div",
                {},
                h(
                    "p",
                    { class: "about" },
                    link ? h("a", { href: hashOf(state, { id: one.id }) }, one.id) : one.id,
                    link
                        ? `: ${wording.say(`link ${link[2]}`)} (${wording.number(link[3])}), ${wording.say(one.number === link[0] ? "link in" : "link from", { id: corpus.mandates[one.number === link[0] ? link[1] : link[0]].id })}`
                        : "",
                ),
                h(
                    "p",
                    { class: "text", lang: one.language },
                    marked(
                        one.text,
                        link
                            ? sharedPlaces(one.text, link[4])
                            : direct.flatMap(([, , , , shared]) => sharedPlaces(one.text, shared)),
                    ),
                ),
            ),
        ),
    );
    const years = unique(corpus.mandates.map((one) => one.summit).filter((year) => year !== null));
    return h(
        "section",
        { class: "lineage", "aria-label": wording.say("lineage") },
        h("h3", {}, wording.say("lineage")),
        found.length > 1 ? h("ol", {}, rows) : null,
        h(
            "p",
            { class: "about" },
            wording.say(found.length > 1 ? "lineage said" : "lineage none", {
                mandates: wording.count(corpus.mandates.length, "mandate"),
                summits: wording.count(years.length, "summit noun"),
            }),
        ),
    );
}
