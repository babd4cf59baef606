"""A page as bytes, in one of four shapes of hand-made markup, with the typographic noise of the real pages."""

import html
import random

from testsite.generator import SOURCES, Excerpt, Page, Site

SKELETON = {
    "en": ("Organization of American States Summits of the Americas", "Follow-up and Implementation: Mandates",
           "Click here for Related Ministerials", "MANDATES", "© Summits of the Americas"),
    "es": ("Organización de los Estados Americanos Cumbres de las Américas", "Seguimiento e implementación: Mandatos",
           "Haga clic aquí para Ministeriales relacionadas", "MANDATOS", "© Cumbres de las Américas"),
}  # fmt: skip
# What may stand before, inside and after a citation's parentheses.
FRAMES = (" ({})", " ({}).", "  ({}).", "({})", " ( {}).", " ({}); ")
RULE = "_" * 47


def _noisy(rng: random.Random, text: str) -> str:
    """Differences that a mandate's placements show: quotes, a doubled space, an NBSP."""
    kind = rng.randrange(6)
    if kind == 0:
        return text.replace("“", '"').replace("”", '"').replace("’", "'")
    if kind == 1:
        return text.replace(" ", "  ", 1)
    return text.replace(", ", ",\xa0", 1) if kind == 2 else text


def _cited(rng: random.Random, excerpt: Excerpt, language: str) -> str:
    label = SOURCES[excerpt.commitment.source][3 + (language == "es")]
    return rng.choice(FRAMES).format(label)


def _item(rng: random.Random, excerpt: Excerpt, language: str) -> tuple[str, list[tuple[str, str]]]:
    lead = html.escape(_noisy(rng, excerpt.commitment.lead(language)), quote=False)
    subs = [(x, html.escape(_noisy(rng, excerpt.commitment.item(x, language)), quote=False)) for x in excerpt.shown]
    cited = html.escape(_cited(rng, excerpt, language), quote=False)
    if subs:
        subs[-1] = (subs[-1][0], subs[-1][1] + cited)
    else:
        lead += cited
    return lead, subs


def _lists(rng: random.Random, page: Page) -> str:
    out = []
    for number, excerpt in enumerate(page.excerpts, 1):
        lead, subs = _item(rng, excerpt, page.language)
        if page.shape == 0:
            inner = "<ul>" + "".join(f"<li>{x}. {t}</li>" for x, t in subs) + "</ul>" if subs else ""
            out.append(f"<ol><li>{lead}{inner}</li></ol>")
        elif page.shape == 1:
            inner = "".join(f'<ol type="a" start="{ord(x) - 96}"><li><p>{t}</p></li></ol>' for x, t in subs)
            out.append(f"<ol start={number}><li><p>{lead}</p>{inner}</li></ol>")
        elif page.shape == 2:
            inner = "<ul>" + "".join(f"<li><div>{x}) {t}</div></li>" for x, t in subs) + "</ul>" if subs else ""
            out.append(f"<ul><li><div>{number}. {lead}</div>{inner}</li></ul>")
        else:
            out.append(f"&nbsp;&nbsp;{number}.&nbsp;{lead}<br><br>")
            out.extend(f"&nbsp;&nbsp;&nbsp;&bull; {x}. {t}<br><br>" for x, t in subs)
        following = page.excerpts[number : number + 1]
        if excerpt.commitment.year == 2022 and following and following[0].commitment.year != 2022:
            out.append(f"{RULE}<br><br>" if page.shape == 3 else f"<p>{RULE}</p>")
    body = "\n".join(out)
    return f'<table><tr><td><font face="Arial" size=2>{body}</td>' if page.shape == 3 else body


def rendered(page: Page, seed: int = 0) -> bytes:
    """The noise depends on the page alone, so that a page is the same in both states where its items are."""
    rng = random.Random(f"{seed} {page.path}")
    title, subtitle, ministerials, mandates, footer = SKELETON[page.language]
    charset, encoding = (("utf-8", "utf-8"), ("iso-8859-1", "windows-1252"))[page.shape in (1, 3)]
    menu = "".join(f'<li><a href="{link}">{link[7:-5]}</a></li>' for link in page.links)
    heading = f"<h2>{html.escape(page.heading, quote=False)}</h2>" if page.heading else ""
    text = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>
<script>var x = "1. (Lima Commitment. Peru, 2018)";</script></head><body>
<ul>{menu}<li><a href="sisca_news.html">News</a></li><li><a href="/sisca/cs_ind_sp.html#top">Enlaces</a></li>
<li><a href="http://www.oas.org/en/">OAS</a></li><li><a href="mailto:info@example.org">Mail</a></li>
<li><a href="/elsewhere/page.html">Elsewhere</a></li><li><a href="/sisca/report.pdf">Report</a></li></ul>
<p>{title}</p><p>&nbsp;</p><p>{subtitle}</p><p>2</p><p><a href="/ministerials.html">{ministerials}</a></p>
<p>&nbsp; {mandates}</p>{heading}
{_lists(rng, page)}
<p>&nbsp;</p><p>2</p><p>{footer}</p></body></html>
"""
    return text.encode(encoding)


def files(site: Site, seed: int = 0) -> dict[str, bytes]:
    """The whole site: path to bytes."""
    return {path: rendered(page, seed) for path, page in site.pages.items()} | {
        path: text.encode() for path, text in site.others.items()
    }
