"""Articles of our own words, in several languages and scripts."""

from __future__ import annotations

from tests.search.fakes import make_article

UNION, FERRY, BUDGET, RIVER, MOSCOW, SECURITY, TOKYO, SEOUL, HARVEST, UNDATED, CUP, LODZ = (
    f"{number:0>12}" for number in range(1, 13)
)

ARTICLES = (
    make_article(
        1,
        "Russia and Belarus sign union treaty",
        "The presidents met in Sochi on Friday. Their meetings lasted two days.\n\n"
        "The Union State was founded in 1999, the state agency said.",
        source="Reuters",
        section="World",
        place="Sochi",
        byline=("Lidia Kelly",),
        published="2024-12-03",
        people=("Alexander Lukashenko", "Lukashenko", "Vladimir Putin", "Putin", "Dmitry Peskov", "Peskov"),
        organisations=("Union State", "Kremlin"),
        places=("Russia", "Belarus", "Sochi"),
    ),
    make_article(
        2,
        "Ferry to the islands stops running",
        "The last ferry left at 12:30 on Monday. Passengers who had a ticket were paid back, the operator's office "
        "said. A union of seamen asked the state for help.",
        source="Dawn",
        section="Business",
        published="2020-09-12T08:15:00+05:00",
        places=("Gwadar",),
    ),
    make_article(
        3,
        "Parliament passes the budget",
        "Members voted 310 to 201. The U.S. dollar fell. More at https://example.org/budget/2021 and in the e-mail "
        "edition.",
        source="The Press Association",
        published="2021-03-31",
        organisations=("Parliament",),
    ),
    make_article(
        4,
        "River bursts its banks",
        "Farmers on the river’s left bank met the minister. The ministers meet again on Thursday.",
        source="Reuters",
        published="2019-06-30",
    ),
    make_article(
        5,
        "Российско-белорусские переговоры",
        "Президенты встретились в Москве. Встречи продлились два дня.",
        language="ru",
        published="2020-09-14",
        places=("Москва",),
    ),
    make_article(
        6,
        "La sécurité des réunions",
        "Les réunions de sécurité se tiennent à l’Élysée, à Paris.",
        language="fr",
        source="Le Monde",
        published="2018-01-02",
    ),
    make_article(
        7, "東京で会議", "日本政府は東京で会議を開いた。2024年の予算が決まった。", language="ja", published="2024-11-30"
    ),
    make_article(8, "서울에서 회담", "두 대통령이 서울에서 회담을 열었다.", language="ko", published="2000-06-15"),
    make_article(
        9,
        "Ernte beginnt früher",
        "Die Bauern begannen in München mit der Ernte der Äpfel.",
        language="de",
        published="2022",
    ),
    make_article(10, "Without a date", "Nothing says when this was written.", language=None, origin="archive"),
    make_article(
        11,
        "Cup final goes to penalties",
        "Peskov’s namesake scored. The cup final was sold out.",
        published="2024-12-10",
    ),
    make_article(
        12, "Trams return to Łódź", "The trams of Lodz run again, the mayor told Ørsted News.", published="2023-02"
    ),
)
