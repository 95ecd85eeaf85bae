"""Elections at every stage of their lives, made through the services as real ones are.

Real key sizes: a demonstration with one key holder takes a fraction of a second. Pass `trustees=3,
threshold=2` for a threshold election.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from crypto.ceremony_payloads import ConfirmPayload
from crypto.credentials import credential_seed, parse_code
from crypto.entropy import random_nonzero_scalar
from crypto.signing import public_key
from crypto.transcript import sha256
from crypto.trustee_keys import (
    ShareNonces,
    TrusteeSecret,
    answer_drill,
    draw_key_nonces,
    encrypt_shares,
    publish_keys,
)
from tests import people
from voting.ceremonies import ceremony_view, drill_challenge
from voting.models import Election, SecondFactor
from voting.selectors import election_get, trustee_get
from voting.services import (
    ContestDraft,
    ElectionDraft,
    OptionDraft,
    ceremony_start,
    code_make,
    contest_add,
    credentials_issue,
    election_close,
    election_create,
    election_freeze,
    election_open,
    roll_change,
    roll_import,
    second_factor_set,
    style_add,
    threshold_set,
    trustee_add,
    trustee_entry_accept,
)

NAMES = ("Ada", "Ben", "Cleo", "Dina", "Emil", "Fay", "Gus", "Hana", "Ida", "Jon")
KEY_HOLDERS = ("Priya", "Tom", "Ana", "Kofi", "Mei")


def contest_draft(
    title: str = "Who chairs the board?",
    options: Sequence[str] = ("Dana Levi", "Noor Aziz", "Sam Okoro"),
    *,
    votes_min: int = 0,
    votes_max: int = 1,
    option_max: int = 1,
) -> ContestDraft:
    return ContestDraft(
        title={"en": title},
        description={"en": ""},
        votes_min=votes_min,
        votes_max=votes_max,
        options=[
            OptionDraft(title={"en": name}, description={"en": ""}, option_max=option_max)
            for name in options
        ],
    )


def election_draft(title: str = "Riverside board election") -> ElectionDraft:
    now = timezone.now()
    return ElectionDraft(
        title={"en": title},
        description={"en": "Two seats on the board."},
        time_zone="Europe/Lisbon",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=7),
    )


@dataclass(slots=True)
class BuiltElection:
    """An election with the secrets that its key holders and voters hold."""

    election: Election
    secrets: list[TrusteeSecret] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)

    def reload(self) -> Election:
        self.election = election_get(self.election.pk)
        return self.election

    def seed(self, voter: int) -> bytes:
        """Signing seed of the voter with this number on the list, from 1."""
        return credential_seed(parse_code(self.codes[voter]), self.election.slug)

    def credential(self, voter: int) -> bytes:
        return public_key(self.seed(voter))


def draft_election(
    *,
    contests: Sequence[ContestDraft] | None = None,
    voters: int = 3,
    trustees: int = 1,
    threshold: int = 1,
    official: User | None = None,
    is_demonstration: bool = True,
    styles: Mapping[str, Sequence[int]] | None = None,
    roll: str = "",
    second_factor: SecondFactor = SecondFactor.NONE,
    draft: ElectionDraft | None = None,
) -> BuiltElection:
    """Questions, voters and key holders are there; nobody has a key or a code.

    `styles` names ballot styles beside the one with all questions; `roll` is the voter file where
    voters are to differ in weight or style.
    """
    election = election_create(
        draft=draft or election_draft(),
        official=official or people.official(),
        is_demonstration=is_demonstration,
    )
    for contest in contests or [contest_draft()]:
        contest_add(election=election, draft=contest)
    for name, numbers in (styles or {}).items():
        style_add(election=election, name=name, contests=numbers)
    if voters:
        roll_import(election=election, text=roll or roll_text(voters))
    for name in KEY_HOLDERS[:trustees]:
        trustee_add(election=election, name=name, email=f"{name.lower()}@keys.example")
    threshold_set(election=election, threshold=threshold)
    second_factor_set(election=election, second_factor=second_factor)
    return BuiltElection(election_get(election.pk))


def roll_text(voters: int) -> str:
    lines = [f"{NAMES[i % 10]} {i + 1},voter{i + 1}@example.org" for i in range(voters)]
    return "\n".join(["name,email", *lines])


def keyed_election(**choices: object) -> BuiltElection:
    """The key holders have made, shared, confirmed and drilled their keys."""
    built = draft_election(**choices)  # type: ignore[arg-type]
    ceremony_start(election=built.election)
    run_ceremony(built)
    return built


def frozen_election(**choices: object) -> BuiltElection:
    """Voters have codes, and everything is on the record."""
    built = keyed_election(**choices)
    issued = credentials_issue(election=built.election)
    built.codes = {voter.number: code for voter, code in issued}
    election_freeze(election=built.election)
    built.reload()
    return built


def open_election(**choices: object) -> BuiltElection:
    built = frozen_election(**choices)
    election_open(election=built.election)
    built.reload()
    return built


def closed_election(**choices: object) -> BuiltElection:
    built = open_election(**choices)
    election_close(election=built.election)
    built.reload()
    return built


def reissued(built: BuiltElection, *voters: int, reason: str = "Letters were lost.") -> None:
    """Give voters new codes; `built.codes` has the newest ones."""
    made = {voter: code_make(election=built.election) for voter in voters}
    changes = {voter: each.credential for voter, each in made.items()}
    roll_change(election=built.election, changes=changes, reason=reason)
    built.codes |= {voter: each.code for voter, each in made.items()}
    built.reload()


def revoked(built: BuiltElection, *voters: int, reason: str = "Moved away.") -> None:
    roll_change(election=built.election, changes=dict.fromkeys(voters, ""), reason=reason)
    built.reload()


def run_ceremony(built: BuiltElection) -> None:
    """Every key holder's part, in the order of the rounds."""
    election = built.reload()
    ceremony = ceremony_view(election).ceremony
    built.secrets = [
        TrusteeSecret.draw(ceremony.group, index=index, threshold=ceremony.threshold)
        for index in range(1, len(ceremony.trustees) + 1)
    ]
    for make in (key_payload, share_payload, confirm_payload, drill_payload):
        for secret in built.secrets:
            send_entry(built, secret, make)


PayloadMaker = Callable[[Election, TrusteeSecret], tuple[str, bytes]]


def send_entry(built: BuiltElection, secret: TrusteeSecret, make: PayloadMaker) -> None:
    election = built.reload()
    kind, payload = make(election, secret)
    trustee_entry_accept(
        trustee=trustee_get(election, secret.index),
        kind=kind,
        payload=payload,
        signature=secret.sign(kind, sha256(payload)),
    )
    built.reload()


def key_payload(election: Election, secret: TrusteeSecret) -> tuple[str, bytes]:
    ceremony = ceremony_view(election).ceremony
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    return "trustee", publish_keys(secret, ceremony, nonces).encode(ceremony.group)


def share_payload(election: Election, secret: TrusteeSecret) -> tuple[str, bytes]:
    view = ceremony_view(election)
    group = view.ceremony.group
    nonces = {index: ShareNonces.draw(group) for index in view.keys if index != secret.index}
    return "share", encrypt_shares(secret, view, nonces).encode(group)


def confirm_payload(election: Election, secret: TrusteeSecret) -> tuple[str, bytes]:
    view = ceremony_view(election)
    payload = ConfirmPayload(
        election_id=election.slug,
        attempt=view.attempt,
        trustee=secret.index,
        transcript=view.transcript(),
    )
    return "confirm", payload.encode()


def drill_payload(election: Election, secret: TrusteeSecret) -> tuple[str, bytes]:
    view = ceremony_view(election)
    group = view.ceremony.group
    payload = answer_drill(
        secret,
        view,
        challenge=drill_challenge(trustee_get(election, secret.index)),
        nonce=random_nonzero_scalar(group),
    )
    return "drill", payload.encode(group)
