"""Agent: one agent of a session in Python's own terms, with the tools as methods.

Each method has the tool's signature and manual page, and answers the very values a program gets. Errors are the ones
a program would see. Typed from the tools' functions, so that a new tool is one line here and a test says it is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, Generic, ParamSpec, TypeVar, overload

from fle_llm.game import Position
from fle_llm.session.mailbox import Message
from fle_llm.session.player import Player
from fle_llm.tools import TOOLS, Hands, carrying, passing_time, research
from fle_llm.tools.can_place_entity import can_place_entity
from fle_llm.tools.connect_entities import connect_entities, get_connection_amount
from fle_llm.tools.craft_item import craft_item
from fle_llm.tools.get_entities import get_entities, get_entity
from fle_llm.tools.harvest_resource import harvest_resource
from fle_llm.tools.launch_rocket import launch_rocket
from fle_llm.tools.move_to import move_to
from fle_llm.tools.nearest import nearest
from fle_llm.tools.nearest_buildable import nearest_buildable
from fle_llm.tools.pickup_entity import pickup_entity
from fle_llm.tools.place_entity import place_entity
from fle_llm.tools.place_entity_next_to import place_entity_next_to
from fle_llm.tools.resource_patch import get_resource_patch
from fle_llm.tools.rotate_entity import rotate_entity
from fle_llm.tools.set_entity_recipe import set_entity_recipe
from fle_llm.world.ops import UNITS

P = ParamSpec("P")
R = TypeVar("R")


class _Method(Generic[P, R]):
    """A tool as a method; the function is there for its types."""

    def __init__(self, function: Callable[Concatenate[Hands, P], R]) -> None:
        self._function = function

    def __set_name__(self, owner: type, name: str) -> None:
        self._tool = TOOLS[name]
        self.__doc__ = self._tool.doc

    @overload
    def __get__(self, agent: None, owner: type) -> _Method[P, R]: ...

    @overload
    def __get__(self, agent: Agent, owner: type) -> Callable[P, R]: ...

    def __get__(self, agent: Agent | None, owner: type) -> _Method[P, R] | Callable[P, R]:
        if agent is None:
            return self
        name, player = self._tool.name, agent.player

        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            answer: R = player.call(name, list(args), kwargs)
            return answer

        call.__name__ = call.__qualname__ = name
        call.__doc__ = self._tool.doc
        call.__signature__ = self._tool.signature  # type: ignore[attr-defined]
        agent.__dict__[name] = call  # found there from now on
        return call


class Agent:
    """One agent. `index` counts from 0."""

    can_place_entity = _Method(can_place_entity)
    connect_entities = _Method(connect_entities)
    craft_item = _Method(craft_item)
    extract_item = _Method(carrying.extract_item)
    get_connection_amount = _Method(get_connection_amount)
    get_entities = _Method(get_entities)
    get_entity = _Method(get_entity)
    get_prototype_recipe = _Method(research.get_prototype_recipe)
    get_research_progress = _Method(research.get_research_progress)
    get_resource_patch = _Method(get_resource_patch)
    harvest_resource = _Method(harvest_resource)
    insert_item = _Method(carrying.insert_item)
    inspect_inventory = _Method(carrying.inspect_inventory)
    launch_rocket = _Method(launch_rocket)
    move_to = _Method(move_to)
    nearest = _Method(nearest)
    nearest_buildable = _Method(nearest_buildable)
    pickup_entity = _Method(pickup_entity)
    place_entity = _Method(place_entity)
    place_entity_next_to = _Method(place_entity_next_to)
    print = _Method(passing_time.print_values)
    rotate_entity = _Method(rotate_entity)
    score = _Method(passing_time.score)
    send_message = _Method(passing_time.send_message)
    set_entity_recipe = _Method(set_entity_recipe)
    set_research = _Method(research.set_research)
    sleep = _Method(passing_time.sleep)

    def __init__(self, player: Player) -> None:
        self.player = player

    def __repr__(self) -> str:
        return f"<Agent {self.index} at {self.position}>"

    @property
    def index(self) -> int:
        """Its number."""
        return self.player.hands.agent

    @property
    def position(self) -> Position:
        """Where it stands."""
        view = self.player.hands.character()
        return Position(x=view.x / UNITS, y=view.y / UNITS)

    def messages(self) -> tuple[Message, ...]:
        """What the other agents have sent it, oldest first; read messages are gone."""
        return self.player.messages()
