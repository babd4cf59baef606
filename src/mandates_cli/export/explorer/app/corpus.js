"use strict";
// The records, unpacked: what `packed.py` beside this folder packed.

const TITLES = ["summits", "documents", "themes", "bodies", "languages"];
const KEYS = { summits: "year", documents: "id", themes: "slug", bodies: "slug", languages: "code" };
// Digits of an id, behind what stands before them: 2018-lima-commitment-1c4d89
const ID = /^(.+)-([0-9a-f]{6,32})$/;

/** What a script element holds: JSON, compressed. */
async function unpacked(base64) {
    const text = atob(base64),
        bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
}

class Corpus {
    constructor(held) {
        Object.assign(this, held);
        this.mandates.forEach((mandate, number) => complete(mandate, number, this.pages));
        this.byId = new Map(this.mandates.map((mandate) => [mandate.id, mandate]));
        for (const table of TITLES) {
            this[`${table}By`] = new Map(this[table].map((row) => [row[KEYS[table]], row]));
        }
        this.words = new Words(this.rules);
        for (const [language, stems] of Object.entries(held.stems)) this.words.know(language, stems.split(" "));
        this.names = new Names(this);
        this.older = grouped(this.links, ([, newer]) => newer);
        this.newer = grouped(this.links, ([older]) => older);
        // The summits that each mandate takes something up of.
        this.takes = this.mandates.map(
            (_, number) => new Set((this.older.get(number) ?? []).map(([older]) => this.mandates[older].summit)),
        );
    }

    /** Made when it is first asked for: a page that is only read does without. */
    get index() {
        return (this.built ??= new Index(this.mandates, this.words, this.names));
    }

    /** The mandate of an id, of an old one, or of the beginning of one alone; null where there is none. */
    mandate(id) {
        const wanted = id.toLowerCase();
        if (this.byId.has(wanted)) return this.byId.get(wanted);
        const begun = wanted ? this.mandates.filter((mandate) => mandate.id.startsWith(wanted)) : [];
        if (begun.length) return begun.length === 1 ? begun[0] : null;
        const [, stem, digits] = ID.exec(wanted) ?? [];
        if (!digits) return null;
        const isIt = ([digest, number]) =>
            (digest.startsWith(digits) || digits.startsWith(digest)) &&
            this.mandates[number].id.replace(/-[^-]*$/, "") === stem;
        const found = unique(this.wordings.filter(isIt).map(([, number]) => number));
        return found.length === 1 ? this.mandates[found[0]] : null;
    }

    commitments(numbers) {
        return new Set(numbers.map((number) => this.mandates[number].commitment)).size;
    }

    /** Numbers of the mandates that match a query, best first, and what they show of it. Throws QueryError. */
    searched(query) {
        if (this.asked?.query !== query) {
            const found = query.trim()
                ? this.index.search(query)
                : { numbers: this.mandates.map((_, n) => n), shown: [] };
            this.asked = { query, ...found };
        }
        return this.asked;
    }

    /** The same of those that pass the filters, but for those `without` which it is asked. */
    found(state, without = null) {
        const { numbers, shown } = this.searched(state.q);
        const tests = this.tests(state, without);
        if (!tests.length) return { numbers, shown };
        return { numbers: numbers.filter((n) => tests.every((passes) => passes(this.mandates[n]))), shown };
    }

    tests(state, without) {
        const found = KINDS.filter((kind) => kind !== without && state.filters[kind].length).map((kind) =>
            this.names.criterion(kind, state.filters[kind]),
        );
        if (state.takes) found.push(({ number }) => this.takes[number].has(Number(state.takes)));
        return found;
    }
}

/** What was left out because most mandates lack it, and passages as texts. */
function complete(mandate, number, pages) {
    const none = { summit: null, document: null, section: null, citation: null, twin: null };
    const nothing = { missing: [], also: [], themes: [], placements: [], deadlines: [], addressees: [] };
    Object.assign(mandate, { number, ...none, ...nothing, ...mandate });
    mandate.passages = mandate.passages.map(([label, start, end], at) => ({
        label,
        text: end === undefined ? start : mandate.text.slice(start, end),
        start: end === undefined ? null : start,
        isItem: at > 0 && at <= mandate.items,
    }));
    mandate.placements = mandate.placements.map(([page, theme, position, label]) => {
        const [path, url, seen] = pages[page];
        return { page: path, url, seen, theme, position, label };
    });
    mandate.deadlines = mandate.deadlines.map(([start, end, text, kind, year, target, label, inherited]) => ({
        start,
        end,
        text,
        kind,
        year,
        target,
        label,
        inherited,
    }));
    mandate.addressees = mandate.addressees.map(([start, end, text, body, role, label]) => ({
        start,
        end,
        text,
        body,
        role,
        label,
    }));
}

function grouped(rows, key) {
    const found = new Map();
    for (const row of rows) {
        const held = found.get(key(row));
        if (held) held.push(row);
        else found.set(key(row), [row]);
    }
    return found;
}
