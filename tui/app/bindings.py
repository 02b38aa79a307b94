"""Makes Textual's bindings of the registry of keys."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.app.keys import KEYS, Scope


def bind(scope: Scope) -> list[BindingType]:
    """The bindings of one scope, with the ids by which the user's key map finds them.

    Those for everywhere come before what has the focus, unless they are characters that could be typed there.
    """
    return [
        Binding(key, entry.action, entry.help, show=False, id=entry.id, priority=scope == "everywhere" and len(key) > 1)
        for entry in KEYS
        if entry.scope == scope
        for key in entry.keys
    ]
