"""which model played the people of a simulated run, and how that went"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("simulation_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("played", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("simulation_run", schema=None) as batch_op:
        batch_op.drop_column("played")
