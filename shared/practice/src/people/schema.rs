//! The tables of who works in a practice, and of who did what.

use guichet_kernel::sql::Migrations;

/// The words with which the store refuses to lose the last owner.
pub const LAST_OWNER: &str = "last owner";
/// The words with which the store refuses to rewrite the trail.
pub const TRAIL_STAYS: &str = "the trail is never rewritten";

/// The tables, step by step.
///
/// `roles` and `rights` are words with commas between them; no word holds another, so `instr` finds a role.
pub const MIGRATIONS: Migrations = Migrations {
    component: "people",
    steps: &[
        "
        CREATE TABLE member (
            member_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            identity_id TEXT NOT NULL,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            email TEXT NOT NULL,
            roles TEXT NOT NULL CHECK (roles <> ''),
            practitioner_id TEXT,
            profession TEXT,
            slug TEXT,
            joined_at INTEGER NOT NULL,
            ended_at INTEGER,
            CHECK ((practitioner_id IS NULL) = (profession IS NULL) AND (practitioner_id IS NULL) = (slug IS NULL)),
            CHECK (instr(roles, 'practitioner') = 0 OR practitioner_id IS NOT NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX member_by_identity ON member (identity_id) WHERE ended_at IS NULL;
        CREATE UNIQUE INDEX member_by_practitioner ON member (practitioner_id) WHERE ended_at IS NULL AND practitioner_id IS NOT NULL;

        CREATE TRIGGER member_keeps_an_owner BEFORE UPDATE OF roles, ended_at ON member
        WHEN OLD.ended_at IS NULL AND instr(OLD.roles, 'owner') > 0
            AND (NEW.ended_at IS NOT NULL OR instr(NEW.roles, 'owner') = 0)
            AND NOT EXISTS (
                SELECT 1 FROM member WHERE ended_at IS NULL AND instr(roles, 'owner') > 0 AND member_id <> OLD.member_id
            )
        BEGIN SELECT RAISE(ABORT, 'last owner'); END;
        CREATE TRIGGER member_stays BEFORE DELETE ON member
        BEGIN SELECT RAISE(ABORT, 'a member is ended, never deleted'); END;

        CREATE TABLE invitation (
            invitation_id TEXT PRIMARY KEY,
            token_hash BLOB NOT NULL UNIQUE,
            identity_id TEXT NOT NULL,
            email TEXT NOT NULL,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            roles TEXT NOT NULL CHECK (roles <> ''),
            profession TEXT,
            slug TEXT,
            invited_by TEXT NOT NULL,
            invited_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            member_id TEXT REFERENCES member (member_id),
            revoked_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX invitation_open ON invitation (expires_at) WHERE member_id IS NULL AND revoked_at IS NULL;

        CREATE TABLE delegation (
            practitioner_id TEXT NOT NULL,
            member_id TEXT NOT NULL REFERENCES member (member_id),
            what TEXT NOT NULL,
            given_at INTEGER NOT NULL,
            by_rule INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            ended_at INTEGER,
            PRIMARY KEY (practitioner_id, member_id, what)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX delegation_by_member ON delegation (member_id) WHERE ended_at IS NULL;

        CREATE TABLE api_token (
            api_token_id TEXT PRIMARY KEY,
            token_hash BLOB NOT NULL UNIQUE,
            label TEXT NOT NULL,
            rights TEXT NOT NULL CHECK (rights <> ''),
            made_by TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            last_used_at INTEGER,
            revoked_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX api_token_live ON api_token (expires_at) WHERE revoked_at IS NULL;

        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT,
            detail TEXT NOT NULL,
            request_id TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_by_actor ON audit (actor);
        CREATE INDEX audit_by_subject ON audit (subject) WHERE subject IS NOT NULL;
        CREATE INDEX audit_by_action ON audit (action);
        CREATE INDEX audit_by_time ON audit (at);
        CREATE TRIGGER audit_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the trail is never rewritten'); END;
        CREATE TRIGGER audit_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the trail is never rewritten'); END;
        CREATE TRIGGER audit_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'the trail is never rewritten'); END;
    ",
        "
        -- Where whoever gives care is joined for a visit at a distance, whatever the service says (A1).
        ALTER TABLE member ADD COLUMN join_link TEXT;
    ",
    ],
};
