"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("exams", __name__, url_prefix="/exams")
