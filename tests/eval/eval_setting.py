"""What the tests of runs share: the command line as a process, models of their own, a server that is not ours."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from eval.config import Environment, RunConfig
from eval.control import Control
from eval.episode import run_episode
from eval.outcome import versions
from eval.records import EpisodeFiles, IndexLine, RunFiles

ROOT = Path(__file__).parents[2]
ORE = "iron_ore_throughput_16"
ENV_ID = f"Factorio-{ORE}-v0"

ENTRY_POINTS = """
[fle_llm.scripted_models]
talker = eval_test_models:talker
counter = eval_test_models:counter
slow_builder = eval_test_models:slow_builder
builder = eval_test_models:builder
broken = eval_test_models:broken
three_naps = eval_test_models:three_naps
five_naps = eval_test_models:five_naps

[fle_llm.agents]
suicidal = eval_test_models:suicidal
clumsy = eval_test_models:clumsy
"""
MODELS = '''
"""Scripted models and agents that behave in a certain way; installed for a test by their entry points."""

import os

from agents.code_agent import CodeAgent


def _step(messages):
    return sum(message["role"] == "user" for message in messages)


def talker(messages):
    return "I would rather talk about it."


def counter(messages):
    return f"```python\\nseen = {_step(messages)}\\nprint('step', seen)\\nsleep(1)\\n```"


def builder(messages):
    """Places a chest a step, and remembers how many: world, namespace and memory all change."""
    first = "placed = []\\n" if _step(messages) == 1 else ""
    place = (
        "position = Position(x=2.5 * len(placed), y=0.5)\\nmove_to(position)\\n"
        "placed.append(place_entity(Prototype.WoodenChest, position=position))\\nprint(len(placed))\\n"
    )
    return f"```python\\n{first}{place}```"


def slow_builder(messages):
    return builder(messages).removesuffix("```") + "n = 0\\nwhile n < 20_000_000:\\n    n += 1\\n```"


def three_naps(messages):
    return "```python\\nfor _ in range(3):\\n    sleep(1)\\n```"


def five_naps(messages):
    return "```python\\nfor _ in range(5):\\n    sleep(1)\\n```"


def broken(messages):
    raise RuntimeError("no idea")


class _Suicidal(CodeAgent):
    async def act(self, observation):
        os._exit(7)


class _Clumsy(CodeAgent):
    async def act(self, observation):
        raise KeyError("left my keys at home")


def suicidal(model, **options):
    return _Suicidal(model, **options)


def clumsy(model, **options):
    return _Clumsy(model, **options)
'''


def install_models(folder: Path) -> Path:
    """Install the models above into a folder, to be put on the path."""
    package = folder / "eval_test_models-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: eval-test-models\nVersion: 1\n")
    (package / "entry_points.txt").write_text(ENTRY_POINTS)
    (folder / "eval_test_models.py").write_text(MODELS)
    return folder


class Commands:
    """The command line, run as a user would, in a folder of its own."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.folder = folder
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.endswith(("_API_KEY", "_PROXY", "_proxy")) and not name.startswith(("FLE_LLM_", "OPENAI_"))
        }
        self.environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(models)])
        self.environment["COLUMNS"] = "200"

    def start(self, *words: object, module: str = "eval.run", **changes: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *map(str, words)],
            cwd=self.folder,
            env={**self.environment, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *words: object, module: str = "eval.run", **changes: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*words, module=module, **changes)
        out, err = process.communicate(timeout=100)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


class Server:
    """llmock, an OpenAI-compatible server from PyPI, in a process of its own; replies and faults by script."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/v1"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "llmock.main:app", "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                self.close()
                raise RuntimeError("llmock does not start")
            time.sleep(0.1)

    def script(self, *behaviours: dict[str, object]) -> None:
        """Queue what the next requests are answered; each once unless it says otherwise."""
        self._ask("POST", "/_llmock/scenario", {"behaviors": list(behaviours)})

    def reply(self, program: str, **more: object) -> dict[str, object]:
        """The behaviour of answering with a program."""
        return {"type": "reply", "text": f"```python\n{program}\n```", **more}

    def served(self) -> list[dict[str, object]]:
        """The requests for a chat completion so far."""
        found = self._ask("GET", "/_llmock/requests")
        return [each for each in found["requests"] if "chat/completions" in each["path"]]

    def reset(self) -> None:
        """Forget requests and script."""
        self._ask("POST", "/_llmock/reset")

    def close(self) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            self._ask("GET", "/_llmock/requests")
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.root + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or b"{}")


def configured(model: str, env_id: str = ENV_ID, task: str = ORE, num_agents: int = 1, **changes: object) -> RunConfig:
    """A configuration of one environment."""
    environment = Environment(env_id=env_id, task=task, task_hash="t", max_steps=64, num_agents=num_agents)
    return RunConfig(model=model, environments=(environment,), versions=versions(), **changes)


def played(
    config: RunConfig, folder: Path, trial: int = 0, control: Control | None = None, tapes: Path | None = None
) -> tuple[IndexLine, EpisodeFiles]:
    """Run an episode in this process: its index line, its files."""
    files = RunFiles(folder)
    files.write_config(config.written())
    spec = next(spec for spec in config.episodes(folder, tapes) if spec.trial == trial)
    line = run_episode(spec, control or Control())
    return line, files.episode(spec.task, trial)
