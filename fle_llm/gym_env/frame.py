"""The world as an array of pixels, for video wrappers and for models that see.

Owns the size of a frame. What is on it is `fle_llm.render`; it is loaded when the first frame is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fle_llm.world.protocol import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 1024, 768
"""Pixels of a frame, the same for every world: video encoders and image spaces want one size."""


def rgb_array(world: World) -> NDArray[np.uint8]:
    """A picture of everything built: HEIGHT x WIDTH x 3, the caller's to change."""
    from fle_llm.render import fixed_picture  # Pillow and its font take time that most environments never need

    return np.array(fixed_picture(world, (WIDTH, HEIGHT)), dtype=np.uint8)
