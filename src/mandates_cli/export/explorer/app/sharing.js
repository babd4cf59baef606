"use strict";
// What is taken along: copies and tables.

const COLUMNS = [
    "id",
    "commitment",
    "language",
    "summit",
    "summit_name",
    "document",
    "document_title",
    "section",
    "label",
    "text",
    "citation",
    "themes",
    "pages",
    "urls",
    "missing_items",
    "deadlines",
    "addressees",
];
// What a spreadsheet would run, as `mandates_cli.query.cells` has it.
const RISKY =
    /(?<![^;\t\r\n])(?='*[ \v\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]*[=+\-@＝＋－＠])|^(?='*[\t\r])/g;
const BYTE_ORDER_MARK = "\ufeff";

function row(app, mandate) {
    const { corpus } = app,
        { language } = mandate;
    const each = (values) => unique(values.filter(Boolean)).join("; ");
    return [
        mandate.id,
        mandate.commitment,
        language,
        mandate.summit,
        corpus.summitsBy.get(mandate.summit)?.name[language],
        mandate.document,
        corpus.documentsBy.get(mandate.document)?.title[language],
        mandate.section,
        each(mandate.placements.map((one) => one.label)),
        mandate.text,
        mandate.citation,
        mandate.themes.join("; "),
        each(mandate.placements.map((one) => one.page)),
        each(mandate.placements.map((one) => one.url)),
        mandate.missing.join("; "),
        each(mandate.deadlines.map((one) => `${one.year ?? "no year"}: ${one.text}`)),
        each(mandate.addressees.map((one) => `${one.body} ${one.role}: ${one.text}`)),
    ];
}

/** The columns and cells of `mandates list -f csv`. */
function csv(app, numbers) {
    const rows = numbers.map((number) => row(app, app.corpus.mandates[number]));
    return [COLUMNS, ...rows].map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

function cell(value) {
    const text = String(value ?? "").replaceAll("\0", "\\x00").replace(RISKY, "'");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** For Excel with the mark by which it knows UTF-8. */
function download(app, numbers, forExcel) {
    const text = (forExcel ? BYTE_ORDER_MARK : "") + csv(app, numbers);
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = h("a", { href: address, download: "mandates.csv", hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function copied(text) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        // Pages from a folder or without encryption may not reach the clipboard in that way.
        const area = h("textarea", { readonly: true, class: "aside" });
        area.value = text;
        document.body.append(area);
        area.select();
        const done = document.execCommand("copy");
        area.remove();
        return done;
    }
    return true;
}

function copyButton(app, key, text, name) {
    const { wording } = app;
    const button = h("button", { type: "button", class: name }, wording.say(key));
    button.onclick = async () => {
        const done = await copied(text());
        app.tell(wording.say(done ? "copied" : "not copied"));
        button.classList.add(done ? "done" : "failed");
        setTimeout(() => button.classList.remove("done", "failed"), 1500);
    };
    return button;
}
