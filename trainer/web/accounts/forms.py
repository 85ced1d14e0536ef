"""Forms of the account pages. Messages say what to do."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, Email, Length

from trainer.services.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from trainer.services.practice import TRACKS

_EMAIL = [DataRequired("Enter your e-mail address."), Length(max=254), Email("This is not an e-mail address.")]
_NAME = [DataRequired("Enter a name; it is shown to you and your teachers."), Length(max=80)]
_TRACK = [DataRequired("Choose one; you can change it later.")]
_TRACKS = [SelectChoice(track, title) for track, title in TRACKS.items()]
_LONG_ENOUGH = f"At least {MIN_CHARACTERS} characters. A few unrelated words are easy to remember and hard to guess."


def _password(label: str, hint: str = "", autocomplete: str = "current-password") -> PasswordField:
    return PasswordField(
        label,
        [DataRequired("Enter a password."), Length(max=MAX_CHARACTERS)],
        description=hint,
        render_kw={"autocomplete": autocomplete},
    )


class SignUpForm(FlaskForm):
    display_name = StringField("Name", _NAME, render_kw={"autocomplete": "name"})
    email = EmailField("E-mail address", _EMAIL, render_kw={"autocomplete": "email"})
    new_password = _password("Password", _LONG_ENOUGH, "new-password")
    track = RadioField("What do you prepare for?", _TRACK, choices=_TRACKS, default="cpc")
    time_zone = HiddenField(default="")  # filled by sign_up.js with what the browser goes by


class LogInForm(FlaskForm):
    email = EmailField("E-mail address", _EMAIL, render_kw={"autocomplete": "email"})
    password = _password("Password")


def _code(description: str) -> StringField:
    return StringField(
        "Code",
        [DataRequired("Enter the code."), Length(max=40)],
        description=description,
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(FlaskForm):
    one_time_code = _code("Six digits from the app, or one of your recovery codes.")


class FirstCodeForm(FlaskForm):
    """When there are no recovery codes yet."""

    one_time_code = _code("Six digits from the app.")


class PasswordForm(FlaskForm):
    password = _password("Your password")


class PasswordAndCodeForm(FlaskForm):
    password = _password("Your password")
    one_time_code = _code("From the app, or a recovery code.")


class ForgottenPasswordForm(FlaskForm):
    email = EmailField("E-mail address", _EMAIL, render_kw={"autocomplete": "email"})


class ResetPasswordForm(FlaskForm):
    new_password = _password("New password", _LONG_ENOUGH, "new-password")


class VerifyEmailForm(FlaskForm):
    """A button: a link in a mail must not act by being looked at, because mail scanners look at it."""


class ProfileForm(FlaskForm):
    display_name = StringField("Name", _NAME, render_kw={"autocomplete": "name"})
    track = RadioField("What do you prepare for?", _TRACK, choices=_TRACKS)


class ChangePasswordForm(FlaskForm):
    current_password = _password("Present password")
    new_password = _password("New password", _LONG_ENOUGH, "new-password")


class ChangeEmailForm(FlaskForm):
    email = EmailField("New e-mail address", _EMAIL, render_kw={"autocomplete": "email"})
    password = _password("Present password")


class DeleteForm(FlaskForm):
    password = _password("Your password")
