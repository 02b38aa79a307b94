"""A note in Markdown as lines."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.app.markdown import render

NOTE = """\
# Who he is

Runs the **port** since *2019*, see [the page](https://port.example/who) and `docs/`.

- first thing
  that goes on
- second
  1. one
  2. two

> He said so.

```
code  as it is
```
---
[/not markup] <b>no html</b>
"""


def test_what_marks_mean_is_drawn() -> None:
    lines = render(NOTE, 44)
    assert [line.text for line in lines] == [
        "Who he is",
        "",
        "Runs the port since 2019, see the page",
        "<https://port.example/who> and docs/.",
        "",
        "• first thing that goes on",
        "• second",
        "  1. one",
        "  2. two",
        "",
        "│ He said so.",
        "",
        "code  as it is",
        "",
        "────────",
        "",
        "[/not markup] <b>no html</b>",
    ]
    looks = {span.text.strip(): span.style for line in lines for span in line.spans}
    assert looks["Who he is"] == "note heading"
    assert looks["port"] == "note strong"
    assert looks["2019"] == "note emphasis"
    assert looks["docs/"] == "note code"


def test_plain_text_stays_as_it_is() -> None:
    assert [line.text for line in render("Ask her office.", 30)] == ["Ask her office."]
    assert render("", 30) == []


@settings(deadline=None)
@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("#*-> `[]()\n\t\x1b\u202e1."), max_size=200),
    st.integers(20, 60),
)
def test_whatever_is_noted_keeps_to_its_width_and_is_harmless(text: str, width: int) -> None:
    for line in render(text, width):
        assert cell_len(line.text) <= max(width, 24)
        assert "\x1b" not in line.text and "\u202e" not in line.text and "\n" not in line.text
