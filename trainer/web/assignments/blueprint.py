"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("assignments", __name__, url_prefix="/classes/<int:class_id>/assignments")
