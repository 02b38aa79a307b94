"""Stories in several versions, written for the tests of what is alike and what is not."""

from __future__ import annotations

AGENCY = (
    "The harbour board of Nordvik agreed on Monday to widen the north channel so that larger ferries can call at the "
    "port, after two years of talks with the fishing fleet.",
    "The work will cost 84 million crowns and begin in May, the board said in a statement. Twelve boats will have to "
    "move to the inner basin while the dredgers are at work.",
    "“We have looked at every other way and there is none,” the chair of the board told reporters after the vote. She "
    "said that the fleet would be paid for lost days.",
    "Fishermen who had blocked the channel with 30 boats last autumn said that they would accept the plan if the "
    "payments came before the summer season began.",
    "The county has promised to carry 40 percent of the cost. The rest comes from harbour dues, which will rise by 3 "
    "percent a year until 2031.",
    "Nordvik handled 1.2 million passengers last year, a tenth more than the year before, and expects 1.5 million once "
    "the channel is open to ships of 180 metres.",
)
"""A story as an agency sends it out."""

SHORTENED = AGENCY[:3]
"""As a paper with little room prints it."""

REVISED = (
    AGENCY[0],
    AGENCY[1].replace("84", "91").replace("Twelve", "Fifteen"),
    AGENCY[2].replace(" after the vote", ""),
    *AGENCY[3:],
    "A court will hear a complaint by two environmental groups on April 2, the groups said late on Monday.",
)
"""As the agency sends it out again in the evening."""

OUTLETS = (
    AGENCY,
    (*AGENCY[:5], "Reporting from Nordvik by our own correspondent and agencies."),
    (AGENCY[0].replace("on Monday", "this week"), *AGENCY[1:]),
    (*AGENCY[:4], AGENCY[5], AGENCY[4]),
    ("Ferries will get more room in the north of the county.", *AGENCY),
)
"""As five sites have it."""

OTHER = (
    "The harbour board of Nordvik elected a new chair on Thursday, the first fisherman to lead it since the war.",
    "Arne Vik, who sailed on trawlers for 31 years, won by 7 votes to 4. He told the meeting that he would look into "
    "the dues and the state of the inner basin before anything else.",
    "The former chair stood down in January for reasons of health. The county thanked her for her work on the channel.",
)
"""Another story of the same board."""

_PROMISE = (
    "Every week the Gazette's gardener answers what readers ask. Send your question with a picture to the desk by "
    "Wednesday noon; we cannot answer letters one by one, and what is printed is chosen by the gardener alone."
)
_ADVICE = (
    "Roses that were planted in autumn want no pruning before the frost has left the ground. Cut the dead wood, leave "
    "three eyes on each shoot and tie the climbers loosely, as the wind of March breaks more than the knife.",
    "Leeks may stay where they are until the first warm week, but lift them before they shoot. The bed is best given "
    "to peas afterwards, which thank you for what the leeks have left and ask for no dung of their own.",
    "Moss in the lawn tells of shade and sour soil. Rake it out in April, spread lime at the weight the packet says, "
    "and sow again where the sun comes in; under the old spruce you had better plant ferns and be content.",
)
COLUMNS = tuple((_PROMISE, advice) for advice in _ADVICE)
"""A column with the same words around what is new in it."""


def report_market(day: int) -> tuple[str, ...]:
    """The report of one day at an exchange: the same words every day, other numbers."""
    return (
        f"The main share index of the Nordvik exchange closed {day * 0.3 + 0.2:.1f} percent away from its last close "
        f"at {2310 + day * 17}.{day}2 points, with {120 + day * 3} shares up and {90 - day * 4} down, it said.",
        f"Shares in shipping moved most, at {3 + day * 0.7:.1f} percent, and those in fishing least, at 0.{day + 1} "
        f"percent. Turnover was {410 + day * 23} million crowns, against an average of {500 + day} million.",
        f"The crown stood at 11.{30 + day} to the euro. A barrel of oil cost {80 + day}.{day}0 dollars in late trade.",
    )


def report_weather(day: int) -> tuple[str, ...]:
    """The weather of one day, with few numbers."""
    return (
        f"It will be {11 + day} degrees in the city at noon and {3 + day} in the hills, with light wind from the west "
        "and some rain towards the evening. Ferries sail as usual. The roads over the pass are open, but drivers are "
        "asked to take care in the morning, as the bridges may be slippery after the cold night.",
    )
