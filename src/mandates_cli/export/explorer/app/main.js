"use strict";
// The page: what the address asks for is shown.

// References are unpacked so many mandates at a time, when one is looked at.
const REFERENCES_TOGETHER = 256;
// Milliseconds without a letter, after which what is beside the list is counted anew.
const WAIT = 120;

class App {
    constructor(corpus) {
        this.corpus = corpus;
        this.opened = new Set();
        this.scrolled = new Map();
        this.packed = document.getElementById("references").textContent.trim().split("\n");
        this.unpacked = new Map();
        this.build();
        addEventListener("hashchange", () => this.arrive());
        addEventListener("scroll", () => this.scrolled.set(location.hash, scrollY), { passive: true });
        addEventListener("click", (event) => (this.clicked = Boolean(event.target.closest("a"))), true);
        this.render();
        // Made when all stands there, so that the first letter need not wait for it.
        requestAnimationFrame(() => setTimeout(() => corpus.index, WAIT));
    }

    /** What stays while views change. */
    build() {
        this.search = h("input", {
            type: "search",
            id: "q",
            autocomplete: "off",
            spellcheck: "false",
            enterkeyhint: "search",
        });
        this.search.oninput = () => this.typed();
        this.header = h("header", { class: "top" });
        this.filters = h("aside", { class: "noprint" });
        this.main = h("main", { id: "main" });
        this.footer = h("footer");
        this.status = h("p", { role: "status", class: "aside", "aria-live": "polite" });
        document.body.append(
            this.header,
            h("div", { class: "columns" }, this.filters, this.main),
            this.footer,
            this.status,
        );
    }

    languageName(code) {
        const row = this.corpus.languagesBy.get(code);
        return row ? this.wording.named(row.name) : code;
    }

    remember(kind, isOpen) {
        if (isOpen) this.opened.add(kind);
        else this.opened.delete(kind);
    }

    tell(text) {
        this.status.textContent = text;
    }

    go(hash) {
        if (hash === location.hash) this.render();
        else location.hash = hash;
    }

    /** Each letter changes the address; the first one after another view begins an entry of the history. */
    typed() {
        const hash = hashOf(this.state, { q: this.search.value, id: "" });
        const isNew = Boolean(this.state.id) || !this.state.q;
        history[isNew ? "pushState" : "replaceState"](null, "", hash);
        this.render(true);
    }

    arrive() {
        const isBack = !this.clicked;
        this.clicked = false;
        this.render();
        scrollTo(0, isBack ? (this.scrolled.get(location.hash) ?? 0) : 0);
        const focused = this.focusNext && document.getElementById(this.focusNext);
        this.focusNext = null;
        if (focused) focused.focus({ preventScroll: true });
        else this.main.querySelector("h2[tabindex]")?.focus({ preventScroll: true });
    }

    /** Where `soon`, counts follow when the letters that come fast are there. */
    render(soon = false) {
        this.state = stateOf(location.hash);
        const language = this.state.ui in this.corpus.interface ? this.state.ui : this.corpus.language;
        if (this.wording?.language !== language) this.translate(language);
        if (document.activeElement !== this.search || this.search.value.trim() !== this.state.q.trim())
            this.search.value = this.state.q;
        this.switcher.href = hashOf(this.state, { ui: this.other, from: this.state.from });
        try {
            this.show(soon);
        } catch (error) {
            if (!(error instanceof QueryError)) throw error;
            const said = this.wording.say(`error ${error.key}`, error.facts);
            this.main.replaceChildren(h("p", { class: "error", role: "alert" }, said));
            this.filters.replaceChildren();
        }
    }

    show(soon) {
        const { corpus, state, wording } = this;
        const mandate = state.id ? corpus.mandate(state.id) : null;
        const { title } = corpus.about[wording.language];
        if (state.id) {
            const found = mandate && state.q.trim() ? corpus.searched(state.q).shown : [];
            this.main.replaceChildren(
                mandate
                    ? mandatePage(this, mandate, found)
                    : h("p", { class: "error", role: "alert" }, wording.say("no such id", { id: state.id })),
            );
            this.filters.replaceChildren();
            document.title = mandate ? `${mandate.id} – ${title}` : title;
        } else {
            const found = corpus.found(state);
            this.main.replaceChildren(...(isNarrowed(state) ? [] : [overview(this)]), listing(this, found));
            clearTimeout(this.waiting);
            const filter = () => this.filters.replaceChildren(this.foldable(filtering(this)));
            if (soon) this.waiting = setTimeout(filter, WAIT);
            else filter();
            document.title = state.q.trim() ? `${state.q.trim()} – ${title}` : title;
            this.tell(wording.count(found.numbers.length, "mandate"));
        }
        document.body.classList.toggle("single", Boolean(state.id));
    }

    /** On a narrow screen filters are folded away. */
    foldable(filters) {
        const open = !matchMedia("(max-width: 55rem)").matches || this.opened.has("filters");
        return h(
            "details",
            {
                class: "all",
                open,
                ontoggle: (event) =>
                    event.target.classList.contains("all") && this.remember("filters", event.target.open),
            },
            h("summary", {}, this.wording.say("filters")),
            filters,
        );
    }

    translate(language) {
        const words = this.corpus.interface,
            about = this.corpus.about[language];
        const wording = (this.wording = new Wording(words, language));
        this.other = Object.keys(words).find((code) => code !== language);
        document.documentElement.lang = language;
        this.switcher = h(
            "a",
            { class: "switch noprint", lang: this.other, hreflang: this.other },
            words[this.other]["this language"],
        );
        const skip = () => this.main.querySelector("h2, h3, p")?.scrollIntoView() ?? this.main.focus();
        this.header.replaceChildren(
            h("button", { type: "button", class: "skip", onclick: skip }, wording.say("skip")),
            h(
                "div",
                { class: "title" },
                h("h1", {}, h("a", { href: hashOf(stateOf(""), { ui: this.state.ui }) }, wording.say("title"))),
                this.switcher,
            ),
            h(
                "form",
                { role: "search", class: "noprint", onsubmit: (event) => event.preventDefault() },
                h("label", { for: "q" }, wording.say("search")),
                this.search,
                this.help(),
            ),
        );
        this.footer.replaceChildren(
            h("p", {}, wording.say("texts of", { publisher: about.publisher, site: about.site })),
            h("p", {}, about.rights),
            h("p", {}, wording.say("version", { version: about.version, program: about.made_by })),
        );
    }

    help() {
        const rows = Object.entries(this.wording.words["query help"]);
        return h(
            "details",
            { class: "help" },
            h("summary", {}, this.wording.say("how to search")),
            h(
                "dl",
                {},
                rows.map(([query, says]) => [h("dt", {}, h("code", {}, query)), h("dd", {}, says)]),
            ),
        );
    }

    /** Text, BibTeX and RIS of a mandate, worded in the language of the interface. */
    async references(mandate) {
        const part = Math.floor(mandate.number / REFERENCES_TOGETHER);
        if (!this.unpacked.has(part)) this.unpacked.set(part, unpacked(this.packed[part]));
        const found = (await this.unpacked.get(part))[mandate.number % REFERENCES_TOGETHER];
        return this.wording.language === "es" ? found.slice(3) : found.slice(0, 3);
    }
}

async function start() {
    if (typeof DecompressionStream === "undefined") {
        document.getElementById("old").hidden = false;
        return;
    }
    const held = await unpacked(document.getElementById("records").textContent);
    globalThis.app = new App(new Corpus(held));
}

start();
