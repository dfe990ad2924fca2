"""World, the door to a game: the protocol, its ops, and the backends."""

from fle_llm.world.protocol import Caps, MapSpec, World

__all__ = ["Caps", "MapSpec", "World"]
