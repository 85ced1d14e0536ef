"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("classes", __name__, url_prefix="/classes")
