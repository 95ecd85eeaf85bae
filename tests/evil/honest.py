"""What the honest elections of the corpus are about: whatever a faultless record may hold."""

from crypto.manifest import Contest, Option, Style
from tests.simulator import DEMONSTRATION, ORDINARY, WAIVED, Plan, Vote, Voter, contest
from tests.verifier.many_ballots import plan_of

COLOURS = ("Red", "Green", "Blue")

KINDS = Plan(
    contests=(
        contest("Exactly one", COLOURS, votes_min=1),
        contest("One or none", COLOURS),
        contest("Up to two", COLOURS, votes_max=2),
        contest("Two or three", COLOURS, votes_min=2, votes_max=3),
        contest("Approve as many as you like", COLOURS, votes_max=3),
        contest("Five points each", COLOURS, option_max=5, votes_max=15),
        contest("Share out four points", COLOURS, option_max=4, votes_min=4, votes_max=4),
        contest("Agreed?", ("Yes", "No")),
        contest("Agreed with one button?", ("Yes",)),
    ),
    styles=(Style("All", tuple(range(1, 10))), Style("Points alone", (6, 7))),
    voters=(Voter(), Voter(weight=1_000_000), Voter(style=2), Voter()),
    votes=(
        Vote(
            0,
            (
                *((1, 0, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (1, 1, 1)),
                *((5, 0, 5), (4, 0, 0), (1, 0), (1,)),
            ),
        ),
        Vote(
            1,
            (
                *((0, 1, 0), (0, 0, 0), (0, 0, 0), (0, 1, 1), (0, 0, 0)),
                *((0, 0, 0), (1, 1, 2), (0, 1), (0,)),
            ),
        ),
        Vote(2, ((1, 2, 3), (0, 4, 0))),
    ),
)
"""Every kind of question a manifest can ask; blank answers, an abstention, a great weight."""

LANGUAGES = ("en", "fr", "es", "ar")


def _in_all(*texts: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))


def _same_in_all(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


TONGUES = Plan(
    languages=LANGUAGES,
    title="Élection · Elección · \u0627\u0646\u062a\u062e\u0627\u0628",
    contests=(
        Contest(
            _in_all(
                "Chair", "Présidence", "Presidencia", "\u0627\u0644\u0631\u0626\u0627\u0633\u0629"
            ),
            _same_in_all(""),
            (
                Option(_same_in_all("Zoë Müller"), _same_in_all(""), 1),
                Option(_same_in_all("\u0644\u064a\u0644\u0649"), _same_in_all("\U0001f5f3"), 1),
            ),
            0,
            1,
            _in_all("Board", "Conseil", "Junta", "\u0627\u0644\u0645\u062c\u0644\u0633"),
            order="by_style",
            seats=1,
        ),
    ),
    styles=(Style("All", (1,)),),
    voters=(Voter(), Voter()),
    votes=(Vote(0, ((1, 0),)), Vote(1, ((0, 1),)), Vote(0, ((0, 1),))),
)
"""Texts in four languages and three scripts."""

HONEST: dict[str, Plan | None] = {
    "an_ordinary_election": ORDINARY,
    "a_demonstration": DEMONSTRATION,
    "a_key_holder_without_a_drill": WAIVED,
    "no_ballots": Plan(votes=()),
    "one_ballot": Plan(votes=ORDINARY.votes[:1]),
    "every_kind_of_question": KINDS,
    "four_languages": TONGUES,
    "larger_parameters": Plan(parameters="EG-2.1-4096", votes=ORDINARY.votes[:3]),
    "called_off_after_some_ballots": None,
    "signed_by_two_witnesses": None,
    "new_codes_and_voters_taken_off": None,
    "five_thousand_ballots": plan_of(5000),
}
"""Plans of honest elections; None where the election is made in another way."""

SLOW = frozenset({"five_thousand_ballots"})
"""Those that take minutes."""
