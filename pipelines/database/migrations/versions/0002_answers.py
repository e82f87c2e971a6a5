"""What people said, append-only and hash-chained."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of the answers."""
    op.create_table(
        "answers",
        sa.Column("place", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("given_at", sa.String(32), nullable=False),
        sa.Column("from_night", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("details", sa.Text(), nullable=False),
    )
    op.create_index("answers_by_kind", "answers", ["kind", "from_night"])
