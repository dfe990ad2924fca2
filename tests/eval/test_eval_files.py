"""Files that survive a kill: torn lines, whole files, locks, versions, folders that cannot be written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from eval.files import Lines, Lock, check_schema, ensure_writable, read_lines, read_whole, write_whole
from fle_llm.errors import RecordError

APPENDS = """
import pathlib, sys
from eval.files import Lines
file = Lines(pathlib.Path(sys.argv[1]))
n = 0
while True:
    n += 1
    file.append(b'{"n":%d,"x":"%s"}' % (n, b"y" * 3000))
    print(n, flush=True)
"""
# a file size limit of 20 bytes stands for the full disk: the write stops in the middle of the second line
FILLS = """
import pathlib, resource, signal, sys
from eval.files import Lines
from fle_llm.errors import RecordError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))
file = Lines(pathlib.Path(sys.argv[1]))
file.append(b'{"a":1}')
try:
    file.append(b'{"a":"a longer one"}')
except RecordError as error:
    print(error)
file.append(b'{"a":2}')
"""
LOCKS = """
import pathlib, sys, time
from eval.files import Lock
lock = Lock(pathlib.Path(sys.argv[1]))
print(1, flush=True)
time.sleep(60)
"""


def appended(path, *lines):
    file = Lines(path, wait_s=0)
    file.append(*lines)
    file.close()


def test_lines_are_read_back_in_order(tmp_path):
    path = tmp_path / "deep" / "steps.jsonl"
    appended(path, b'{"a":1}', b'{"a":2}')
    appended(path, b'{"a":3}')
    assert read_lines(path) == ([b'{"a":1}', b'{"a":2}', b'{"a":3}'], 24)
    assert read_lines(tmp_path / "none") == ([], 0)


@pytest.mark.parametrize("torn", [b'{"a":', b'{"a":3}', b"\0\0\0\0", b'{"a":\n', "ü".encode()[:1]])
def test_a_torn_last_line_is_left_out_and_cut_off_by_the_next_append(tmp_path, torn):
    path = tmp_path / "steps.jsonl"
    path.write_bytes(b'{"a":1}\n' + torn)
    assert read_lines(path) == ([b'{"a":1}'], 8)
    appended(path, b'{"a":2}')
    assert path.read_bytes() == b'{"a":1}\n{"a":2}\n'


def test_a_bad_line_before_the_last_is_damage(tmp_path):
    path = tmp_path / "steps.jsonl"
    path.write_bytes(b'{"a":1}\n{"a":\n{"a":3}\n')
    with pytest.raises(RecordError, match="line 2"):
        read_lines(path)


def test_every_prefix_of_a_file_reads_as_its_whole_lines(tmp_path):
    path = tmp_path / "steps.jsonl"
    lines = [b'{"a":1}', b'{"b":"\\n"}', b'{"c":[1,2]}']
    whole = b"".join(line + b"\n" for line in lines)
    for end in range(len(whole) + 1):
        path.write_bytes(whole[:end])
        count = whole[:end].count(b"\n")
        assert read_lines(path)[0] == lines[:count]


def test_a_kill_between_appends_loses_no_line_that_was_answered_for(tmp_path):
    path = tmp_path / "steps.jsonl"
    process = subprocess.Popen([sys.executable, "-c", APPENDS, str(path)], stdout=subprocess.PIPE, text=True)
    for _ in range(40):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    answered = max([40, *(int(line) for line in rest.split("\n")[:-1])])
    found = read_lines(path)[0]
    assert len(found) >= answered
    assert all(line.startswith(b'{"n":%d,' % (n + 1)) for n, line in enumerate(found))


def test_one_process_writes_at_a_time(tmp_path):
    path = tmp_path / "lock"
    held = Lock(path)
    with pytest.raises(RecordError, match="another process"):
        Lock(path, wait_s=0)
    held.close()
    Lock(path, wait_s=0).close()
    lines = Lines(tmp_path / "steps.jsonl")
    with pytest.raises(RecordError, match="another process"):
        Lines(tmp_path / "steps.jsonl", wait_s=0.1)
    lines.close()


def test_whole_files_are_replaced_whole(tmp_path):
    path = tmp_path / "x" / "result.json"
    write_whole(path, b'{"schema":"s","version":1,"n":1}')
    write_whole(path, b'{"schema":"s","version":1,"n":2}')
    assert read_whole(path, "s", 1)["n"] == 2
    assert [each.name for each in path.parent.iterdir()] == ["result.json"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"schema": "s", "version": 3}, "newer"),
        ({"schema": "other", "version": 1}, "is not a s file"),
        ({"version": 1}, "is not a s file"),
        ({"schema": "s"}, "no usable version"),
        ({"schema": "s", "version": 0}, "no usable version"),
        ({"schema": "s", "version": True}, "no usable version"),
    ],
)
def test_foreign_and_newer_files_are_refused(tmp_path, found, words):
    with pytest.raises(RecordError, match=words):
        check_schema(tmp_path / "f", found, "s", 2)


def test_damaged_whole_files_are_named(tmp_path):
    path = tmp_path / "result.json"
    with pytest.raises(RecordError, match="cannot read"):
        read_whole(path, "s", 1)
    for bad in (b"", b"{", b"[1]", b"\xff"):
        path.write_bytes(bad)
        with pytest.raises(RecordError, match="damaged"):
            read_whole(path, "s", 1)


def test_a_folder_that_cannot_hold_records_is_refused(tmp_path):
    ensure_writable(tmp_path / "new" / "run")
    assert list((tmp_path / "new" / "run").iterdir()) == []
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError, match="choose another --out"):
        ensure_writable(tmp_path / "file" / "run")
    with pytest.raises(RecordError, match="choose another --out"):
        ensure_writable(tmp_path / ("n" * 300))


def test_an_append_that_fails_leaves_no_half_line(tmp_path):
    path = tmp_path / "steps.jsonl"
    done = subprocess.run([sys.executable, "-c", FILLS, str(path)], capture_output=True, text=True, check=True)
    assert "cannot append" in done.stdout
    assert path.read_bytes() == b'{"a":1}\n{"a":2}\n'


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    path = tmp_path / "lock"
    process = subprocess.Popen([sys.executable, "-c", LOCKS, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"1\n"
    os.kill(process.pid, signal.SIGKILL)
    began = time.monotonic()
    Lock(path, wait_s=5).close()
    assert time.monotonic() - began < 5
    process.wait()
    process.stdout.close()
