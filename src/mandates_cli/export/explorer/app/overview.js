"use strict";
// What the corpus holds, at a glance. The unit is the commitment, whatever its language.

const SHADES = 6;

/** Distinct commitments by key; `keysOf` gives those of a mandate. */
function commitmentsBy(corpus, keysOf) {
    const found = new Map();
    for (const mandate of corpus.mandates) {
        for (const key of keysOf(mandate)) {
            if (!found.has(key)) found.set(key, new Set());
            found.get(key).add(mandate.commitment);
        }
    }
    return new Map([...found].map(([key, ids]) => [key, ids.size]));
}

function overview(app) {
    return h(
        "section",
        { id: "overview", "aria-label": app.wording.say("overview") },
        coverage(app),
        heatMap(app),
        h("div", { class: "pair" }, deadlines(app), takenUp(app)),
    );
}

function coverage(app) {
    const { wording, corpus } = app;
    const numbers = corpus.mandates.map((_, number) => number);
    const years = unique(corpus.mandates.map((one) => one.summit).filter((year) => year !== null));
    const held = wording.say("corpus holds", {
        commitments: wording.count(corpus.commitments(numbers), "commitment"),
        mandates: wording.count(numbers.length, "mandate"),
        summits: wording.count(years.length, "summit noun"),
    });
    const filters = corpus.filters ? wording.say("filtered", { filters: corpus.filters }) : null;
    return h(
        "div",
        { class: "coverage" },
        h("p", { class: "lead" }, held),
        h("p", {}, pagesRead(app)),
        filters ? h("p", {}, filters) : null,
    );
}

/** What every claim that something is not there rests on. */
function pagesRead(app) {
    const { wording, corpus } = app;
    const read = Object.entries(corpus.coverage).map(([language, { known, read }]) =>
        wording.say("pages read", { language: app.languageName(language), read, pages: wording.count(known, "page") }),
    );
    return read.length
        ? `${wording.say("coverage")} ${read.join("; ")}. ${wording.say("absence")}`
        : wording.say("coverage unknown");
}

function shade(count, most) {
    return count ? `shade-${Math.max(Math.ceil((count / most) ** 0.5 * SHADES), 1)}` : "shade-0";
}

/** Rows and columns of counts; each leads to what it counts. */
function grid(app, caption, rows, columns, count, link, corner) {
    const { wording } = app;
    const most = Math.max(1, ...rows.flatMap((row) => columns.map((column) => count(row.key, column.key))));
    return h(
        "figure",
        { class: "grid" },
        h("figcaption", {}, caption),
        h(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
            h(
                "table",
                {},
                h(
                    "thead",
                    {},
                    h(
                        "tr",
                        {},
                        h("td", {}, corner),
                        columns.map((column) => h("th", { scope: "col", title: column.title }, column.name)),
                    ),
                ),
                h(
                    "tbody",
                    {},
                    rows.map((row) =>
                        h(
                            "tr",
                            {},
                            h("th", { scope: "row" }, row.href ? h("a", { href: row.href }, row.name) : row.name),
                            columns.map((column) => {
                                const number = count(row.key, column.key);
                                const href = number ? link(row.key, column.key) : null;
                                return h(
                                    "td",
                                    { class: shade(number, most) },
                                    href
                                        ? h(
                                              "a",
                                              {
                                                  href,
                                                  "aria-label": `${row.name}, ${column.name}: ${wording.count(number, "commitment")}`,
                                              },
                                              wording.number(number),
                                          )
                                        : "",
                                );
                            }),
                        ),
                    ),
                ),
            ),
        ),
    );
}

function heatMap(app) {
    const { wording, corpus, state } = app;
    const counts = commitmentsBy(corpus, (one) =>
        one.summit === null ? [] : unique(one.themes.map((slug) => `${slug.split("/")[0]} ${one.summit}`)),
    );
    const to = (filters) => hashOf(stateOf(""), { filters: { ...NO_FILTERS, ...filters }, ui: state.ui });
    const slugs = unique([...counts.keys()].map((key) => key.split(" ")[0]));
    const compare = new Intl.Collator(wording.language).compare;
    const rows = slugs.map((slug) => ({ key: slug, name: themeTitle(app, slug), href: to({ theme: [slug] }) }));
    rows.sort((a, b) => compare(a.name, b.name));
    const columns = corpus.summits.map((row) => ({
        key: row.year,
        name: String(row.year),
        title: summitName(app, row.year),
    }));
    columns.sort((a, b) => a.key - b.key);
    if (!rows.length) return null;
    return grid(
        app,
        wording.say("heat map"),
        rows,
        columns,
        (theme, year) => counts.get(`${theme} ${year}`) ?? 0,
        (theme, year) => to({ theme: [theme], summit: [String(year)] }),
        "",
    );
}

function deadlines(app) {
    const { wording, corpus, state } = app;
    const counts = commitmentsBy(corpus, (one) =>
        unique(one.deadlines.map(({ year }) => year).filter((year) => year !== null)),
    );
    const open =
        commitmentsBy(corpus, (one) => (one.deadlines.some(({ year }) => year === null) ? ["open"] : [])).get("open") ??
        0;
    if (!counts.size && !open)
        return h(
            "figure",
            { class: "years" },
            h("figcaption", {}, wording.say("deadlines")),
            h("p", {}, wording.say("no deadlines")),
        );
    const most = Math.max(1, ...counts.values());
    const to = (due) => hashOf(stateOf(""), { filters: { ...NO_FILTERS, due: [due] }, ui: state.ui });
    const bars = [...counts]
        .sort(([a], [b]) => a - b)
        .map(([year, count]) => {
            const bar = h("span", { class: "bar-of" });
            bar.style.setProperty("--share", String(count / most));
            const [number, ...noun] = wording.count(count, "commitment").split(" ");
            return h(
                "li",
                {},
                h(
                    "a",
                    { href: to(String(year)) },
                    h("span", { class: "year" }, String(year)),
                    bar,
                    h("span", { class: "count" }, number, h("span", { class: "unseen" }, ` ${noun.join(" ")}`)),
                ),
            );
        });
    return h(
        "figure",
        { class: "years" },
        h("figcaption", {}, wording.say("deadlines")),
        h("ol", {}, bars),
        open
            ? h(
                  "p",
                  { class: "about" },
                  h(
                      "a",
                      { href: to(ANY) },
                      wording.say("open deadlines", { commitments: wording.count(open, "commitment") }),
                  ),
              )
            : null,
    );
}

/** What each summit took up of earlier ones, directly. */
function takenUp(app) {
    const { wording, corpus, state } = app;
    const counts = commitmentsBy(corpus, (one) => [...corpus.takes[one.number]].map((year) => `${year} ${one.summit}`));
    const caption = wording.say("taken up");
    if (!counts.size)
        return h(
            "figure",
            { class: "grid" },
            h("figcaption", {}, caption),
            h("p", {}, wording.say("nothing taken up")),
        );
    const years = (part) => unique([...counts.keys()].map((key) => Number(key.split(" ")[part]))).sort();
    const rows = years(0).map((year) => ({ key: year, name: String(year) }));
    const columns = years(1).map((year) => ({ key: year, name: String(year), title: summitName(app, year) }));
    return grid(
        app,
        caption,
        rows,
        columns,
        (older, newer) => counts.get(`${older} ${newer}`) ?? 0,
        (older, newer) =>
            hashOf(stateOf(""), {
                filters: { ...NO_FILTERS, summit: [String(newer)] },
                takes: String(older),
                ui: state.ui,
            }),
        wording.say("of summit"),
    );
}
