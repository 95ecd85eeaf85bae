"""What each role is denied, asked of a real PostgreSQL, and that the one table says all of it."""
# ruff: noqa: S608  the tables are named here, by nobody outside

import contextlib
import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg.errors import InsufficientPrivilege

from config import database_roles
from config.database_roles import APPEND_ONLY, BACKUP, BALLOTS, MAIL, ROLES, TALLY, WEB
from tests.election.product import Place

NAMES = [role.name for role in ROLES]
ALL_TABLES = sorted(database_roles.tables())


class Roles:
    """A database of its own with roles of its own."""

    def __init__(self, place, prefix):
        self.place, self.prefix = place, prefix

    def url(self, name):
        split = urlsplit(self.place.database_url)
        netloc = f"{self.prefix}_{name}@{split.netloc.rpartition('@')[2]}"
        return urlunsplit(split._replace(netloc=netloc))

    def denied(self, name, statement):
        with (
            psycopg.connect(self.url(name)) as known,
            pytest.raises(InsufficientPrivilege),
        ):
            known.execute(statement)

    def allowed(self, name, statement):
        with psycopg.connect(self.url(name)) as known:
            known.execute(statement)
            known.rollback()


@pytest.fixture(scope="module")
def roles(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("roles") / "place", redis_number=0)
    if not place.database_url:
        pytest.skip("needs PostgreSQL: scripts/with_services.py")
    place.broker_url = ""
    prefix = f"r{uuid.uuid4().hex[:10]}"
    with place.made():
        assert place.manage("migrate", "-v0").returncode == 0
        for _ in range(2):  # again after each upgrade
            made = place.manage("database_roles", "--apply", "--prefix", prefix)
            assert made.returncode == 0, made.stderr
        try:
            yield Roles(place, prefix)
        finally:
            with psycopg.connect(place.database_url, autocommit=True) as owner:
                for name in (*NAMES, BACKUP):
                    owner.execute(f"DROP OWNED BY {prefix}_{name}")
                    owner.execute(f"DROP ROLE {prefix}_{name}")


@pytest.mark.parametrize("name", [*NAMES, BACKUP])
@pytest.mark.parametrize("table", [*APPEND_ONLY, "board_log"])
def test_nobody_removes_or_empties_what_is_on_the_record(roles, name, table):
    roles.denied(name, f"DELETE FROM {table}")
    roles.denied(name, f"TRUNCATE {table} CASCADE")
    roles.denied(name, f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    roles.denied(name, f"DROP TABLE {table}")


@pytest.mark.parametrize("name", [*NAMES, BACKUP])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_nobody_changes_what_is_on_the_record(roles, name, table):
    roles.denied(name, f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("name", [*NAMES, BACKUP])
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE friend SUPERUSER",
        "CREATE OR REPLACE FUNCTION board_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "DROP FUNCTION board_refuse() CASCADE",
        "COPY board_entry TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "UPDATE django_migrations SET name = name",
    ],
)
def test_nobody_changes_the_database_itself(roles, name, statement):
    with (
        psycopg.connect(roles.url(name)) as known,
        pytest.raises((InsufficientPrivilege, psycopg.errors.InsufficientPrivilege)),
    ):
        known.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO {table} DEFAULT VALUES"
        for table in (*APPEND_ONLY, "board_log", "board_cosignature", "board_witnesspolicy")
    ],
)
def test_who_sends_mail_writes_nothing_on_the_record(roles, statement):
    roles.denied("mail", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT ballot FROM ballots_submission",
        "UPDATE ballots_submission SET id = id",
        "DELETE FROM ballots_submission",
        "INSERT INTO ballots_submission DEFAULT VALUES",
        "SELECT * FROM ballots_ballotpart",
        "SELECT * FROM django_session",
        "SELECT * FROM tally_count",
        "SELECT * FROM tally_demonstrationkey",
        "UPDATE voting_election SET state = 'open'",
        "UPDATE voting_election SET closes_at = now()",
        "UPDATE voting_voter SET weight = 2",
        "UPDATE voting_voter SET email = 'mallory@example.org'",
        "INSERT INTO voting_voter DEFAULT VALUES",
        "DELETE FROM voting_voter",
        "UPDATE auth_user SET password = ''",
        "INSERT INTO auth_user DEFAULT VALUES",
        "INSERT INTO voting_electionofficial DEFAULT VALUES",
    ],
)
def test_who_sends_mail_neither_sees_ballots_nor_changes_elections(roles, statement):
    roles.denied("mail", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT email FROM voting_voter",
        "SELECT name FROM voting_voter",
        "SELECT * FROM voting_votermessage",
        "SELECT * FROM voting_mailedcode",
        "SELECT * FROM voting_signinlink",
        "SELECT * FROM auth_user",
        "SELECT * FROM django_session",
        "SELECT * FROM tally_demonstrationkey",
        "INSERT INTO voting_voter DEFAULT VALUES",
        "UPDATE voting_voter SET credential = NULL",
        "UPDATE voting_election SET state = 'open'",
        "UPDATE voting_election SET closes_at = now()",
        "INSERT INTO voting_credentialchange DEFAULT VALUES",
    ],
)
def test_who_checks_ballots_knows_no_voter_and_changes_no_election(roles, statement):
    roles.denied("ballots", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ballots_submission",
        "DELETE FROM ballots_ballotpart",
        "DELETE FROM auth_user",
        "DELETE FROM tally_count",
        "SELECT * FROM pg_authid",
    ],
)
def test_web_removes_no_ballot_and_no_account(roles, statement):
    roles.denied("web", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM django_session",
        "UPDATE auth_user SET password = ''",
        "INSERT INTO auth_user DEFAULT VALUES",
    ],
)
def test_who_counts_signs_nobody_in(roles, statement):
    roles.denied("tally", statement)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_the_backup_reads_everything_and_writes_nothing(roles, table):
    roles.allowed(BACKUP, f"SELECT * FROM {table}")
    for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
        roles.denied(BACKUP, statement)


@pytest.mark.parametrize("role", ROLES, ids=NAMES)
def test_the_table_in_the_code_is_what_the_database_grants(roles, role):
    """Each verb on each table, both ways."""
    with psycopg.connect(roles.url(role.name)) as known:
        for table in ALL_TABLES:
            verbs = set(role.verbs(table)) if table != "django_migrations" else {"SELECT"}
            if table in role.hidden:
                verbs -= {"SELECT"}
            for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                (has,) = known.execute(
                    "SELECT has_table_privilege(current_user, %s, %s)", [table, verb]
                ).fetchone()
                assert has == (verb in verbs), f"{role.name}: {verb} on {table}"


def test_everybody_else_is_kept_out(roles):
    stranger = f"{roles.prefix}_stranger"
    with psycopg.connect(roles.place.database_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {stranger} LOGIN")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(roles.url("stranger"))
    finally:
        with psycopg.connect(roles.place.database_url, autocommit=True) as owner:
            owner.execute(f"DROP ROLE {stranger}")


def test_a_right_that_was_given_by_hand_goes_at_the_next_run(roles):
    with psycopg.connect(roles.place.database_url, autocommit=True) as owner:
        owner.execute(f"GRANT DELETE ON board_entry TO {roles.prefix}_web")
        owner.execute(f"GRANT SELECT (email) ON voting_voter TO {roles.prefix}_ballots")
    roles.allowed("web", "DELETE FROM board_entry WHERE false")
    made = roles.place.manage("database_roles", "--apply", "--prefix", roles.prefix)
    assert made.returncode == 0
    roles.denied("web", "DELETE FROM board_entry WHERE false")
    roles.denied("ballots", "SELECT email FROM voting_voter")


def test_passwords_reach_the_server_as_hashes(roles, tmp_path):
    for name in (*NAMES, BACKUP):
        (tmp_path / f"password-{name}").write_text(f"word of {name}\n")
    made = roles.place.manage(
        "database_roles", "--apply", "--prefix", roles.prefix, "--passwords", tmp_path
    )
    assert made.returncode == 0, made.stderr
    with psycopg.connect(roles.place.database_url) as owner:
        kept = owner.execute(
            "SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE %s",
            [f"{roles.prefix}_%"],
        ).fetchall()
    assert len(kept) == len(NAMES) + 1
    assert all(password.startswith("SCRAM-SHA-256$") for _, password in kept)


def test_preflight_tells_a_narrow_role_from_a_wide_one(roles):
    def said(url):
        with contextlib.ExitStack() as stack:
            stack.callback(setattr, roles.place, "database_url", roles.place.database_url)
            roles.place.database_url = url
            output = roles.place.manage("preflight").stdout
        return next(line for line in output.splitlines() if "database roles" in line)

    assert said(roles.url("web")).startswith("ready")
    assert said(roles.place.database_url).startswith("not ready")
    with psycopg.connect(roles.place.database_url):  # a process that was left with the owner's
        assert said(roles.url("web")).startswith("not ready")


def test_what_is_printed_is_what_is_done(capsys):
    from django.core.management import call_command  # noqa: PLC0415

    call_command("database_roles")
    said = capsys.readouterr().out
    statements = [*database_roles.makings("tabella"), *database_roles.grants("tabella")]
    assert said == ";\n".join(["BEGIN", *statements, "COMMIT"]) + ";\n"


def test_every_table_is_somebodys():
    """A new table goes by its app; one of a new app has to be thought of here."""
    for table in ALL_TABLES:
        if table in ("django_content_type", "django_migrations"):
            continue
        assert any(role.verbs(table) for role in ROLES), table


def test_sensitive_tables_are_named_and_not_left_to_their_app():
    for table in APPEND_ONLY:
        for role in ROLES:
            assert not {"UPDATE", "DELETE"} & set(role.verbs(table)), (role.name, table)
    assert "DELETE" not in WEB.verbs("ballots_submission")
    assert MAIL.verbs("ballots_ballotpart") == ()
    assert TALLY.verbs("django_session") == BALLOTS.verbs("auth_user") == ()


def test_sqlite_is_told_that_it_has_none(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    with pytest.raises(CommandError, match="SQLite has no roles"):
        call_command("database_roles", "--apply")
    with pytest.raises(CommandError, match="small letters"):
        call_command("database_roles", "--prefix", "x; DROP")
