"""May a delivery be believed? Contract, expectations, volume, silence → verdicts and coverage."""

from pipelines.quality.believing import Problem, coverage, problems, run, verdicts
from pipelines.quality.covering import CONFIRMED, LOST, Coverage
from pipelines.quality.deliveries import QualityError
from pipelines.quality.judging import ACCEPTED, Verdict
from pipelines.quality.reported import reported_verdicts
from pipelines.quality.suites import SuiteError

__all__ = [
    "ACCEPTED",
    "CONFIRMED",
    "LOST",
    "Coverage",
    "Problem",
    "QualityError",
    "SuiteError",
    "Verdict",
    "coverage",
    "problems",
    "reported_verdicts",
    "run",
    "verdicts",
]
