"""Playing an election through, from its files to its verified record."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from config.rehearsal.plan import Choices, Plan, PlanError, PlannedContest
from config.rehearsal.progress import Bar
from config.rehearsal.voters import Voters
from config.stage import key_holders_stage, opening_stage, voters_stage
from tally import selectors
from tally.record import record_write
from tally.services import result_publish
from tally.tasks import count_advance
from voting.errors import VotingError
from voting.models import Election
from voting.selectors import election_get
from voting.services import (
    ContestDraft,
    ElectionDraft,
    OptionDraft,
    contest_add,
    election_close,
    election_create,
)
from voting.states import ElectionState

OPEN_FOR = timedelta(days=1)
POLL_SECONDS = 0.2
COUNT_SECONDS = 3600


class RehearsalFailedError(Exception):
    """The election got stuck; the message says where."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out."""

    election: Election
    counts: list[list[int]]


def rehearse(
    plan: Plan, choices: Sequence[Choices], *, official: User | None, report: Callable[[str], None]
) -> Outcome:
    """Run the whole election. Needs a worker on its queues.

    Raises:
        PlanError: the product does not take this election; nothing was created.
        VotingFailedError, RehearsalFailedError: it did not come to a result.
    """
    election, codes = _prepared(plan, choices, official=official, report=report)
    voters = Voters(election)
    bar = Bar("Voters lock and send", len(choices))
    sent = []
    for ballot in voters.vote(codes, choices):
        sent.append(ballot)
        bar.step()
    bar = Bar("Ballots on the record", len(choices))
    for _ in voters.wait(sent):
        bar.step()
    election_close(election=election)
    report("Voting is closed; the count begins")
    _counted(election)
    result_publish(election=election_get(election.pk))
    payload = selectors.result(election_get(election.pk))
    counts = [[item.count for item in contest] for contest in payload.contests]
    return Outcome(election_get(election.pk), counts)


def record_save(election: Election, path: Path) -> None:
    """Write the record to a file, whole or not at all."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as file:
        record_write(election, file)
    draft.replace(path)


def verifier_run(path: Path) -> int:
    """Let the stand-alone verifier read the file. Returns its exit code."""
    command = [sys.executable, "-m", "verifier", str(path.resolve())]
    return subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode  # noqa: S603


def _prepared(
    plan: Plan, choices: Sequence[Choices], *, official: User | None, report: Callable[[str], None]
) -> tuple[Election, list[str]]:
    now = timezone.now()
    draft = ElectionDraft(
        title=plan.title,
        description=dict.fromkeys(plan.languages, ""),
        languages=plan.languages,
        parameters=plan.parameters,
        opens_at=now,
        closes_at=now + OPEN_FOR,
    )
    election = _drafted(plan, draft, official)
    names = [f"Key holder {number}" for number in range(1, plan.trustees + 1)]
    election = key_holders_stage(election, names=names, threshold=plan.threshold, report=report)
    codes = voters_stage(
        election, names=[f"Rehearsal voter {row}" for row in range(1, len(choices) + 1)]
    )
    return opening_stage(election), codes


@transaction.atomic
def _drafted(plan: Plan, draft: ElectionDraft, official: User | None) -> Election:
    """The questions as a draft. What the product's own rules refuse leaves nothing behind."""
    try:
        election = election_create(
            draft=draft, official=official, is_demonstration=True, is_rehearsal=True
        )
        for contest in plan.contests:
            contest_add(election=election, draft=_contest_draft(contest))
    except VotingError as error:
        raise PlanError([f"manifest: {error}"]) from error
    return election


def _contest_draft(contest: PlannedContest) -> ContestDraft:
    nothing = dict.fromkeys(contest.title, "")
    return ContestDraft(
        title=contest.title,
        description=nothing,
        votes_min=contest.votes_min,
        votes_max=contest.votes_max,
        options=[
            OptionDraft(title=title, description=nothing, option_max=contest.option_max)
            for title in contest.options
        ],
    )


def _counted(election: Election) -> None:
    """Follow the worker until the result is there and checked."""
    count_advance.delay(str(election.pk))
    deadline = time.monotonic() + COUNT_SECONDS
    bar, added = None, 0
    while time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        state = election_get(election.pk).state
        if state == ElectionState.CLOSED:
            continue
        progress = selectors.progress(election_get(election.pk))
        bar = bar or Bar("Locked ballots added up", progress.ballots)
        while added < progress.added:
            bar.step()
            added += 1
        if state == ElectionState.COUNTED and progress.verdict == "failed":
            raise RehearsalFailedError(selectors.count_get(election.pk).report)
        if state == ElectionState.COUNTED and progress.verdict == "passed":
            return
    raise RehearsalFailedError("the count did not end")
