"""Where sentences end, in the scripts and with the quotation marks of many languages."""

from __future__ import annotations

import pytest

from tui.clean.blocks import ends_sentence


@pytest.mark.parametrize(
    "text",
    [
        "The works begin in March.",
        "“The works begin in March.”",
        "„Die Arbeiten beginnen im März.“",
        "»Die Arbeiten beginnen im März.«",
        "工事は三月に始まる。",
        "งานก่อสร้างจะเริ่มในเดือนมีนาคมและใช้เวลาสองปี หัวหน้าสำนักงานทางหลวงกล่าวหลังการลงมติ",
    ],
)
def test_a_sentence_has_ended(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["World news", "„Die Arbeiten“", "It was, said Gen.", "ข่าวล่าสุด", "Read more »"])
def test_a_label_is_no_sentence(text: str) -> None:
    assert not ends_sentence(text)
