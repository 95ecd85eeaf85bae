import os
import stat

import pytest

from config.secret import (
    SecretFileError,
    derived_secret,
    derived_settings,
    generation_add,
    generation_drop,
    generations_read,
    generations_restart,
)

ONE, TWO, THREE = "11" * 32, "22" * 32, "33" * 32


@pytest.fixture
def path(tmp_path):
    """A secret file as it was before there were generations."""
    path = tmp_path / "secret"
    path.write_text(ONE + "\n")
    return path


def numbers(generations):
    return [(item.number, item.is_compromised) for item in generations]


def test_the_first_start_makes_a_private_secret_and_later_ones_keep_it(tmp_path):
    path = tmp_path / "var" / "secret"
    (generation,) = generations_read(path)
    assert (generation.number, len(generation.secret)) == (1, 32)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert generations_read(path) == (generation,)
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "00" * 33])
def test_a_damaged_secret_file_is_refused_and_left_as_it_is(path, content):
    path.write_text(content)
    with pytest.raises(SecretFileError, match="line 1: expected 64 hex digits"):
        generations_read(path)
    assert path.read_text() == content


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([f"1 {ONE}", ""], "line 2: expected 64 hex"),
        ([f"1 {ONE}", TWO], "line 2: expected 64 hex"),
        ([f"0 {ONE}"], "line 1: expected 64 hex"),
        ([f"01 {ONE}"], "line 1: expected 64 hex"),
        ([f"1  {ONE}"], "line 1: expected 64 hex"),
        ([f"1 {'AA' * 32}"], "line 1: expected 64 hex"),
        ([f"1 {ONE} stolen", f"2 {TWO}"], "line 1: expected 64 hex"),
        ([f"2 {ONE}", f"2 {TWO}"], "line 2: expected a number above 2"),
        ([f"3 {ONE}", f"2 {TWO}"], "line 2: expected a number above 3"),
        ([f"1 {ONE}", f"2 {TWO} compromised", f"3 {THREE}"], "line 2: is compromised"),
        ([f"1 {ONE} compromised"], "line 1: the newest is compromised"),
        ([f"1 {ONE}", f"2 {ONE}"], "line 2: repeats"),
    ],
)
def test_a_line_of_another_form_is_named_and_never_shown(path, lines, words):
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(SecretFileError, match=words) as caught:
        generations_read(path)
    assert not any(secret in str(caught.value) for secret in (ONE, TWO, THREE))


def test_a_single_line_from_before_is_the_first_generation(path):
    (old, new) = generation_add(path)
    assert (old.number, old.secret.hex(), new.number) == (1, ONE, 2)
    assert path.read_text() == f"1 {ONE}\n2 {new.secret.hex()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


def test_a_link_to_the_file_stays_a_link(path, tmp_path):
    (tmp_path / "etc").mkdir()
    link = tmp_path / "etc" / "secret"
    link.symlink_to(path)
    generation_add(link)
    assert link.is_symlink()
    assert numbers(generations_read(path)) == [(1, False), (2, False)]


def test_a_theft_marks_all_generations_but_the_new_one(path):
    generation_add(path)
    assert numbers(generation_add(path, is_stolen=True)) == [(1, True), (2, True), (3, False)]
    assert numbers(generations_read(path)) == [(1, True), (2, True), (3, False)]


def test_a_number_is_never_given_again(path):
    generation_add(path)
    assert numbers(generation_drop(path, 1)) == [(2, False)]
    assert numbers(generation_add(path)) == [(2, False), (3, False)]
    assert numbers(generations_restart(path, above=7)) == [(8, False)]


@pytest.mark.parametrize("number", [1, 3, 9])
def test_neither_the_newest_nor_a_stranger_is_dropped(path, number):
    generation_add(path)
    generation_add(path)
    generation_drop(path, 1)
    kept = path.read_text()
    with pytest.raises(SecretFileError, match="no older generation"):
        generation_drop(path, number)
    assert path.read_text() == kept


def test_a_crash_in_between_leaves_the_old_file(path, monkeypatch):
    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        generation_add(path)
    assert path.read_text() == ONE + "\n"
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


def test_secrets_do_not_show(path):
    generations = generation_add(path)
    shown = repr(generations) + repr(derived_settings(generations))
    assert not any(item.secret.hex() in shown for item in generations)
    assert derived_settings(generations).secret_key not in shown


def test_each_purpose_has_a_secret_of_its_own():
    assert derived_secret(bytes(32), "a") != derived_secret(bytes(32), "b")
    assert derived_secret(bytes(32), "a") == derived_secret(bytes(32), "a")


def test_sessions_and_links_go_on_after_a_planned_renewal_and_end_after_a_theft(path):
    before = derived_settings(generations_read(path))
    planned = derived_settings(generation_add(path))
    assert planned.secret_key_fallbacks == [before.secret_key]
    assert planned.trustee_link_secrets[1:] == before.trustee_link_secrets
    assert planned.board_generation == 2
    stolen = derived_settings(generation_add(path, is_stolen=True))
    assert stolen.secret_key_fallbacks == []
    assert stolen.secret_key not in {before.secret_key, planned.secret_key}
    assert len(stolen.trustee_link_secrets) == 1
    assert stolen.board_compromised == {1, 2}
    assert set(stolen.board_signing_secrets) == {1, 2, 3}
    assert stolen.board_signing_secrets[1] == before.board_signing_secrets[1]
