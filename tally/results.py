"""The result as people read it: names, shares and ties instead of numbers in a grid."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language

from ballots.selectors import ballots_recorded, ballots_withdrawn, tests_recorded
from crypto.manifest import Contest, Manifest, Text
from crypto.tally_payloads import ResultItem
from tally import selectors
from tally.numbers import grouped
from voting.contexts import election_manifest
from voting.models import Election
from voting.readiness import FEW_BALLOTS
from voting.selectors import roll_counts, roll_entries


@dataclass(frozen=True, slots=True)
class OptionCount:
    title: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Tie:
    titles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Winners:
    """Who wins `seats` places. A tie leaves `open_seats` of them between those who are `tied`."""

    seats: int
    titles: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int


@dataclass(frozen=True, slots=True)
class ContestCount:
    """One question. `ballots` had it on them; each may hold several votes or none."""

    number: int
    title: str
    section: str
    options: tuple[OptionCount, ...]
    votes: int
    ballots: int
    ties: tuple[Tie, ...]
    winners: Winners | None

    @property
    def largest(self) -> int:
        """Length of the longest bar; a chart needs one above 0."""
        return max([1, *(option.count for option in self.options)])

    @property
    def bars(self) -> list[dict[str, object]]:
        """For the chart."""
        return [
            {
                "label": option.title,
                "value": option.count,
                "text": grouped(option.count),
                "note": f"{number_format(round(option.percent, 1), 1)}%",
            }
            for option in self.options
        ]


@dataclass(frozen=True, slots=True)
class ResultSheet:
    contests: tuple[ContestCount, ...]
    ballots: int
    weight: int  # of all counted ballots; the number of them where nobody has more than one vote
    replaced: int
    withdrawn: int  # of voters who were taken off the list
    tests: int
    key_holders: tuple[str, ...]
    all_key_holders: int
    voters: int  # on the roll
    quorum: int  # how many voters must take part; 0 where there is no such rule

    @property
    def turnout(self) -> str:
        """Share of the voters on the roll who took part, as people write it."""
        share = 100 * self.ballots / self.voters if self.voters else 0.0
        return f"{number_format(round(share, 1), 1)}%"

    @property
    def is_quorum_met(self) -> bool:
        """One ballot of each voter is counted, blank ones too: so many took part."""
        return self.ballots >= self.quorum


def result_sheet(election: Election) -> ResultSheet:
    """Raises NotFoundError before there is a result on the record."""
    payload, manifest = selectors.result(election), election_manifest(election)
    withdrawn = ballots_withdrawn(election)
    ballots = _ballots_by_contest(election, manifest)
    contests = enumerate(zip(manifest.contests, payload.contests, strict=True), start=1)
    return ResultSheet(
        contests=tuple(
            contest_count(number, contest, items, ballots[number], manifest)
            for number, (contest, items) in contests
        ),
        ballots=payload.ballots,
        weight=selectors.counted_weight(election),
        replaced=ballots_recorded(election) - payload.ballots - withdrawn,
        withdrawn=withdrawn,
        tests=tests_recorded(election),
        key_holders=tuple(manifest.trustees[index - 1] for index in payload.trustees),
        all_key_holders=len(manifest.trustees),
        voters=roll_counts(election).voters,
        quorum=manifest.quorum,
    )


def few_ballots(sheet: ResultSheet) -> list[ContestCount]:
    """Questions that so few people could answer that the result may tell how one of them voted."""
    return [contest for contest in sheet.contests if contest.ballots < FEW_BALLOTS]


def contest_count(
    number: int,
    contest: Contest,
    items: tuple[ResultItem, ...],
    ballots: int,
    manifest: Manifest,
) -> ContestCount:
    """One question's counts with names, in the reader's language."""
    votes = sum(item.count for item in items)
    options = tuple(
        OptionCount(
            title=_said(option.title, manifest),
            count=item.count,
            percent=100 * item.count / votes if votes else 0.0,
        )
        for option, item in zip(contest.options, items, strict=True)
    )
    return ContestCount(
        number=number,
        title=_said(contest.title, manifest),
        section=_said(contest.section, manifest),
        options=options,
        votes=votes,
        ballots=ballots,
        ties=_ties(options),
        winners=_winners(contest, options) if contest.seats else None,
    )


def _said(text: Text, manifest: Manifest) -> str:
    return manifest.text(text, get_language() or "")


def _winners(contest: Contest, options: tuple[OptionCount, ...]) -> Winners:
    """Those with the most votes; nobody wins without a vote, and "None of these" never does."""
    pairs = zip(contest.options, options, strict=True)
    running = [count for option, count in pairs if count.count and not option.exclusive]
    running.sort(key=lambda option: -option.count)
    seats = min(contest.seats, len(running))
    last = running[seats - 1].count if seats else 0
    reached = [option for option in running if option.count >= last]
    above = [option.title for option in running if option.count > last]
    if len(reached) == seats:
        return Winners(contest.seats, tuple(option.title for option in reached), (), 0)
    tied = tuple(option.title for option in reached if option.count == last)
    return Winners(contest.seats, tuple(above), tied, seats - len(above))


def _ties(options: tuple[OptionCount, ...]) -> tuple[Tie, ...]:
    """Options with the same number of votes, most votes first; nobody needs to hear of zeros."""
    titles: dict[int, list[str]] = defaultdict(list)
    for option in options:
        titles[option.count].append(option.title)
    equal = sorted((count for count in titles if count and len(titles[count]) > 1), reverse=True)
    return tuple(Tie(tuple(titles[count]), count) for count in equal)


def _ballots_by_contest(election: Election, manifest: Manifest) -> Counter[int]:
    counted = selectors.tally_input(election).counted
    credentials = selectors.credentials_at(election, counted)
    roll = roll_entries(election, credentials)
    styles = Counter(roll[credential].style for credential in credentials)
    ballots: Counter[int] = Counter()
    for style, number in styles.items():
        for contest in manifest.style(style).contests:
            ballots[contest] += number
    return ballots
