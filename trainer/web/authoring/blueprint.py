"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("authoring", __name__, url_prefix="/authoring")
