"use strict";
// Tables of where words stand, which are numbers in the order of the texts.

const some = (id) => (id === undefined ? [] : [id]);

function numberOf(table, key) {
    let number = table.get(key);
    if (number === undefined) table.set(key, (number = table.size));
    return number;
}

/** Of each id, where it stands: positions[starts[id]] to positions[starts[id + 1]]. */
function places(tokens, size) {
    const starts = new Int32Array(size + 1);
    for (const id of tokens) starts[id + 1]++;
    for (let id = 0; id < size; id++) starts[id + 1] += starts[id];
    const positions = new Int32Array(tokens.length),
        next = starts.slice();
    tokens.forEach((id, at) => (positions[next[id]++] = at));
    return { starts, positions };
}

/** The first passage of each mandate. */
function firsts(mandateOf, size) {
    const found = new Int32Array(size + 1).fill(mandateOf.length);
    for (let passage = mandateOf.length - 1; passage >= 0; passage--) found[mandateOf[passage]] = passage;
    return found;
}

/** The number of the first row of a sorted table whose first cell is not below a key. */
function lowest(rows, key, row = (n) => rows[n]) {
    let low = 0,
        high = rows.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (row(middle)[0] < key) low = middle + 1;
        else high = middle;
    }
    return low;
}

const byPlace = ([a, b], [c, d]) => a - c || b - d;
