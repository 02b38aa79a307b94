"""Decoding: every encoding that news came in, wrong declarations, and bytes that are no text at all."""

from __future__ import annotations

import codecs
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tui.sources.decode import decode, find_wide
from tui.sources.html import find_declared, is_markup, is_page

TEXTS = {
    "en": "The “landmark” deal — worth €1.5 billion — was signed in Minsk on Friday, officials said.",
    "fr": "L’Élysée a déclaré que la cérémonie aura lieu à Paris, où près de cent délégations sont attendues.",
    "de": "Die Präsidenten trafen sich in Sotschi. Für Weißrussland gewährte Moskau einen Kredit über 1,5 Milliarden.",
    "es": "El año pasado la señora anunció que España acogería la cumbre, según fuentes de la campaña en la mañana.",
    "pt": "A eleição não foi adiada, disse o tribunal, e as eleições serão realizadas em São Paulo no próximo mês.",
    "sv": "Finland och Sverige ansökte i maj. Även försvarsministern sade att åtgärderna börjar gälla nästa år.",
    "pl": "Prezydenci Rosji i Białorusi spotkali się w Soczi. Łączna kwota kredytu wyniosła półtora miliarda dolarów.",
    "hu": "Az elnökök Szocsiban találkoztak, ahol a két ország együttműködéséről tárgyaltak, és őszre várható döntés.",
    "tr": "Cumhurbaşkanı, İstanbul'da düzenlenen toplantıda konuştu ve ülkeler arasındaki işbirliğini övdü.",
    "lt": "Prezidentai susitiko Sočyje ir aptarė tolesnę integraciją. Paskola siekia pusantro milijardo dolerių, "
    "pranešė Kremlius, o šalių vyriausybės ją pasirašė.",
    "ru": "Президенты России и Белоруссии подписали договор о создании Союзного государства. Церемония прошла там.",
    "el": "Ο πρόεδρος συναντήθηκε με τον ομόλογό του και συζήτησαν για την ενέργεια και το εμπόριο.",
    "he": "נשיא רוסיה ונשיא בלארוס נפגשו היום ודנו בשיתוף הפעולה בין המדינות",
    "ar": "اجتمع الرئيسان اليوم في موسكو وناقشا التعاون بين البلدين في مجال الطاقة",
    "th": "ประธานาธิบดีรัสเซียและเบลารุสลงนามในสนธิสัญญาจัดตั้งรัฐสหภาพ",
    "ja": "ロシアとベラルーシの大統領は連合国家創設条約に署名した。両国は経済統合を進める。",
    "zh": "俄罗斯和白俄罗斯总统签署了建立联盟国家的条约。两国将推进经济一体化。",
    "tw": "俄羅斯和白俄羅斯總統簽署了建立聯盟國家的條約。兩國將推進經濟一體化。",
    "ko": "러시아와 벨라루스 대통령은 연합국가 창설 조약에 서명했다. 양국은 경제 통합을 추진한다.",
}
LEGACY = [
    *(("en", "cp1252"), ("fr", "cp1252"), ("de", "cp1252"), ("es", "cp1252"), ("pt", "cp1252"), ("sv", "cp1252")),
    *(("pl", "cp1250"), ("pl", "iso8859_2"), ("hu", "cp1250"), ("tr", "cp1254"), ("lt", "cp1257")),
    *(("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"), ("el", "cp1253"), ("he", "cp1255"), ("ar", "cp1256")),
    *(("th", "cp874"), ("ja", "cp932"), ("ja", "euc_jp"), ("ja", "iso2022_jp"), ("zh", "gb18030"), ("tw", "big5")),
    ("ko", "cp949"),
]


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
def test_a_legacy_encoding_is_detected(language: str, encoding: str) -> None:
    data = TEXTS[language].encode(encoding)
    assert decode(data, None)[0] == TEXTS[language]


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
def test_what_is_said_is_believed(language: str, encoding: str) -> None:
    assert decode(TEXTS[language][:12].encode(encoding), encoding)[0] == TEXTS[language][:12]


@pytest.mark.parametrize(
    "said", ["cp1251", "latin-1", "ascii", "utf-16", "utf-32", "shift_jis", "gb18030", "rot13", "nonsense", "a\0b", ""]
)
@pytest.mark.parametrize("language", TEXTS)
def test_a_wrong_word_about_utf_8_changes_nothing(said: str, language: str) -> None:
    assert decode(TEXTS[language].encode(), said) == (TEXTS[language], "utf-8")


@pytest.mark.parametrize("said", ["utf-8", "ascii", "utf-16", "utf-32-le", "idna", "hex"])
def test_a_wrong_word_about_a_legacy_encoding_falls_back_to_what_is_detected(said: str) -> None:
    assert decode(TEXTS["ru"].encode("cp1251"), said) == (TEXTS["ru"], "cp1251")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_goes(language: str, encoding: str) -> None:
    assert decode(TEXTS[language].encode(encoding), "cp1251")[0] == TEXTS[language]


def test_utf_16_whose_first_character_is_a_nul_is_not_utf_32() -> None:
    assert decode(codecs.BOM_UTF16_LE + "\0a".encode("utf-16-le") + b"b\0", None) == ("\0ab", "utf-16-le")


def test_half_a_character_at_the_end_of_utf_16_loses_nothing_else() -> None:
    assert decode(TEXTS["ru"].encode("utf-16")[:-1], None)[0][:-1] == TEXTS["ru"][:-1]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_told_by_its_nuls(encoding: str) -> None:
    assert decode(TEXTS["en"].encode(encoding), None) == (TEXTS["en"], encoding)


def test_wide_text_beyond_latin_is_read_when_it_is_said() -> None:
    assert decode(TEXTS["ru"].encode("utf-16-be"), "utf-16-be")[0] == TEXTS["ru"]


def test_a_few_wrong_bytes_do_not_spoil_utf_8() -> None:
    data = TEXTS["ru"].encode() + b" caf\xe9 \x93quoted\x94"
    assert decode(data, None) == (TEXTS["ru"] + " café “quoted”", "utf-8")


def test_nuls_in_a_text_stay() -> None:
    assert decode(b"Minsk\x00 and Moscow", None) == ("Minsk\x00 and Moscow", "utf-8")


def test_a_page_is_read_as_it_declares() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body>{TEXTS["ru"][:9]}</body></html>'
    assert decode(page.encode("cp1251"), None, html=True) == (page, "cp1251")


def test_a_page_that_declares_the_wrong_encoding_is_read_by_its_bytes() -> None:
    page = f'<html><head><meta charset="iso-8859-1"></head><body>{TEXTS["ru"]}</body></html>'
    assert decode(page.encode(), None, html=True) == (page, "utf-8")


@pytest.mark.parametrize(
    ("page", "declared"),
    [
        ('<meta charset="KOI8-R">', "koi8-r"),
        ("<META CHARSET=iso-8859-1>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />', "gb18030"),
        ('<?xml version="1.0" encoding="Shift_JIS"?><html>', "cp932"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="x-sjis">', "cp932"),
        ('<meta charset="what-is-this">', None),
        ("<p>charset=koi8-r</p>", None),
    ],
)
def test_declarations_mean_what_browsers_take_them_for(page: str, declared: str | None) -> None:
    assert find_declared(page.encode()) == declared


@pytest.mark.parametrize(
    ("text", "page", "markup"),
    [
        ("<!DOCTYPE html><title>x</title>", True, True),
        ("\n <!-- saved from url=(0014)about:internet -->\n<html>", True, True),
        ('<?xml version="1.0"?><html xmlns="x">', True, True),
        ("<p>One.</p><p>Two.</p>", False, True),
        ("Minsk.<br>Moscow.<br/>Sochi.", False, True),
        ("<p>One.</p>", False, True),
        ("The tag </p> ends a paragraph.", False, False),
        ("5 < 6 and 7 > 3", False, False),
        ("<heading>", False, False),
        ("", False, False),
    ],
)
def test_html_is_known_by_how_it_looks(text: str, page: bool, markup: bool) -> None:
    assert (is_page(text), is_markup(text)) == (page, markup)


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if text.startswith("\ufeff") or "\x00" in text or "\x1b$" in text:
        return
    assert decode(text.encode(), None) == (text, "utf-8")


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "utf-8", "utf-16", "utf-7", "cp1252", "gb18030", "iso2022_jp", "hz", "punycode", "rot13"]),
    st.booleans(),
)
@settings(max_examples=300)
@example(b"\xff\xfe\x00\xd8", None, False)
@example(b"\xff\xfe\x00\x00\x00\xd8\x00\x00", None, False)
@example(b"\xed\xa0\x80" * 20, "utf-8", True)
def test_nothing_raises_and_the_text_can_be_stored(data: bytes, said: str | None, html: bool) -> None:
    text, encoding = decode(data, said, html)
    text.encode()
    codecs.lookup(encoding)


@given(st.binary(max_size=300))
def test_what_fits_nowhere_can_be_given_back(data: bytes) -> None:
    text, encoding = decode(data, None)
    if encoding == "cp1252":
        back = b"".join(char.encode("cp1252", "ignore") or char.encode("latin-1") for char in text)
        assert back == data


@given(st.binary(max_size=300))
def test_the_head_of_a_stream_never_raises(data: bytes) -> None:
    found = find_wide(data, None)
    assert found is None or re.fullmatch("utf-(16|32)(-[lb]e)?", found)
