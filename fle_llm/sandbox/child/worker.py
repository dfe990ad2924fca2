"""A worker's life: seal itself, set the namespace up, then answer the host until it closes the pipe."""

from __future__ import annotations

import gc
import os
import signal

from fle_llm.sandbox.child import confinement
from fle_llm.sandbox.child.channel import Channel
from fle_llm.sandbox.child.output import clean
from fle_llm.sandbox.child.runner import Runner
from fle_llm.sandbox.control import Spawn
from fle_llm.sandbox.messages import (
    MAX_NAMES,
    SNAPSHOT_CHUNK,
    Blob,
    Exec,
    Failed,
    Functions,
    List,
    Load,
    Loaded,
    Ready,
    Setup,
    Snap,
)


def live(request: Spawn, read_end: int, write_end: int, parent: int) -> None:
    """Be a worker; never returns to the zygote's code."""
    try:
        confinement.arrange_descriptors(read_end, write_end)
        channel = Channel(confinement.IN, confinement.OUT)
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            confinement.tie_to_parent(parent)
            info = confinement.confine(request)
            setup = channel.receive()
            assert isinstance(setup, Setup)
            runner = Runner(channel, setup)
        except Exception as error:  # noqa: BLE001 -- the only way to be heard: stderr is closed
            channel.send(Failed(f"{type(error).__name__}: {error}"))
            return
        gc.enable()
        channel.send(Ready(info))
        _serve(channel, runner)
    finally:
        os._exit(70)


def _serve(channel: Channel, runner: Runner) -> None:
    saved: list[bytes] = []
    while True:
        request = channel.receive()
        if isinstance(request, Exec):
            channel.send(runner.execute(request))
        elif isinstance(request, Snap):
            _send_snapshot(channel, runner)
        elif isinstance(request, Load):
            saved.append(request.data)
            if request.last:
                channel.send(_load(runner, b"".join(saved)))
                saved.clear()
        elif isinstance(request, List):
            channel.send(Functions(runner.functions()))
        # Anything else answers a message this program forged; it is ignored.


def _send_snapshot(channel: Channel, runner: Runner) -> None:
    data, unsaved = runner.dump()
    for start in range(0, max(len(data), 1), SNAPSHOT_CHUNK):
        last = start + SNAPSHOT_CHUNK >= len(data)
        channel.send(Blob(last, data[start : start + SNAPSHOT_CHUNK], _names(unsaved) if last else []))


def _load(runner: Runner, data: bytes) -> Loaded:
    try:
        lost = runner.load(data)
    except BaseException as error:  # noqa: BLE001 -- classes of the program take part in loading
        return Loaded(clean(f"{type(error).__name__}: {error}"[:1000]), [])
    return Loaded("", _names(lost))


def _names(names: list[str]) -> list[str]:
    return [clean(name) for name in names[:MAX_NAMES]]
