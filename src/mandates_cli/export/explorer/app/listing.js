"use strict";
// The mandates that are found, with what is found in them.

// Items that stand below a mandate because something is found in them.
const MOST_ITEMS = 4;

/** Places in a passage: hits, deadlines, and bodies that are named. */
function placesIn(app, mandate, at, shown) {
    const hits = shown.length ? app.corpus.index.spans(shown, mandate.number, at) : [];
    return hits.map(([start, end]) => ({ start, end, name: "hit" }));
}

function registered(app, mandate, passage) {
    if (passage.start === null) return [];
    const moved = ({ start, end }, name, title) => ({
        start: start - passage.start,
        end: end - passage.start,
        name,
        title,
    });
    return [
        ...mandate.deadlines.map((one) =>
            moved(one, "due", app.wording.say("deadline title", { year: dueYear(app, one) })),
        ),
        ...mandate.addressees.map((one) =>
            moved(one, "body", `${bodyName(app, one.body)}: ${app.wording.say(one.role)}`),
        ),
    ];
}

const dueYear = (app, { year }) => (year === null ? app.wording.say("no year") : String(year));

function bodyName(app, slug) {
    const row = app.corpus.bodiesBy.get(slug);
    return row ? app.wording.named(row.name) : slug;
}

function summitName(app, year, language = app.wording.language) {
    const row = app.corpus.summitsBy.get(year);
    return row ? `${row.name[language]}${row.number ? ` (${row.number})` : ""}` : app.wording.say("no summit known");
}

function documentTitle(app, mandate) {
    const row = app.corpus.documentsBy.get(mandate.document);
    return row ? row.title[mandate.language] : (mandate.citation ?? app.wording.say("no document known"));
}

function themeTitle(app, slug) {
    const row = app.corpus.themesBy.get(slug);
    if (!row?.title) return slug;
    const parent = slug.includes("/") ? app.corpus.themesBy.get(slug.split("/")[0]) : null;
    return parent?.title
        ? `${app.wording.named(parent.title)}: ${app.wording.named(row.title)}`
        : app.wording.named(row.title);
}

/** A mandate in the list: where it is from, what it says, and the items in which something is found. */
function listed(app, mandate, shown) {
    const [lead] = mandate.passages;
    const holding = [];
    for (let at = 1; at < mandate.passages.length && holding.length < MOST_ITEMS; at++) {
        const places = placesIn(app, mandate, at, shown);
        if (places.length) holding.push([mandate.passages[at], places]);
    }
    const place = app.corpus.summitsBy.get(mandate.summit);
    return h(
        "li",
        {},
        h(
            "article",
            { "data-id": mandate.id, class: "listed" },
            h(
                "p",
                { class: "from" },
                h("strong", {}, mandate.summit === null ? app.wording.say("no year") : String(mandate.summit)),
                place ? ` ${app.wording.named(place.city)}` : "",
                h("span", { class: "language" }, app.languageName(mandate.language)),
            ),
            h(
                "h3",
                { lang: mandate.language },
                h(
                    "a",
                    { href: hashOf(app.state, { id: mandate.id, from: app.state.from }) },
                    documentTitle(app, mandate),
                ),
            ),
            h("p", { class: "text", lang: mandate.language }, excerpted(lead.text, placesIn(app, mandate, 0, shown))),
            holding.length
                ? h(
                      "ul",
                      { class: "items", lang: mandate.language },
                      holding.map(([passage, places]) =>
                          h("li", {}, labelOf(passage), excerpted(passage.text, places, 240)),
                      ),
                  )
                : null,
            h("p", { class: "about" }, facts(app, mandate).join(" · ")),
        ),
    );
}

function facts(app, mandate) {
    const { wording } = app;
    const years = unique(mandate.deadlines.map((one) => one.year).filter((year) => year !== null)).sort();
    return [
        mandate.id,
        mandate.items ? wording.count(mandate.items, "item") : null,
        mandate.themes.map((slug) => themeTitle(app, slug)).join("; ") || null,
        years.length ? wording.say("due in", { years: years.join(", ") }) : null,
        mandate.twin && app.corpus.byId.has(mandate.twin[0]) ? wording.say("has twin") : null,
    ].filter(Boolean);
}

function labelOf(passage) {
    return passage.label ? h("span", { class: "label" }, `${passage.label}. `) : passage.isItem ? "• " : "";
}

function listing(app, found) {
    const { wording, state, corpus } = app;
    const { numbers, shown } = found;
    const from = Math.min(state.from, Math.max(numbers.length, 1)),
        to = Math.min(from + MOST_LISTED - 1, numbers.length);
    const page = numbers.slice(from - 1, to);
    const tally = wording.say("tally", {
        mandates: wording.count(numbers.length, "mandate"),
        commitments: wording.count(corpus.commitments(numbers), "commitment"),
    });
    return h(
        "section",
        { id: "results", "aria-labelledby": "tally" },
        h(
            "div",
            { class: "bar" },
            h("h2", { id: "tally", tabindex: "-1" }, isNarrowed(state) ? tally : wording.say("first", { tally })),
            numbers.length
                ? h(
                      "p",
                      { class: "buttons noprint" },
                      h(
                          "button",
                          { type: "button", class: "csv", onclick: () => download(app, numbers, false) },
                          wording.say("csv"),
                      ),
                      h(
                          "button",
                          { type: "button", class: "csv-excel", onclick: () => download(app, numbers, true) },
                          wording.say("csv excel"),
                      ),
                  )
                : null,
        ),
        chips(app),
        numbers.length ? null : h("div", { class: "none" }, nothingFound(app)),
        page.length < numbers.length
            ? h("p", { class: "range" }, wording.say("range", { from, to, of: numbers.length }))
            : null,
        h(
            "ol",
            { class: "mandates", start: String(from) },
            page.map((number) => listed(app, corpus.mandates[number], shown)),
        ),
        paging(app, from, to, numbers.length),
    );
}

function paging(app, from, to, total) {
    if (from === 1 && to === total) return null;
    const { wording, state } = app;
    return h(
        "nav",
        { class: "paging noprint", "aria-label": wording.say("pages of list") },
        from > 1
            ? h("a", { href: hashOf(state, { from: Math.max(from - MOST_LISTED, 1) }) }, wording.say("previous"))
            : null,
        to < total ? h("a", { href: hashOf(state, { from: to + 1 }) }, wording.say("next")) : null,
    );
}

/** What an empty answer rests on, and what would widen it. */
function nothingFound(app) {
    const { wording, corpus, state } = app;
    const numbers = corpus.mandates.map((_, number) => number);
    const basis = wording.say("looked in", {
        commitments: wording.count(corpus.commitments(numbers), "commitment"),
        mandates: wording.count(numbers.length, "mandate"),
    });
    const without = KINDS.filter((kind) => state.filters[kind].length).map((kind) => {
        const count = corpus.found({ ...state, filters: withFilter(state, kind, []) }).numbers.length;
        return count
            ? h(
                  "li",
                  {},
                  h(
                      "a",
                      { href: hashOf(state, { filters: withFilter(state, kind, []) }) },
                      wording.say("without", { filter: wording.say(kind), mandates: wording.count(count, "mandate") }),
                  ),
              )
            : null;
    });
    return [h("p", {}, basis, " ", pagesRead(app)), without.some(Boolean) ? h("ul", {}, without) : null];
}

/** The filters that are set, each with a way to drop it. */
function chips(app) {
    const { wording, state } = app;
    const set = KINDS.flatMap((kind) => state.filters[kind].map((value) => [kind, value]));
    const links = set.map(([kind, value]) => {
        const rest = state.filters[kind].filter((other) => other !== value);
        const said = `${wording.say(kind)}: ${valueName(app, kind, value)}`;
        return h(
            "li",
            {},
            h(
                "a",
                { href: hashOf(state, { filters: withFilter(state, kind, rest) }), title: wording.say("drop") },
                said,
                " ✕",
            ),
        );
    });
    if (state.takes) {
        const said = wording.say("takes up", { year: state.takes });
        links.push(h("li", {}, h("a", { href: hashOf(state, { takes: "" }), title: wording.say("drop") }, said, " ✕")));
    }
    return links.length ? h("ul", { class: "chips", "aria-label": wording.say("filters set") }, links) : null;
}
