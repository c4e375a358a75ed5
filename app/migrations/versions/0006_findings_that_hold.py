"""what statements name, what researchers change in themes, questions and answers, outcomes, waves"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _owned() -> list[sa.Column[object]]:
    return [
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "theme_edit",
        *_owned(),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("edit", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("study_id", "ordinal"),
    )
    op.create_table(
        "ask_thread",
        *_owned(),
        sa.Column("study_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ask_thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ask_thread_study_id"), ["study_id"], unique=False)
    op.create_table(
        "ask_turn",
        *_owned(),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("interviews", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["ask_thread.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("thread_id", "ordinal"),
    )
    op.create_table(
        "outcome",
        *_owned(),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("participant_id", "name"),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_study_id"), ["study_id"], unique=False)
    with op.batch_alter_table("coded_statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("strength", sa.Float(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("measures", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("simulation_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("played_by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("played", sa.JSON(), nullable=True))
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wave_of", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("wave", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(batch_op.f("ix_study_wave_of"), ["wave_of"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_study_wave_of"), "study", ["wave_of"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_study_wave_of"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_study_wave_of"))
        batch_op.drop_column("wave")
        batch_op.drop_column("wave_of")
    with op.batch_alter_table("simulation_run", schema=None) as batch_op:
        batch_op.drop_column("played")
        batch_op.drop_column("played_by")
    with op.batch_alter_table("coded_statement", schema=None) as batch_op:
        batch_op.drop_column("measures")
        batch_op.drop_column("stage")
        batch_op.drop_column("strength")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_study_id"))
    op.drop_table("outcome")
    op.drop_table("ask_turn")
    with op.batch_alter_table("ask_thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ask_thread_study_id"))
    op.drop_table("ask_thread")
    op.drop_table("theme_edit")
