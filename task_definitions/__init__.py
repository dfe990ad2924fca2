"""The task definitions: one JSON file a task, in folders by kind of play.

`fle_llm.tasks.catalogue` reads and checks them; adding a file adds an environment.
"""
