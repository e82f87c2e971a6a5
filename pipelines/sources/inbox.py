"""The inbox folder of the settings, `<inbox>/<system>/<dataset name>/<YYYY-MM-DD>/<files>`: a source for what no
declaration claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.settings import Night
from pipelines.sources.faults import SourceError
from pipelines.sources.layout import TEMPORARY, Walk
from pipelines.sources.local_tree import LocalTree
from pipelines.sources.offers import Listing


def offers(night: Night, systems: Sequence[str], claimed: Mapping[str, str]) -> Listing:
    """Deliveries in the inbox folder up to the night's business date.

    Args:
        night: settings, contracts and business date D.
        systems: the systems asked for.
        claimed: dataset → the declared source it comes from instead.

    Raises:
        SourceError: the inbox folder is missing or cannot be listed.
    """
    inbox = night.settings.inbox
    if not inbox.is_dir():
        raise SourceError(f"inbox folder {inbox} does not exist; create it, or set 'inbox' in crosscheck.toml")
    walk = Walk(night, LocalTree(inbox), "inbox")
    try:
        for system in systems:
            _system(walk, system, claimed)
        _strangers(walk)
    except PermissionError as error:
        raise SourceError(f"{error.filename}: may not be read; give this account the right to read it") from None
    return walk.listing()


def _system(walk: Walk, system: str, claimed: Mapping[str, str]) -> None:
    datasets = walk.night.contracts.of_source(system)
    known = {dataset.name: dataset for dataset in datasets if dataset.id not in claimed}
    if not known:
        return
    if not (walk.night.settings.inbox / system).is_dir():
        text = "there is no such folder; create it for this source"
        walk.problem("", None, system, "missing_source_folder", text)
        return
    before = len(walk.problems)
    walk.datasets(system, known, system)
    elsewhere = {f"{system}/{dataset.name}": dataset.id for dataset in datasets if dataset.id in claimed}
    found, walk.problems[before:] = walk.problems[before:], []
    for problem in found:
        if problem.code == "unknown_dataset" and problem.path in elsewhere:
            dataset = elsewhere[problem.path]
            text = f"is not read: source '{claimed[dataset]}' delivers {dataset}; remove the folder or the declaration"
            walk.problem(dataset, None, problem.path, "declared_elsewhere", text)
        else:
            walk.problems.append(problem)


def _strangers(walk: Walk) -> None:
    systems = walk.night.contracts.sources
    for entry in walk.tree.entries(""):
        if entry.name not in systems and not TEMPORARY.search(entry.name):
            text = f"is not one of the sources {', '.join(systems)}; move or rename it"
            walk.problem("", None, entry.name, "unknown_source", text)
