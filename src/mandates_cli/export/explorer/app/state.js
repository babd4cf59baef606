"use strict";
// What is looked at: all of it stands in the address, so that a view can be kept and sent.

const KINDS = ["summit", "theme", "document", "lang", "asks", "due"];
// So many mandates stand in the page at once.
const MOST_LISTED = 200;

function stateOf(hash) {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const filters = Object.fromEntries(KINDS.map((kind) => [kind, given.getAll(kind).filter(Boolean)]));
    return {
        q: given.get("q") ?? "",
        id: given.get("id") ?? "",
        takes: given.get("takes") ?? "",
        from: Math.max(Number.parseInt(given.get("from") ?? "1", 10) || 1, 1),
        ui: given.get("ui") ?? "",
        filters,
    };
}

/** The address of a state with some changes. Another list begins at its first mandate. */
function hashOf(state, changes = {}) {
    const { q, id, takes, from, ui, filters } = { ...state, from: 1, ...changes };
    const pairs = [["id", id], ["q", q], ...KINDS.flatMap((kind) => filters[kind].map((value) => [kind, value]))];
    pairs.push(["takes", takes], ["from", from > 1 ? String(from) : ""], ["ui", ui]);
    const given = pairs.filter(([, value]) => value);
    return `#${given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
}

function withFilter(state, kind, values) {
    return { ...state.filters, [kind]: values };
}

const isNarrowed = (state) =>
    Boolean(state.q.trim() || state.takes || KINDS.some((kind) => state.filters[kind].length));
const NO_FILTERS = Object.fromEntries(KINDS.map((kind) => [kind, []]));
