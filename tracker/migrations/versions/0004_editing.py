"""versions, remarks, approval and corrections of an edition

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("editors", sa.LargeBinary(), nullable=False),
        sa.Column("review", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.String(26), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_edition_id"), ["edition_id"], unique=False)
    op.create_table(
        "approved_file",
        sa.Column(
            "approval_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("approval_id", "name"),
    )
    op.create_table(
        "block_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("block_key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("human", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("block_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_block_version_block", ["edition_id", "block_key", "id"], unique=False
        )
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("block_key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("resolved_by", sa.String(length=254), nullable=False),
        sa.Column("resolved_at", sa.String(26), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_edition_id"), ["edition_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("block_key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.String(length=254), nullable=False),
        sa.Column("approved_at", sa.String(26), nullable=True),
        sa.Column(
            "approval_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "dispatch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("rejected_by", sa.String(length=254), nullable=False),
        sa.Column("rejected_at", sa.String(26), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_edition_id"), ["edition_id"], unique=False)
    op.create_table(
        "overrule",
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("check_key", sa.String(length=200), nullable=False),
        sa.Column("at", sa.String(26), nullable=False),
        sa.Column("by", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "check_key"),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.add_column(sa.Column("based_on", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("added_by", sa.String(length=254), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("dropped_by", sa.String(length=254), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("placed_by", sa.String(length=254), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("locked_by", sa.String(length=254), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("locked_at", sa.String(26), nullable=True))
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("edited_by", sa.String(length=254), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("edited_at", sa.String(26), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_column("edited_at")
        batch_op.drop_column("edited_by")
        batch_op.drop_column("revision")
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_column("locked_at")
        batch_op.drop_column("locked_by")
        batch_op.drop_column("placed_by")
        batch_op.drop_column("dropped_by")
        batch_op.drop_column("added_by")
        batch_op.drop_column("version")
        batch_op.drop_column("based_on")
    op.drop_table("overrule")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_edition_id"))
    op.drop_table("correction")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_edition_id"))
    op.drop_table("comment")
    with op.batch_alter_table("block_version", schema=None) as batch_op:
        batch_op.drop_index("ix_block_version_block")
    op.drop_table("block_version")
    op.drop_table("approved_file")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_edition_id"))
    op.drop_table("approval")
