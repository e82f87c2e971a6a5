"""What a night holds, as one digest: reports of later nights are drawn again only where it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A night recorded before has no digest until it is recorded again."""
    op.add_column("nights", sa.Column("content", sa.String(32), nullable=False, server_default=""))
