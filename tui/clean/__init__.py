"""Page to article: what is the story, what is not and why, and what the page says of itself."""

from __future__ import annotations

from tui.clean.page import clean_page
from tui.clean.patterns import digest

CLEANER = f"2-{digest()}"
"""The version of the code, and of the pattern data; articles made by another one are made again."""

__all__ = ["CLEANER", "clean_page"]
