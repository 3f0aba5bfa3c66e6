"""Every table, and nothing else.

Hot tables lead their keys with the plan. Values stand as signed 64-bit integers, value
times ten to the scale of their measure. What is append-only is named in ``APPEND_ONLY``;
the migration gives those tables triggers that refuse to change or delete a row.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from monitor.store.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

revisions = Table(
    "revisions",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(128), nullable=False),
    Column("number", Integer, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("entered_by", String(128), nullable=False),
    Column("body", Text),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
    UniqueConstraint("plan", "kind", "code", "number"),
)

observations = Table(
    "observations",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("target", String(64), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("item", String(128), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("source", String(64), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data_date", Date, nullable=False),
    Column("value", BigInteger),
    Column("scale", Integer, nullable=False),
    Column("no_change", Boolean, nullable=False),
    Column("reached_on", Date),
    Column("note", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", String(128), nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("backfilled", Boolean, nullable=False),
    Column("given_by", String(128)),
    Column("not_before", Date),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
    UniqueConstraint(
        "plan",
        "target",
        "unit",
        "item",
        "period_start",
        "period_end",
        "source",
        "stage",
        "revision",
        name="uq_observations_cell_revision",
    ),
    Index("ix_observations_plan_target", "plan", "target", "seq"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("observation", BigInteger, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(128), nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
)

acts = Table(
    "acts",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("code", String(128), nullable=False),
    Column("step", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", String(128), nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
    Index("ix_acts_plan_kind", "plan", "kind", "code", "seq"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", String(254), nullable=False),
    Column("media", String(128), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("entered_by", String(128), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

standings = Table(
    "standings",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("target", String(64), primary_key=True),
    Column("unit", String(64), primary_key=True),
    Column("period_start", Date, primary_key=True),
    Column("period_end", Date, primary_key=True),
    Column("speaks_of", Date, nullable=False),
    Column("data_date", Date, nullable=False),
    Column("answered_to", Date, nullable=False),
    Column("value", BigInteger),
    Column("scale", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("target", String(64), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("status", String(32), nullable=False),
    Column("level", String(32)),
    Column("lead", String(80)),
    Column("flags", JSON, nullable=False),
    Column("next_change_on", Date),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
    Index("ix_verdicts_plan_target", "plan", "target", "seq"),
)

summaries = Table(
    "summaries",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("tally", JSON, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("chain", String(80), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("rows", Integer, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("algorithm", String(16), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("chain", String(80), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("row_seq", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("who", String(128), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("answer", JSON, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)

schedules = Table(
    "schedules",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("report", String(64), primary_key=True),
    Column("audience", String(64), primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
)

slots = Table(
    "slots",
    metadata,
    Column("plan", String(64), primary_key=True),
    Column("report", String(64), primary_key=True),
    Column("period", String(32), primary_key=True),
    Column("audience", String(64), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("edition", String(120)),
    Column("handled_at", UtcDateTime),
)

editions = Table(
    "editions",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("plan", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("report", String(64), nullable=False),
    Column("period", String(32), nullable=False),
    Column("audience", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("test", Boolean, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("head", String(64), nullable=False),
    Column("content", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
    UniqueConstraint("plan", "seq"),
    Index("ix_editions_plan_report", "plan", "report", "period"),
)

edition_parts = Table(
    "edition_parts",
    metadata,
    Column("edition", String(120), ForeignKey("editions.id"), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("media", String(128), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("edition", String(120), ForeignKey("editions.id"), nullable=False),
    Column("plan", String(64), nullable=False),
    Column("address", String(254), nullable=False),
    Column("name", String(128), nullable=False),
    Column("message_id", String(250), nullable=False, unique=True),
    Column("headers", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("fence", Integer, nullable=False),
    Column("owner", String(128), nullable=False),
    Column("answer", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    UniqueConstraint("edition", "address"),
    Index("ix_deliveries_state", "state", "next_try_at"),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("host", String(128), nullable=False),
    Column("pid", Integer, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("display", String(128), nullable=False),
    Column("mail", String(254), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("phone", String(32), nullable=False, server_default=""),
    Column("stand_in", Boolean, nullable=False, server_default=false()),
)

posts = Table(
    "posts",
    metadata,
    Column("post", String(64), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("until", Date),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("label", String(128), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(128), nullable=False),
    Column("os_user", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(254), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("link", BigInteger, nullable=False),
)

APPEND_ONLY = (
    revisions,
    observations,
    reviews,
    acts,
    evidence,
    verdicts,
    links,
    editions,
    edition_parts,
    audit,
)
"""Tables whose rows nobody can change or delete, whatever their role."""
