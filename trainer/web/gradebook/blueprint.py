"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("gradebook", __name__, url_prefix="/classes/<int:class_id>/gradebook")
