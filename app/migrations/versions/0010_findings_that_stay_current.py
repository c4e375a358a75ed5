"""studies that are analysed again by themselves as interviews end"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Off for those that are there: nothing begins to run by itself that nobody asked for.
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keeps_current", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("study", schema=None) as batch_op:
        batch_op.drop_column("keeps_current")
