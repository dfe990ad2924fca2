"""Open play: from empty hands to a growing factory of red and green science.

`policy` chooses the next stage out of what the last program printed; `layouts` are the functions its programs are made
of, and `blueprints` what stands where in each site. No position is known beforehand.
"""

from __future__ import annotations

from agents.experts.open_play.policy import is_open_play, open_play

__all__ = ["is_open_play", "open_play"]
