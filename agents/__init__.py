"""Agents: what turns an observation into the next program.

`agents.registry` finds one by name, `agents.code_agent` is the default, `agents.experts` are the scripted models.
Importing this package loads none of them.
"""
