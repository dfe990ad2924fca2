"""The default agent against models that answer as told: turns, problems, reports, limits, continuing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from agents.base import Turn, message_id, turn_from_plain, turn_to_plain
from agents.code_agent import CodeAgent
from agents.memory import Reporting
from agents.registry import agent_names, make_agent
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import ContextTooLong
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.ledger import Entry, Ledger
from fle_llm.llm.usage import Usage
from prompts import Brief, BudgetLeft

BRIEF = Brief(key="iron_plate_throughput_16", goal="Smelt.", steps=64, entity="iron-plate", quota=16, window_s=60)


class Answering:
    """A model that answers with what a function makes of the number of the call and the messages."""

    def __init__(self, answer: Callable[[int, Sequence[Mapping[str, Any]]], Completion]) -> None:
        self.ledger = Ledger()
        self.asked: list[list[dict[str, Any]]] = []
        self.parameters: list[dict[str, Any]] = []
        self._answer = answer

    async def acall(self, messages: Sequence[Mapping[str, Any]], **parameters: Any) -> Completion:
        call = self.ledger.next_call()
        self.asked.append([dict(message) for message in messages])
        self.parameters.append(parameters)
        answer = msgspec.structs.replace(self._answer(call, messages), call=call, model="test/model")
        self.ledger.add(
            Entry(
                call=call,
                attempt=1,
                model="test/model",
                outcome="answered",
                usage=answer.usage,
                cost_usd=answer.cost_usd,
            )
        )
        return answer


def counting(call: int, messages: Sequence[Mapping[str, Any]]) -> Completion:
    text = f"I print.\n```python\nprint({call})\n```"
    return Completion(text=text, usage=Usage(input=100, output=10), cost_usd=0.25)


def observed(output: str = "") -> dict[str, Any]:
    return {"raw_text": output}


def agent_for(model: Any, **options: Any) -> CodeAgent:
    agent = CodeAgent(model, **options)
    agent.reset(BRIEF)
    return agent


async def test_a_turn_asks_once_and_leaves_everything_for_the_record() -> None:
    model = Answering(counting)
    agent = agent_for(model, parameters={"temperature": 0.5})
    action = await agent.act(observed())
    assert (action.code, action.agent_idx, action.game_state) == ("print(1)", 0, None)
    (turn,) = agent.turns
    assert turn.step == 1
    assert turn.reply == turn.raw == "I print.\n```python\nprint(1)\n```"
    assert (turn.usage, turn.cost_usd, turn.model) == (Usage(input=100, output=10), 0.25, "test/model")
    assert (turn.code, turn.problem, turn.kind, turn.outcome) == ("print(1)", None, "", "ok")
    assert [agent.message(identity) for identity in turn.sent] == model.asked[0]
    assert turn.sent == tuple(message_id(message) for message in model.asked[0])
    assert model.parameters == [{"temperature": 0.5}]


async def test_the_system_prompt_is_the_same_in_every_call_and_earlier_calls_are_a_prefix() -> None:
    model = Answering(counting)
    agent = agent_for(model, memory="full")
    for step in range(5):
        await agent.act(observed(f"output {step}"))
    assert {messages[0]["content"] for messages in model.asked} == {agent.system}
    for before, after in zip(model.asked, model.asked[1:], strict=False):
        assert after[: len(before)] == before
    assert "output 4" in model.asked[4][-1]["content"]
    assert "## Step 5 of 64" in model.asked[4][-1]["content"]


async def test_a_reply_without_a_program_is_a_step_and_the_model_is_told() -> None:
    replies = ["", "I would mine.", "```python\nx = 1\n```"]
    model = Answering(
        lambda call, _: Completion(text=replies[call - 1], finish_reason="length" if call == 1 else "stop")
    )
    agent = agent_for(model)
    assert (await agent.act(observed())).code == ""
    assert (await agent.act(observed("old output"))).code == ""
    assert (await agent.act(observed())).code == "x = 1"
    assert [turn.outcome for turn in agent.turns] == ["no_program", "no_program", "ok"]
    assert [turn.kind for turn in agent.turns] == ["cut-off", "no-code", ""]
    assert "finish reason: length" in model.asked[1][-1]["content"]
    assert "old output" not in model.asked[1][-1]["content"], "nothing was run"
    assert "There is no code block in your reply (finish reason: stop)" in model.asked[2][-1]["content"]
    assert "## Step 3 of 64" in model.asked[2][-1]["content"], "both counted"
    assert all(message["content"] for messages in model.asked for message in messages), "no empty message is sent"
    assert model.ledger.totals.unparsable == 2


async def test_thoughts_are_kept_for_the_record_and_not_sent_back() -> None:
    text = "<think>secret plan</think>Go.\n```python\nx = 1\n```"
    model = Answering(lambda call, _: Completion(text=text, reasoning="beside"))
    agent = agent_for(model)
    await agent.act(observed())
    await agent.act(observed())
    assert agent.turns[0].raw == text
    assert agent.turns[0].reasoning == "beside"
    assert model.asked[1][2] == {"role": "assistant", "content": "Go.\n```python\nx = 1\n```"}


async def test_a_program_from_a_tool_call_is_quoted_as_a_block() -> None:
    call = {"function": {"name": "run", "arguments": '{"code": "x = 1"}'}}
    model = Answering(lambda *_: Completion(text="", tool_calls=(call,), finish_reason="tool_calls"))
    agent = agent_for(model)
    assert (await agent.act(observed())).code == "x = 1"
    assert agent.turns[0].reply == "```python\nx = 1\n```"


@pytest.mark.parametrize("memory", ["full", "window", "report"])
async def test_an_agent_that_continues_from_its_turns_sends_what_it_would_have_sent(memory: str) -> None:
    def answer(call: int, messages: Sequence[Mapping[str, Any]]) -> Completion:
        last = str(messages[-1]["content"])
        if "write the report" in last:
            return Completion(text=f"report after {len(messages)} messages")
        return Completion(text="" if "Step 7 " in last else f"```python\nprint({len(last)})\n```")

    async def play(agent: CodeAgent, first: int, last: int) -> None:
        for step in range(first, last + 1):
            await agent.act(observed(f"output {step}"))

    whole = Answering(answer)
    agent = agent_for(whole, memory=memory)
    await play(agent, 1, 60)

    before, after = Answering(answer), Answering(answer)
    first = agent_for(before, memory=memory)
    await play(first, 1, 37)
    recorded = [msgspec.json.encode(turn_to_plain(turn)) for turn in first.turns]
    second = agent_for(after, memory=memory)
    second.resume([turn_from_plain(msgspec.json.decode(line)) for line in recorded])
    await play(second, 38, 60)
    assert before.asked + after.asked == whole.asked
    assert second.turns == agent.turns


async def test_a_report_is_a_call_of_its_own_and_paid_for() -> None:
    model = Answering(
        lambda call, messages: Completion(
            text=f"```python\n{call}\n```\nor a report", usage=Usage(input=5, output=1), cost_usd=0.5
        )
    )
    agent = agent_for(model, memory=Reporting(keep=2, every=3))
    for step in range(6):
        await agent.act(observed(f"output {step}"))
    assert [parameters.get("purpose") for parameters in model.parameters] == [None] * 5 + ["report", None]
    assert "Steps 1 to 3" in model.asked[5][-1]["content"]
    report = agent.turns[5].report
    assert report is not None
    assert (report.before, report.cost_usd, report.usage) == (4, 0.5, Usage(input=5, output=1))
    assert "or a report" in model.asked[6][1]["content"]
    assert model.ledger.totals.cost_usd == 7 * 0.5
    assert [turn.report for turn in agent.turns[:5]] == [None] * 5


async def test_what_no_longer_fits_the_context_is_dropped_by_halves() -> None:
    def answer(call: int, messages: Sequence[Mapping[str, Any]]) -> Completion:
        if len(messages) > 12:  # system, five turns, the present
            raise ContextTooLong("POST test", "too many tokens", status=400)
        return counting(call, messages)

    model = Answering(answer)
    agent = agent_for(model, memory="full")
    for _ in range(9):
        await agent.act(observed())
    # turn 7 finds 6 earlier turns, too many: 3 stay, so it starts at step 4; turn 10 would be the next
    assert [turn.floor for turn in agent.turns] == [1, 1, 1, 1, 1, 1, 4, 4, 4]
    assert "Steps 1 to 3 are no longer shown" in model.asked[-1][1]["content"]
    again = agent_for(Answering(counting), memory="full")
    again.resume(agent.turns)
    await again.act(observed())
    assert "Steps 1 to 3 are no longer shown" in again.model.asked[0][1]["content"]  # type: ignore[attr-defined]


async def test_a_context_too_small_for_one_observation_is_an_error() -> None:
    def refuse(call: int, messages: Sequence[Mapping[str, Any]]) -> Completion:
        raise ContextTooLong("POST test", "too many tokens", status=400)

    agent = agent_for(Answering(refuse))
    agent.resume([Turn(step=n, observed="a", reply="b", code="pass") for n in (1, 2, 3)])
    with pytest.raises(ContextTooLong):
        await agent.act(observed())
    assert len(agent.turns) == 3, "a call that failed is no turn"


async def test_limits_of_the_episode_reach_the_text() -> None:
    model = Answering(counting)
    agent = agent_for(model, steps=5, budget_left=lambda: BudgetLeft(tokens=1000 - 110 * len(model.asked)))
    await agent.act(observed())
    await agent.act(observed())
    assert "Steps: 5," in agent.system
    assert "Step 2 of 5; 3 more after it" in model.asked[1][-1]["content"]
    assert "Tokens left: 890." in model.asked[1][-1]["content"]


async def test_an_agent_plays_its_own_index() -> None:
    agent = CodeAgent(Answering(counting), index=1)
    agent.reset(replace(BRIEF, agents=2, agent=1))
    assert (await agent.act(observed())).agent_idx == 1
    assert "You are agent 2 of 2" in agent.system


async def test_reset_forgets() -> None:
    agent = agent_for(Answering(counting))
    await agent.act(observed())
    agent.reset(BRIEF)
    assert agent.turns == ()
    with pytest.raises(KeyError):
        agent.message("0" * 16)


async def test_a_scripted_model_plays_through_the_factory() -> None:
    async with APIFactory("scripted/novice") as model:
        agent = agent_for(model, profile="condensed")
        codes = [(await agent.act(observed())).code for _ in range(5)]
    assert codes[0] == "print(inventory)"
    assert codes[4] == ""
    assert model.ledger.totals.unparsable == 1
    assert model.ledger.totals.cost_usd == 0


def test_agents_are_made_by_name() -> None:
    assert "code" in agent_names()
    assert isinstance(make_agent("code", Answering(counting), memory="full"), CodeAgent)
    with pytest.raises(ValueError, match="Did you mean code"):
        make_agent("coed", Answering(counting))
