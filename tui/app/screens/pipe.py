"""The prompt for a command that an article is piped to."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.screens.prompts import Prompt


def ask(history: Sequence[str]) -> Prompt:
    """Ask for a command; it is run without a shell, with the article as Markdown on its input."""
    return Prompt("Pipe the article, as Markdown, to a command", history[0] if history else "", history=history)
