"""The freeze: manifest, voter roll and joint key go on the record together, never to change."""

from django.db import transaction
from django.utils.translation import gettext as _

from board.cosigning import log_witness
from board.models import Log
from board.registry import log_announce_frozen
from board.selectors import log_get, log_locked, log_verifier_key
from board.services import NewEntry, board_append
from board.witnesses import policy_configured
from crypto import canonical_json
from crypto.canonical_json import JsonValue
from crypto.ceremony import CeremonyView
from crypto.context import ElectionContext
from crypto.manifest import Contest, Manifest, Option, Style, encode_manifest
from crypto.reader import format_time
from crypto.transcript import sha256
from crypto.witness_policy import Witnesses
from voting.booth_files import booth_hash
from voting.ceremonies import ceremony_view
from voting.errors import NotReadyError
from voting.key_tool import key_tool_hash
from voting.models import BallotStyle, Election
from voting.models import Contest as ContestRow
from voting.readiness import freeze_missing
from voting.selectors import contests_of, election_locked, style_contests, styles_of
from voting.services.guards import now_in_seconds
from voting.states import ElectionState, verify_move
from voting.texts import Text


@transaction.atomic
def election_freeze(*, election: Election) -> Election:
    """Post `election`, `roll` and `freeze`.

    Raises:
        NotReadyError: something is missing; it names everything that is.
    """
    locked = election_locked(election.pk)
    if locked.state == ElectionState.FROZEN:
        return locked
    _verify_ready(locked)
    log = log_locked(locked.slug)
    view = ceremony_view(locked)
    witnesses = policy_configured()
    manifest = _manifest(locked, log, witnesses)
    context = ElectionContext.build(manifest, view.joint_key())
    roll = canonical_json.encode(_roll(locked))
    freeze = canonical_json.encode(_freeze(context, view, manifest, roll))
    entries = (("election", manifest), ("roll", roll), ("freeze", freeze))
    board_append(
        log=log,
        entries=[NewEntry(kind=kind, payload=payload, fields={}) for kind, payload in entries],
    )
    log_witness(log=log, policy=witnesses)
    log_announce_frozen(log=log, manifest=manifest)
    locked.uploads.all().delete()
    locked.manifest = manifest
    locked.joint_key = context.group.element_hex(context.joint_key)
    locked.election_hash = context.h_e.hex()
    locked.state = ElectionState.FROZEN
    locked.save(update_fields=["manifest", "joint_key", "election_hash", "state"])
    return locked


def freeze_about(election: Election) -> dict[str, JsonValue]:
    """The hashes of everything a freeze now would fix, but for its moment.

    Raises:
        StateError: it is frozen already, or over.
        NotReadyError: something is missing.
    """
    _verify_ready(election)
    view = ceremony_view(election)
    manifest = _manifest(election, log_get(election.slug), policy_configured())
    return {
        "manifest": sha256(manifest).hex(),
        "roll": sha256(canonical_json.encode(_roll(election))).hex(),
        "transcript": view.transcript().hex(),
    }


def _verify_ready(election: Election) -> None:
    verify_move(current=election.state, wanted=ElectionState.FROZEN)
    missing = freeze_missing(election)
    if missing:
        raise NotReadyError(_("the election cannot be frozen yet"), missing)


def _manifest(election: Election, log: Log, witnesses: Witnesses) -> bytes:
    drawn = manifest_of(
        election, origin=log.origin, log_key=log_verifier_key(log), witnesses=witnesses
    )
    return encode_manifest(drawn)


def manifest_of(election: Election, *, origin: str, log_key: str, witnesses: Witnesses) -> Manifest:
    """Everything about the election as it stands now, under the name and key of a log."""
    if election.opens_at is None or election.closes_at is None:
        raise NotReadyError(_("the election cannot be frozen yet"), [_("planned times")])
    return Manifest(
        booth=booth_hash(),
        closes=election.closes_at,
        contact=_text(election.contact, election),
        contests=tuple(_contest(row, election) for row in contests_of(election)),
        demonstration=election.is_demonstration,
        description=_text(election.description, election),
        election_id=election.slug,
        key_tool=key_tool_hash(),
        languages=tuple(election.languages),
        log_key=log_key,
        opens=election.opens_at,
        origin=origin,
        parameters=election.parameters,
        quorum=election.quorum,
        styles=tuple(_style(row, election) for row in styles_of(election)),
        threshold=election.threshold,
        time_zone=election.time_zone,
        title=_text(election.title, election),
        trustees=tuple(election.trustees.values_list("name", flat=True)),
        witnesses=witnesses,
    )


def _contest(row: ContestRow, election: Election) -> Contest:
    options = tuple(
        Option(
            title=_text(option.title, election),
            description=_text(option.description, election),
            option_max=option.option_max,
            exclusive=option.exclusive,
        )
        for option in row.options.all()
    )
    return Contest(
        title=_text(row.title, election),
        description=_text(row.description, election),
        options=options,
        votes_min=row.votes_min,
        votes_max=row.votes_max,
        order=row.order,
        seats=row.seats,
        section=_text(row.section, election),
    )


def _style(row: BallotStyle, election: Election) -> Style:
    return Style(name=row.name, contests=tuple(style_contests(row, election)))


def _text(text: Text, election: Election) -> Text:
    return {language: text.get(language, "") for language in election.languages}


def _roll(election: Election) -> JsonValue:
    """Sorted by credential, so that the order says nothing about the people."""
    rows = election.voters.values_list("credential", "style__number", "weight")
    voters = sorted((str(credential), style, weight) for credential, style, weight in rows)
    return {"election": election.slug, "v": 1, "voters": voters}


def _freeze(
    context: ElectionContext, view: CeremonyView, manifest: bytes, roll: bytes
) -> JsonValue:
    return {
        "at": format_time(now_in_seconds()),
        "election": context.election_id,
        "election_hash": context.h_e.hex(),
        "joint_key": context.group.element_hex(context.joint_key),
        "manifest": sha256(manifest).hex(),
        "roll": sha256(roll).hex(),
        "transcript": view.transcript().hex(),
        "v": 1,
    }
