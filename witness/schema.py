"""Tables of the witness's memory; triggers hold what no decision may ever undo."""

SCHEMA = """
CREATE TABLE witness (key TEXT NOT NULL) STRICT;

CREATE TABLE log (
    origin TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    announcement TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cosigned (
    origin TEXT NOT NULL REFERENCES log (origin),
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note TEXT NOT NULL,
    line TEXT NOT NULL,
    time INTEGER NOT NULL CHECK (time > 0),
    PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL REFERENCES log (origin),
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    document BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (origin, kind, size, root)
) STRICT;

CREATE TABLE followed (
    origin TEXT PRIMARY KEY REFERENCES log (origin),
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE followed_leaf (
    origin TEXT NOT NULL REFERENCES log (origin),
    number INTEGER NOT NULL CHECK (number >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (origin, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER witness_stays BEFORE UPDATE ON witness
BEGIN SELECT RAISE(ABORT, 'the memory belongs to one witness'); END;

CREATE TRIGGER log_key_stays BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the first key of a log is its key for good'); END;

CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'a log that was once known stays known'); END;

CREATE TRIGGER cosigned_grows BEFORE INSERT ON cosigned
WHEN NEW.size < (SELECT MAX(size) FROM cosigned WHERE origin = NEW.origin)
BEGIN SELECT RAISE(ABORT, 'a cosigned log never shrinks'); END;

CREATE TRIGGER cosigned_root_stays BEFORE UPDATE ON cosigned
WHEN NEW.origin <> OLD.origin OR NEW.size <> OLD.size OR NEW.root <> OLD.root
    OR NEW.note <> OLD.note OR NEW.time < OLD.time
BEGIN SELECT RAISE(ABORT, 'one size has one root'); END;

CREATE TRIGGER cosigned_stays BEFORE DELETE ON cosigned
BEGIN SELECT RAISE(ABORT, 'what was cosigned is never forgotten'); END;

CREATE TRIGGER evidence_is_fixed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;

CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is never forgotten'); END;
"""
