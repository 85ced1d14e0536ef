"""The blueprint that the modules of this package put their views on."""

from flask import Blueprint

blueprint = Blueprint("claims", __name__, url_prefix="/billing/claims")
