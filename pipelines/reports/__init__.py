"""Reports of a night: region and counties, each as HTML and workbook, built as an object first and then drawn."""

from pipelines.reports.assembling import Assembly
from pipelines.reports.model import Report
from pipelines.reports.publishing import formats, render, render_since, run

__all__ = ["Assembly", "Report", "formats", "render", "render_since", "run"]
