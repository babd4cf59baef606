"use strict";
// What a filter's value stands for, as `query/names.py` resolves it. A criterion is a test of a mandate.

const FIRST_YEAR = 0;
const LAST_YEAR = 9999;
const YEAR = /^\d{4}$/;
const YEARS = /^(?:(\d{4})\s*[-–—−]\s*(\d{4})|(\d{4})?\s*\.{2,}\s*(\d{4})?)$/;
// "2015-2022", "VII–IX": what people write for 2015..2022.
const DASHED = /^(\d{4}|[IVXivx]+)\s*[-–—−]\s*(\d{4}|[IVXivx]+)$/;
// What the names of all summits have.
const SAID_OF_ALL = new Set("summit americas cumbre the of in las los la el de del en".split(" "));
const NO_SUMMIT = "none";
const ANY = "any";

const formsOf = (names) => [names.en, names.es, ...names.en_aliases, ...names.es_aliases];
const within = (words, text) => ` ${text} `.includes(` ${words} `);

class Names {
    /** `tables` are those of the corpus: summits, documents, themes, languages, bodies. */
    constructor({ summits, documents, themes, languages, bodies }) {
        this.summits = summits.map((row) => ({ year: row.year, names: summitNames(row).map(fold) }));
        this.documents = documents.map((row) => ({
            id: row.id,
            name: fold(row.id),
            titles: formsOf(row.title).map(fold),
        }));
        this.themes = themes.map((row) => ({ slug: row.slug, titles: row.title ? formsOf(row.title).map(fold) : [] }));
        this.languages = languages.map((row) => ({ code: row.code, names: formsOf(row.name).map(fold) }));
        this.bodies = bodies.map((row) => ({
            slug: row.slug,
            names: [...row.acronyms, ...formsOf(row.name), ...row.organs].map(fold),
        }));
    }

    /** Whether a mandate passes what is asked of the property `kind`: any of the values. Throws QueryError. */
    criterion(kind, values) {
        return this[kind](values);
    }

    summit(values) {
        const known = values.filter((value) => fold(value) !== NO_SUMMIT);
        const ranges = known.flatMap((value) => this.years(value));
        return ({ summit }) => (summit === null ? known.length < values.length : inside(ranges, summit));
    }

    document(values) {
        const ids = new Set(values.flatMap((value) => this.documentsOf(value)));
        return (mandate) => ids.has(mandate.document);
    }

    theme(values) {
        const slugs = new Set(values.flatMap((value) => this.themesOf(value)));
        return (mandate) => mandate.themes.some((slug) => slugs.has(slug));
    }

    lang(values) {
        const codes = new Set(values.map((value) => this.languageOf(value)));
        return (mandate) => codes.has(mandate.language);
    }

    asks(values) {
        const slugs = new Set(values.map((value) => this.bodyOf(value)));
        return (mandate) => mandate.addressees.some((one) => one.role === "asked" && slugs.has(one.body));
    }

    due(values) {
        const every = values.some((value) => fold(value) === ANY);
        const ranges = values.filter((value) => fold(value) !== ANY).map(yearsTyped);
        return (mandate) => mandate.deadlines.some(({ year }) => every || (year !== null && inside(ranges, year)));
    }

    label([value]) {
        const label = value.toLowerCase();
        return (mandate) => mandate.passages.some((passage) => passage.label?.toLowerCase() === label);
    }

    years(name) {
        const dashed = DASHED.exec(name.trim());
        if (dashed) return [this.range(name, dashed[1], dashed[2])];
        if (!name.includes("..")) return this.yearsOf(name).map((year) => [year, year]);
        const at = name.indexOf("..");
        return [this.range(name, name.slice(0, at).trim(), name.slice(at + 2).replace(/^[ .]+|[ .]+$/g, ""))];
    }

    range(name, begin, stop) {
        const first = begin ? Math.min(...this.bounds(begin)) : FIRST_YEAR;
        const last = stop ? Math.max(...this.bounds(stop)) : LAST_YEAR;
        return forwards(name, first, last);
    }

    bounds(name) {
        const years = this.summits.map((row) => row.year);
        const between = YEAR.test(name) && Math.min(...years) <= Number(name) && Number(name) <= Math.max(...years);
        return between ? [Number(name)] : this.yearsOf(name);
    }

    yearsOf(name) {
        const wanted = fold(name);
        const named = this.summits.filter((row) => row.names.includes(wanted)).map((row) => row.year);
        if (named.length) return named;
        const words = wanted.split(" ").filter((word) => word && !SAID_OF_ALL.has(word));
        const holds = (row) => words.every((word) => row.names.join(" ").split(" ").includes(word));
        const found = words.length ? this.summits.filter(holds).map((row) => row.year) : [];
        if (found.length === 1) return found;
        throw new QueryError("no summit", { name });
    }

    documentsOf(name) {
        const wanted = fold(name),
            words = wanted.split(" ");
        const tests = [
            (row) => row.name === wanted,
            (row) => within(wanted, row.name),
            (row) => row.name.startsWith(wanted),
            (row) => row.titles.includes(wanted),
            (row) => row.titles.some((title) => within(wanted, title)),
            (row) => words.every((word) => `${row.name} ${row.titles.join(" ")}`.split(" ").includes(word)),
        ];
        for (const test of wanted ? tests : []) {
            const found = this.documents.filter(test);
            if (found.length) return found.map((row) => row.id);
        }
        throw new QueryError("no document", { name });
    }

    themesOf(name) {
        const wanted = fold(name);
        let named = this.themes.filter((row) => fold(row.slug) === wanted);
        if (!named.length) named = this.themes.filter((row) => row.titles.includes(wanted));
        if (!named.length) throw new QueryError("no theme", { name });
        const under = (slug) => named.some((row) => `${slug}/`.startsWith(`${row.slug}/`));
        return this.themes.map((row) => row.slug).filter(under);
    }

    languageOf(name) {
        const wanted = fold(name);
        const found = this.languages.find((row) => row.code === wanted || row.names.includes(wanted));
        if (!found) throw new QueryError("no language", { name });
        return found.code;
    }

    bodyOf(name) {
        const wanted = fold(name);
        let found = this.bodies.filter((row) => fold(row.slug) === wanted);
        if (!found.length) found = this.bodies.filter((row) => row.names.includes(wanted));
        if (found.length !== 1) throw new QueryError("no body", { name });
        return found[0].slug;
    }
}

const inside = (ranges, year) => ranges.some(([first, last]) => first <= year && year <= last);

function forwards(name, first, last) {
    if (first > last) throw new QueryError("backwards", { name });
    return [first, last];
}

function yearsTyped(name) {
    if (YEAR.test(name.trim())) return [Number(name), Number(name)];
    const found = YEARS.exec(name.trim());
    if (!found) throw new QueryError("no year", { name });
    return forwards(name, Number(found[1] ?? found[3] ?? FIRST_YEAR), Number(found[2] ?? found[4] ?? LAST_YEAR));
}

function summitNames(row) {
    const names = [String(row.year), ...formsOf(row.city), ...formsOf(row.name)];
    return row.number ? [...names, ...numbers(row.number)] : names;
}

/** `VIII`, and `8` and `8th` for it. */
function numbers(roman) {
    const values = [...roman].map((letter) => ({ I: 1, V: 5, X: 10 })[letter] ?? 0);
    const signed = values.map((value, at) => (value < Math.max(...values.slice(at)) ? -value : value));
    const number = signed.reduce((sum, value) => sum + value, 0);
    return [roman, String(number), `${number}${{ 1: "st", 2: "nd", 3: "rd" }[number] ?? "th"}`];
}
