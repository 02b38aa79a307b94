"""What a recogniser is, and which one is used."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from tui.errors import RecogniserError
from tui.model import Kind


class Span(Struct, frozen=True, order=True):
    """One name found in a text, by code points."""

    start: int
    end: int
    kind: Kind


class Recogniser(Protocol):
    """Finds the names in a text."""

    version: str
    """Changes when the same text may get other names."""

    def recognise(self, text: str, title: str = "") -> list[Span]:
        """Find the names in `text`, in order and without overlaps; `title` helps to judge and is not searched."""


def get_recogniser(name: str = "builtin", model: str | None = None) -> Recogniser:
    """Make the recogniser of that name ready.

    `model` is a spaCy package or a folder with a spaCy pipeline, for `spacy` alone. Raises RecogniserError for an
    unknown name, and when spaCy or the model is not there.
    """
    if name == "builtin":
        from tui.entities.builtin import BuiltinRecogniser

        return BuiltinRecogniser()
    if name == "spacy":
        from tui.entities.spacy import SpacyRecogniser

        return SpacyRecogniser(model)
    raise RecogniserError(f"There is no recogniser named {name!r}.", "Use 'builtin' or 'spacy'.")
