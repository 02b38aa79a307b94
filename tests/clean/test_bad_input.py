"""Pages that hold no story, more than one, or one of an unusual kind; and texts made to be hard to read."""

from __future__ import annotations

import pytest

from tests.clean.test_page import document
from tui.clean import clean_page
from tui.model import Article, Format

MENU = (
    "Home\nWorld\nPolitics\nBusiness\nSport\nCulture\nTravel\nScience\nPodcasts\nVideo\nLog in\nSubscribe\nContact us"
)
MISSING = """Home
News
Sport
404
Page not found
Sorry, the page you are looking for could not be found.
It may have been moved or deleted.
Go back to the homepage
Search
Contact us
Privacy policy
Terms of use
© 2024 The Morning Sample. All rights reserved.
"""
COOKIES = """The Morning Sample
We value your privacy
We and our 842 partners store and access information on a device, such as cookies, and process personal data.
You may click to consent to our and our partners' processing as described above, or refuse to consent.
Your preferences will apply to this website only, and you can change them at any time in our privacy policy.
Accept all
Reject all
Manage preferences
Privacy policy
Cookie policy
"""
LOGIN = """The Morning Sample
Log in
Email address
Password
Forgot your password?
Remember me
Log in
Continue with Google
Don't have an account? Sign up
Privacy policy
Terms of use
"""
STORY = [
    "The council voted on Tuesday to rebuild the bridge, which was closed in spring after cracks showed in its deck.",
    "Work is to begin in March and to take two years, the head of the roads office said after the vote.",
    "The cost is put at forty million crowns, of which the state is to pay half and the two towns the rest.",
    "Until then, ferries will carry people across for free, though not at night nor when there is ice.",
]
SECOND = [
    "A storm took the roofs off eleven houses on the island on Monday night, and cut its only road in two places.",
    "Nobody was hurt, said the fire service, whose own shed was among the buildings that the wind damaged the most.",
    "Power was back in most of the villages by noon, and the school is to open again as soon as its windows are in.",
]


def clean(text: str, kind: Format = Format.TEXT) -> Article:
    return clean_page(document(text, kind))


def as_html(text: str) -> str:
    lines = "".join(f"<div>{line}</div>\n" for line in text.split("\n"))
    return f"<html><head><title>The Morning Sample</title></head><body>{lines}</body></html>"


@pytest.mark.parametrize("text", [MENU, MISSING, COOKIES, LOGIN], ids=["menu", "missing", "cookies", "login"])
@pytest.mark.parametrize("kind", [Format.TEXT, Format.HTML])
def test_a_page_without_a_story_has_no_paragraphs_and_says_why(text: str, kind: Format) -> None:
    article = clean(text if kind is Format.TEXT else as_html(text), kind)
    assert article.paragraphs == ()
    assert article.removed and all(block.detail for block in article.removed)


def test_of_two_stories_in_one_page_none_is_mangled() -> None:
    page = ["Council votes to rebuild the bridge", *STORY, "Storm cuts the island's only road", *SECOND]
    article = clean("\n".join(page))
    assert all(paragraph in article.paragraphs for paragraph in STORY)
    assert sum(paragraph in article.paragraphs for paragraph in SECOND) in {0, len(SECOND)}


def test_a_story_of_one_sentence_is_found() -> None:
    page = ["Home", "World", "Council votes to rebuild the bridge", "3 December 2024", STORY[0], "Share", "Contact us"]
    assert clean("\n".join(page)).paragraphs == (STORY[0],)


def test_a_poem_keeps_its_lines() -> None:
    lines = [
        "The river takes the morning light",
        "and carries it to sea,",
        "and what it leaves upon the stones",
    ]
    lines += ["is all it leaves to me."]
    article = clean("Song of the ferryman\n\n" + "\n".join(lines) + "\n\n" + "\n".join(lines[::-1]))
    assert all(line in article.body for line in lines)


def test_a_list_of_results_keeps_every_line_in_its_order() -> None:
    results = [
        f"{home} {i} {away} {i % 3}" for i, (home, away) in enumerate([("North", "South"), ("East", "West")] * 4)
    ]
    text = "\n\n".join(["All the results of the weekend", STORY[0], STORY[1], "Results:", *results, STORY[2], STORY[3]])
    body = clean(text).body
    places = [body.find(line) for line in results]
    assert -1 not in places and places == sorted(places)


def test_a_transcript_keeps_who_says_what() -> None:
    said = [
        "ANCHOR: Good evening, and welcome to the programme on the bridge that everybody talks about tonight.",
        "MAYOR: Thank you. It was high time to decide, and I am glad that the council has done so at last.",
        "ANCHOR: When can people drive across it again?",
        "MAYOR: In two years, if the winters are mild and the steel comes when it was promised to us.",
        "ANCHOR: And what do you say to those who wanted a tunnel?",
        "MAYOR: That I wanted one too, until I saw what it would cost each of us every single year.",
    ]
    article = clean("\n\n".join(["Mayor on the bridge: In two years we drive again", *said]))
    assert [line for line in said if line in article.paragraphs] == said


@pytest.mark.parametrize(
    "lines",
    [
        [
            "صوت المجلس يوم الثلاثاء على إعادة بناء الجسر القديم الذي أغلق في الربيع بعد ظهور شقوق في سطحه.",
            "ومن المقرر أن تبدأ الأعمال في مارس وأن تستمر عامين، كما قال رئيس مكتب الطرق بعد التصويت.",
            "وتقدر الكلفة بأربعين مليون كرون، تدفع الدولة نصفها وتدفع البلدتان على الضفتين الباقي.",
        ],
        [
            "המועצה הצביעה ביום שלישי בעד בנייתו מחדש של הגשר הישן, שנסגר באביב לאחר שנתגלו בו סדקים.",
            "העבודות יתחילו במרץ ויימשכו שנתיים, אמר ראש משרד הדרכים לאחר ההצבעה בבניין העירייה.",
            "העלות נאמדת בארבעים מיליון כתרים, שמחציתם תשלם המדינה ואת השאר שתי הערים שעל הגדות.",
        ],
        [
            "市議会は火曜日、床版にひび割れが見つかり春から閉鎖されている古い橋を建て替えることを賛成多数で決めた。",
            "工事は三月に始まり二年かかる見通しだと、採決の後に道路局の責任者が市役所で記者団に説明した。",
            "費用は四千万クローネと見積もられ、半分を国が、残りを川の両岸の二つの町が負担することになっている。",
        ],
        [
            "สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานเก่าขึ้นใหม่ หลังจากปิดใช้มาตั้งแต่ฤดูใบไม้ผลิเพราะพบรอยร้าวบนพื้นสะพาน",
            "งานก่อสร้างจะเริ่มในเดือนมีนาคมและใช้เวลาสองปี หัวหน้าสำนักงานทางหลวงกล่าวหลังการลงมติที่ศาลาว่าการเมือง",
            "ค่าใช้จ่ายประเมินไว้ที่สี่สิบล้านโครน โดยรัฐจะจ่ายครึ่งหนึ่งและเมืองทั้งสองฝั่งแม่น้ำจะจ่ายส่วนที่เหลือ",
        ],
    ],
    ids=["arabic", "hebrew", "japanese", "thai"],
)
def test_other_scripts_are_read_amid_a_menu(lines: list[str]) -> None:
    article = clean("\n".join(["Home", "World", "Sport", *lines, "Share", "Contact us", "Privacy policy"]))
    assert all(line in article.body or line == article.title for line in lines)
    assert "Privacy policy" not in article.body and "World" not in article.body


def test_text_in_two_encodings_at_once_is_still_a_story() -> None:
    broken = [line.replace("o", "Ã¶") if i % 2 else line for i, line in enumerate(STORY)]
    assert len(clean("\n".join(["Home", *broken, "Share"])).paragraphs) == len(STORY)


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("text", ["x" * 1_000_000, "a\nb c\n" * 60_000], ids=["one word", "short lines"])
def test_much_of_nothing_ends(text: str, kind: Format) -> None:
    assert "".join(block.raw for block in clean(text, kind).blocks)
