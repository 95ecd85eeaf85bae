"""Faults of the log and its checkpoint."""

import json
from base64 import b64decode, b64encode

from crypto import canonical_json
from crypto.cosignatures import CosignatureSigner
from crypto.notes import NoteSigner
from tests.checkpoints import signed_checkpoint
from tests.simulated_plan import COSIGNED
from tests.simulator import (
    Line,
    Plan,
    Simulation,
)
from tests.verifier.defects.kit import (
    Tampered,
    defect,
    set_fields,
)

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


@defect("C03.3")
def checkpoint_with_a_second_line_in_the_logs_name(honest):
    """Of another key: whoever looks for the log's own key alone passes over it."""
    note = honest.checkpoint()
    text = note.rpartition("\n\n")[0] + "\n"
    second = NoteSigner(honest.origin, b"\7" * 32).sign(text).rpartition("\n\n")[2]
    honest.members["checkpoint"] = (note + second).encode()


@defect("C03.4")
def checkpoint_signed_by_another_key(honest):
    honest.log = NoteSigner(honest.origin, b"\7" * 32)


@defect("C03.4")
def checkpoint_signature_of_another_checkpoint(honest):
    signature = honest.checkpoint(size=3).rpartition("\n\n")[2]
    text = honest.checkpoint().rpartition("\n\n")[0]
    honest.members["checkpoint"] = f"{text}\n\n{signature}".encode()


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
    note = signed_checkpoint(other, honest.origin, 3, b"\0" * 32)
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
    note = simulation.checkpoint().rpartition("\N{EM DASH}")[0]
    other = simulation.plan.witnesses[1].cosign(text_of(simulation.checkpoint(size=3)), COSIGNED)
    simulation.members["checkpoint"] = (note + other).encode()
    return simulation


@defect("C03.9")
def witness_signature_without_a_time(_):
    simulation = witnessed()
    witness = simulation.plan.witnesses[1]
    note = simulation.checkpoint().rpartition("\N{EM DASH}")[0]
    plain = NoteSigner(witness.name, witness.seed).sign(text_of(note))
    simulation.members["checkpoint"] = (note + plain.rpartition("\n\n")[2]).encode()
    return simulation


@defect("C03.9")
def witness_time_changed_after_it_signed(_):
    simulation = witnessed()
    line = simulation.checkpoint().splitlines()[-1].split(" ")
    value = bytearray(b64decode(line[2]))
    value[11] ^= 1
    note = simulation.checkpoint().rpartition("\N{EM DASH}")[0]
    line[2] = b64encode(bytes(value)).decode()
    simulation.members["checkpoint"] = (note + " ".join(line) + "\n").encode()
    return simulation


def text_of(note):
    return note.partition("\n\n")[0] + "\n"


def witnessed() -> Simulation:
    """An election that asks for two witnesses, up to its manifest."""
    witnesses = tuple(CosignatureSigner(f"witness{i}.example", bytes([i]) * 32) for i in (1, 2))
    simulation = Simulation.new(Plan(witnesses=witnesses, quorum=2))
    simulation.hold_ceremony()
    simulation.freeze()
    return simulation
