"""The commands, one module per concern; a module with an `app` is found by scanning.

An app without help text adds its commands at the top; one with help text becomes a group of the module's name.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import typer


def assemble(app: typer.Typer) -> None:
    """Add every module's commands to the app."""
    for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda module: module.name):
        part = getattr(importlib.import_module(f"pipelines.commands.{module.name}"), "app", None)
        if part is not None:
            grouped = isinstance(part.info.help, str)
            app.add_typer(part, name=module.name.replace("_", "-") if grouped else None)
