"""The embedded engine: SQL over Parquet in memory, and publishing of what was computed by one swap."""

from pipelines.engine.publishing import publish_folder, staged_folder, write_json, write_parquet
from pipelines.engine.session import EngineError, Session

__all__ = ["EngineError", "Session", "publish_folder", "staged_folder", "write_json", "write_parquet"]
