"use strict";
// Texts cut into words and made comparable, as `folding.py` and `query/words.py` do it.

const INVISIBLE = "\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff";
const NOTHING = new RegExp(`[${INVISIBLE}]+`, "g");
// What may vanish: nearly no text has any of it.
const MAY_VANISH = new RegExp(`[\\p{M}${INVISIBLE}]`, "u");
const ASCII = /^[\x00-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
const WORD = /[\p{L}\p{N}]+/gu;
const NO_WORD = /[^\p{L}\p{N}]/gu;
const TILDE = /[ñÑ]|[nN]\u0303/g;
// A letter that folding leaves alone, and no text has.
const STAND_IN = "ŋ";
// What lower case leaves of what case folding makes alike: "ς" is "σ", "ß" is "ss".
const CASES = { ς: "σ", ß: "ss", ẞ: "ss" };

/** f, asked once for each argument. */
function remembered(f) {
    const known = new Map();
    return (key) => {
        let found = known.get(key);
        if (found === undefined) known.set(key, (found = f(key)));
        return found;
    };
}

/** Whether a character is a mark on the letter before it: only such are sorted among others of their kind. */
const combines = remembered(
    (c) => /\p{M}/u.test(c) && (c === "\u0345" || !("\u0345" + c).normalize("NFD").startsWith("\u0345")),
);
const vanishes = remembered((c) => c.replace(NOTHING, "") === "" || combines(c));

const foldedCharacter = remembered((c) => {
    const bare = [...c.normalize("NFKD").replace(NOTHING, "")].filter((x) => !combines(x)).join("");
    return [...bare]
        .map((x) => CASES[x] ?? x.toLowerCase())
        .join("")
        .replace(NO_WORD, " ");
});

/** Lower-case words without accents, one space between them. */
function fold(text) {
    const bare = ASCII.test(text) ? text.toLowerCase() : [...text].map(foldedCharacter).join("");
    return bare.replace(NO_WORD, " ").trim().replace(/ +/g, " ");
}

const folded = remembered((word) => fold(word).replaceAll(" ", ""));

function withoutMarks(text) {
    return MAY_VANISH.test(text) ? [...text].filter((c) => !vanishes(c)).join("") : text;
}

/** The folded words of a text. */
function wordsOf(text) {
    if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORD) ?? [];
    return (withoutMarks(text).match(WORD) ?? []).map(folded).filter(Boolean);
}

/** The same with their ñ, which is a letter. */
function asWritten(text) {
    if (ASCII.test(text)) return wordsOf(text);
    return wordsOf(text.replace(TILDE, STAND_IN)).map((word) => word.replaceAll(STAND_IN, "ñ"));
}

const bareWord = (word) => word.replaceAll("ñ", "n");

/** The folded words of a text with their places in it: what shows nothing belongs to the word that it stands in. */
function tokens(text) {
    const bare = withoutMarks(text),
        kept = bare === text ? null : [...keptPlaces(text)];
    const found = [];
    for (const match of bare.matchAll(WORD)) {
        const word = folded(match[0]),
            start = match.index,
            last = start + match[0].length - 1;
        if (word) found.push({ word, start: kept ? kept[start] : start, end: (kept ? kept[last] : last) + 1 });
    }
    return found;
}

function* keptPlaces(text) {
    let at = 0;
    for (const c of text) {
        if (!vanishes(c)) for (let n = 0; n < c.length; n++) yield at + n;
        at += c.length;
    }
}
