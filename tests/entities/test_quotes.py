"""Who is quoted saying what."""

from __future__ import annotations

import pytest

from tests.entities.stories import PANDEMIC, quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We shall never surrender to them,” Winston Churchill said.",
            {"Winston Churchill": ["We shall never surrender to them"]},
        ),
        (
            '"We shall never surrender to them," said Winston Churchill.',
            {"Winston Churchill": ["We shall never surrender to them"]},
        ),
        ("«Nous allons gagner ensemble», said Emmanuel Macron.", {"Emmanuel Macron": ["Nous allons gagner ensemble"]}),
        ("Angela Merkel said: “We can do this together.”", {"Angela Merkel": ["We can do this together."]}),
        ("According to Angela Merkel, “we can do this together”.", {"Angela Merkel": ["we can do this together"]}),
        ("“It is time to act,” said Kremlin spokesman Dmitry Peskov.", {"Dmitry Peskov": ["It is time to act"]}),
        (
            "“It is time to act,” Dmitry Peskov, the Kremlin spokesman, told reporters.",
            {"Dmitry Peskov": ["It is time to act"]},
        ),
        (
            "“It is a good day,” Merkel said. “We should all be glad.”",
            {"Merkel": ["It is a good day", "We should all be glad."]},
        ),
        (
            "“It is a good day,” the agency Tass quoted Dmitry Peskov as saying.",
            {"Dmitry Peskov": ["It is a good day"]},
        ),
        ("‘We are ready for talks,’ said Volodymyr Zelensky.", {"Volodymyr Zelensky": ["We are ready for talks"]}),
        (
            "Dmitry Peskov said there was no plan to sign anything.",
            {"Dmitry Peskov": ["there was no plan to sign anything"]},
        ),
        (
            "Dmitry Peskov told reporters on Friday that the talks would go on.",
            {"Dmitry Peskov": ["the talks would go on"]},
        ),
        ("The talks will go on for weeks, the Kremlin said.", {"Kremlin": ["The talks will go on for weeks"]}),
        ("NATO said in a statement that the exercise was over.", {"NATO": ["the exercise was over"]}),
        ("Kaja Kallas: “The border is safe and quiet.”", {"Kaja Kallas": ["The border is safe and quiet."]}),
        ("Kaja Kallas said:\n\n“The border is safe.”", {"Kaja Kallas": ["The border is safe."]}),
        ("“The border is safe,” Kaja Kallas, the prime minister of Estonia.", {"Kaja Kallas": ["The border is safe"]}),
        ("“The border is safe,” Kaja Kallas was quoted as saying.", {"Kaja Kallas": ["The border is safe"]}),
        ("Kaja Kallas called it “a very bad idea for all”.", {"Kaja Kallas": ["a very bad idea for all"]}),
        ("According to Kaja Kallas, the border is safe.", {"Kaja Kallas": ["the border is safe"]}),
        ("The border is safe, according to Kaja Kallas.", {"Kaja Kallas": ["The border is safe"]}),
        ("The border is safe, according to an estimate by NATO.", {"NATO": ["The border is safe"]}),
        (
            "According to Kaja Kallas, an estimated five people cross the river a day, alone or in pairs.",
            {"Kaja Kallas": ["an estimated five people cross the river a day, alone or in pairs"]},
        ),
        ("In an interview on Sunday, Kaja Kallas said the border was safe.", {"Kaja Kallas": ["the border was safe"]}),
        (
            "Kaja Kallas told the newspaper Postimees on Friday that the border was safe.",
            {"Kaja Kallas": ["the border was safe"]},
        ),
        ("Kaja Kallas spoke in Narva, saying that it was safe.", {"Kaja Kallas": ["it was safe"]}),
        ("Kaja Kallas said it was safe, adding that she was glad.", {"Kaja Kallas": ["it was safe", "she was glad"]}),
        (
            "Kaja Kallas said it would be safe and insisted that nobody had left.",
            {"Kaja Kallas": ["it would be safe", "nobody had left"]},
        ),
        (
            "There was no plan, Kaja Kallas said, and nobody had asked for one.",
            {"Kaja Kallas": ["There was no plan", "nobody had asked for one"]},
        ),
        ("Kaja Kallas said it was a lie, a claim that Moscow repeats.", {"Kaja Kallas": ["it was a lie"]}),
        ("Kaja Kallas said that there was no plan, she said.", {"Kaja Kallas": ["there was no plan"]}),
        ("Kaja Kallas said that there was no plan, the officials said.", {"Kaja Kallas": ["there was no plan"]}),
        ("Kaja Kallas said that would be a mistake.", {"Kaja Kallas": ["that would be a mistake"]}),
        ("TALLINN - 3 June 2022: The border is safe, said Kaja Kallas.", {"Kaja Kallas": ["The border is safe"]}),
        ("Kaja Kallas said a plan was left, alluding to her rivals.", {"Kaja Kallas": ["a plan was left"]}),
        ("Kaja Kallas said it would be done, which she hoped to be soon.", {"Kaja Kallas": ["it would be done"]}),
        (
            "Angela Merkel said that “the borders will stay open”, but Horst Seehofer said they would not.",
            {"Angela Merkel": ["the borders will stay open"]},
        ),
        (
            "Desmond Tutu, who represents some of Zuma’s victims, said it was time to forgive.",
            {"Desmond Tutu": ["it was time to forgive"]},
        ),
        (
            "Peter Berdowski, head of the Dutch company Boskalis, whose experts led it, said that it was hard.",
            {"Peter Berdowski": ["it was hard"]},
        ),
        ("TALLINN, June 3 (BNS) — Kaja Kallas said it was safe.", {"Kaja Kallas": ["it was safe"]}),
        ("The High Court ruled on Friday that the vote was void.", {"High Court": ["the vote was void"]}),
        ("‘It isn’t over yet,’ said Mary O’Brien.", {"Mary O’Brien": ["It isn’t over yet"]}),
        ("Mary O'Brien said: 'It isn't over yet, is it?'", {"Mary O'Brien": ["It isn't over yet, is it?"]}),
    ],
)
def test_quotations(text: str, expected: dict[str, list[str]]) -> None:
    assert quote(text) == expected


def test_a_pronoun_means_the_last_fitting_speaker() -> None:
    found = quote(PANDEMIC)
    assert found["Tedros Adhanom Ghebreyesus"] == [
        "We have called every day for countries to take urgent and aggressive action",
        "We have rung the alarm bell loud and clear",
    ]
    assert found["Giuseppe Conte"] == ["the country had to stay at home"]


def test_she_is_not_the_man_who_spoke_last() -> None:
    text = (
        "Mrs Margaret Thatcher came to Paris. Mr François Mitterrand said he was glad to see her.\n\n"
        "“The lady is not for turning,” she said."
    )
    assert quote(text)["Margaret Thatcher"] == ["The lady is not for turning"]


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = (
        "Nelson Mandela said: “I have cherished the ideal of a free society.\n\n"
        "“It is an ideal which I hope to live for.”"
    )
    assert quote(text) == {
        "Nelson Mandela": ["I have cherished the ideal of a free society.", "It is an ideal which I hope to live for."]
    }


def test_the_ministry_is_the_one_named_before() -> None:
    text = "The Foreign Ministry summoned the envoy in Oslo. “This cannot stand any longer,” the ministry said."
    assert quote(text) == {"Foreign Ministry": ["This cannot stand any longer"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nelson Mandela was freed in 1990. “Our march to freedom is irreversible,” he told the crowd.",
            {"Nelson Mandela": ["Our march to freedom is irreversible"]},
        ),
        (
            "Boris Johnson said he was glad. When Angela Merkel was asked, she said the borders would stay open.",
            {"Boris Johnson": ["he was glad"], "Angela Merkel": ["the borders would stay open"]},
        ),
        (
            "Finnish President Sauli Niinisto flew to Ankara. “The door is open for us,” the Finnish leader said.",
            {"Sauli Niinisto": ["The door is open for us"]},
        ),
        (
            "David Pocock spoke so. David Pocock praised the plan. The Australian rugby legend said it was good.",
            {"David Pocock": ["it was good"]},
        ),
        (
            "The Finance Ministry in Warsaw said there was no money. “It will not change,” the ministry added.",
            {"Finance Ministry": ["there was no money", "It will not change"]},
        ),
        (
            "NATO said it was ready. According to the report above, it grew. It states that “the cost is too high”.",
            {"NATO": ["it was ready"]},
        ),
        (
            "The Kremlin said it was over. Lukashenko’s office was the first to say so. He had agreed, it said.",
            {"Kremlin": ["it was over"]},
        ),
        ("WIRED spoke to one mother in Leeds. “I am so tired of all this,” she said. “I am going.”", {}),
        ("Angela Merkel left. A source told the daily it was late. He said that “the work was done”.", {}),
        ("Kaja Kallas and Edgars Rinkevics issued a statement:\n\n“The border is safe and quiet.”", {}),
    ],
)
def test_whom_a_pronoun_or_a_noun_means(text: str, expected: dict[str, list[str]]) -> None:
    assert quote(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "She adds fresh lemon before the fish is put into a pan. Angela Merkel cooks.",
        "Angela Merkel disclosed it while talking to reporters in Berlin.",
        "Angela Merkel has ruled by decree since a vote in May that many refused to recognise.",
        "The editor of the daily Izvestia said he was ready to leave.",
        "A top aide of Angela Merkel said in Berlin that she had no such plan.",
        "Jafar Alam was detained as well, activists told the paper, adding that he was ill.",
        "It was a wish Angela Merkel believed was shared by many.",
        "Angela Merkel was silent, with a source close to her saying: “The whole thing is over now.”",
        "A course correction was due, and had not come, Angela Merkel knew.",
        "Alexander Lukashenko, who calls himself the “last dictator in Europe”, left.",
        "He is a “so-called” expert, and Angela Merkel knows him.",
        "“It is time to act,” a spokesman for the ministry said in Berlin.",
        "The film “Good Bye, Lenin!” was shown to Angela Merkel.",
        "“It is time to act now.”",
        "'' \" “ ” ‘ « »",
    ],
)
def test_nobody_is_quoted(text: str) -> None:
    assert quote(text) == {}


def test_who_is_named_inside_a_quotation_does_not_speak() -> None:
    text = "“Angela Merkel said nothing to us at all,” Vladimir Putin said."
    assert quote(text) == {"Vladimir Putin": ["Angela Merkel said nothing to us at all"]}


def test_a_long_text_is_read_in_reading_order() -> None:
    text = " ".join(f"“We are at step {step} now,” Angela Merkel said." for step in range(2_000))
    assert len(quote(text)["Angela Merkel"]) == 2_000
