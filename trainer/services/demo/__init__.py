"""A class of invented learners with a term of work, in a database of its own: something to look around in."""

from trainer.services.demo.ending import keep_alive
from trainer.services.demo.filling import Filled, fill_demo
from trainer.services.demo.people import ADMINISTRATOR, ASSISTANT, CANDIDATES, INSTRUCTOR, PASSWORD
from trainer.services.demo.standing import DemoUnusable, Standing, standing_of, throw_away
from trainer.services.demo.world import Size

__all__ = [
    "ADMINISTRATOR",
    "ASSISTANT",
    "CANDIDATES",
    "INSTRUCTOR",
    "PASSWORD",
    "DemoUnusable",
    "Filled",
    "Size",
    "Standing",
    "fill_demo",
    "keep_alive",
    "standing_of",
    "throw_away",
]
