"""full-text search over items and editions

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5"
    "(title, rest, columnsize=0, tokenize=\"ascii tokenchars '_-'\")",
)
_POSTGRESQL = (
    "CREATE TABLE search_index (id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX search_index_vector ON search_index USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("ref_id", _BIG, nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_search_entry_ref", "search_entry", ["kind", "ref_id"])
    op.create_table(
        "search_pending",
        sa.Column("item_id", _BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_table(
        "searched_edition",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("week"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement)
    op.execute("INSERT INTO search_pending (item_id) SELECT id FROM item")


def downgrade() -> None:
    for table in ("search_index", "searched_edition", "search_pending", "search_entry"):
        op.drop_table(table)
