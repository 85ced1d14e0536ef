"""All families by slug."""

from types import ModuleType

from trainer.domain.generators.cpt import lesion_excision
from trainer.domain.generators.family import Family

_MODULES: tuple[ModuleType, ...] = (lesion_excision,)

FAMILIES: dict[str, Family] = {family.slug: family for module in _MODULES for family in module.FAMILIES}
