"""The pages that need no account, by endpoint."""

from trainer.services.course import the_course

PAGES = {
    "home.index": ("/", "/?choice=A"),
    "first_visit.index": ("/try",),
    "first_visit.fit": ("/try/fit",),
    "lessons.index": ("/lessons",),
    "lessons.show": tuple(f"/lessons/{lesson.slug}" for lesson in the_course()),
    "words.index": ("/words",),
    "words.list_parts": ("/words/list",),
    "field.index": ("/field",),
    "field.coder": ("/field/coder",),
    "field.biller": ("/field/biller",),
    "field.certifications": ("/field/certifications",),
    "field.what_nobody_tells": ("/field/what-nobody-tells",),
    "field.costs": ("/field/costs",),
    "field.wages": ("/field/wages",),
    "help_pages.index": ("/help",),
    "help_pages.exams": ("/help/exams",),
    "help_pages.numbers": ("/help/numbers",),
    "help_pages.keyboard": ("/help/keyboard",),
    "help_pages.accessibility": ("/help/accessibility",),
    "help_pages.privacy": ("/help/privacy",),
    "help_pages.credits": ("/help/credits",),
    "errata.index": ("/errata",),
    "accounts.sign_up": ("/sign-up",),
    "accounts.log_in": ("/log-in",),
    "accounts.forgotten_password": ("/forgotten-password",),
    "accounts.reset_password": ("/reset-password/old-link",),
    "accounts.verify_email": ("/verify-email/old-link",),
    "plans.stop_mail": ("/plan/mail/stop/old-link",),
}
WHILE_LOGGING_IN = {"accounts.log_in_code", "accounts.log_in_by_provider", "accounts.provider_callback"}
"""Public, and nothing is there before a password was told or where there is no provider."""
FILES = {"static", "bootstrap.static", "stylesheet.show", "health.live", "health.ready", "metrics.show"}
"""Public, and no pages."""
