"""The statistical recogniser: a spaCy pipeline behind the same interface."""

from __future__ import annotations

from typing import Any

from tui.entities.recogniser import Span
from tui.errors import RecogniserError
from tui.model import Kind

DEFAULT_MODEL = "en_core_web_sm"
_KINDS = {
    "PERSON": Kind.PERSON,
    "PER": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "GPE": Kind.PLACE,
    "LOC": Kind.PLACE,
    "FAC": Kind.PLACE,
    "EVENT": Kind.OTHER,
    "LAW": Kind.OTHER,
    "PRODUCT": Kind.OTHER,
    "WORK_OF_ART": Kind.OTHER,
    "MISC": Kind.OTHER,
}
"""spaCy's labels (OntoNotes and WikiNER) -> kinds; dates, sums and peoples are none of ours."""


class SpacyRecogniser:
    """Finds names with a spaCy pipeline, by package name or by the folder that holds it."""

    def __init__(self, model: str | None = None) -> None:
        """Load the pipeline; raises RecogniserError when spaCy or the model cannot be had."""
        name = model or DEFAULT_MODEL
        try:
            import spacy
        except ImportError as error:
            raise RecogniserError(
                "The spaCy recogniser needs spaCy, which is not installed.",
                "Install it with: pip install 'newsreader-tui[spacy]', or set `entities.recogniser: builtin`.",
            ) from error
        try:
            # Tagging and parsing cost most of the time and tell nothing that is used here.
            self._pipeline: Any = spacy.load(name, exclude=["parser", "lemmatizer", "attribute_ruler"])
        except (OSError, ValueError) as error:
            raise RecogniserError(
                f"spaCy has no model {name!r}.",
                f"Install it with: python -m spacy download {name}, or name another one in `entities.model`.",
            ) from error
        meta = self._pipeline.meta
        self.version = f"spacy-{spacy.about.__version__}-{meta.get('name', name)}-{meta.get('version', '0')}"

    def recognise(self, text: str, title: str = "") -> list[Span]:
        """Find the names in `text`; see `Recogniser`."""
        spans: list[Span] = []
        # A pipeline refuses texts over its limit; paragraphs are read one after the other instead.
        offset = 0
        for piece in _cut(text, self._pipeline.max_length):
            for found in self._pipeline(piece).ents:
                kind = _KINDS.get(found.label_)
                if kind is not None:
                    start, end = _trim(piece, found.start_char, found.end_char)
                    if start < end:
                        spans.append(Span(offset + start, offset + end, kind))
            offset += len(piece)
        return sorted(spans)


def _cut(text: str, limit: int) -> list[str]:
    """Cut a text into pieces no longer than `limit`, at white space where there is some."""
    pieces = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 0, limit), text.rfind(" ", 0, limit)) + 1 or limit
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Take an article and a possessive ending, which spaCy's models leave on, off a name."""
    name = text[start:end]
    if name[:4].lower() == "the ":
        start += 4
    if name.endswith(("'s", "’s")):
        end -= 2
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
