"""What is still missing before the key ceremony and before the freeze, in plain words."""

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from board.published import published_if_any
from board.witnesses import policy_configured
from crypto.ballot_size import MAX_ENVELOPE, ContestShape, ballot_size, envelope_size
from crypto.group import group_named
from crypto.record_format import MAX_RECORD
from crypto.witness_policy import Witnesses
from voting.models import CeremonyPhase, Contest, Election, StepKind
from voting.selectors import contests_of, officials_joined, roll_counts, style_contests, styles_of
from voting.states import ElectionState
from voting.translations import language_name, missing_by_language

FEWEST_TRUSTEES = 3
FEWEST_ORGANISERS = 2
# Key holders answer for every option in one request; this many fit into it at 4096 bits.
MAX_OPTIONS = 10_000
FEW_BALLOTS = 10
"""Below so many ballots a result may tell how somebody voted."""


def ceremony_missing(election: Election) -> list[str]:
    """Why key holders cannot begin to make keys."""
    count = election.trustees.count()
    missing = []
    if count == 0:
        missing.append(_("there are no key holders"))
    elif count == 1 and not election.is_demonstration:
        missing.append(_("one key holder alone is allowed in a demonstration only"))
    if election.threshold > max(count, 1):
        missing.append(_("more key holders are needed for the count than there are"))
    if is_acceptance_needed(election) and election.all_needed_accepted_at is None:
        missing.append(_("nobody accepted yet that losing one key loses the election"))
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
            _(
                "One key holder alone can open the count, and can lose it. Use one only for a "
                "demonstration."
            )
        )
    elif 0 < count < FEWEST_TRUSTEES:
        warnings.append(_("Fewer than 3 key holders: we advise 3 or more, from different groups."))
    if count > 1 and needed == count:
        warnings.append(
            _(
                "All %(count)s key holders are needed. If one of them loses their key, the votes "
                "can never be counted."
            )
            % {"count": count}
        )
    if count > 1 and needed == 1:
        warnings.append(
            _("One key holder alone can open the count. We advise more than half of them.")
        )
    if election.state == ElectionState.DRAFT:  # later the light says it
        lost = election.trustees.filter(has_lost_key=True)
        warnings += [
            _("%(name)s reported that their key is lost.") % {"name": trustee.name}
            for trustee in lost
        ]
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


def organisers_missing(election: Election) -> list[str]:
    """Acts that cannot be undone take two, so a real election needs a second organiser first."""
    if election.is_demonstration or officials_joined(election) >= FEWEST_ORGANISERS:
        return []
    return [
        _(
            "a second organiser has to sign in with both steps and look at this election, because "
            "freezing takes two"
        )
    ]


def practice_missing(election: Election) -> list[str]:
    """Why nobody can try the booth out yet: it needs questions with texts, and nothing else."""
    return list(_texts_missing(election))


def witness_warnings(election: Election) -> list[str]:
    """What an official should know before the witnesses are fixed as they are now."""
    policy = policy_configured()
    if not policy.keys:
        return [
            _(
                "Nobody outside signs the public record. Only people who keep copies of it could "
                "tell that it was changed."
            )
        ]
    warnings = []
    if policy.quorum and policy.quorum == len(policy.keys):
        warnings.append(
            _(
                "All %(quorum)s witnesses have to sign. If one of them stops for good, the votes "
                "can not be counted."
            )
            % {"quorum": policy.quorum}
        )
    signed = _witnesses_ready(election, policy)
    if policy.degraded == "publish" and signed < policy.quorum:
        warnings.append(
            _("Only %(signed)s of %(quorum)s witnesses that have to sign the record do so now.")
            % {"signed": signed, "quorum": policy.quorum}
        )
    return warnings


def secrecy_warnings(election: Election) -> list[str]:
    """Questions that few people can answer: their totals may tell how one of them voted."""
    able: Counter[int] = Counter()
    for style in styles_of(election):
        voters = style.voters.count()
        able.update(dict.fromkeys(style_contests(style, election), voters))
    return [
        ngettext(
            "Only %(count)s voter can answer the question “%(title)s”. With so few the result may "
            "tell how somebody voted.",
            "Only %(count)s voters can answer the question “%(title)s”. With so few the result may "
            "tell how somebody voted.",
            able[contest.number],
        )
        % {"count": able[contest.number], "title": contest.title_text}
        for contest in contests_of(election)
        if able[contest.number] < FEW_BALLOTS
    ]


def _witnesses_missing(election: Election) -> Iterator[str]:
    """A record that waits for its witnesses would not go on after the freeze."""
    policy = policy_configured()
    signed = _witnesses_ready(election, policy)
    if policy.degraded == "wait" and signed < policy.quorum:
        yield (
            _(
                "%(signed)s of %(quorum)s witnesses that have to sign the public record do so "
                "now: tell the people who run this server"
            )
            % {"signed": signed, "quorum": policy.quorum}
        )


def _witnesses_ready(election: Election, policy: Witnesses) -> int:
    """How many have signed what is published so far."""
    found = published_if_any(election.log) if election.log else None
    return policy.signed(found.note) if found else 0


def _times_missing(election: Election) -> Iterator[str]:
    if election.opens_at is None or election.closes_at is None:
        yield _("the times when voting opens and closes are not set")
    elif election.closes_at <= timezone.now():
        yield _("the time when voting closes has already passed")


def _texts_missing(election: Election) -> Iterator[str]:
    contests = list(contests_of(election))
    if not contests:
        yield _("there are no questions")
    for language, missing in missing_by_language(election).items():
        if missing:
            words = ngettext(
                "%(count)s text in %(language)s is missing",
                "%(count)s texts in %(language)s are missing",
                missing,
            )
            yield words % {"count": missing, "language": language_name(language)}
    for style in styles_of(election):
        numbers = style_contests(style, election)
        if contests and not numbers:
            yield _('ballot style "%(name)s" has no questions') % {"name": style.name}


def _sizes_missing(election: Election) -> Iterator[str]:
    """What would be too long to be sent, or to be on one record, is named before it is fixed."""
    group, contests = group_named(election.parameters), list(contests_of(election))
    options = sum(len(contest.options.all()) for contest in contests)
    if options > MAX_OPTIONS:
        yield _(
            "there are %(options)s options in all, and at most %(max_options)s can be counted"
        ) % {"options": options, "max_options": MAX_OPTIONS}
    record = 0
    for style in styles_of(election):
        numbers = style_contests(style, election)
        shapes = [contest_shape(contest) for contest in contests if contest.number in numbers]
        record += style.voters.count() * ballot_size(group, shapes)
        if envelope_size(group, shapes) > MAX_ENVELOPE:
            yield (
                _(
                    'ballot style "%(name)s" makes ballots that are too long to be sent: it needs '
                    "fewer options or points"
                )
                % {"name": style.name}
            )
    if record > MAX_RECORD:
        yield _("the ballots of all voters would not fit into one record: split the election")


def contest_shape(contest: Contest) -> ContestShape:
    """What decides how long a ballot gets and how long it takes to lock."""
    return ContestShape(
        tuple(option.option_max for option in contest.options.all()),
        contest.votes_min,
        contest.votes_max,
    )


def _roll_missing(election: Election) -> Iterator[str]:
    counts = roll_counts(election)
    if counts.voters == 0:
        yield _("there are no voters")
    elif counts.with_credential < counts.voters:
        without = counts.voters - counts.with_credential
        yield _("%(without)s of %(voters)s voters have no voter code yet") % {
            "without": without,
            "voters": counts.voters,
        }


def keys_missing(election: Election) -> Iterator[str]:
    """What key holders still have to do before the freeze."""
    if election.ceremony_phase == CeremonyPhase.NONE:
        yield _("the key holders have not made their keys")
        return
    if election.ceremony_phase != CeremonyPhase.DRILLING:
        yield _("the key holders have not finished making their keys")
        return
    done = trustees_with(election, StepKind.DRILL, StepKind.WAIVER)
    for trustee in election.trustees.all():
        if trustee.index not in done:
            yield _("%(name)s has not checked their key file") % {"name": trustee.name}
    yield from _lost_missing(election)


def _lost_missing(election: Election) -> Iterator[str]:
    """One key more than is needed has to work, or all where all are needed."""
    lost = [trustee.name for trustee in election.trustees.filter(has_lost_key=True)]
    fewest = min(election.threshold + 1, election.trustees.count())
    if lost and len(trustees_working(election)) < fewest:
        yield (
            _(
                "%(names)s reported a lost key, and too few others are known to work: the keys "
                "have to be made again"
            )
            % {"names": ", ".join(lost)}
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
