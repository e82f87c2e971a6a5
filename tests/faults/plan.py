"""What fault a seed stands for: a pure function, so that a seed that fails fails again."""

from __future__ import annotations

from dataclasses import dataclass

#: ten seeds in a row hold every kind; "killed by name" strikes where names change and the ledger is written
KINDS = (
    "killed",
    "disk full",
    "killed by name",
    "permission lost",
    "killed",
    "torn file",
    "clock jump",
    "database away",
    "killed by name",
    "two at once",
)
#: a night in an empty home, a night after another, a night again because one source corrected itself
SCENES = ("first", "next", "again")
#: how each kind varies, turn by turn
VARIANTS: dict[str, tuple[str, ...]] = {
    "killed by name": ("", "", "", "without exchange"),
    "permission lost": ("no writing", "nothing at all"),
    "torn file": ("in the inbox", "while it is read", "in the store", "in a night"),
    "clock jump": ("ten years back", "an hour on", "an hour back", "ten years on"),
    "database away": ("PostgreSQL stopped", "locked for a while", "locked too long"),
    "two at once": ("the same night", "two nights"),
}
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Fault:
    """`turn` counts the seeds of one kind; `place` in [0, 1) says where among all calls of a night it strikes."""

    seed: int
    kind: str
    variant: str
    scene: str
    turn: int
    place: float

    def __str__(self) -> str:
        kind = f"{self.kind} ({self.variant})" if self.variant else self.kind
        return f"seed {self.seed}: {kind}, scene {self.scene}, place {self.place:.4f}"


def fault(seed: int) -> Fault:
    """The fault of a seed, counted from 0.

    Places follow the golden section: however many seeds there are, they lie evenly over all calls of a night.
    """
    ten, one = divmod(seed, len(KINDS))
    kind = KINDS[one]
    turn = ten * KINDS.count(kind) + KINDS[:one].count(kind)
    variants = VARIANTS.get(kind, ("",))
    return Fault(
        seed,
        kind,
        variants[turn % len(variants)],
        SCENES[(ten + one) % len(SCENES)],
        turn,
        (turn + 0.5) * _GOLDEN % 1,
    )
