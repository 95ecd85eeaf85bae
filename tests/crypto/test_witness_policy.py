import pytest

from crypto.cosignatures import CosignatureSigner
from crypto.errors import DecodeError
from crypto.notes import NoteSigner
from crypto.witness_policy import MAX_POLICY_FILE, MAX_WITNESSES, decode_policy_file


def key(number, name=None):
    signer = CosignatureSigner(name or f"w{number}.example", bytes([number, 1]) * 16)
    return signer.verifier().text()


def line(number, name=None):
    return f"witness {name or f'w{number}'} {key(number)} https://w{number}.example/path/"


def text(*lines):
    return "\n".join([*lines, ""]).encode()


def test_witnesses_come_in_the_order_of_the_file_with_their_addresses():
    policy = decode_policy_file(
        text("# ours", "", line(2), f"\t{line(1)}  ", "group both 2 w1 w2", "quorum both")
    )
    assert [(verifier.name, address) for verifier, address in policy.witnesses] == [
        ("w2.example", "https://w2.example/path"),
        ("w1.example", "https://w1.example/path"),
    ]
    assert policy.policy("wait").document() == {
        "degraded": "wait",
        "keys": [key(2), key(1)],
        "quorum": 2,
    }


@pytest.mark.parametrize(
    ("lines", "quorum"),
    [
        (["quorum none"], 0),
        ([line(1), "quorum none"], 0),
        ([line(1), "quorum w1"], 1),
        ([line(1), line(2), "group g any w1 w2", "quorum g"], 1),
        ([line(1), line(2), "group g all w2 w1", "quorum g"], 2),
        ([line(1), line(2), line(3), "group g 2 w1 w2 w3", "quorum g"], 2),
        ([line(1), line(2), "group g 2 w1 w2", "quorum none"], 0),
    ],
)
def test_a_quorum_is_a_number_of_all_witnesses(lines, quorum):
    assert decode_policy_file(text(*lines)).quorum == quorum


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([], "no quorum line"),
        ([line(1)], "no quorum line"),
        ([line(1), "quorum w2"], "line 2: the quorum has to be"),
        ([line(1), line(2), "quorum w1"], "line 3: the quorum has to be"),
        ([line(1), "quorum"], "line 2: expected quorum and a name"),
        ([line(1), "quorum w1", "quorum w1"], "line 3: nothing may follow"),
        (["quorum none", line(1)], "line 2: nothing may follow"),
        ([line(1), line(1), "quorum none"], "line 2: the name 'w1' is taken"),
        ([line(1), line(1, "other"), "quorum none"], "line 2: a name or a key stands twice"),
        ([line(1, "none"), "quorum none"], "line 1: the name 'none' is taken"),
        ([f"witness w1 {key(1)}", "quorum none"], "line 1: expected witness, a name, a key and an"),
        ([f"witness w1 {key(1)} ftp://w", "quorum none"], "line 1: the address must begin"),
        (["witness w1 w1.example https://w", "quorum none"], "line 1: witness key"),
        ([line(1), "group g 1 w1", line(2), "quorum g"], "line 3: expected witness lines"),
        ([line(1), "group g 1 w1", "group h 1 w1", "quorum h"], "line 3: expected witness lines"),
        ([line(1), line(2), "group g 1 w1", "quorum g"], "line 3: a group has to have every"),
        ([line(1), "group g 1 w1 w1", "quorum g"], "line 2: a group has to have every"),
        ([line(1), "group w1 1 w1", "quorum w1"], "line 2: the name 'w1' is taken"),
        ([line(1), "group g 2 w1", "quorum g"], "line 2: expected any, all or 1 to 1"),
        ([line(1), "group g 0 w1", "quorum g"], "line 2: expected any, all or 1 to 1"),
        ([line(1), "group g 01 w1", "quorum g"], "line 2: expected any, all or 1 to 1"),
        ([line(1), "group g w1", "quorum g"], "line 2: expected group"),
        (["log somewhere+00000000+AA==", "quorum none"], "line 1: expected witness lines"),
        (["witness\x00", "quorum none"], "control character"),
        (["#" * (MAX_POLICY_FILE + 1)], "longer than"),
        ([line(n) for n in range(1, MAX_WITNESSES + 2)], f"line {MAX_WITNESSES + 1}: more than"),
    ],
)
def test_what_a_manifest_cannot_say_is_refused_by_its_line(lines, place):
    with pytest.raises(DecodeError, match=place):
        decode_policy_file(text(*lines))


def test_a_logs_key_is_no_witness():
    own = NoteSigner("w1.example", bytes(32)).verifier().text()
    with pytest.raises(DecodeError, match="line 1: witness key"):
        decode_policy_file(text(f"witness w1 {own} https://w", "quorum none"))


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(DecodeError, match="not UTF-8"):
        decode_policy_file(b"\xff\n")
