"use strict";
// The search language, as `query/grammar.py` reads it. A query is a tree of {term}, {near}, {field}, {all}, {any} and
// {not}.

const MOST_CHARACTERS = 1000;
const MOST_DEEP = 15;
const MOST_DISTANCE = 100;
const DEFAULT_DISTANCE = 10;
const FIELDS = ["summit", "theme", "document", "lang", "asks", "due", "label"];
const QUOTES = '"“”«»';
// What word processors make of a minus.
const DASHES = "–—−‑";
const LEXEME = new RegExp(
    `\\s*(?:(?<regex>text:/(?:\\\\.|[^/\\\\])*/?)` +
        `|(?<field>(?:${[...FIELDS, "text"].join("|")}):(?:"[^"]*"|[^\\s()${QUOTES}]*))` +
        `|(?<phrase>[${QUOTES}][^${QUOTES}]*(?<close>[${QUOTES}]\\*?)?)` +
        `|(?<mark>[()]|[-${DASHES}](?=[^\\s${DASHES}-]))` +
        `|(?<word>[^\\s()${QUOTES}]+))`,
    "y",
);
const OPERATORS = ["AND", "OR", "NOT"];
const NEAR = /^NEAR(?:\/(\d{1,3}))?$/;

/** A query that cannot be read: `key` names a sentence of the interface, `at` the place in the query. */
class QueryError extends Error {
    constructor(key, facts = {}) {
        super(key);
        this.key = key;
        this.facts = facts;
    }
}

function lex(query) {
    const found = [];
    LEXEME.lastIndex = 0;
    for (let match; (match = LEXEME.exec(query));) {
        const { regex, field, phrase, close, mark, word } = match.groups;
        if (regex !== undefined) throw new QueryError("no regex");
        if (phrase !== undefined && close === undefined) throw new QueryError("quote open");
        let kind = "word";
        if (field !== undefined) kind = "field";
        else if (phrase !== undefined) kind = "phrase";
        else if (mark !== undefined) kind = "mark";
        else if (NEAR.test(word)) kind = "near";
        else if (OPERATORS.includes(word)) kind = "operator";
        let text = field ?? phrase ?? mark ?? word;
        if (kind === "mark" && DASHES.includes(text)) text = "-";
        found.push({ kind, text });
    }
    return found;
}

class Parser {
    constructor(query, exact) {
        this.lexemes = lex(query);
        this.exact = exact;
        this.at = 0;
        this.depth = 0;
    }

    peek() {
        return this.lexemes[this.at];
    }

    take(...texts) {
        const lexeme = this.peek();
        if (!lexeme || !["operator", "mark"].includes(lexeme.kind) || !texts.includes(lexeme.text)) return false;
        this.at++;
        return true;
    }

    anyOf() {
        const parts = [this.allOf()];
        while (this.take("OR")) parts.push(this.allOf());
        return parts.length === 1 ? parts[0] : { any: parts };
    }

    allOf() {
        const parts = [this.unit()];
        for (let lexeme; (lexeme = this.peek());) {
            if (["mark", "operator"].includes(lexeme.kind) && [")", "OR"].includes(lexeme.text)) break;
            this.take("AND");
            parts.push(this.unit());
        }
        return parts.length === 1 ? parts[0] : { all: parts };
    }

    unit() {
        let negated = false;
        while (this.take("NOT", "-")) negated = !negated;
        const inner = this.near();
        if (!negated) return inner;
        return inner.not ?? { not: inner };
    }

    near() {
        const left = this.single();
        if (this.peek()?.kind !== "near") return left;
        const distance = Number(NEAR.exec(this.peek().text)[1] ?? DEFAULT_DISTANCE);
        if (distance > MOST_DISTANCE) throw new QueryError("near far", { most: MOST_DISTANCE });
        this.at++;
        return { near: { left: side(left), right: side(this.single()), distance } };
    }

    single() {
        if (this.take("(")) {
            if (++this.depth > MOST_DEEP) throw new QueryError("too deep", { most: MOST_DEEP });
            const inner = this.anyOf();
            if (!this.take(")")) throw new QueryError("parenthesis open");
            this.depth--;
            return inner;
        }
        const lexeme = this.peek();
        if (!lexeme) throw new QueryError("expected at end");
        if (["operator", "mark", "near"].includes(lexeme.kind))
            throw new QueryError("expected", { found: lexeme.text });
        this.at++;
        if (lexeme.kind === "field") return this.field(lexeme.text);
        const words = this.exact ? asWritten(lexeme.text) : wordsOf(lexeme.text);
        if (!words.length) throw new QueryError("no letter", { found: lexeme.text });
        const unquoted = lexeme.text.replace(new RegExp(`[${QUOTES}]+$`), "");
        const prefix = unquoted.endsWith("*") || (lexeme.kind === "phrase" && lexeme.text.endsWith("*"));
        return { term: { words, prefix, exact: this.exact } };
    }

    field(text) {
        const [name] = text.split(":", 1);
        const value = text.slice(name.length + 1).replace(/^"+|"+$/g, "");
        if (name === "text") throw new QueryError("no regex");
        if (!value) throw new QueryError("field empty", { name });
        return { field: { name, value } };
    }
}

function side(node) {
    if (node.term) return [node.term];
    if (node.any?.every((part) => part.term)) return node.any.map((part) => part.term);
    throw new QueryError("near what");
}

/** The tree of a query. Throws QueryError. */
function parsed(query, exact = false) {
    const line = query
        .replace(NOTHING, "")
        .replace(/\p{Cf}/gu, "")
        .replace(/[\p{C}\p{Z}]/gu, " ");
    if (line.length > MOST_CHARACTERS) throw new QueryError("too long", { most: MOST_CHARACTERS });
    const parser = new Parser(line, exact);
    const tree = parser.anyOf();
    if (parser.peek()) throw new QueryError("parenthesis shut", { found: parser.peek().text });
    return tree;
}

/** Terms that stand beside one another. */
function runs(parts) {
    const found = [];
    parts.forEach((part, at) => {
        if (!part.term) return;
        if (at && parts[at - 1].term) found.at(-1).push(part.term);
        else found.push([part.term]);
    });
    return found;
}

/** What words mean, as `query/phrase.py` says it. */
class Meaning {
    constructor(words) {
        this.words = words;
    }

    /** The phrases that words make which every match must hold. */
    phrases(tree) {
        return tree.all
            ? runs(tree.all)
                  .map((run) => this.phrase(run))
                  .filter(Boolean)
            : [];
    }

    /** What is asked for, none from under a NOT; of words in a row those that carry meaning and, where `whole`, the
     * phrase from the first of these to the last. */
    meant(node, whole) {
        if (node.not) return [];
        if (node.any) return node.any.flatMap((part) => this.meant(part, whole));
        if (!node.all) return [node];
        const found = [];
        for (const run of runs(node.all)) {
            const carrying = run.filter((term) => !this.isFunction(term));
            const between = run.slice(run.indexOf(carrying[0]), run.indexOf(carrying.at(-1)) + 1);
            const phrase = whole && carrying.length && this.phrase(between);
            found.push(...(phrase ? [phrase] : []), ...(carrying.length ? carrying : run));
        }
        const others = node.all.filter((part) => !part.term).flatMap((part) => this.meant(part, whole));
        return [...found.map((term) => ({ term })), ...others];
    }

    /** The terms of which every match holds one, if it must hold any. */
    carriers(tree) {
        const leaves = this.meant(tree, false);
        return leaves.flatMap((leaf) => (leaf.near ? [...leaf.near.left, ...leaf.near.right] : (leaf.term ?? [])));
    }

    phrase(run) {
        const words = run.flatMap((term) => term.words);
        if (run.length < 2 || words.length > this.words.rules.mostWords) return null;
        if (run.slice(0, -1).some((term) => term.prefix)) return null;
        return { words, prefix: run.at(-1).prefix, exact: run[0].exact };
    }

    isFunction(term) {
        return !term.prefix && term.words.every((word) => this.words.set.function.has(bareWord(word)));
    }
}
