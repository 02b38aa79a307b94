"""The command on people, organisations and places: cards, quotes, timelines, two together, all names, corrections."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Newsreader

FIRST = """Mayor opens the new bridge

NORDVIK, May 2 (Harbour Gazette) - Mayor Berit Solheim opened the new bridge of Nordvik on Thursday.

"We have waited for this bridge since 1998," Solheim said. Harbour master Ingrid Halvorsen was not there.

Published in Harbour Gazette, May 2nd, 2024
"""
SECOND = """Ferry line to end

NORDVIK, May 6 (Harbour Gazette) - The ferry of Nordvik will make its last crossing on Friday, Ingrid Halvorsen said on
Monday. Berit Solheim and Ingrid Halvorsen are to speak at the quay.

Published in Harbour Gazette, May 6th, 2024
"""


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Newsreader:
    """Shared by the tests that change nothing."""
    return make(tmp_path_factory.mktemp("news"))


def make(folder: Path) -> Newsreader:
    news = Newsreader(folder)
    (news.pages / "bridge.txt").write_text(FIRST, encoding="utf-8")
    (news.pages / "ferry.txt").write_text(SECOND, encoding="utf-8")
    assert news.run("sync").returncode == 0
    return news


def test_the_card_as_markdown_with_its_sources(news: Newsreader) -> None:
    text = news.run("entity", "Berit Solheim", "--markdown").stdout.decode()
    [bridge] = news.find("bridge")
    assert text.startswith("# Berit Solheim\n\n*person")
    assert "## Described as\n\n- “Mayor” (1 article, 2024): Harbour Gazette, 2024-05-02, " + bridge in text
    assert f"- “We have waited for this bridge since 1998” (Harbour Gazette, 2024-05-02, {bridge})" in text
    assert f"- Mayor opens the new bridge (Harbour Gazette, 2024-05-02, {bridge})" in text


def test_the_card_tells_on_what_evidence_each_name_is_one(tmp_path: Path) -> None:
    news = make(tmp_path)
    (tmp_path / "names.yaml").write_text("merge: {Ingrid Halvorsen: [Berit Solheim]}\n", encoding="utf-8")
    news.run("sync")
    text = news.run("entity", "Halvorsen").stdout.decode()
    assert "Names\n  Berit Solheim (2 articles, you said so)\n  Ingrid Halvorsen (2 articles)\n" in text
    assert "- Berit Solheim (2 articles, you said so)" in news.run("entity", "Halvorsen", "--markdown").stdout.decode()


KEEPERS, COUNCIL = ("Ada Falk", "Ben Ray", "Carl Holm"), ("Dora Vik", "Erik Lund", "Frida Moe")
TOPICS = (
    "snow on the pitch delayed the final until nightfall", "dredging begins when the herring fleet has left",
    "two penalties were saved before the crowd went home", "a crane broke and blocked the eastern quay",
    "the club sold more season tickets than ever", "pilots want brighter lamps along the narrow channel",
    "a knee injury keeps the captain out for weeks", "fees for small boats rise again after Easter",
    "young players trained behind the old gymnasium", "the storm tore three moorings from their rings",
    "referees were booed over a goal given late", "customs officers found nothing in forty crates",
)  # fmt: skip


def test_two_people_of_one_name_are_two_until_the_user_says_they_are_one(tmp_path: Path) -> None:
    news = Newsreader(tmp_path)
    for number in range(12):
        role, circle = (("goalkeeper", KEEPERS), ("foreign minister", COUNCIL))[number % 2]
        one, other = (circle[(number // 2 + step) % 3] for step in (0, 1))
        who = f"{one} and {other} spoke up for {role} Berit Solheim."
        (news.pages / f"{number}.txt").write_text(
            f"{TOPICS[number].capitalize()}\n\nNORDVIK, May {number + 1} (Harbour Gazette) - {who}\n\n"
            f"Meanwhile {TOPICS[number]}.\n\nPublished in Harbour Gazette, May {number + 1}, 2024\n"
        )
    assert news.run("sync").returncode == 0
    assert news.ask("entity", "Berit Solheim")["articles"] == 6
    card = news.ask("entity", "Berit Solheim (foreign minister)")
    assert (card["articles"], {one["text"] for one in card["descriptions"]}) == (6, {"foreign minister"})
    assert (
        "(6 articles, called “foreign minister” with"
        in news.run("entity", "Berit Solheim (foreign minister)").stdout.decode()
    )
    names = tmp_path / "names.yaml"
    names.write_text("merge: {Berit Solheim: [Berit Solheim (foreign minister)]}\n", encoding="utf-8")
    news.run("sync")
    assert news.ask("entity", "Berit Solheim")["articles"] == 12
    assert b"foreign minister" not in news.run("doctor").stdout, "the correction is of a name that is there"
    names.unlink()
    news.run("sync")
    again = news.ask("entity", "Berit Solheim (foreign minister)")
    assert {**again, "id": 0} == {**card, "id": 0}


@pytest.mark.parametrize(
    "options", [("--said", "--markdown"), ("--with", "Nordvik", "--markdown"), ("--said", "--with", "Nordvik")]
)
def test_what_does_not_go_together_is_bad_usage(news: Newsreader, options: tuple[str, ...]) -> None:
    assert news.run("entity", "Solheim", *options).returncode == 2


def test_the_card_as_json(news: Newsreader) -> None:
    card = news.ask("entity", "Berit Solheim")
    assert [said["text"] for said in card["descriptions"]] == ["Mayor"]
    assert card["wordings"][0]["articles"] == 1
    assert card["aliases"][0]["name"] == "Berit Solheim"
    assert card["said"] == len(card["quotes"]) == 1


def test_everything_one_said(news: Newsreader) -> None:
    assert news.run("entity", "Solheim", "--said").stdout.startswith(b'"We have waited for this bridge since 1998" (')
    [quote] = news.ask("entity", "Solheim", "--said")["quotes"]
    assert quote["text"] == "We have waited for this bridge since 1998"
    nothing = news.run("entity", "Nordvik", "--said")
    assert (nothing.returncode, nothing.stdout) == (1, b"")
    assert news.ask("search", "said:solheim waited")["total"] == 1
    assert news.ask("search", "said:halvorsen waited")["total"] == 0


def test_what_happened_when(news: Newsreader) -> None:
    dates = news.ask("entity", "Halvorsen", "--timeline")["dates"]
    assert [(one["first"], one["phrase"]) for one in dates] == [("2024-05-10", "Friday"), ("2024-05-06", "Monday")]
    text = news.run("entity", "Halvorsen", "--timeline").stdout.decode()
    assert text.startswith('2024-05-10  "Friday"  The ferry of Nordvik will make its last crossing on Friday')


def test_two_together(news: Newsreader) -> None:
    both = news.ask("entity", "Solheim", "--with", "Halvorsen")
    [ferry] = news.find("ferry")
    assert both["total"] == 2
    assert [said["text"] for said in both["sentences"][ferry]] == [
        "Berit Solheim and Ingrid Halvorsen are to speak at the quay."
    ]
    text = news.run("entity", "Solheim", "--with", "Halvorsen").stdout.decode()
    assert "    Berit Solheim and Ingrid Halvorsen are to speak at the quay." in text
    assert news.run("entity", "Solheim", "--with", "Nobody").returncode == 1


def test_all_names(news: Newsreader) -> None:
    lines = news.run("names", "--kind", "person").stdout.decode().splitlines()
    assert sorted(lines) == ["Berit Solheim\tperson\t2\t2", "Ingrid Halvorsen\tperson\t2\t2"]
    answer = news.ask("names", "solh", "--sort", "rise")
    assert (answer["total"], answer["week_to"]) == (1, "2024-05-06")
    assert answer["names"][0]["week"] == 2
    assert news.run("names", "xyzzy").returncode == 1
    assert b"--limit shows more" in news.run("names", "--limit", "1").stderr


def test_dates_are_among_the_notes_of_a_page(news: Newsreader) -> None:
    notes = news.ask("notes", str(news.pages / "ferry.txt"))
    assert [(one["text"], one["first"]) for one in notes["dates"]] == [
        ("Friday", "2024-05-10"),
        ("Monday", "2024-05-06"),
    ]


def test_what_is_sound_in_the_corrections_is_followed_and_the_rest_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "my papers"
    folder.mkdir()
    news = make(folder)
    names = folder / "names.yaml"
    names.write_text("rename: {Berit Solheim: B. Solheim}\nretype: {Nordvik: city}\nhide: [Nobody Atall]\n")
    [failure] = news.ask("sync")["failures"]
    assert failure["place"] == f"{names}:2:19"
    assert failure["message"].startswith("retype.Nordvik: ")
    assert news.ask("entity", "B. Solheim")["articles"] == 2
    doctor = news.run("doctor")
    assert b"names.yaml:2:19" in doctor.stdout
    assert b'hide "Nobody Atall": no article has this name now; the correction is kept' in doctor.stdout
    names.write_text("rename: [", encoding="utf-8")
    assert b"not YAML" in news.run("sync", "--json").stdout
    assert news.ask("entity", "B. Solheim")["articles"] == 2, "what was followed before still is"
    names.unlink()
    news.run("sync")
    assert news.ask("entity", "Solheim")["name"] == "Berit Solheim"
