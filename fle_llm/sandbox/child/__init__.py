"""The half that runs inside the sandbox: the zygote and the workers it forks.

Imports the standard library, msgspec, cloudpickle, `fle_llm.game` and the message types; nothing of the host.
"""
