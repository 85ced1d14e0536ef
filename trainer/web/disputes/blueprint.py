"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("disputes", __name__, url_prefix="/disputes")
