"""A workbook like the official one of wages by state, in which a test can break one thing at a time."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

HEADINGS = (
    "AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "OCC_CODE", "OCC_TITLE", "TOT_EMP", "A_MEAN", "A_PCT10",
    "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90",
)  # fmt: skip
Row = list[object]


def state_rows(states: int = 51) -> list[Row]:
    """Made-up states AA, AB, …, each with the two occupations of ours and another one."""
    rows: list[Row] = []
    for number in range(states):
        state = f"{chr(65 + number // 26)}{chr(65 + number % 26)}"
        for code, median in (("29-2072", 40_000), ("43-3021", 38_000), ("11-1011", 100_000)):
            wage = median + 100 * number
            wages = (wage + 900, wage - 9_000, wage - 4_000, wage, wage + 6_000, wage + 20_000)
            area: Row = [number + 1, f"State of {state}", 2, state, code, "A title", 1_000 + number]
            rows.append([*area, *wages])
    return rows


def write_workbook(
    folder: Path, rows: Sequence[Row], name: str = "state_M2024_dl.xlsx", headings: Sequence[str] = HEADINGS
) -> Path:
    """The rows as the first sheet, with a second one that is not read."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.create_sheet("Field Descriptions").append(["Field", "Description"])
    path = folder / name
    book.save(path)
    return path
