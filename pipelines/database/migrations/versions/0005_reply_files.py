"""Filled-in workbooks of which everything has been taken, by hash."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of the files taken."""
    op.create_table("reply_files", sa.Column("sha256", sa.String(64), primary_key=True))
