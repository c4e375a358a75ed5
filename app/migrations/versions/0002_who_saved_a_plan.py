"""who saved a revision of a plan, and where it comes from"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved_by", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False, server_default="")
        )
        batch_op.create_foreign_key(
            "fk_plan_revision_saved_by", "user_account", ["saved_by"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("plan_revision", schema=None) as batch_op:
        batch_op.drop_constraint("fk_plan_revision_saved_by", type_="foreignkey")
        batch_op.drop_column("note")
        batch_op.drop_column("saved_by")
