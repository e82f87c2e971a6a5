"""No digest of a night: what has to be drawn again is known from what it was made from."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """The digest goes; nothing reads it."""
    op.drop_column("nights", "content")
