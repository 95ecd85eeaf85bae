"""Faults of the file and of the manifest."""

from dataclasses import replace

from crypto.manifest import encode_manifest
from crypto.notes import NoteSigner
from tests.simulator import (
    Line,
    Plan,
    Simulation,
)
from tests.verifier.defects.kit import (
    OTHER_ELECTION,
    Tampered,
    all_members,
    defect,
    rezip,
    set_fields,
)

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
    honest.lines = honest.lines[: honest.index("open") + 1]


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
