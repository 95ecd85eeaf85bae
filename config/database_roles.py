"""What each process may do in PostgreSQL: the one table that grants, documents and tests come from.

The owner makes tables and triggers, and runs at upgrades only. Web and workers each sign in as a
role of their own. A table that no line below names goes by its app; one of an app that is not named
is out of reach.

Web may append to the record, and not only the sequencer: freezing, opening, closing, key
ceremonies, changes of the roll and unlocking are entries that requests make (ADR 39). What nobody
but the owner may do is change or remove what is there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.apps import apps

READ = ("SELECT",)
ADD = ("SELECT", "INSERT")
WRITE = ("SELECT", "INSERT", "UPDATE")
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")

Rules = Mapping[str, tuple[str, ...]]

APPEND_ONLY = (
    "board_entry",
    "board_payload",
    "board_node",
    "board_checkpoint",
    "board_logkey",
    "voting_credentialchange",
    "voting_auditentry",
)
"""Tables whose rows nobody changes or removes; triggers see to it besides."""

# A log's row holds its head, which moves forward; its policy of witnesses is fixed once.
_APPENDS: Rules = {
    **dict.fromkeys(APPEND_ONLY, ADD),
    "board_log": WRITE,
    "board_witnesspolicy": ADD,
    "board_cosignature": ADD,
    "board_witnessanswer": WRITE,
}
# What shows that officials are who they say; only requests ask for it.
_SECOND_STEPS: Rules = dict.fromkeys(
    ("voting_secondstep", "voting_passkey", "voting_recoverycode"), ()
)
# Signs of life of the queues.
_PULSE: Rules = {"config_pulse": WRITE}
# What is sent, and what is asked for by those who wait for it.
_MAILED = (
    "voting_linkrequest",
    "voting_mailedcode",
    "voting_signinlink",
    "voting_signinrequest",
    "voting_trusteemail",
    "voting_votermessage",
)


@dataclass(frozen=True, slots=True)
class Role:
    """One process of an installation, as the database knows it.

    Attributes:
        name: its name, after the prefix.
        apps: what it may do with an app's tables that are not named.
        tables: what it may do with a table, instead of what the app says.
        changes: of tables it cannot update as a whole, the columns it can.
        hidden: columns it cannot read, by table.
    """

    name: str
    apps: Rules
    tables: Rules = field(default_factory=dict)
    changes: Rules = field(default_factory=dict)
    hidden: Rules = field(default_factory=dict)

    def verbs(self, table: str) -> tuple[str, ...]:
        """What it may do with all columns of a table, but that some may be hidden."""
        return self.tables.get(table, self.apps.get(_app_of(table), ()))


WEB = Role(
    "web",
    apps={
        "auth": WRITE,
        "sessions": ALL,
        "voting": ALL,
        "ballots": WRITE,
        "tally": WRITE,
        "config": ALL,
    },
    tables={**_APPENDS, "auth_permission": READ, "auth_group": READ},
)
BALLOTS = Role(
    "ballots",
    apps={"ballots": WRITE},
    tables={
        **_APPENDS,
        **_PULSE,
        "voting_credentialchange": (),
        "voting_auditentry": (),
        "voting_election": READ,
        "voting_voter": READ,
    },
    # Whoever locks a row has to be allowed to change something of it; this counts messages.
    changes={"voting_election": ("alert_events",)},
    hidden={"voting_voter": ("name", "email")},
)
TALLY = Role(
    "tally",
    apps={"auth": READ, "voting": ALL, "ballots": WRITE, "tally": WRITE, "config": ALL},
    tables={**_APPENDS, **_SECOND_STEPS},
)
MAIL = Role(
    "mail",
    apps={"auth": READ, "voting": READ, "board": READ},
    tables={**_PULSE, **_SECOND_STEPS, **dict.fromkeys(_MAILED, ALL), "voting_auditentry": ()},
    # Of a voter it makes the code that it mails; of an election it says who was written to.
    changes={
        "voting_voter": ("credential", "mail_status", "mailed_at"),
        "voting_election": ("alert_events", "alerted_at", "code_maker"),
        "voting_trustee": ("invited_at", "reminded_at", "link_salt", "token_hash"),
    },
)
ROLES = (WEB, BALLOTS, TALLY, MAIL)
BACKUP = "backup"
"""Reads everything, for `manage.py backup`, and writes nothing."""


def tables() -> dict[str, list[str]]:
    """Every table of the product with its columns."""
    ours = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta  # noqa: SLF001  Django's own API
        ours[options.db_table] = [str(field.column) for field in options.concrete_fields]
    return ours | {"django_migrations": ["id", "app", "name", "applied"]}


def makings(prefix: str) -> Iterator[str]:
    """The statements that make the roles where they are missing, and keep everybody else out."""
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield _here("REVOKE ALL ON DATABASE %I FROM PUBLIC")
    for name in (*(role.name for role in ROLES), BACKUP):
        who = f"{prefix}_{name}"
        # There is no CREATE ROLE IF NOT EXISTS.
        is_there = "EXCEPTION WHEN duplicate_object THEN NULL"
        yield f"DO $do$ BEGIN CREATE ROLE {who} LOGIN; {is_there}; END $do$"
        yield f"ALTER ROLE {who} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        yield _here(f"GRANT CONNECT ON DATABASE %I TO {who}")
    yield f"GRANT pg_read_all_data TO {prefix}_{BACKUP}"


def grants(prefix: str) -> Iterator[str]:
    """The statements that give each role what it may do, and take from it what it may not."""
    for role in ROLES:
        who = f"{prefix}_{role.name}"
        yield f"GRANT USAGE ON SCHEMA public TO {who}"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}"
        for table, columns in tables().items():
            yield from _grant(role, who, table, columns)


def _grant(role: Role, who: str, table: str, columns: list[str]) -> Iterator[str]:
    verbs = READ if table == "django_migrations" else role.verbs(table)
    hidden = role.hidden.get(table, ())
    # What was granted on columns stays when all is taken from the table.
    every = ", ".join(f'"{name}"' for name in columns)
    yield f"REVOKE SELECT ({every}), UPDATE ({every}) ON {table} FROM {who}"  # noqa: S608
    whole = [verb for verb in verbs if verb != "SELECT" or not hidden]
    if whole:
        yield f"GRANT {', '.join(whole)} ON {table} TO {who}"
    if hidden and "SELECT" in verbs:
        shown = ", ".join(f'"{name}"' for name in columns if name not in hidden)
        yield f"GRANT SELECT ({shown}) ON {table} TO {who}"
    if changed := role.changes.get(table):
        yield f"GRANT UPDATE ({', '.join(changed)}) ON {table} TO {who}"


def _here(statement: str) -> str:
    """A statement about the database it runs in, whatever that is called."""
    words = f"format('{statement}', current_database())"
    return f"DO $do$ BEGIN EXECUTE {words}; END $do$"


def _app_of(table: str) -> str:
    return "sessions" if table == "django_session" else table.partition("_")[0]
