"""Functions in the agent API that open play's programs are made of; they run inside the sandbox only.

A site is a dict in `sites`, by name: its kind, the corner of its box, and what the kind needs (see `blueprints`). Every
function can be played again: what stands already is left as it is.
"""
