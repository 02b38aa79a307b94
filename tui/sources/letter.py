"""What a mail has to read: which of its parts is the text, and where it says it stands on the web."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import MIMEPart
from functools import cache
from html import escape
from importlib import resources

from lxml import etree
from lxml import html as markup
from msgspec import Struct

from tui.model import Format
from tui.sources.decode import decode
from tui.sources.html import is_page, name_charset
from tui.text import fold

FULLER = 0.8
"""Markup is taken unless it has fewer than this part of the words of the plain text beside it."""
LONGEST_LINK = 120
"""Characters of the words of a link that can be the one to the letter on the web."""
LOOKED_AT = 2_000_000
"""Characters of plain text in which that link is looked for."""

_WORD = re.compile(r"\w{2,}")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
_UNSEEN = ("script", "style", "head", "title")


class Text(Struct, frozen=True):
    """A part of a mail that can be read."""

    text: str
    format: Format


def choose_text(part: MIMEPart, said: str | None) -> Text | None:
    """The text of a mail: the fuller one of two forms, parts that follow each other joined, attachments left out.

    `said` is what a part is taken to be written in when it does not say so itself.
    """
    return _join(_find_texts(part, said))


def _find_texts(part: MIMEPart, said: str | None) -> list[Text]:
    if part.is_multipart():
        children = [child for child in part.iter_parts() if child.get_content_disposition() != "attachment"]
        kind = part.get_content_subtype()
        if kind == "alternative":
            forms = [form for child in children if (form := _join(_find_texts(child, said))) is not None]
            return _take_fuller(forms)
        if kind in ("related", "signed"):
            # What the first part shows or is signed by stands in the others.
            children = children[:1]
        return [text for child in children for text in _find_texts(child, said)]
    if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
        return []
    if part.get_content_subtype() not in ("plain", "html"):
        return []
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return []
    rich = part.get_content_subtype() == "html"
    charset = part.get_content_charset()
    text, _ = decode(data, (name_charset(charset) if charset else None) or said, rich)
    return [Text(text, Format.HTML if rich or is_page(text) else Format.TEXT)]


def _take_fuller(forms: list[Text]) -> list[Text]:
    """Of several forms of one text the last with markup, unless the plain one says more."""
    rich = next((form for form in reversed(forms) if form.format is Format.HTML), None)
    plain = next((form for form in forms if form.format is Format.TEXT), None)
    if rich is None or plain is None:
        return forms[:1]
    return [rich] if _count_words(rich) >= _count_words(plain) * FULLER else [plain]


def _count_words(form: Text) -> int:
    if form.format is Format.TEXT:
        return _count(_ADDRESS.sub(" ", form.text))
    tree = _parse(form.text)
    if tree is None:
        return 0
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    return sum(_count(text) for text in tree.itertext() if isinstance(text, str))


def _count(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def _join(texts: list[Text]) -> Text | None:
    if len(texts) <= 1:
        return texts[0] if texts else None
    if all(one.format is Format.TEXT for one in texts):
        return Text("\n\n".join(one.text for one in texts), Format.TEXT)
    return Text("\n".join(one.text if one.format is Format.HTML else _mark_up(one.text) for one in texts), Format.HTML)


def _mark_up(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>\n" for part in re.split(r"\n\s*\n", text) if part.strip())


def _parse(text: str) -> markup.HtmlElement | None:
    # As bytes, for an XML declaration in a string is an error.
    parser = markup.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return markup.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


# ------------------------------------------------------------------------------ on the web


def find_online(text: Text) -> str | None:
    """The address at which a letter says it can be read in a browser."""
    if text.format is Format.TEXT:
        return _find_in_lines(text.text[:LOOKED_AT].splitlines())
    tree = _parse(text.text)
    for link in () if tree is None else tree.iter("a"):
        address = (link.get("href") or "").strip()
        if _ADDRESS.fullmatch(address) and _says_online(" ".join(map(str, link.itertext()))):
            return address
    return None


def _find_in_lines(lines: Iterable[str]) -> str | None:
    """The address in a line that says so, or in the one below it."""
    said = False
    for line in filter(None, map(str.strip, lines)):
        address = _ADDRESS.search(line)
        words = _ADDRESS.sub(" ", line)
        says = _says_online(words)
        if address is not None and (says or (said and not _WORD.search(words))):
            return address[0].rstrip(".,;:")
        said = says and address is None
    return None


def _says_online(words: str) -> bool:
    words = " ".join(words[: LONGEST_LINK + 1].split())
    if len(words) > LONGEST_LINK:
        return False
    folded = fold(words)
    return any(phrase in folded for phrase in _load_phrases())


@cache
def _load_phrases() -> tuple[str, ...]:
    import yaml

    content = yaml.safe_load((resources.files("tui.sources") / "data" / "mail.yaml").read_bytes())
    return tuple(fold(phrase) for phrase in content["online"])
