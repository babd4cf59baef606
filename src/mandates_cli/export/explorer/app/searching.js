"use strict";
// What a query finds, and in which order: the index and the oracle of `corpus/sql` and `query/oracle.py` in one.

// The numbers of FTS5's bm25().
const K1 = 1.2;
const B = 0.75;
const LEAST_WEIGHT = 1e-6;
const NOWHERE = new Int32Array(0);

class Index {
    /** `mandates` have `language` and `passages`, each with its `text`. */
    constructor(mandates, words, names) {
        Object.assign(this, { mandates, words, names, meaning: new Meaning(words) });
        this.ids = new Map();
        // Hits of forms that the last query asked about.
        this.known = new Map();
        this.vocabulary = [];
        const written = [],
            stemmed = [],
            passageOf = [],
            mandateOf = [],
            firstToken = [0];
        const stems = new Map();
        const numbered = { en: [], es: [] };
        mandates.forEach((mandate, number) => {
            const known = numbered[mandate.language];
            for (const passage of mandate.passages) {
                for (const word of asWritten(passage.text)) {
                    const id = this.idOf(word);
                    if (known[id] === undefined) {
                        known[id] = numberOf(
                            stems,
                            `${mandate.language} ${words.stem(bareWord(word), mandate.language)}`,
                        );
                    }
                    written.push(id);
                    stemmed.push(known[id]);
                    passageOf.push(mandateOf.length);
                }
                mandateOf.push(number);
                firstToken.push(written.length);
            }
        });
        this.stems = stems;
        this.tokens = { written: Int32Array.from(written), stemmed: Int32Array.from(stemmed) };
        this.passageOf = Int32Array.from(passageOf);
        this.mandateOf = Int32Array.from(mandateOf);
        this.firstToken = Int32Array.from(firstToken);
        this.places = {
            written: places(this.tokens.written, this.vocabulary.length),
            stemmed: places(this.tokens.stemmed, stems.size),
        };
        this.sorted = this.vocabulary
            .map((word, id) => [bareWord(word), id])
            .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        this.firstPassage = firsts(this.mandateOf, mandates.length);
        // Each word is in two columns of the index that the command asks.
        this.average = (2 * written.length) / Math.max(mandateOf.length, 1);
    }

    idOf(word) {
        let id = this.ids.get(word);
        if (id === undefined) {
            this.ids.set(word, (id = this.vocabulary.length));
            this.vocabulary.push(word);
        }
        return id;
    }

    /** Which words of the corpus one of a form's words is: ids of stems, or of words as written. */
    wordIds({ kind, words, prefix }, at) {
        const word = words[at],
            begins = prefix && at === words.length - 1;
        if (kind === "en" || kind === "es") return some(this.stems.get(`${kind} ${word}`));
        if (kind === "exact" && !begins) return some(this.ids.get(word));
        const found = [],
            bare = bareWord(word);
        for (let n = lowest(this.sorted, bare); n < this.sorted.length; n++) {
            const [other, id] = this.sorted[n];
            if (begins ? !other.startsWith(bare) : other !== bare) break;
            if (kind === "folded" || this.vocabulary[id].startsWith(word)) found.push(id);
        }
        return found;
    }

    /** First tokens of where the words of a form stand side by side, in order. */
    formHits(form) {
        const key = `${form.kind}${form.prefix ? "*" : ""} ${form.words.join(" ")}`;
        if (!this.known.has(key)) this.known.set(key, this.sideBySide(form));
        return this.known.get(key);
    }

    sideBySide(form) {
        const column = form.kind === "en" || form.kind === "es" ? "stemmed" : "written";
        const wanted = [];
        for (let at = 0; at < form.words.length; at++) {
            const ids = this.wordIds(form, at);
            if (!ids.length) return NOWHERE;
            wanted.push(ids);
        }
        const { starts, positions } = this.places[column],
            tokens = this.tokens[column];
        const sizes = wanted.map((ids) => ids.reduce((sum, id) => sum + starts[id + 1] - starts[id], 0));
        const rarest = sizes.indexOf(Math.min(...sizes));
        const others = wanted.map((ids) => new Set(ids));
        const found = new Int32Array(sizes[rarest]);
        let size = 0;
        for (const id of wanted[rarest]) {
            for (let n = starts[id]; n < starts[id + 1]; n++) {
                const first = positions[n] - rarest,
                    last = first + wanted.length - 1;
                if (first < 0 || last >= tokens.length || this.passageOf[first] !== this.passageOf[last]) continue;
                if (others.every((set, at) => at === rarest || set.has(tokens[first + at]))) found[size++] = first;
            }
        }
        return found.subarray(0, size).sort();
    }

    /** What a term stands for, as far as some text holds it. */
    held(term) {
        return this.words.forms(term).filter((form) => this.formHits(form).length);
    }

    /** Where a term stands: first and last token, in order. */
    hits(term) {
        const found = new Map();
        for (const form of this.held(term)) {
            for (const first of this.formHits(form)) {
                found.set(first * MOST_CHARACTERS + form.words.length, [first, first + form.words.length - 1]);
            }
        }
        return [...found.values()].sort(byPlace);
    }

    /** The hits of both sides that stand near one another; two that overlap are not two. */
    nearHits({ left, right, distance }) {
        const lefts = left.flatMap((term) => this.hits(term));
        const rights = right.flatMap((term) => this.hits(term)).sort(byPlace);
        const near = new Map();
        for (const one of lefts) {
            for (let n = lowest(rights, one[0] - MOST_CHARACTERS); n < rights.length; n++) {
                const other = rights[n];
                if (other[0] > one[1] + distance + 1) break;
                if (this.passageOf[one[0]] !== this.passageOf[other[0]]) continue;
                const [first, second] = byPlace(one, other) <= 0 ? [one, other] : [other, one];
                if (first[1] < second[0] && second[0] - first[1] - 1 <= distance) {
                    for (const [start, end] of [one, other])
                        near.set(start * MOST_CHARACTERS + end - start, [start, end]);
                }
            }
        }
        return [...near.values()].sort(byPlace);
    }

    /** A byte a mandate: whether it matches. */
    matching(node) {
        const found = new Uint8Array(this.mandates.length);
        if (node.term) {
            for (const form of this.held(node.term)) for (const first of this.formHits(form)) this.mark(found, first);
            return found;
        }
        if (node.near) {
            for (const [first] of this.nearHits(node.near)) this.mark(found, first);
            return found;
        }
        if (node.field) {
            const passes = this.names.criterion(node.field.name, [node.field.value]);
            return found.map((_, number) => Number(passes(this.mandates[number])));
        }
        if (node.not) return this.matching(node.not).map((one) => 1 - one);
        const [first, ...rest] = (node.all ?? node.any).map((part) => this.matching(part));
        const joined = node.all ? (one, other) => one & other : (one, other) => one | other;
        return rest.reduce((all, part) => all.map((one, number) => joined(one, part[number])), first);
    }

    /** That a mandate holds a token. */
    mark(found, token) {
        found[this.mandateOf[this.passageOf[token]]] = 1;
    }

    /** Numbers of the mandates that match, best first, and what they show of it. Throws QueryError. */
    search(query, exact = false) {
        const tree = parsed(query, exact);
        this.known.clear();
        const matching = this.matching(tree);
        const numbers = [];
        matching.forEach((one, number) => one && numbers.push(number));
        const rank = this.ranked(this.meaning.carriers(tree));
        const whole = new Uint8Array(this.mandates.length);
        for (const phrase of this.meaning.phrases(tree)) {
            for (const form of this.held(phrase)) for (const first of this.formHits(form)) this.mark(whole, first);
        }
        numbers.sort((a, b) => whole[b] - whole[a] || rank[b] - rank[a] || a - b);
        return { numbers, shown: this.shown(tree) };
    }

    /** By mandate, the weight of its best passage as FTS5 weighs it; 0 for one that shows nothing. */
    ranked(terms) {
        const forms = new Map(terms.flatMap((term) => this.held(term)).map((form) => [JSON.stringify(form), form]));
        const weights = new Float64Array(this.mandateOf.length),
            times = new Int32Array(this.mandateOf.length);
        for (const form of forms.values()) {
            const passages = [];
            for (const first of this.formHits(form)) {
                const passage = this.passageOf[first];
                if (times[passage]++ === 0) passages.push(passage);
            }
            const rarity = Math.log((this.mandateOf.length - passages.length + 0.5) / (passages.length + 0.5));
            for (const passage of passages) {
                const length = 2 * (this.firstToken[passage + 1] - this.firstToken[passage]),
                    count = times[passage];
                const part = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / this.average));
                weights[passage] += Math.max(rarity, LEAST_WEIGHT) * part;
                times[passage] = 0;
            }
        }
        const best = new Float64Array(this.mandates.length);
        weights.forEach((weight, passage) => {
            const number = this.mandateOf[passage];
            if (weight > best[number]) best[number] = weight;
        });
        return best;
    }

    /** What a match can show: tables of hits in order, each with how many tokens a hit has, or null where that varies. */
    shown(tree) {
        return this.meaning.meant(tree, true).flatMap((leaf) => {
            if (leaf.near) return [{ hits: this.nearHits(leaf.near), size: null }];
            return leaf.term
                ? this.held(leaf.term).map((form) => ({ hits: this.formHits(form), size: form.words.length }))
                : [];
        });
    }

    /** Of what is shown, what stands in a passage of a mandate: [start, end] in its text. */
    spans(shown, number, at) {
        const passage = this.firstPassage[number] + at;
        const begin = this.firstToken[passage],
            end = this.firstToken[passage + 1];
        const found = [];
        for (const { hits, size } of shown) {
            const place = size === null ? (n) => hits[n] : (n) => [hits[n], hits[n] + size - 1];
            for (let n = lowest(hits, begin, place); n < hits.length && place(n)[0] < end; n++) found.push(place(n));
        }
        if (!found.length) return found;
        const shownPassage = this.mandates[number].passages[at];
        const words = (shownPassage.tokens ??= tokens(shownPassage.text));
        return found.sort(byPlace).map(([first, last]) => [words[first - begin].start, words[last - begin].end]);
    }
}
