"use strict";
// Filters with counts: of the mandates that pass everything else that is asked.

// Values of a kind that stand there before the others are asked for.
const MOST_VALUES = 12;

function valueName(app, kind, value) {
    const { corpus, wording } = app;
    if (kind === "summit") {
        const row = corpus.summitsBy.get(Number(value));
        if (row) return `${row.year} ${wording.named(row.city)}`;
        return value === NO_SUMMIT ? wording.say("no summit known") : value;
    }
    if (kind === "theme") return themeTitle(app, value);
    if (kind === "document")
        return corpus.documentsBy.has(value) ? wording.named(corpus.documentsBy.get(value).title) : value;
    if (kind === "lang") return app.languageName(value);
    if (kind === "asks") return bodyName(app, value);
    return value === ANY ? wording.say("any deadline") : value;
}

/** How many of some mandates have each value of a kind; a theme's count covers its sub-themes. */
function counted(app, kind, numbers) {
    const counts = new Map();
    for (const number of numbers) {
        for (const value of valuesOf(app.corpus.mandates[number], kind))
            counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
}

function valuesOf(mandate, kind) {
    mandate.values ??= {};
    return (mandate.values[kind] ??= VALUES[kind](mandate));
}

const VALUES = {
    summit: ({ summit }) => [summit === null ? NO_SUMMIT : String(summit)],
    theme: ({ themes }) => unique(themes.flatMap((slug) => [slug, slug.split("/")[0]])),
    document: ({ document }) => (document ? [document] : []),
    lang: ({ language }) => [language],
    asks: ({ addressees }) => unique(addressees.filter((one) => one.role === "asked").map((one) => one.body)),
    due: ({ deadlines }) => {
        const years = deadlines.map(({ year }) => year).filter((year) => year !== null);
        return deadlines.length ? unique([ANY, ...years.map(String)]) : [];
    },
};

/** The order in which people look for values: years, themes by name with their sub-themes, bodies by count. */
function ordered(app, kind, counts) {
    const { compare } = new Intl.Collator(app.wording.language, { numeric: true });
    const rows = unique([...counts.keys(), ...app.state.filters[kind]]).map((value) => ({
        value,
        name: valueName(app, kind, value),
    }));
    const first = (value) => Number(value === ANY) - Number(value === NO_SUMMIT);
    const orders = {
        summit: (a, b) => first(b.value) - first(a.value) || compare(b.value, a.value),
        due: (a, b) => first(b.value) - first(a.value) || compare(a.value, b.value),
        asks: (a, b) => (counts.get(b.value) ?? 0) - (counts.get(a.value) ?? 0) || compare(a.name, b.name),
    };
    return rows.sort(orders[kind] ?? ((a, b) => compare(a.name, b.name))).map((row) => row.value);
}

function filtering(app) {
    const { wording, state, corpus } = app;
    const groups = KINDS.map((kind) => {
        const counts = counted(app, kind, corpus.found(state, kind).numbers);
        const values = ordered(app, kind, counts);
        const chosen = state.filters[kind];
        if (!values.length) return null;
        const boxes = values.map((value) => box(app, kind, value, counts.get(value) ?? 0, chosen.includes(value)));
        const many = boxes.length > MOST_VALUES + 3;
        const open = chosen.length || app.opened.has(kind) || kind === "summit" || kind === "lang";
        return h(
            "details",
            { class: "group", "data-kind": kind, open, ontoggle: (event) => app.remember(kind, event.target.open) },
            h("summary", {}, wording.say(kind)),
            h(
                "ul",
                {
                    class: many ? "long" : null,
                    tabindex: many ? "0" : null,
                    "aria-label": many ? wording.say(kind) : null,
                },
                boxes,
            ),
        );
    });
    return h(
        "div",
        { class: "filters" },
        h("h2", {}, wording.say("filters")),
        h("p", { class: "unit" }, wording.say("counts are of mandates")),
        groups,
        isNarrowed(state)
            ? h(
                  "p",
                  {},
                  h(
                      "a",
                      { href: hashOf(state, { filters: NO_FILTERS, takes: "", q: "" }) },
                      wording.say("all mandates"),
                  ),
              )
            : null,
    );
}

function box(app, kind, value, count, checked) {
    const { state } = app;
    const id = `${kind}:${value}`;
    const change = () => {
        const chosen = state.filters[kind];
        const values = checked ? chosen.filter((other) => other !== value) : [...chosen, value];
        app.focusNext = id;
        app.go(hashOf(state, { filters: withFilter(state, kind, values), id: "" }));
    };
    const under = kind === "theme" && value.includes("/");
    const name =
        under && app.corpus.themesBy.get(value)?.title
            ? app.wording.named(app.corpus.themesBy.get(value).title)
            : valueName(app, kind, value);
    return h(
        "li",
        { class: under ? "under" : null },
        h(
            "label",
            {},
            h("input", { type: "checkbox", id, checked, onchange: change }),
            h("span", { class: "name" }, name),
            h("span", { class: "count" }, app.wording.number(count)),
        ),
    );
}
