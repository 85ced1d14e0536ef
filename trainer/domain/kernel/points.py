"""Credit as two integers. Only display divides."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Points:
    """Points earned out of points possible; 0 <= earned <= possible and possible >= 1.

    Raises:
        ValueError: the two numbers are not such a pair.
    """

    earned: int
    possible: int

    def __post_init__(self) -> None:
        if self.possible < 1 or not 0 <= self.earned <= self.possible:
            raise ValueError(f"not a score: {self.earned} of {self.possible}")

    @property
    def is_full(self) -> bool:
        return self.earned == self.possible


def percent(part: int, whole: int) -> int | None:
    """`part` in `whole` as a whole per cent, halves rounded up; None where there is nothing to divide."""
    return None if whole <= 0 else (200 * part + whole) // (2 * whole)
