"""How programs save a page: each by the command that its user gives."""

import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import devtools

# A picture of one point, and the pictures that generated and likely pages show.
PICTURE: Final = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
PICTURES: Final = ("oas.gif", "s.gif", "spacer.gif", "menu.gif")
# Facts in braces: the page's file and address, the beginning of a name for what is made of it, and its print.
TEXTS: Final = {
    "lynx -dump": "lynx -dump {url}",
    "lynx -dump -width=1000": "lynx -dump -width=1000 {url}",
    "lynx -dump -nolist": "lynx -dump -nolist {url}",
    "lynx -dump -nonumbers": "lynx -dump -nonumbers {url}",
    "w3m -dump": "w3m -dump {url}",
    "w3m -dump -cols 1000": "w3m -dump -cols 1000 {url}",
    "links2 -dump": "links2 -dump {url}",
    "html2text": "html2text -utf8 {html}",
    "html2text -nobs -width 500": "html2text -utf8 -nobs -width 500 {html}",
    "pandoc plain": "pandoc -f html -t plain {html}",
    "pandoc plain --wrap=none": "pandoc -f html -t plain --wrap=none {html}",
    "pandoc docx, plain": "pandoc -f html {html} -o {to}.docx && pandoc {to}.docx -t plain",
    "pandoc epub, plain": "pandoc -f html {html} -o {to}.epub && pandoc {to}.epub -t plain",
    "pdftotext": "pdftotext {pdf} -",
    "pdftotext -layout": "pdftotext -layout {pdf} -",
    "pdftotext -raw": "pdftotext -raw {pdf} -",
}
PAGES: Final = {
    "pandoc html": "pandoc -f html -t html -s {html}",
    "pandoc docx, html": "pandoc -f html {html} -o {to}.docx && pandoc {to}.docx -t html -s",
    "pandoc epub, html": "pandoc -f html {html} -o {to}.epub && pandoc {to}.epub -t html -s",
    "pandoc odt, html": "pandoc -f html {html} -o {to}.odt && pandoc {to}.odt -t html -s",
    "pdftohtml": "pdftohtml -s -i -noframes -stdout {pdf}",
}
FOLDERS: Final = {
    "wget -k -E -p": "wget -q -k -E -p -P {to} {url}",
    "wget -x": "wget -q -x -P {to} {url}",
    "httrack": "httrack {url} -O {to} -q -r1 -%v0",
}
# The formats that LibreOffice converts a page to, one after another; its "save as HTML" is the last.
OFFICE: Final = {
    "LibreOffice html": ("html",),
    "LibreOffice xhtml": ("html:XHTML Writer File",),
    "LibreOffice txt": ("txt:Text (encoded):UTF8",),
    "LibreOffice odt, html": ("odt:writer8", "html:HTML (StarWriter)"),
    "LibreOffice docx, html": ("docx:MS Word 2007 XML", "html:HTML (StarWriter)"),
    "LibreOffice doc, txt": ("doc:MS Word 97", "txt:Text (encoded):UTF8"),
}
CODINGS: Final = ("windows-1252", "utf-8-sig", "utf-16")


class Saved(NamedTuple):
    """`path` is a file, or a folder as a mirroring program leaves it."""

    program: str
    path: Path


def saves(page: Path, url: str, tab: devtools.Tab, folder: Path) -> Iterator[Saved]:
    """What each program makes of the page, in a folder of the page's own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield from _browser(page, url, tab, folder)
    for commands, ending in ((TEXTS, ".txt"), (PAGES, ".html")):
        for program, command in commands.items():
            path = folder / (_named(program) + ending)
            facts = {"html": page, "url": url, "to": path.with_suffix(""), "pdf": folder / "print.pdf"}
            path.write_bytes(_run(command.format(**facts)))
            yield Saved(program, path)
    for program, command in FOLDERS.items():
        _run(command.format(url=url, to=folder / _named(program)))
        yield Saved(program, folder / _named(program))
    for program, ways in OFFICE.items():
        yield Saved(program, _office(page, ways, folder / _named(program)))
    data = page.read_bytes()
    text = data.decode("windows-1252" if b"charset=iso-8859-1" in data else "utf-8")
    for coding in CODINGS:
        path = folder / f"{coding}.html"
        path.write_bytes(text.encode(coding, "xmlcharrefreplace"))
        yield Saved(f"an editor, in {coding}", path)


def _named(program: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in program)


def _run(command: str) -> bytes:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(["sh", "-c", command], capture_output=True, check=False, timeout=120, env=environment).stdout


def _browser(page: Path, url: str, tab: devtools.Tab, folder: Path) -> Iterator[Saved]:
    tab.open(url)
    (folder / "print.pdf").write_bytes(tab.printed())
    whole = tab.said("document.documentElement.outerHTML")
    forms = {
        "Chromium MHTML .mhtml": tab.ask("Page.captureSnapshot", format="mhtml")["data"],
        "Chromium innerText .txt": tab.said("document.body.innerText"),
        "Chromium DOM .html": whole.replace("charset=iso-8859-1", "charset=utf-8"),
        "SingleFile form .html": _single(whole, url),
    }
    for name, text in forms.items():
        program, ending = name.rsplit(" ", 1)
        path = folder / (_named(program) + ending)
        path.write_text(text, "utf-8", newline="")
        yield Saved(program, path)


def _single(whole: str, url: str) -> str:
    """With its pictures inside, 90 kB each, as SingleFile saves a page."""
    inside = f"data:image/gif;base64,{b64encode(PICTURE * 2000).decode()}"
    for picture in PICTURES:
        whole = whole.replace(f'src="{picture}"', f'src="{inside}"')
    whole = whole.replace("charset=iso-8859-1", "charset=utf-8").removeprefix("<html>")
    note = f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: Thu Apr 04 2019 10:00:00 GMT+0000\n-->"
    return f"<!DOCTYPE html> <html>{note}{whole}"


def _office(page: Path, ways: tuple[str, ...], folder: Path) -> Path:
    current = page
    for number, way in enumerate(ways):
        step = folder / str(number)
        _run(
            f"soffice -env:UserInstallation=file://{folder.parent.parent}/office --headless --writer "
            f"--convert-to '{way}' --outdir '{step}' '{current}'"
        )
        current = step / f"{page.stem}.{way.partition(':')[0]}"
    return current
