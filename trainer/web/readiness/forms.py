"""The form in which a real result is told. Every number may be left out; the day and the outcome may not."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import TextInput

_PERCENT = "A percentage is a whole number from 0 to 100, or nothing."
_AREA = "area-"


def _is_percentage(form: FlaskForm, field: "PercentField") -> None:
    """What is no number at all has its message already."""
    if field.data is not None and field.data > 100:
        raise ValidationError(_PERCENT)


class PercentField(IntegerField):
    """A whole per cent; a sign of per cent after it is no error."""

    widget = TextInput()

    def __init__(self, label: str, description: str = "", **options: Any) -> None:
        look = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(label, [_is_percentage], description=description, render_kw=look, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Raises: ValueError: this is no whole number."""
        text = (valuelist[0] if valuelist else "").strip().removesuffix("%").strip()
        if not text:
            return
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError(_PERCENT)
        self.data = int(text)


class DayField(DateField):
    """A day of the calendar."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Raises: ValueError: this is no day."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Enter the day of the exam, such as 2026-03-28.") from error


class OutcomeForm(FlaskForm):
    """The same for every exam; `outcome_form` adds the areas."""

    taken_on = DayField("Day of the exam", [InputRequired("Enter the day of the exam.")])
    outcome = RadioField(
        "Result",
        [InputRequired("Say whether you passed.")],
        choices=[SelectChoice("passed", "Passed"), SelectChoice("failed", "Not passed")],
    )
    percent = PercentField("Per cent right, if you know it", "As the report says, for example 74.")

    @property
    def areas(self) -> list[PercentField]:
        return [field for field in self if field.name.startswith(_AREA)]

    @property
    def area_percents(self) -> dict[str, int]:
        """Slug -> percent of the areas that were filled in."""
        return {field.name.removeprefix(_AREA): field.data for field in self.areas if field.data is not None}

    def complain(self, field: str, reason: str) -> None:
        """Puts what the service refused beside the field that is meant."""
        name = field if field in self else f"{_AREA}{field}"
        meant = self[name] if name in self else self["taken_on"]
        meant.errors = [*meant.errors, reason]


def outcome_form(areas: Iterable[tuple[str, str]], earliest: date, latest: date) -> OutcomeForm:
    """The form with a field for each area (slug, title); the browser offers days from `earliest` to `latest`."""
    fields = {f"{_AREA}{slug}": PercentField(title) for slug, title in areas}
    form: OutcomeForm = type("OutcomeFormOfTrack", (OutcomeForm,), fields)()
    form.taken_on.render_kw = {"min": earliest.isoformat(), "max": latest.isoformat()}
    return form
