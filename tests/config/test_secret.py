import stat

import pytest

from config.secret import SecretFileError, derived_secret, generations_read


def test_the_first_start_makes_a_private_secret_and_later_ones_keep_it(tmp_path):
    path = tmp_path / "var" / "secret"
    (generation,) = generations_read(path)
    assert (generation.number, len(generation.secret)) == (1, 32)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert generations_read(path) == (generation,)
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "00" * 33])
def test_a_damaged_secret_file_is_refused_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "secret"
    path.write_text(content)
    with pytest.raises(SecretFileError, match="line 1: expected 64 hex digits"):
        generations_read(path)
    assert path.read_text() == content


def test_each_purpose_has_a_secret_of_its_own():
    assert derived_secret(bytes(32), "a") != derived_secret(bytes(32), "b")
    assert derived_secret(bytes(32), "a") == derived_secret(bytes(32), "a")
