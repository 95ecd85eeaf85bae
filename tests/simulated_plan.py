"""What an election in memory is about: contests, voters and the votes they will cast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crypto.cosignatures import CosignatureSigner
from crypto.manifest import Contest, Option, Style

ELECTION_ID = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
COSIGNED = int(datetime(2030, 5, 20, tzinfo=UTC).timestamp())
"""When the witnesses of a simulation sign."""

START = datetime(2030, 5, 1, 8, tzinfo=UTC)


def words(text):
    return {"en": text}


def contest(title, option_titles, *, option_max=1, votes_min=0, votes_max=1):
    options = tuple(Option(words(name), words(""), option_max) for name in option_titles)
    return Contest(words(title), words(""), options, votes_min, votes_max, words(""))


CHAIR = contest("Chair", ("Ada", "Grace"))
BUDGET = contest("Budget", ("Parks", "Roads"), option_max=2, votes_min=1, votes_max=3)


@dataclass(frozen=True)
class Voter:
    """A voter of a ballot style, whose ballot counts `weight` times."""

    style: int = 1
    weight: int = 1


@dataclass(frozen=True)
class Vote:
    """A ballot of voter number `voter` (from 0); a test ballot if `is_test`."""

    voter: int
    selections: tuple[tuple[int, ...], ...]
    is_test: bool = False


@dataclass(frozen=True)
class Plan:
    """What to simulate."""

    trustees: int = 3
    threshold: int = 2
    waived: tuple[int, ...] = ()
    demonstration: bool = False
    parameters: str = "EG-2.1-3072"
    languages: tuple[str, ...] = ("en",)
    title: str = "General meeting"
    host: str = "tabella.example"
    contests: tuple[Contest, ...] = (CHAIR, BUDGET)
    styles: tuple[Style, ...] = (Style("All", (1, 2)), Style("Budget only", (2,)))
    voters: tuple[Voter, ...] = (Voter(), Voter(), Voter(weight=3), Voter(style=2, weight=2))
    votes: tuple[Vote, ...] = (
        Vote(0, ((1, 0), (2, 1))),
        Vote(1, ((0, 1), (1, 0)), is_test=True),
        Vote(1, ((0, 1), (0, 1))),
        Vote(2, ((0, 0), (1, 1))),
        Vote(0, ((0, 1), (0, 2))),
        Vote(3, ((2, 1),)),
    )
    witnesses: tuple[CosignatureSigner, ...] = ()
    quorum: int = 0


ORDINARY = Plan()
"""Two of three trustees, two contests, weights, styles, a re-vote and a test ballot."""

WAIVED = Plan(trustees=5, waived=(2, 5), votes=(Vote(0, ((1, 0), (2, 1))),))
"""Two of five trustees are enough; two never show that their keys work."""

DEMONSTRATION = Plan(
    trustees=1,
    threshold=1,
    demonstration=True,
    title="Try it out",
    contests=(CHAIR,),
    styles=(Style("All", (1,)),),
    voters=(Voter(), Voter()),
    votes=(Vote(0, ((1, 0),)), Vote(1, ((0, 1),))),
)
"""The smallest election there is: one trustee, one contest."""
