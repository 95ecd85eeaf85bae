"""Records with several faults in one place, which show how a checker reads on behind a fault.

What is read on is fixed in docs/spec/verification.md, "Reading on behind a fault"; records with one
defect each cannot show whether two programs read it alike.
"""

import copy
from collections.abc import Callable, Iterator
from functools import partial

from crypto.trustee_keys import TrusteeSecret, draw_key_nonces, publish_keys
from tests.simulated_rolls import shared_changed_election
from tests.simulator import Line, Simulation
from tests.verifier.defects import stopped_by_complaint

OTHER_ELECTION = "00000000-0000-4000-8000-000000000001"
UNREADABLE = {
    "trustee": {"signing_key": "zz"},
    "share": {"attempt": 0},
    "confirm": {"transcript": "x"},
    "drill": {"challenge": "x"},
    "decryption": {"tally": "x"},
    "ballot": {"salt": "x"},
    "challenge": {"nonces": []},
}
OF_TRUSTEES = ("trustee", "share", "confirm", "drill", "decryption")
READ_AGAIN = ("trustee", "share", "confirm", "freeze", "roll", "tally", "decryption", "result")
ALL_KINDS = (
    *("ceremony", "trustee", "share", "confirm", "drill", "election", "roll", "freeze", "open"),
    *("ballot", "challenge", "close", "tally-input", "tally", "decryption", "result", "final"),
)
SHAPED = {"tally": "tally_input", "decryption": "tally", "result": "tally"}
NO_PROOF = {"challenge": "0" * 64, "responses": ["0" * 64] * 3}
FORMLESS: dict[str, Callable[[bytes], bytes]] = {
    "no checkpoint": lambda note: note[:5] + b"\n\nb\n",
    "a broken signature": lambda note: note[:-3] + b"\n",
    "no signature": lambda note: note.partition(b"\n\n")[0] + b"\n\n",
    "not UTF-8": lambda note: note + b"\xff",
}


def edited(election, kind, /, **fields):
    simulation = election.copy()
    simulation.edit(kind, lambda document: document.update(fields))
    return simulation


def of_another_shape(election, kind, **fields):
    simulation = edited(election, kind, **fields)
    simulation.edit(kind, lambda document: document["contests"].pop())
    return simulation


def repeated(election, kind, **fields):
    """The first entry of a type stands twice, changed where it stands first."""
    simulation = election.copy()
    twin = copy.deepcopy(simulation.line(kind))
    simulation.edit(kind, lambda document: document.update(fields))
    simulation.lines.insert(simulation.index(kind) + 1, twin)
    return simulation


def second_keys(election, *, signed_by_first):
    """Trustee 1 makes keys a second time, others than the first ones."""
    simulation = election.copy()
    ceremony, first = simulation.view.ceremony, simulation.line("trustee")
    secret = TrusteeSecret.draw(ceremony.group, index=1, threshold=ceremony.threshold)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    seed = first.seed if signed_by_first else secret.signing_seed
    line = Line("trustee", payload, seed, {"trustee": 1})
    simulation.lines.insert(simulation.index("trustee") + 1, line)
    return simulation


def keys_of_one_more(election):
    """Somebody who is no trustee makes keys as if there were one more."""
    simulation = election.copy()
    ceremony = simulation.view.ceremony
    index = len(ceremony.trustees) + 1
    secret = TrusteeSecret.draw(ceremony.group, index=index, threshold=ceremony.threshold)
    nonces = draw_key_nonces(ceremony.group, ceremony.threshold)
    payload = publish_keys(secret, ceremony, nonces).encode(ceremony.group)
    line = Line("trustee", payload, secret.signing_seed, {"trustee": index})
    simulation.lines.insert(simulation.index("trustee") + 1, line)
    return simulation


def unsigned_and_unreadable(election, kind):
    simulation = edited(election, kind, **UNREADABLE[kind])
    simulation.line(kind).fields["signature"] = "00" * 64
    return simulation


def in_anothers_name(election, kind):
    simulation = election.copy()
    simulation.line(kind).fields["trustee"] = 9
    return simulation


def without_a_share_or_manifest(election):
    simulation = edited(election, "election", opens="x")
    simulation.drop("share", 2)
    return simulation


def with_a_second_start_that_cannot_be_read():
    simulation = stopped_by_complaint(2)
    simulation.edit("ceremony", lambda document: document.update(threshold=0), 1)
    return simulation


def without_keys(election):
    simulation = election.copy()
    simulation.drop("trustee", 1)
    return simulation


def without(election, kind):
    """As if the first entry of a type had never been."""
    simulation = election.copy()
    simulation.drop(kind)
    return simulation


def with_a_formless_checkpoint(election, change):
    simulation = election.copy()
    simulation.members["checkpoint"] = change(simulation.checkpoint(5).encode())
    return simulation


def makers(election: Simulation) -> Iterator[tuple[str, Callable[[], Simulation]]]:
    """Yield a name and a way to make it for every record here."""
    yield from _of_steps(election)
    for kind in READ_AGAIN:
        yield f"unreadable-first-{kind}", partial(repeated, election, kind, v=True)
    for kind, place in SHAPED.items():
        yield f"shape-{kind}", partial(of_another_shape, election, kind, **{place: "0" * 64})
    for kind in ALL_KINDS:
        yield f"without-{kind}", partial(without, election, kind)
    yield "no-share-no-manifest", partial(without_a_share_or_manifest, election)
    yield "second-start", with_a_second_start_that_cannot_be_read
    yield "no-keys", partial(without_keys, election)
    for name, change in FORMLESS.items():
        yield f"checkpoint-{name}", partial(with_a_formless_checkpoint, election, change)


def _of_steps(election: Simulation) -> Iterator[tuple[str, Callable[[], Simulation]]]:
    for kind in UNREADABLE:
        yield f"unreadable-{kind}", partial(unsigned_and_unreadable, election, kind)
    for kind in OF_TRUSTEES:
        yield f"payload-of-another-{kind}", partial(edited, election, kind, trustee=2)
        yield f"in-anothers-name-{kind}", partial(in_anothers_name, election, kind)
    for kind in OF_TRUSTEES[:4]:
        yield f"another-attempt-{kind}", partial(edited, election, kind, attempt=7)
        yield f"another-election-{kind}", partial(edited, election, kind, election=OTHER_ELECTION)
    for is_same in (False, True):
        yield f"second-keys-{is_same}", partial(second_keys, election, signed_by_first=is_same)
    yield "keys-of-one-more", partial(keys_of_one_more, election)
    yield "false-keys-first", partial(repeated, election, "trustee", proof=NO_PROOF)


CHANGED = {
    "a change that cannot be read": lambda made: made.edit("roll-change", spoilt(reason=""), 1),
    "a change of another version": lambda made: made.edit("roll-change", spoilt(v=2), 1),
    "a roll that cannot be read": lambda made: made.edit("roll", spoilt(voters=[])),
    "no roll": lambda made: made.drop("roll"),
    "no freeze": lambda made: made.drop("freeze"),
    "no opening": lambda made: made.drop("open"),
    "no close": lambda made: made.drop("close"),
    "a change that is not there": lambda made: made.drop("roll-change", 1),
    "a change twice": lambda made: made.lines.insert(30, copy.deepcopy(made.line("roll-change"))),
    "a change before the freeze": lambda made: made.insert_before(
        "freeze", made.drop("roll-change", 1)
    ),
    "a change after the end": lambda made: made.lines.append(made.drop("roll-change", 2)),
    "another credential in a change": lambda made: made.edit("roll-change", other_old, 1),
    "the same new code twice": lambda made: made.edit("roll-change", same_new, 1),
    "an unknown old and a known new code": lambda made: made.edit("roll-change", both_wrong, 1),
}


def spoilt(**fields):
    return lambda document: document.update(fields)


def other_old(document):
    document["changes"][0][0] = "0" * 64


def same_new(document):
    for change in document["changes"]:
        change[1] = "ab" * 32


def both_wrong(document):
    document["changes"][0] = ["0" * 64, document["changes"][1][0]]


def changed(name):
    """An honest election whose roll was changed, with a fault in it."""
    simulation = shared_changed_election().copy()
    CHANGED[name](simulation)
    return simulation
