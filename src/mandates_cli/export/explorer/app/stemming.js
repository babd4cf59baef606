"use strict";
// Inflections, spellings and hyphens, as `query/words.py`, `spelling.py` and `spanish.py` see through them. Their
// tables and rules come with the records, so that there is one of each.

class Words {
    /** `rules` as `rules.py` beside this folder gives them. */
    constructor(rules) {
        this.rules = rules;
        this.pattern = {};
        for (const [name, source] of Object.entries(rules.patterns)) this.pattern[name] = new RegExp(source, "u");
        this.set = {};
        for (const [name, words] of Object.entries(rules.sets)) this.set[name] = new Set(words);
        this.snowball = { en: new EnglishStemmer(), es: new SpanishStemmer() };
        this.known = { en: new Map(), es: new Map() };
        this.alternatives = remembered((typed) => this.parted(typed.split(" ")).map((words) => words.join(" ")));
    }

    /** Words of the corpus, each followed by its stem. */
    know(language, pairs) {
        for (let at = 0; at + 1 < pairs.length; at += 2) this.known[language].set(pairs[at], pairs[at + 1]);
    }

    stem(word, language) {
        const known = this.known[language];
        if (!known.has(word)) known.set(word, this.stemmed(word, language));
        return known.get(word);
    }

    stemmed(word, language) {
        const kept = this.rules.kept[language];
        if (language === "en") word = this.american(own(this.rules.irregular, word) ?? word);
        if (own(kept, word)) return kept[word];
        if (language === "es") {
            word = this.lemma(word);
            if (own(kept, word)) return word;
        }
        for (let shorter; (shorter = this.shorter(word, language)) !== word;) word = shorter;
        return language === "es" && this.lemma(word) !== word ? word + word.at(-1) : word;
    }

    shorter(word, language) {
        if (language === "es") return oneSpelling(this.snowball.es.stemWord(this.regular(word)));
        const found = this.snowball.en.stemWord(word.replace(this.pattern.abbreviations, ""));
        return found.length > 6 && found.endsWith("ick") ? found.slice(0, -1) : found;
    }

    american(word) {
        if (this.set.everywhere.has(word)) return word;
        for (let size = Math.min(word.length, this.rules.longest); size > 3; size--) {
            const found = own(this.rules.beginnings, word.slice(0, size));
            if (!found || (found.length > size && word.startsWith(found))) continue;
            const both = word[size - 1] === "e" && found.at(-1) !== "e" && ["d", "r", "rs"].includes(word.slice(size));
            word = found + (both ? "e" : "") + word.slice(size);
            break;
        }
        const match = this.pattern.ise.exec(word);
        return match && !this.set.iseEverywhere.has(match.groups.stem)
            ? `${match.groups.stem}iz${match.groups.end}`
            : word;
    }

    british(beginning) {
        for (const [ours, theirs] of Object.entries(this.rules.beginnings)) {
            if (beginning.startsWith(theirs) && !(ours.length > theirs.length && beginning.startsWith(ours))) {
                return ours + beginning.slice(theirs.length);
            }
        }
        return this.withMark(beginning, "s");
    }

    withMark(beginning, mark) {
        const match = this.pattern.begun.exec(beginning);
        if (!match || this.set.iseEverywhere.has(match.groups.stem)) return beginning;
        if (!this.rules.ends.some((end) => end.startsWith(match.groups.end))) return beginning;
        return `${match.groups.stem}i${mark}${match.groups.end}`;
    }

    /** A beginning of words in every spelling. */
    beginnings(word) {
        return unique([word, this.american(word), this.british(word), this.withMark(word, "z")]);
    }

    lemma(word) {
        const { irregular } = this.rules.verbs;
        if (!own(irregular, word)) word = this.withoutPronouns(word);
        return own(irregular, word) || this.ofRoot(word, this.rules.most) || this.singular(word);
    }

    ofRoot(word, most) {
        for (let size = 0; size <= Math.min(most, word.length - this.rules.shortestRoot); size++) {
            const [verb, kind] = own(this.rules.verbs.roots, word.slice(0, word.length - size)) ?? [];
            if (verb && this.rules.following[kind].includes(word.slice(word.length - size))) return verb;
        }
        return null;
    }

    withoutPronouns(word) {
        if (this.set.noPronoun.has(word)) return word;
        const match = this.pattern.gerundAndPronoun.exec(word) ?? this.pattern.arAndPronoun.exec(word);
        if (match) return match[1];
        const verb = this.pattern.andPronoun.exec(word)?.[1];
        return verb && (this.set.infinitives.has(verb) || own(this.rules.verbs.irregular, verb)) ? verb : word;
    }

    singular(word) {
        const isPlural = word.length >= this.rules.shortestPlural && word.endsWith("s") && !word.endsWith("ss");
        if (!isPlural || this.set.inS.has(word)) return word;
        return this.pattern.we.test(word) && !this.set.inMo.has(word) ? word : word.slice(0, -1);
    }

    regular(word) {
        const verb = this.ofRoot(word, 1);
        if (verb) return verb;
        const { unaccented, noPronounLeft, inIc, soft } = this.pattern;
        return word.replace(unaccented, "ar").replace(noPronounLeft, "").replace(inIc, "ic").replace(soft, "z");
    }

    /** Words as typed, and as hyphens could part or join them in one place. */
    parted(typed) {
        const found = [typed];
        if (typed.length > this.rules.mostParted) return found;
        typed.forEach((word, at) => {
            const before = typed.slice(0, at),
                after = typed.slice(at + 1);
            for (let n = 1; n < word.length; n++) {
                const first = word.slice(0, n),
                    second = word.slice(n);
                if (this.compounds(first, second)) found.push([...before, first, second, ...after]);
            }
            if (after.length && this.compounds(word, after[0]))
                found.push([...before, word + after[0], ...after.slice(1)]);
        });
        return found;
    }

    compounds(first, second) {
        const { neverCompounded, prefixes } = this.set;
        if (neverCompounded.has(first) || neverCompounded.has(second) || second.length < this.rules.minPart)
            return false;
        return /^\p{L}+$/u.test(first + second) && (first.length >= this.rules.minPart || prefixes.has(first));
    }

    /** What a term stands for: words side by side, compared as written, folded, or as stems of a language. */
    forms(term) {
        if (term.exact) return [{ kind: "exact", words: term.words, prefix: term.prefix }];
        const typed = term.words.join(" ");
        if (term.prefix) {
            const ends = this.beginnings(term.words.at(-1)).map((end) => [...term.words.slice(0, -1), end].join(" "));
            const begun = unique(ends.flatMap((words) => this.alternatives(words)));
            return begun.map((words) => ({ kind: "folded", words: words.split(" "), prefix: true }));
        }
        const found = new Map();
        for (const language of ["en", "es"]) {
            for (const words of this.alternatives(typed)) {
                const stems = words.split(" ").map((word) => this.stem(word, language));
                found.set(`${language} ${stems.join(" ")}`, { kind: language, words: stems, prefix: false });
            }
        }
        return [...found.values()];
    }
}

function oneSpelling(root) {
    if (root.length > 2 && root.endsWith("qu")) return `${root.slice(0, -2)}c`;
    return root.length > 2 && root.endsWith("gu") ? `${root.slice(0, -2)}g` : root;
}

/** What a table has under a key, which may be the name of anything: no property of every object. */
const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
const unique = (values) => [...new Set(values)];
