"use strict";
// A page a mandate: what it says, what is missing, how it is cited, its twin, and what became of it.

function mandatePage(app, mandate, shown) {
    const { wording, corpus, state } = app;
    const twin = mandate.twin ? corpus.byId.get(mandate.twin[0]) : null;
    return h(
        "article",
        { id: "mandate", "data-id": mandate.id, "aria-labelledby": "mandate-title" },
        h(
            "p",
            { class: "noprint back" },
            h(
                "a",
                { href: hashOf(state, { id: "", from: state.from }) },
                wording.say(isNarrowed(state) ? "back to results" : "back to overview"),
            ),
        ),
        heading(app, mandate),
        h(
            "div",
            { class: twin ? "twins" : null },
            h(
                "section",
                { "aria-label": app.languageName(mandate.language) },
                twin ? h("h3", {}, app.languageName(mandate.language)) : null,
                wordingOf(app, mandate, shown),
            ),
            twin
                ? h(
                      "section",
                      { class: "twin", "aria-label": app.languageName(twin.language) },
                      h("h3", {}, wording.say("twin", { language: app.languageName(twin.language) })),
                      wordingOf(app, twin, []),
                      h("p", { class: "about noprint" }, h("a", { href: hashOf(state, { id: twin.id }) }, twin.id)),
                  )
                : null,
        ),
        mandate.twin && !twin ? h("p", {}, wording.say("twin left out", { id: mandate.twin[0] })) : null,
        reference(app, mandate),
        register(app, mandate),
        lineage(app, mandate),
        where(app, mandate),
    );
}

function heading(app, mandate) {
    const { wording, corpus } = app;
    const summit = corpus.summitsBy.get(mandate.summit);
    const place = summit
        ? [
              summitName(app, mandate.summit),
              `${wording.named(summit.city)}, ${wording.named(summit.country)}`,
              wording.named(summit.days),
          ].join(", ")
        : wording.say("no summit known");
    const document = corpus.documentsBy.get(mandate.document);
    const other = document && wording.language !== mandate.language ? wording.named(document.title) : null;
    return h(
        "header",
        {},
        h(
            "h2",
            { id: "mandate-title", tabindex: "-1" },
            h("span", { lang: mandate.language }, documentTitle(app, mandate)),
            other ? ` [${other}]` : "",
        ),
        h("p", {}, place, mandate.section ? `. ${wording.say("chapter", { section: mandate.section })}` : ""),
    );
}

/** The text with its items, to the character, and what of it no page shows. */
function wordingOf(app, mandate, shown) {
    const { wording } = app;
    const parts = mandate.passages.map((passage, at) => [
        passage,
        marked(passage.text, [...placesIn(app, mandate, at, shown), ...registered(app, mandate, passage)]),
    ]);
    const [[, lead], ...others] = parts;
    const items = others.filter(([passage]) => passage.isItem);
    const rest = others.filter(([passage]) => !passage.isItem);
    return [
        h(
            "blockquote",
            { lang: mandate.language },
            h("p", { class: "text" }, lead),
            items.length
                ? h(
                      "ol",
                      { class: "items" },
                      items.map(([passage, text]) => h("li", {}, labelOf(passage), text)),
                  )
                : null,
            rest.map(([passage, text]) => h("p", { class: passage.start === null ? "note" : "text" }, text)),
        ),
        mandate.missing.length
            ? h(
                  "p",
                  { class: "missing" },
                  wording.say("missing", {
                      items: wording.count(mandate.missing.length, "item"),
                      labels: mandate.missing.join(", "),
                  }),
              )
            : null,
    ];
}

function reference(app, mandate) {
    const { wording } = app;
    const text = h("p", { class: "reference" }),
        more = h("div", {});
    app.references(mandate).then(([plain, bibtex, ris]) => {
        text.textContent = plain.trim();
        more.append(
            h(
                "p",
                { class: "buttons noprint" },
                copyButton(app, "copy reference", () => plain.trim(), "copy-text"),
                copyButton(app, "copy bibtex", () => bibtex, "copy-bibtex"),
                copyButton(app, "copy ris", () => ris, "copy-ris"),
                copyButton(app, "copy wording", () => mandate.text, "copy-wording"),
                copyButton(
                    app,
                    "copy link",
                    () => location.href.replace(/#.*$/, "") + hashOf(stateOf(""), { id: mandate.id }),
                    "copy-link",
                ),
                h("button", { type: "button", class: "print", onclick: () => window.print() }, wording.say("print")),
            ),
            h("details", { class: "noprint" }, h("summary", {}, "BibTeX"), h("pre", { tabindex: "0" }, bibtex)),
            h("details", { class: "noprint" }, h("summary", {}, "RIS"), h("pre", { tabindex: "0" }, ris)),
        );
    });
    return h("section", { "aria-label": wording.say("reference") }, h("h3", {}, wording.say("reference")), text, more);
}

function register(app, mandate) {
    const { wording, state } = app;
    const item = (label) => (label ? wording.say("of item", { label }) : "");
    const due = mandate.deadlines
        .filter((one) => !one.inherited)
        .map((one) =>
            h(
                "li",
                {},
                h("mark", { class: "due", lang: mandate.language }, one.text),
                " – ",
                wording.say(`kind ${one.kind}`),
                ", ",
                one.year === null
                    ? wording.say("no year")
                    : h(
                          "a",
                          {
                              href: hashOf(stateOf(""), {
                                  filters: { ...NO_FILTERS, due: [String(one.year)] },
                                  ui: state.ui,
                              }),
                          },
                          String(one.year),
                      ),
                one.target ? [" – ", h("span", { lang: mandate.language }, one.target)] : "",
                item(one.label),
            ),
        );
    const mentions = grouped(mandate.addressees, (one) => `${one.body} ${one.role}`);
    const bodies = [...mentions.values()].map(([one, ...more]) =>
        h(
            "li",
            {},
            h("mark", { class: "body", lang: mandate.language }, one.text),
            " – ",
            h(
                "a",
                { href: hashOf(stateOf(""), { filters: { ...NO_FILTERS, asks: [one.body] }, ui: state.ui }) },
                bodyName(app, one.body),
            ),
            `, ${wording.say(one.role)}`,
            item(
                [one, ...more]
                    .map((each) => each.label)
                    .filter(Boolean)
                    .join(", "),
            ),
        ),
    );
    if (!due.length && !bodies.length) return null;
    return h(
        "section",
        { class: "register", "aria-label": wording.say("register") },
        due.length ? h("div", {}, h("h3", {}, wording.say("by when")), h("ul", {}, due)) : null,
        bodies.length ? h("div", {}, h("h3", {}, wording.say("by whom")), h("ul", {}, bodies)) : null,
        h("p", { class: "about" }, wording.say("found by rules")),
    );
}

function where(app, mandate) {
    const { wording } = app;
    const pages = mandate.placements.map((one) => {
        const said = one.theme ? themeTitle(app, one.theme) : one.page;
        const facts = [
            wording.say("position", { position: one.position }),
            one.label ? wording.say("printed", { label: one.label }) : null,
            one.seen ? wording.say("seen", { day: wording.day(one.seen) }) : null,
        ];
        const address = /^https?:\/\//.test(one.url ?? "")
            ? h("a", { href: one.url, rel: "noreferrer" }, one.url)
            : one.page;
        return h("li", {}, said, ": ", address, ` (${facts.filter(Boolean).join(", ")})`);
    });
    return h(
        "section",
        { class: "where", "aria-label": wording.say("where") },
        h("h3", {}, wording.say("where")),
        h("ul", {}, pages),
        mandate.citation
            ? h("p", {}, wording.say("cited as"), " ", h("q", { lang: mandate.language }, mandate.citation))
            : null,
        mandate.also.length
            ? h(
                  "p",
                  {},
                  wording.say("also cited"),
                  " ",
                  mandate.also.map((text) => [h("q", { lang: mandate.language }, text), " "]),
              )
            : null,
        h("p", { class: "about" }, wording.say("ids", { id: mandate.id, commitment: mandate.commitment })),
    );
}
