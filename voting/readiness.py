"""What is still missing before the key ceremony and before the freeze, in plain words."""

from collections.abc import Iterator

from django.utils import timezone

from board.published import published_if_any
from board.witnesses import policy_configured
from crypto.ballot_size import MAX_ENVELOPE, ContestShape, ballot_size, envelope_size
from crypto.group import group_named
from crypto.record_format import MAX_RECORD
from crypto.witness_policy import Witnesses
from voting.models import CeremonyPhase, Contest, Election, StepKind
from voting.selectors import contests_of, roll_counts, style_contests, styles_of
from voting.states import ElectionState
from voting.texts import Text

FEWEST_TRUSTEES = 3
# Key holders answer for every option in one request; this many fit into it at 4096 bits.
MAX_OPTIONS = 10_000


def ceremony_missing(election: Election) -> list[str]:
    """Why key holders cannot begin to make keys."""
    count = election.trustees.count()
    missing = []
    if count == 0:
        missing.append("there are no key holders")
    elif count == 1 and not election.is_demonstration:
        missing.append("one key holder alone is allowed in a demonstration only")
    if election.threshold > max(count, 1):
        missing.append("more key holders are needed for the count than there are")
    if is_acceptance_needed(election) and election.all_needed_accepted_at is None:
        missing.append("nobody accepted yet that losing one key loses the election")
    return missing


def is_acceptance_needed(election: Election) -> bool:
    """Every one of several key holders is needed. In a rehearsal nothing can be lost."""
    count = election.trustees.count()
    return count > 1 and election.threshold == count and not election.is_rehearsal


def trustee_warnings(election: Election) -> list[str]:
    """What an official should know before going on with these key holders."""
    count, needed = election.trustees.count(), election.threshold
    warnings = []
    if count == 1:
        warnings.append(
            "One key holder alone can open the count, and can lose it. "
            "Use one only for a demonstration."
        )
    elif 0 < count < FEWEST_TRUSTEES:
        warnings.append("Fewer than 3 key holders: we advise 3 or more, from different groups.")
    if count > 1 and needed == count:
        warnings.append(
            f"All {count} key holders are needed. "
            "If one of them loses their key, the votes can never be counted."
        )
    if count > 1 and needed == 1:
        warnings.append(
            "One key holder alone can open the count. We advise more than half of them."
        )
    if election.state == ElectionState.DRAFT:  # later the light says it
        lost = election.trustees.filter(has_lost_key=True)
        warnings += [f"{trustee.name} reported that their key is lost." for trustee in lost]
    return warnings


def freeze_missing(election: Election) -> list[str]:
    """Why the election cannot be frozen yet; empty when it can."""
    return [
        *_times_missing(election),
        *_texts_missing(election),
        *_roll_missing(election),
        *_sizes_missing(election),
        *keys_missing(election),
        *_witnesses_missing(election),
    ]


def witness_warnings(election: Election) -> list[str]:
    """What an official should know before the witnesses are fixed as they are now."""
    policy = policy_configured()
    if not policy.keys:
        return [
            "Nobody outside signs the public record. Only people who keep copies of it "
            "could tell that it was changed."
        ]
    warnings = []
    if policy.quorum and policy.quorum == len(policy.keys):
        warnings.append(
            f"All {policy.quorum} witnesses have to sign. "
            "If one of them stops for good, the votes can not be counted."
        )
    signed = _witnesses_ready(election, policy)
    if policy.degraded == "publish" and signed < policy.quorum:
        warnings.append(
            f"Only {signed} of {policy.quorum} witnesses that have to sign the record do so now."
        )
    return warnings


def _witnesses_missing(election: Election) -> Iterator[str]:
    """A record that waits for its witnesses would not go on after the freeze."""
    policy = policy_configured()
    signed = _witnesses_ready(election, policy)
    if policy.degraded == "wait" and signed < policy.quorum:
        yield (
            f"{signed} of {policy.quorum} witnesses that have to sign the public record do so now: "
            "tell the people who run this server"
        )


def _witnesses_ready(election: Election, policy: Witnesses) -> int:
    """How many have signed what is published so far."""
    found = published_if_any(election.log) if election.log else None
    return policy.signed(found.note) if found else 0


def _times_missing(election: Election) -> Iterator[str]:
    if election.opens_at is None or election.closes_at is None:
        yield "the times when voting opens and closes are not set"
    elif election.closes_at <= timezone.now():
        yield "the time when voting closes has already passed"


def _texts_missing(election: Election) -> Iterator[str]:
    contests = list(contests_of(election))
    if not contests:
        yield "there are no questions"
    yield from _untranslated(election.title, election, "the title")
    for contest in contests:
        yield from _contest_missing(contest, election)
    for style in styles_of(election):
        numbers = style_contests(style, election)
        if contests and not numbers:
            yield f'ballot style "{style.name}" has no questions'


def _sizes_missing(election: Election) -> Iterator[str]:
    """What would be too long to be sent, or to be on one record, is named before it is fixed."""
    group, contests = group_named(election.parameters), list(contests_of(election))
    options = sum(len(contest.options.all()) for contest in contests)
    if options > MAX_OPTIONS:
        yield f"there are {options} options in all, and at most {MAX_OPTIONS} can be counted"
    record = 0
    for style in styles_of(election):
        numbers = style_contests(style, election)
        shapes = [_shape(contest) for contest in contests if contest.number in numbers]
        record += style.voters.count() * ballot_size(group, shapes)
        if envelope_size(group, shapes) > MAX_ENVELOPE:
            yield (
                f'ballot style "{style.name}" makes ballots that are too long to be sent: '
                "it needs fewer options or points"
            )
    if record > MAX_RECORD:
        yield "the ballots of all voters would not fit into one record: split the election"


def _shape(contest: Contest) -> ContestShape:
    return ContestShape(
        tuple(option.option_max for option in contest.options.all()),
        contest.votes_min,
        contest.votes_max,
    )


def _contest_missing(contest: Contest, election: Election) -> Iterator[str]:
    place = f"question {contest.number}"
    yield from _untranslated(contest.title, election, place)
    for option in contest.options.all():
        yield from _untranslated(option.title, election, f"{place}, option {option.number}")


def _untranslated(text: Text, election: Election, place: str) -> Iterator[str]:
    for language in election.languages:
        if not text.get(language):
            yield f"{place} has no text in the language {language}"


def _roll_missing(election: Election) -> Iterator[str]:
    counts = roll_counts(election)
    if counts.voters == 0:
        yield "there are no voters"
    elif counts.with_credential < counts.voters:
        without = counts.voters - counts.with_credential
        yield f"{without} of {counts.voters} voters have no voter code yet"


def keys_missing(election: Election) -> Iterator[str]:
    """What key holders still have to do before the freeze."""
    if election.ceremony_phase == CeremonyPhase.NONE:
        yield "the key holders have not made their keys"
        return
    if election.ceremony_phase != CeremonyPhase.DRILLING:
        yield "the key holders have not finished making their keys"
        return
    done = trustees_with(election, StepKind.DRILL, StepKind.WAIVER)
    for trustee in election.trustees.all():
        if trustee.index not in done:
            yield f"{trustee.name} has not checked their key file"
    yield from _lost_missing(election)


def _lost_missing(election: Election) -> Iterator[str]:
    """One key more than is needed has to work, or all where all are needed."""
    lost = [trustee.name for trustee in election.trustees.filter(has_lost_key=True)]
    fewest = min(election.threshold + 1, election.trustees.count())
    if lost and len(trustees_working(election)) < fewest:
        yield (
            f"{', '.join(lost)} reported a lost key, and too few others are known to work: "
            "the keys have to be made again"
        )


def trustees_with(election: Election, *kinds: StepKind) -> set[int]:
    """Numbers of the key holders with an entry of one of these kinds in this attempt."""
    return set(
        election.trustees.filter(
            steps__attempt=election.attempt, steps__kind__in=kinds
        ).values_list("index", flat=True)
    )


def waived_names(election: Election) -> list[str]:
    """Key holders without whose drill an official went on, and who did not pass one after all."""
    waived = trustees_with(election, StepKind.WAIVER) - trustees_with(election, StepKind.DRILL)
    return list(election.trustees.filter(index__in=waived).values_list("name", flat=True))


def trustees_working(election: Election) -> set[int]:
    """Numbers of the key holders who showed in this attempt that their key file works.

    Whoever reported a lost key since is not among them.
    """
    lost = election.trustees.filter(has_lost_key=True).values_list("index", flat=True)
    return trustees_with(election, StepKind.DRILL) - set(lost)
