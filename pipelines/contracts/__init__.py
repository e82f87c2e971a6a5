"""What the three systems deliver, declared once; schemas, headers, dictionary and redaction follow from it."""

from pipelines.contracts.declaration import CodeList, Column, Contracts, Dataset, load_contracts
from pipelines.contracts.schema import canonical_columns, canonical_schema

__all__ = [
    "CodeList",
    "Column",
    "Contracts",
    "Dataset",
    "canonical_columns",
    "canonical_schema",
    "load_contracts",
]
