"""Nights, the deliveries and coverage they stood on, the rules that ran, and their findings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of the nights."""
    op.create_table(
        "nights",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("manifest", sa.Text(), nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("dataset", sa.String(64), primary_key=True),
        sa.Column("delivery_id", sa.String(64), primary_key=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_out", sa.Integer(), nullable=False),
        sa.Column("rows_quarantined", sa.Integer(), nullable=False),
    )
    op.create_table(
        "coverage",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("dataset", sa.String(64), primary_key=True),
        sa.Column("county", sa.String(6), primary_key=True),
        sa.Column("covered_to", sa.Date()),
        sa.Column("state", sa.String(16), nullable=False),
    )
    op.create_table(
        "rules",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("rule_id", sa.String(16), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("night", sa.Date(), primary_key=True),
        sa.Column("finding_id", sa.String(64), primary_key=True),
        sa.Column("finding_key", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.String(16), nullable=False),
        sa.Column("county", sa.String(6), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("tier", sa.String(1), nullable=False),
        sa.Column("band", sa.String(32), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
    )
    op.create_index("findings_by_id", "findings", ["finding_id", "night"])
