"""alarms, digests, joins and notices of more kinds

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("cause", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(26), nullable=False),
        sa.Column("seen_at", sa.String(26), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.String(26), nullable=True),
        sa.PrimaryKeyConstraint("cause"),
    )

    op.create_table(
        "digest_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("change_ids", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=20), server_default="", nullable=False),
        sa.Column("created_at", sa.String(26), nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )

    with op.batch_alter_table("digest_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_entry_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_digest_entry_person", ["person", "notice_id"], unique=False)

    op.create_table(
        "internal_field",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "name"),
    )

    op.create_table(
        "item_identifier",
        sa.Column("identifier", sa.String(length=160), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("identifier", "item_id"),
    )

    with op.batch_alter_table("item_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_item_identifier_item_id", ["item_id"], unique=False)

    op.create_table(
        "item_join",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("joined_at", sa.String(26), nullable=False),
        sa.Column("undone_by", sa.String(length=60), nullable=False),
        sa.Column("undone_at", sa.String(26), nullable=True),
        sa.PrimaryKeyConstraint("item_id", "into_id"),
    )

    with op.batch_alter_table("item_join", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_join_into_id"), ["into_id"], unique=False)

    op.create_table(
        "slack_event",
        sa.Column("event_id", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(26), nullable=False),
        sa.Column("finished_at", sa.String(26), nullable=True),
        sa.PrimaryKeyConstraint("event_id"),
    )

    with op.batch_alter_table("slack_event", schema=None) as batch_op:
        batch_op.create_index("ix_slack_event_state", ["state", "received_at"], unique=False)

    op.create_table(
        "slack_user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("slack_id", sa.String(length=20), nullable=False),
        sa.Column("looked_up_at", sa.String(26), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("email"),
    )

    with op.batch_alter_table("classification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mentions", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("judged_by", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("judged_at", sa.String(26), nullable=True))
        batch_op.add_column(
            sa.Column(
                "feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column("series", sa.String(length=16), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("file_number", sa.String(length=60), server_default="", nullable=False)
        )
        for name in ("feedback_id", "series", "file_number"):
            batch_op.create_index(batch_op.f(f"ix_classification_{name}"), [name], unique=False)

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=20), server_default="change", nullable=False)
        )
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("repeats", sa.Integer(), server_default="0", nullable=False))
        batch_op.alter_column("item_id", existing_type=sa.INTEGER(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.alter_column("item_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("repeats")
        batch_op.drop_column("content")
        batch_op.drop_column("kind")

    with op.batch_alter_table("classification", schema=None) as batch_op:
        for name in ("feedback_id", "series", "file_number"):
            batch_op.drop_index(batch_op.f(f"ix_classification_{name}"))
        batch_op.drop_column("file_number")
        batch_op.drop_column("series")
        batch_op.drop_column("feedback_id")
        batch_op.drop_column("judged_at")
        batch_op.drop_column("judged_by")
        batch_op.drop_column("mentions")

    op.drop_table("slack_user")

    with op.batch_alter_table("slack_event", schema=None) as batch_op:
        batch_op.drop_index("ix_slack_event_state")

    op.drop_table("slack_event")

    with op.batch_alter_table("item_join", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_join_into_id"))

    op.drop_table("item_join")

    with op.batch_alter_table("item_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_item_identifier_item_id")

    op.drop_table("item_identifier")

    op.drop_table("internal_field")

    with op.batch_alter_table("digest_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_digest_entry_person")
        batch_op.drop_index(batch_op.f("ix_digest_entry_item_id"))

    op.drop_table("digest_entry")

    op.drop_table("alarm")
