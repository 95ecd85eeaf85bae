"""Faulty election records, each named by its defect, with the sentences that must fail.

Every one is made by a server that holds all keys: it tampers, then hashes, signs and, where it
helps the lie, counts again. What it cannot make consistent is what the verifier finds.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from unittest import mock

from crypto import canonical_json, entropy, record_format, signing
from crypto.ballot import ballot_hash
from crypto.group import PARAMETER_SETS
from crypto.manifest import Contest, encode_manifest
from crypto.notes import NoteSigner
from crypto.payloads import ExtendPayload
from crypto.transcript import sha256
from crypto.trustee_keys import TrusteeSecret, draw_key_nonces, publish_keys
from tests.simulator import (
    BUDGET,
    CHAIR,
    ELECTION_ID,
    Line,
    Plan,
    Simulation,
    Vote,
    Voter,
)

GROUP = PARAMETER_SETS["EG-2.1-3072"]
OTHER_ELECTION = "11111111-2222-4333-8444-555555555555"


@dataclass(frozen=True)
class Tampered:
    """A record file, and the checkpoint an observer kept, if any."""

    record: bytes
    kept_note: str | None = None


@dataclass(frozen=True)
class Defect:
    """How to make a faulty record, and exactly which sentences must fail."""

    make: Callable[[Simulation], Simulation | Tampered | None]
    sentences: frozenset[str]


DEFECTS: dict[str, Defect] = {}


def defect(*sentences):
    """Register a way to spoil the honest election; the first sentence is the one it is about."""

    def register(make):
        DEFECTS[make.__name__] = Defect(make, frozenset(sentences))
        return make

    return register


def spoil(name: str, honest: Simulation) -> Simulation | Tampered:
    """Make a faulty record out of the honest election, or from nothing."""
    made = DEFECTS[name].make(honest)
    return honest if made is None else made


# Ways to change things


def set_fields(**values):
    return lambda document: document.update(values)


def flip(text: str) -> str:
    """Change the last digit of a hex number."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def negated(text: str) -> str:
    """The other square root of the same square: outside the subgroup."""
    return GROUP.element_hex(GROUP.p - int(text, 16))


def doubled(text: str) -> str:
    """Another member of the group."""
    return GROUP.element_hex(int(text, 16) * GROUP.g % GROUP.p)


def rezip(members: dict[str, bytes]) -> bytes:
    """Pack members as another program would, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, data in members.items():
            container.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def all_members(simulation: Simulation) -> dict[str, bytes]:
    return {record_format.README_NAME: record_format.README.encode(), **simulation.parts()}


def selection(document, contest=0, option=0):
    return document["contests"][contest]["selections"][option]


REPLACED = 0
"""Number of the ballot line that a later one replaces: spoiling it leaves the count alone."""


# C01


@defect("C01.1")
def a_byte_follows_the_container(honest):
    return Tampered(honest.record() + b"\0")


@defect("C01.2")
def readme_praises_another_verifier(honest):
    members = all_members(honest)
    members["README.txt"] = members["README.txt"].replace(b"Tabella", b"Libella")
    return Tampered(rezip(members))


@defect("C01.3")
def one_payload_more_than_entries(honest):
    honest.members["payloads.jsonl"] = honest.parts()["payloads.jsonl"] + b"{}\n"


@defect("C01.4")
def test_ballot_of_version_two(honest):
    honest.edit("challenge", set_fields(v=2))


@defect("C01.4", "C03.1")
def entries_of_version_two(honest):
    """The test ballot's entry has a version this verifier does not know, and its type a typo."""
    honest.line("challenge").raw_entry = (
        honest.line("challenge").entry().replace(b'"v":1', b'"v":2')
    )
    honest.insert_before("result", Line("drill", b"{}", raw_entry=b'{"type":"drlll","v":1}'))


@defect("C01.5")
def parameters_nobody_knows(honest):
    honest.edit("ceremony", set_fields(parameters="EG-2.1-2048"))


@defect("C01.6")
def manifest_with_other_parameters(_):
    simulation = Simulation.new()
    simulation.hold_ceremony()
    simulation.plan = replace(simulation.plan, parameters="EG-2.1-4096")
    simulation.add("election", encode_manifest(simulation.manifest()))
    return simulation


@defect("C01.7")
def demonstration_declared_real_after_the_ceremony(_):
    return changed_after_ceremony(Plan(demonstration=True), demonstration=False)


def changed_after_ceremony(plan: Plan, **changes) -> Simulation:
    """An election whose manifest differs from its ceremony and which is honest otherwise."""
    simulation = Simulation.new(plan)
    simulation.hold_ceremony()
    simulation.plan = replace(plan, **changes)
    simulation.freeze()
    simulation.turn("open")
    for vote in plan.votes[:1]:
        simulation.cast(vote)
    simulation.turn("close")
    simulation.count()
    return simulation


# C02


@defect("C02.1")
def manifest_without_contests(honest):
    honest.edit("election", set_fields(contests=[]))
    honest.relink()


@defect("C02.2")
def manifest_text_edited_in_the_file_alone(honest):
    honest.members["manifest.json"] = honest.line("election").payload.replace(b"Ada", b"Eve")


@defect("C02.3")
def witness_policy_is_not_the_manifests(honest):
    honest.members["witness-policy.json"] = b'{"keys":[],"quorum":1}'


@defect("C02.4")
def threshold_raised_after_the_ceremony(_):
    return changed_after_ceremony(Plan(), threshold=3)


@defect("C02.4", "C05.12")
def key_holder_renamed_in_the_manifest(honest):
    def rename(document):
        document["trustees"][0] = "Somebody else"

    honest.edit("election", rename)
    honest.relink()
    # Ballots and shares are bound to the old manifest; the server has none to show for the new.
    keep = [line for line in honest.lines if line.kind not in COUNTING and line.kind not in VOTING]
    honest.lines = keep


COUNTING = ("close", "tally-input", "tally", "decryption", "result", "final")
VOTING = ("ballot", "challenge")


@defect("C05.12", "C07.5", "C07.6", "C08.4", "C11.6")
def manifest_text_edited_after_the_vote(honest):
    honest.edit("election", lambda d: d["contests"][0]["options"][0]["title"].update(en="Eve"))
    honest.relink()


@defect("C02.5")
def opening_of_another_election(honest):
    honest.edit("open", set_fields(election=OTHER_ELECTION))


@defect("C02.6")
def checkpoint_of_another_log(honest):
    elsewhere = honest.origin.replace("tabella.example", "elsewhere.example")
    root = honest.checkpoint().split("\n")[2]
    text = "\n".join([elsewhere, str(len(honest.lines)), root, ""])
    honest.members["checkpoint"] = honest.log.sign(text).encode()


@defect("C02.6", "C02.7")
def ceremony_was_on_another_log(honest):
    other = NoteSigner(honest.origin.replace("tabella", "libella"), b"\7" * 32)
    key = other.verifier().text()
    honest.edit("ceremony", set_fields(origin=other.name, log_key=key))


@defect("C02.7")
def ceremony_with_another_log_key(honest):
    other = NoteSigner(honest.origin, b"\7" * 32)
    honest.edit("ceremony", set_fields(log_key=other.verifier().text()))


@defect("C02.8")
def freeze_names_another_manifest(honest):
    honest.edit("freeze", set_fields(manifest="0" * 64))


# C03


@defect("C03.1")
def entry_with_an_extra_field(honest):
    entry = json.loads(honest.line("challenge").entry())
    honest.line("challenge").raw_entry = canonical_json.encode({**entry, "at": "noon"})


@defect("C03.1")
def entry_with_a_key_twice(honest):
    entry = honest.line("challenge").entry()
    honest.line("challenge").raw_entry = entry.replace(b',"v":1}', b',"v":1,"v":1}')


@defect("C03.1")
def entry_with_a_space(honest):
    entry = honest.line("challenge").entry()
    honest.line("challenge").raw_entry = entry.replace(b'"v":1', b'"v": 1')


@defect("C03.1")
def entry_with_a_float(honest):
    entry = honest.line("challenge").entry()
    honest.line("challenge").raw_entry = entry.replace(b'"v":1', b'"v":1.0')


@defect("C03.1")
def entry_with_bytes_after_it(honest):
    honest.line("challenge").raw_entry = honest.line("challenge").entry() + b" "


@defect("C03.1")
def entry_of_unknown_type(honest):
    honest.insert_before("result", Line("incident", b"{}", raw_entry=b'{"type":"incident","v":1}'))


@defect("C03.2")
def payload_changed_behind_its_entry(honest):
    line = honest.line("final")
    line.raw_entry = line.entry()
    line.edit(set_fields(at="2031-01-01T00:00:00Z"))


@defect("C03.3")
def checkpoint_with_an_extension_line(honest):
    text = honest.checkpoint().rpartition("\n\n")[0] + "\ntime 1900000000\n"
    honest.members["checkpoint"] = honest.log.sign(text).encode()


@defect("C03.3")
def checkpoint_with_a_malformed_signature_line(honest):
    note = honest.checkpoint()
    honest.members["checkpoint"] = (note[:-1] + "=\n").encode()


@defect("C03.3")
def checkpoint_not_in_utf_8(honest):
    honest.members["checkpoint"] = b"\xff" + honest.checkpoint().encode()


@defect("C03.3")
def checkpoint_with_a_signature_nobody_answers_for(honest):
    stranger = NoteSigner("stranger.example", b"\7" * 32)
    note = honest.checkpoint()
    text = note.rpartition("\n\n")[0] + "\n"
    honest.members["checkpoint"] = (note + stranger.sign(text).rpartition("\n\n")[2]).encode()


@defect("C03.4")
def checkpoint_signed_by_another_key(honest):
    honest.log = NoteSigner(honest.origin, b"\7" * 32)


@defect("C03.4")
def checkpoint_signature_does_not_hold(honest):
    note = honest.checkpoint()
    honest.members["checkpoint"] = note.replace(f"\n{len(honest.lines)}\n", "\n7\n", 1).encode()
    honest.lines = honest.lines[:7]
    honest.members["checkpoint"] = honest.members["checkpoint"].replace(
        note.split("\n")[2].encode(), honest.checkpoint().split("\n")[2].encode()
    )


@defect("C03.5")
def tail_cut_off_after_the_checkpoint(honest):
    honest.members["checkpoint"] = honest.checkpoint().encode()
    honest.drop("final")


@defect("C03.6")
def history_rewritten_under_an_old_checkpoint(honest):
    honest.members["checkpoint"] = honest.checkpoint().encode()
    honest.edit("final", set_fields(at="2031-01-01T00:00:00Z"))


@defect("C03.6")
def two_test_drills_swapped_under_an_old_checkpoint(honest):
    honest.members["checkpoint"] = honest.checkpoint().encode()
    first, second = honest.index("drill", 0), honest.index("drill", 1)
    honest.lines[first], honest.lines[second] = honest.lines[second], honest.lines[first]


@defect("C03.7")
def kept_checkpoint_of_another_log(honest):
    other = NoteSigner(honest.origin, b"\7" * 32)
    note = other.sign_checkpoint(honest.origin, 3, b"\0" * 32)
    return Tampered(honest.record(), note)


@defect("C03.7")
def kept_checkpoint_of_another_origin(honest):
    text = honest.checkpoint().rpartition("\n\n")[0].replace("tabella", "libella") + "\n"
    return Tampered(honest.record(), honest.log.sign(text))


@defect("C03.8")
def history_rewritten_since_the_kept_checkpoint(honest):
    kept = honest.checkpoint(size=honest.index("open") + 1)
    honest.edit("open", set_fields(at="2030-05-01T10:00:01Z"))
    return Tampered(honest.record(), kept)


@defect("C03.8")
def entries_gone_since_the_kept_checkpoint(honest):
    kept = honest.checkpoint()
    honest.drop("final")
    return Tampered(honest.record(), kept)


@defect("C03.9")
def checkpoint_with_too_few_witnesses(_):
    simulation = witnessed()
    note = simulation.checkpoint()
    simulation.members["checkpoint"] = note.rpartition("\N{EM DASH}")[0].encode()
    return simulation


@defect("C03.9")
def witness_signature_on_something_else(_):
    simulation = witnessed()
    other = simulation.plan.witnesses[1].sign("something else\n").rpartition("\n\n")[2]
    note = simulation.checkpoint().rpartition("\N{EM DASH}")[0]
    simulation.members["checkpoint"] = (note + other).encode()
    return simulation


def witnessed() -> Simulation:
    """An election that asks for two witnesses, up to its manifest."""
    witnesses = tuple(NoteSigner(f"witness{i}.example", bytes([i]) * 32) for i in (1, 2))
    simulation = Simulation.new(Plan(witnesses=witnesses, quorum=2))
    simulation.hold_ceremony()
    simulation.freeze()
    return simulation


# C04


@defect("C04.1")
def ballot_after_the_close(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("tally-input", honest.ballot_line(1, made))


@defect("C04.1", "C09.2", "C09.3")
def ballot_before_the_opening(honest):
    """Tally input and its links are left as they were, so every number in it is off by one."""
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("open", honest.ballot_line(1, made))


@defect("C04.1")
def close_row_missing(honest):
    honest.drop("close")


@defect("C04.1")
def two_close_rows(honest):
    honest.insert_before("tally-input", replace(honest.line("close")))


@defect("C04.1")
def two_manifests(honest):
    honest.insert_before("roll", replace(honest.line("election")))
    honest.count()


@defect("C04.1")
def second_tally_after_the_first_share(honest):
    honest.insert_before("result", replace(honest.line("tally")))


@defect("C04.1")
def something_after_the_end(honest):
    honest.lines.append(extension(honest))


def extension(simulation: Simulation) -> Line:
    now = simulation.tick()
    return Line("extend", ExtendPayload(ELECTION_ID, now, now, "rain").encode())


@defect("C04.1", "C04.5")
def result_published_before_the_close(honest):
    result = honest.drop("result")
    honest.insert_before("close", result)
    renumber_tally_input(honest)


def renumber_tally_input(simulation: Simulation) -> None:
    """Let the tally input fit the lines as they stand now."""
    ballots = [i for i, line in enumerate(simulation.lines) if line.kind == "ballot"]
    counted = [i for n, i in enumerate(ballots) if n != REPLACED]
    size = simulation.index("close") + 1
    simulation.edit("tally-input", set_fields(counted=counted, size=size))
    simulation.relink()


@defect("C04.1")
def ballot_after_the_end(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.lines.append(honest.ballot_line(1, made))


@defect("C04.1")
def ceremony_after_the_manifest(honest):
    honest.insert_before("roll", replace(honest.line("ceremony")))
    honest.count()


@defect("C04.2")
def first_ceremony_is_the_second_attempt(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(attempt=2, until="trustee")
    return simulation


@defect("C04.3")
def one_trustee_decrypts_twice(honest):
    honest.insert_before("result", replace(honest.line("decryption")))


@defect("C04.3", "C05.3", "C05.8")
def drill_of_a_trustee_there_is_not(honest):
    line = replace(honest.line("drill"), fields={"trustee": 4})
    line.edit(set_fields(trustee=4))
    honest.insert_before("close", line)
    renumber_tally_input(honest)


@defect("C04.4")
def one_trustee_without_a_drill(honest):
    honest.drop("drill", 2)
    honest.count()


@defect("C04.5", "C12.3")
def result_with_one_share_of_two(honest):
    honest.drop("decryption", 2)
    honest.drop("decryption", 1)


@defect("C04.6")
def close_with_a_reason(honest):
    honest.edit("close", set_fields(reason="late"))


@defect("C04.6")
def final_is_a_list(honest):
    honest.line("final").payload = b"[]"


@defect("C04.6")
def final_with_a_space(honest):
    honest.line("final").payload += b" "


@defect("C04.7")
def final_before_the_opening(honest):
    honest.edit("final", set_fields(at="2030-05-01T08:30:00Z"))


# C05


@defect("C05.1")
def drill_challenge_in_capitals(honest):
    honest.edit("drill", set_fields(challenge="AB" * 32))


@defect("C05.2")
def drill_of_another_attempt(honest):
    honest.edit("drill", set_fields(attempt=2))


@defect("C05.2", "C05.8")
def drill_in_the_name_of_another_trustee(honest):
    honest.edit("drill", set_fields(trustee=2))


@defect("C05.3")
def confirmation_signed_by_another_trustee(honest):
    honest.line("confirm", 1).seed = honest.line("confirm", 0).seed


@defect("C05.4")
def two_trustees_with_one_signing_key(honest):
    honest.edit(
        "trustee", set_fields(signing_key=honest.line("trustee").document["signing_key"]), 1
    )
    for line in honest.lines:
        if line.fields.get("trustee") == 2:
            line.seed = honest.line("trustee").seed


@defect("C05.5")
def rogue_key_without_knowledge_of_it(honest):
    def choose(document):
        document["commitments"][0] = doubled(document["commitments"][0])

    honest.edit("trustee", choose, 2)


@defect("C05.5")
def commitment_outside_the_group(honest):
    def twist(document):
        document["commitments"][1] = negated(document["commitments"][1])

    honest.edit("trustee", twist)


@defect("C05.5")
def one_commitment_too_few(honest):
    def shorten(document):
        document["commitments"].pop()
        document["proof"]["responses"].pop()

    honest.edit("trustee", shorten)


@defect("C05.6")
def share_for_one_trustee_missing(honest):
    honest.edit("share", lambda document: document["shares"].pop())


@defect("C05.6")
def share_outside_the_group(honest):
    def twist(document):
        document["shares"][0]["c0"] = negated(document["shares"][0]["c0"])

    honest.edit("share", twist)


@defect("C05.6")
def share_without_a_proof_of_its_own(honest):
    def copy_proof(document):
        document["shares"][0]["proof"] = document["shares"][1]["proof"]

    honest.edit("share", copy_proof)


@defect("C04.1", "C04.4", "C05.6")
def shares_of_one_trustee_missing(honest):
    honest.drop("share", 1)
    honest.count()


@defect("C05.7")
def one_trustee_confirmed_another_transcript(honest):
    honest.edit("confirm", set_fields(transcript="0" * 64))


@defect("C05.8")
def drill_without_the_share(honest):
    def guess(document):
        document["proof"]["response"] = flip(document["proof"]["response"])

    honest.edit("drill", guess)


@defect("C05.9")
def drill_replayed_while_open(honest):
    honest.insert_before("close", replace(honest.line("drill")))
    honest.count()


@defect("C05.10")
def freeze_with_a_key_of_the_servers_own(honest):
    honest.edit(
        "freeze", lambda document: document.update(joint_key=doubled(document["joint_key"]))
    )


@defect("C05.7", "C05.8", "C05.10")
def keys_that_cancel_out(honest):
    """All trustees together choose keys whose product is one; every proof of a key holds."""
    ceremony = honest.view.ceremony
    group = ceremony.group
    others = sum(int(secret.coefficients[0]) for secret in honest.secrets[:-1])
    last = honest.secrets[-1]
    coefficients = (group.scalar(-others), *last.coefficients[1:])
    secret = replace(last, coefficients=coefficients)
    payload = publish_keys(secret, ceremony, draw_key_nonces(group, ceremony.threshold))
    honest.line("trustee", 2).payload = payload.encode(group)


@defect("C04.1")
def key_of_a_fourth_trustee(_):
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    ceremony = simulation.view.ceremony
    secret = TrusteeSecret.draw(ceremony.group, index=4, threshold=ceremony.threshold)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    simulation.add_of_trustee("trustee", secret, payload)
    return simulation


@defect("C05.11")
def freeze_with_another_transcript(honest):
    honest.edit("freeze", set_fields(transcript="0" * 64))


@defect("C05.12")
def freeze_with_another_election_hash(honest):
    honest.edit("freeze", set_fields(election_hash="0" * 64))


@defect("C05.13")
def complaint_against_nobody(_):
    return stopped_by_complaint(against=9)


def stopped_by_complaint(against: int) -> Simulation:
    """A ceremony that a complaint stops; the second attempt goes through to a result."""
    simulation = Simulation.new()
    simulation.hold_ceremony(until="trustee")
    complaint = {
        "against": against, "attempt": 1, "election": ELECTION_ID, "reason": "proof",
        "trustee": 1, "v": 1,
    }  # fmt: skip
    data = canonical_json.encode(complaint)
    simulation.add_of_trustee("complaint", simulation.secrets[0], data)
    simulation.hold_ceremony(attempt=2)
    simulation.freeze()
    simulation.turn("open")
    simulation.cast(simulation.plan.votes[0])
    simulation.turn("close")
    simulation.count()
    return simulation


# C06


@defect("C06.1")
def roll_out_of_order(honest):
    honest.edit("roll", lambda document: document["voters"].reverse())
    honest.relink()


@defect("C06.1")
def voter_stands_twice_on_the_roll(honest):
    honest.edit("roll", lambda document: document["voters"].insert(0, document["voters"][0]))
    honest.relink()


@defect("C06.2")
def voter_with_a_style_there_is_not(honest):
    key = "ff" * 32
    honest.edit("roll", lambda document: document["voters"].append([key, 9, 1]))
    honest.relink()


@defect("C06.3")
def roll_changed_after_the_freeze(honest):
    honest.edit("roll", lambda document: document["voters"].append(["ff" * 32, 1, 1]))


@defect("C06.4")
def ghost_ballot_of_a_credential_not_on_the_roll(honest):
    honest.voter_seeds = [*honest.voter_seeds, entropy.random_bytes(32)]
    honest.plan = replace(honest.plan, voters=(*honest.plan.voters, Voter()))
    made = honest.make_ballot(Vote(4, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(4, made))
    honest.count()


@defect("C06.5")
def ballot_of_a_style_the_voter_does_not_have(honest):
    honest.plan = replace(honest.plan, voters=(*honest.plan.voters[:3], Voter(style=1, weight=2)))
    made = honest.make_ballot(Vote(3, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(3, made))
    honest.count()


# C07


@defect("C07.1")
def ballot_with_a_branch_too_many(honest):
    def lengthen(document):
        selection(document)["proof"].append(selection(document)["proof"][0])

    honest.edit("ballot", lengthen, REPLACED)


@defect("C07.1")
def ballot_with_a_branch_too_few(honest):
    honest.edit("ballot", lambda document: selection(document)["proof"].pop(), REPLACED)


@defect("C07.1")
def ballot_with_alpha_zero(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha="0" * 768), REPLACED)


@defect("C07.1")
def ballot_with_alpha_p(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha=f"{int(GROUP.p):0768x}"), REPLACED)


@defect("C07.1")
def ballot_with_a_response_above_q(honest):
    def raise_by_q(document):
        branch = selection(document)["proof"][0]
        branch[1] = "f" * 64

    honest.edit("ballot", raise_by_q, REPLACED)


@defect("C07.1")
def ballot_without_a_sum_proof(honest):
    honest.edit("ballot", lambda document: document["contests"][0].pop("proof"), REPLACED)


@defect("C07.1")
def ballot_of_another_election(honest):
    honest.edit("ballot", set_fields(election=OTHER_ELECTION), REPLACED)


@defect("C07.2")
def ballot_entered_under_another_credential(honest):
    line = honest.line("ballot", REPLACED)
    line.fields["credential"] = honest.credential(1).hex()
    line.seed = honest.voter_seeds[1]


@defect("C07.3")
def ballot_signed_by_the_server(honest):
    honest.line("ballot", REPLACED).seed = b"\7" * 32


@defect("C07.3")
def ballot_signed_as_a_test(honest):
    line = honest.line("ballot", REPLACED)
    message = signing.entry_message("challenge", sha256(line.payload))
    line.fields["signature"] = signing.sign(line.seed, message).hex()


@defect("C07.4")
def alpha_outside_the_group(honest):
    honest.edit(
        "ballot", lambda d: selection(d).update(alpha=negated(selection(d)["alpha"])), REPLACED
    )


@defect("C07.4")
def beta_negated(honest):
    honest.edit(
        "ballot", lambda d: selection(d).update(beta=negated(selection(d)["beta"])), REPLACED
    )


@defect("C07.5")
def answers_swapped(honest):
    honest.edit("ballot", lambda d: d["contests"][0]["selections"].reverse(), REPLACED)


@defect("C07.5", "C07.6")
def alpha_one(honest):
    honest.edit("ballot", lambda d: selection(d).update(alpha=f"{1:0768x}"), REPLACED)


@defect("C07.5")
def challenges_do_not_add_up(honest):
    def change(document):
        branch = selection(document)["proof"][0]
        branch[0] = flip(branch[0])

    honest.edit("ballot", change, REPLACED)


@defect("C07.5", "C07.6", "C07.8", "C07.9")
def copy_of_anothers_ballot(honest):
    """Voter 1 takes over all that voter 2 encrypted, and sends it in again under the own name."""
    document = honest.line("ballot", 2).document
    document["credential"] = honest.credential(1).hex()
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[1])
    line.fields["credential"] = document["credential"]
    honest.insert_before("close", line)
    honest.count()


@defect("C07.5", "C07.6")
def rerandomised_copy_of_anothers_ballot(honest):
    document = honest.line("ballot", 2).document
    document["credential"] = honest.credential(1).hex()
    factor = honest.context.joint_key
    for part in (part for contest in document["contests"] for part in contest["selections"]):
        part["alpha"] = doubled(part["alpha"])
        part["beta"] = GROUP.element_hex(int(part["beta"], 16) * factor % GROUP.p)
        part["proof"] = [[flip(c), flip(v)] for c, v in part["proof"]]
    for contest in document["contests"]:
        contest["proof"] = [[flip(c), flip(v)] for c, v in contest["proof"]]
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[1])
    line.fields["credential"] = document["credential"]
    honest.insert_before("close", line)
    honest.count()


@defect("C07.6")
def sum_proof_of_something_else(honest):
    def change(document):
        branch = document["contests"][0]["proof"][0]
        branch[1] = flip(branch[1])

    honest.edit("ballot", change, REPLACED)


@defect("C07.6", "C12.8")
def over_vote_with_a_forged_sum(honest):
    for voter in (0, 1, 2):
        rules = replace(CHAIR, votes_max=2)
        cast_against_the_rules(honest, rules, ((1, 1), (1, 0)), voter=voter)


@defect("C07.6", "C12.8")
def blank_ballots_where_blank_is_forbidden(honest):
    for voter in (0, 1, 2):
        cast_against_the_rules(honest, replace(BUDGET, votes_min=0, votes_max=2), voter=voter)
    honest.drop("ballot", 4)
    honest.count()


@defect("C07.5", "C12.7")
def two_votes_for_one_option(honest):
    """Both options get what the sum allows, one of them more than an option may have."""
    greedy = replace(BUDGET, options=tuple(replace(o, option_max=3) for o in BUDGET.options))
    for voter in (0, 1, 2):
        cast_against_the_rules(honest, greedy, ((1, 0), (3, 0)), voter=voter)
    honest.drop("ballot", 4)
    honest.count(slack=3)


def cast_against_the_rules(
    honest: Simulation, rules: Contest, selections=((0, 0), (0, 0)), *, voter: int
) -> None:
    """Let a voter vote by other rules, with proofs in the form of the real ones."""
    contests = [rules if c.title == rules.title else c for c in honest.context.manifest.contests]
    manifest = replace(honest.context.manifest, contests=tuple(contests))
    real = honest.context
    honest.context = replace(real, manifest=manifest)
    made = honest.make_ballot(Vote(voter, selections))
    honest.context = real
    document = json.loads(made.data)
    for contest, expected in zip(document["contests"], real.manifest.contests, strict=True):
        del contest["proof"][expected.votes_max - expected.votes_min + 1 :]
        for part, option in zip(contest["selections"], expected.options, strict=True):
            del part["proof"][option.option_max + 1 :]
    line = Line("ballot", canonical_json.encode(document), honest.voter_seeds[voter])
    line.fields["credential"] = honest.credential(voter).hex()
    honest.insert_before("close", line)
    honest.count(slack=3)


@defect("C07.7")
def ballot_stands_twice(honest):
    honest.insert_before("close", replace(honest.line("ballot", 2)))
    honest.count()


@defect("C07.8")
def ciphertext_made_with_the_nonces_of_another(honest):
    def fixed(_h_i, group, *, contest, option, ballot_nonce):
        return group.scalar(1_000_003 * contest + option)

    with mock.patch("crypto.encryption.hash_chain.selection_nonce", fixed):
        for voter in (1, 2):
            made = honest.make_ballot(Vote(voter, ((1, 0), (1, 0))))
            honest.insert_before("close", honest.ballot_line(voter, made))
    honest.count()


@defect("C07.9", "C07.5")
def proof_taken_from_another_ballot(honest):
    proof = selection(honest.line("ballot", 1).document)["proof"]
    honest.edit("ballot", lambda document: selection(document).update(proof=proof), REPLACED)


@defect("C07.10")
def two_ballots_with_one_id(honest):
    salt = bytes.fromhex(honest.line("ballot", REPLACED).document["salt"])
    made = honest.make_ballot(Vote(0, ((1, 0), (1, 0))), salt=salt)
    honest.insert_before("close", honest.ballot_line(0, made))
    honest.count()


# C08


@defect("C08.1")
def test_ballot_with_a_nonce_missing(honest):
    honest.edit("challenge", lambda document: document["nonces"][0].pop())


@defect("C08.2")
def test_entry_names_another_ballot(honest):
    honest.line("challenge").fields["ballot"] = "0" * 64


@defect("C08.2")
def test_ballot_of_another_credential(honest):
    line = honest.line("challenge")
    line.fields["credential"] = honest.credential(2).hex()
    line.seed = honest.voter_seeds[2]


@defect("C08.3")
def test_ballot_signed_by_the_server(honest):
    honest.line("challenge").seed = b"\7" * 32


@defect("C08.4")
def test_ballot_that_could_not_have_been_cast(honest):
    def break_proof(document):
        branch = selection(document["ballot"])["proof"][0]
        branch[0] = flip(branch[0])

    spoil_shown_ballot(honest, break_proof)


@defect("C08.4")
def test_ballot_outside_the_group(honest):
    def twist(document):
        part = selection(document["ballot"])
        part["beta"] = negated(part["beta"])

    spoil_shown_ballot(honest, twist)


def spoil_shown_ballot(honest: Simulation, change: Callable[[dict], None]) -> None:
    honest.edit("challenge", change)
    line = honest.line("challenge")
    line.fields["ballot"] = ballot_hash(canonical_json.encode(line.document["ballot"]))


@defect("C08.5")
def nonce_that_does_not_open_the_ballot(honest):
    def change(document):
        document["nonces"][1][0] = flip(document["nonces"][1][0])

    honest.edit("challenge", change)


@defect("C08.6")
def test_ballot_was_cast_as_well(honest):
    made = honest.make_ballot(Vote(1, ((1, 0), (1, 0))))
    honest.insert_before("close", honest.ballot_line(1, made, is_test=True))
    honest.insert_before("close", honest.ballot_line(1, made))
    honest.count()


@defect("C08.6")
def ballot_shown_twice(honest):
    honest.insert_before("close", replace(honest.line("challenge")))
    honest.count()


# C09


@defect("C09.1")
def counted_ballots_out_of_order(honest):
    honest.edit("tally-input", lambda document: document["counted"].reverse())
    honest.relink()


@defect("C09.2")
def tally_input_of_another_size(honest):
    honest.edit("tally-input", lambda document: document.update(size=document["size"] - 1))
    honest.relink()


@defect("C09.3")
def replaced_ballot_listed_as_counted(honest):
    first = honest.index("ballot", REPLACED)
    honest.edit("tally-input", lambda document: document["counted"].insert(0, first))
    honest.relink()


@defect("C09.3", "C10.3", "C11.6", "C12.4", "C12.6", "C12.8")
def one_ballot_left_out_of_the_whole_count(honest):
    """Two ballots of weight 1 and 3 are dropped, and everything after is counted without them."""
    counted = [honest.index("ballot", 1), honest.index("ballot", 3)]
    honest.count(counted=tuple(counted))


# C10


@defect("C10.1")
def tally_without_the_last_option(honest):
    honest.edit("tally", lambda document: document["contests"][1].pop())
    honest.relink()


@defect("C10.2")
def tally_of_another_input(honest):
    honest.edit("tally", set_fields(tally_input="0" * 64))
    tally_links_only(honest)


def tally_links_only(honest: Simulation) -> None:
    """Mend the links to the tally, but not those in it."""
    named = honest.line("tally").document["tally_input"]
    honest.relink()
    honest.edit("tally", set_fields(tally_input=named))
    value = sha256(honest.line("tally").payload).hex()
    for line in honest.lines:
        if line.kind in ("decryption", "result"):
            line.edit(set_fields(tally=value))


@defect("C10.3")
def total_with_one_ballot_more(honest):
    def add(document):
        item = document["contests"][0][0]
        item["alpha"] = doubled(item["alpha"])

    honest.edit("tally", add)
    honest.relink()


@defect("C10.3", "C11.6", "C12.4")
def weight_raised_after_the_count(honest):
    honest.edit("roll", lambda document: document["voters"][0].__setitem__(2, 7))
    honest.relink()


@defect("C10.3", "C11.6", "C12.4")
def weights_ignored(honest):
    """Every ballot is counted once, whatever the roll says."""
    honest.count(weight_of=lambda _weight: 1)


# C11


LAST = 2
"""Number of the partial decryption that the result does not use."""


@defect("C11.1")
def share_with_an_extra_field(honest):
    honest.edit("decryption", set_fields(at="now"), LAST)


@defect("C11.2")
def share_for_another_tally(honest):
    honest.edit("decryption", set_fields(tally="0" * 64), LAST)


@defect("C11.3", "C11.6")
def shares_in_the_name_of_another_trustee(honest):
    honest.edit("decryption", set_fields(trustee=2), LAST)


@defect("C04.3", "C11.4", "C11.6")
def shares_of_a_fourth_trustee(honest):
    line = replace(honest.line("decryption"), fields={"trustee": 4})
    line.edit(set_fields(trustee=4))
    honest.insert_before("result", line)


@defect("C11.4")
def shares_signed_by_the_server(honest):
    honest.line("decryption", LAST).seed = b"\7" * 32


@defect("C11.5")
def share_of_the_total_outside_the_group(honest):
    def twist(document):
        item = document["contests"][0][0]
        item["share"] = negated(item["share"])

    honest.edit("decryption", twist, LAST)


@defect("C11.6")
def shares_of_two_options_swapped(honest):
    honest.edit("decryption", lambda document: document["contests"][0].reverse(), LAST)


@defect("C11.3", "C11.6", "C12.4")
def shares_of_two_trustees_swapped(honest):
    first, second = honest.line("decryption", 1), honest.line("decryption", 2)
    first.payload, second.payload = second.payload, first.payload
    first.edit(set_fields(trustee=2))


@defect("C11.6")
def share_proof_for_another_share(honest):
    def change(document):
        item = document["contests"][0][0]
        item["share"] = doubled(item["share"])

    honest.edit("decryption", change, LAST)


# C12


@defect("C12.1")
def result_that_uses_one_trustee_twice(honest):
    honest.edit("result", set_fields(trustees=[1, 1]))


@defect("C12.1")
def result_with_an_extra_field(honest):
    honest.edit("result", set_fields(winner="Ada"))


@defect("C12.2")
def result_of_another_tally(honest):
    honest.edit("result", set_fields(tally="0" * 64))


@defect("C12.3")
def result_of_three_trustees_where_two_do(honest):
    honest.edit("result", set_fields(trustees=[1, 2, 3]))


@defect("C12.3")
def result_of_a_trustee_without_a_share(honest):
    honest.edit("result", set_fields(trustees=[1, 4]))


@defect("C12.4")
def one_vote_moved_to_another_option(honest):
    """Counts and values fit each other and add up as before."""

    def move(document):
        winner, loser = document["contests"][0]
        set_count(honest, winner, winner["count"] + 1)
        set_count(honest, loser, loser["count"] - 1)

    honest.edit("result", move)


def set_count(honest: Simulation, item: dict, count: int) -> None:
    group = honest.context.group
    value = group.power(honest.context.joint_key, group.scalar(count))
    item.update(count=count, value=group.element_hex(value))


@defect("C12.5")
def counts_swapped_under_their_values(honest):
    def swap(document):
        first, second = document["contests"][0]
        first["count"], second["count"] = second["count"], first["count"]

    honest.edit("result", swap)


@defect("C12.6")
def one_ballot_more_than_counted(honest):
    honest.edit("result", lambda document: document.update(ballots=document["ballots"] + 1))


@defect("C12.7", "C12.4", "C12.8")
def count_beyond_the_bound(honest):
    def inflate(document):
        set_count(honest, document["contests"][0][0], 1000)

    honest.edit("result", inflate)


@defect("C12.8", "C12.4")
def too_few_votes_where_blank_is_forbidden(honest):
    def empty(document):
        for item in document["contests"][1]:
            set_count(honest, item, 0)

    honest.edit("result", empty)
