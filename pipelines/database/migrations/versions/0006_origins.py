"""Which new delivery may have brought a finding."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nights recorded before have no origins: nothing on them is suspected."""
    op.create_table(
        "origins",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("finding_id", sa.String(64), primary_key=True),
        sa.Column("dataset", sa.String(64), primary_key=True),
        sa.Column("delivery_id", sa.String(64), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("previous_date", sa.Date(), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
    )
