"""tokens of analyses and questions, labels of a run that is not finished, what a kept report compares with"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finding_prompt_tokens", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("finding_completion_tokens", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("compared_with", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default="")
        )
    # Those that are kept do not tell what they compare with: they are made again when somebody asks.
    op.execute("DELETE FROM report")
    op.create_table(
        "early_label",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("study_id", "key"),
    )


def downgrade() -> None:
    op.drop_table("early_label")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_column("compared_with")
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_column("finding_completion_tokens")
        batch_op.drop_column("finding_prompt_tokens")
