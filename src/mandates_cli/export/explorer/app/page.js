"use strict";
// Elements and sentences. Texts of the corpus reach the page as text nodes alone.

/** An element; children are elements, texts, lists of these, or nothing. */
function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === "function") element[name] = value;
        else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(
        ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
    );
    return element;
}

/** The interface's words in one language. */
class Wording {
    constructor(words, language) {
        this.words = words[language];
        this.language = language;
        this.numbers = new Intl.NumberFormat(language);
        this.days = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
            day: "numeric",
            month: "long",
            year: "numeric",
            timeZone: "UTC",
        });
    }

    /** A sentence with its facts: {name} is one, {name:noun} so many of them. */
    say(key, facts = {}) {
        return this.words[key].replace(/\{(\w+)(?::([^}]+))?\}/g, (_, name, noun) => {
            const fact = facts[name];
            if (noun) return this.count(fact, noun);
            return typeof fact === "number" ? this.number(fact) : fact;
        });
    }

    count(number, noun) {
        const [one, many] = this.words[noun].split("|");
        return `${this.number(number)} ${number === 1 ? one : many}`;
    }

    number(number) {
        return this.numbers.format(number);
    }

    named(names) {
        return names[this.language];
    }

    day(iso) {
        return this.days.format(new Date(iso));
    }
}

/** A text with marks around some of its places: {start, end, name, title}. Take them away, and the text is there. */
function marked(text, places) {
    const inside = places.filter(({ start, end }) => start < end && start < text.length && end > 0);
    if (!inside.length) return text;
    const cuts = unique([
        0,
        text.length,
        ...inside.flatMap(({ start, end }) => [Math.max(start, 0), Math.min(end, text.length)]),
    ]);
    cuts.sort((a, b) => a - b);
    const pieces = [];
    cuts.slice(1).forEach((end, n) => {
        const start = cuts[n];
        const over = inside.filter((place) => place.start <= start && place.end >= end);
        const name = unique(over.map((place) => place.name)).join(" ");
        const title = unique(over.map((place) => place.title).filter(Boolean)).join("; ");
        const last = pieces.at(-1);
        if (last?.name === name && last.title === title) last.text += text.slice(start, end);
        else pieces.push({ name, title, text: text.slice(start, end) });
    });
    return pieces.map((piece) =>
        piece.name ? h("mark", { class: piece.name, title: piece.title || null }, piece.text) : piece.text,
    );
}

/** A part of a long text around the first of its marks, cut between words: [text, offset, whether cut before, after]. */
function excerpt(text, places, most = 420) {
    if (text.length <= most * 1.25) return { text, offset: 0, before: "", after: "" };
    const first = places[0]?.start ?? 0;
    let start = first < most * 0.75 ? 0 : first - most / 4;
    if (start) start = text.indexOf(" ", start) + 1;
    let end = Math.min(start + most, text.length);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), start + 1);
    return {
        text: text.slice(start, end),
        offset: start,
        before: start ? "… " : "",
        after: end < text.length ? " …" : "",
    };
}

function excerpted(text, places, most) {
    const part = excerpt(text, places, most),
        end = part.offset + part.text.length;
    const seen = places.filter((place) => place.end > part.offset && place.start < end);
    const moved = seen.map((place) => ({ ...place, start: place.start - part.offset, end: place.end - part.offset }));
    return [part.before, marked(part.text, moved), part.after];
}
