"""Playing without Gymnasium: a world, its agents, what their programs remember, and their messages.

`Session` is the door, for research code, notebooks and tests. `Player` (one agent's hands and sandbox) and `Mailbox`
are also what the episodes of `fle_llm.gym_env` are made of. Names are loaded on first use.
"""

from __future__ import annotations
