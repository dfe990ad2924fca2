"""What is derived from raw views, once for every backend: shown status, warnings, geometry, entities, groups, reasons.

Everything here is a function of views and of the data file. `reading` alone asks a world, the rest is arithmetic.
"""

from fle_llm.world.derive.entities import entity_of
from fle_llm.world.derive.reading import grouped, read
from fle_llm.world.derive.refusals import because
from fle_llm.world.derive.status import shown_status
from fle_llm.world.derive.warnings import warnings_of

__all__ = ["because", "entity_of", "grouped", "read", "shown_status", "warnings_of"]
