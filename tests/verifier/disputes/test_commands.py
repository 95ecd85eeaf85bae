"""The command lines that judge."""

import pytest

from tests.verifier.disputes.cast import FORGED, OF_VOTER_1, outcome
from verifier import cli


def test_a_record_judges_as_a_mirror_does(honest, log, other, tmp_path, capsys):
    record = honest.write(tmp_path / "record.zip")
    (tmp_path / "good").write_text(log.receipt(OF_VOTER_1, 20))
    (tmp_path / "bad").write_text(other.receipt(OF_VOTER_1, 20))
    assert cli.main(["receipt", str(tmp_path / "good"), "--record", str(record)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("NO FAULT\n")
    assert "entry 19 is ballot " in out
    proof = tmp_path / "proof.json"
    words = ["receipt", str(tmp_path / "bad"), "--record", str(record), "--proof", str(proof)]
    assert cli.main(words) == 1
    assert capsys.readouterr().out.startswith("SERVER AT FAULT\n")
    assert cli.main(["dispute", str(proof), "--record", str(record)]) == 1


def test_a_proof_overwrites_nothing(judge, other, tmp_path):
    (tmp_path / "mine").write_text("mine")
    answer = judge(other.receipt(OF_VOTER_1, 20), more=["--proof", "mine"])
    assert answer["status"] == 2
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xfe", b"{}", b'{"type":"x"}', b"{" * 99])
def test_what_cannot_be_judged(data, judge):
    assert judge(data)["status"] == 2


def test_evidence_that_has_not_the_form_of_it(judge):
    assert outcome(judge(b'{"kind":"fork","type":"log-evidence","v":1}')) == FORGED
    assert outcome(judge(b'{"kind":"x","type":"log-dispute","v":1}')) == FORGED


def test_a_receipt_is_asked_for_by_name(judge, log, tmp_path):
    assert judge(log.note(), command="receipt")["status"] == 2
    assert judge(b"x" * 300_000)["status"] == 2
    assert cli.main(["receipt", str(tmp_path / "none"), "--key", "x"]) == 2


def test_somebody_has_to_say_whose_word_is_judged(judge, log):
    assert judge(log.receipt(19), bench=None)["status"] == 2


def test_a_copy_that_is_not_in_order_judges_nobody(judge, log, tmp_path):
    broken = log.twin(20)
    broken.entries[19] = log.entries[20]
    place = broken.write(tmp_path / "broken")
    (place / "checkpoint").write_text(log.note(20))
    (tmp_path / "receipt").write_text(log.receipt(OF_VOTER_1, 20))
    assert cli.main(["receipt", str(tmp_path / "receipt"), "--mirror", str(place)]) == 2
