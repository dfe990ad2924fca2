"""Programs are ordinary Python: what current models write runs, with exactly the output CPython defines."""

from __future__ import annotations

import pytest

# (name, program, the text of its last output line: the repr of the tuple of printed values)
PROBES = [
    (
        "class",
        "class A:\n    def __init__(self): self.x = 1\n    def twice(self): return self.x * 2\nprint(A().twice())",
        "(2,)",
    ),
    (
        "random-seed-text",
        "import random\nrandom.seed('text')\na = random.random()\nrandom.seed('text')\nprint(a == random.random())",
        "(True,)",
    ),
    (
        "huge-integer-as-text",
        "import sys\nsys.set_int_max_str_digits(0)\nn = 10 ** 20_000\nprint(len(str(n)), int(str(n)) == n)",
        "(20001, True)",
    ),
    (
        "hashes",
        "import hashlib\nprint(hashlib.sha3_256(b'').digest_size, hashlib.blake2b(b'').digest_size)",
        "(32, 64)",
    ),
    (
        "inheritance",
        "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f() + 1\nprint(B().f())",
        "(2,)",
    ),
    (
        "property",
        "class A:\n    @property\n    def x(self): return 7\nprint(A().x)",
        "(7,)",
    ),
    (
        "dunder",
        "class V:\n    def __init__(s, x): s.x = x\n    def __add__(s, o): return V(s.x + o.x)\nprint((V(1) + V(2)).x)",
        "(3,)",
    ),
    (
        "dataclass",
        "from dataclasses import dataclass, field\n"
        "@dataclass(order=True)\n"
        "class P:\n"
        "    x: int\n"
        "    tags: list = field(default_factory=list)\n"
        "print(P(1, ['a']) < P(2))",
        "(True,)",
    ),
    (
        "dataclass-repr",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 3\nprint(P())",
        "(P(x=3),)",
    ),
    (
        "enum",
        "from enum import Enum, auto\nclass C(Enum):\n    RED = auto()\n    BLUE = auto()\nprint(C.BLUE.value)",
        "(2,)",
    ),
    (
        "intflag",
        "from enum import IntFlag\nclass F(IntFlag):\n    A = 1\n    B = 2\nprint(int(F.A | F.B))",
        "(3,)",
    ),
    (
        "namedtuple",
        "from collections import namedtuple\nP = namedtuple('P', 'x y')\nprint(P(1, 2).y)",
        "(2,)",
    ),
    (
        "typed-tuple",
        "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\nprint(P(4).x)",
        "(4,)",
    ),
    (
        "abstract",
        "from abc import ABC, abstractmethod\n"
        "class A(ABC):\n"
        "    @abstractmethod\n"
        "    def f(self): ...\n"
        "class B(A):\n"
        "    def f(self): return 5\n"
        "print(B().f())",
        "(5,)",
    ),
    (
        "protocol",
        "from typing import Protocol\nclass S(Protocol):\n    def f(self) -> int: ...\nprint(S.__name__)",
        "('S',)",
    ),
    (
        "generic",
        "from typing import Generic, TypeVar\n"
        "T = TypeVar('T')\n"
        "class Box(Generic[T]):\n"
        "    pass\n"
        "print(Box[int]().__class__.__name__)",
        "('Box',)",
    ),
    (
        "generator",
        "def g():\n    yield 1\n    yield from [2, 3]\nprint(list(g()))",
        "([1, 2, 3],)",
    ),
    (
        "generator-send",
        "def g():\n    x = yield 1\n    yield x * 2\ni = g(); next(i)\nprint(i.send(21))",
        "(42,)",
    ),
    (
        "genexpr",
        "print(sum(i * i for i in range(4)))",
        "(14,)",
    ),
    (
        "closure",
        "def counter():\n"
        "    n = 0\n"
        "    def inc():\n"
        "        nonlocal n\n"
        "        n += 1\n"
        "        return n\n"
        "    return inc\n"
        "c = counter(); c()\n"
        "print(c())",
        "(2,)",
    ),
    (
        "decorator",
        "import functools\n"
        "def twice(f):\n"
        "    @functools.wraps(f)\n"
        "    def w(*a): return 2 * f(*a)\n"
        "    return w\n"
        "@twice\n"
        "def f(x): return x\n"
        "print(f(4))",
        "(8,)",
    ),
    (
        "lru-cache",
        "from functools import lru_cache\n"
        "@lru_cache(maxsize=None)\n"
        "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "print(fib(50))",
        "(12586269025,)",
    ),
    (
        "context",
        "from contextlib import contextmanager\n@contextmanager\ndef c():\n    yield 9\nwith c() as x: print(x)",
        "(9,)",
    ),
    (
        "context-class",
        "class C:\n"
        "    def __enter__(s): return 3\n"
        "    def __exit__(s, *a): return True\n"
        "with C() as x:\n"
        "    1 / 0\n"
        "print(x)",
        "(3,)",
    ),
    (
        "match-sequence",
        "match [1, 2, 3]:\n    case [a, *rest]: print(rest)",
        "([2, 3],)",
    ),
    (
        "match-mapping",
        "match {'k': 1, 'z': 2}:\n    case {'k': v, **more}: print(more)",
        "({'z': 2},)",
    ),
    (
        "match-class",
        "from dataclasses import dataclass\n"
        "@dataclass\n"
        "class P:\n"
        "    x: int\n"
        "match P(1):\n"
        "    case P(x=1): print('one')",
        "('one',)",
    ),
    (
        "walrus",
        "if (n := len('abc')) > 2: print(n)",
        "(3,)",
    ),
    (
        "comprehensions",
        "print({k: v for k, v in zip('ab', [1, 2])}, {x % 2 for x in range(4)})",
        "({'a': 1, 'b': 2}, {0, 1})",
    ),
    (
        "nested-comprehension",
        "print([y for x in [[1], [2, 3]] for y in x if y > 1])",
        "([2, 3],)",
    ),
    (
        "unpacking",
        "a, (b, *c) = 1, (2, 3, 4)\nprint(a, b, c)",
        "(1, 2, [3, 4])",
    ),
    (
        "star-args",
        "def f(a, /, b, *, c=3, **k): return a + b + c + k['d']\nprint(f(1, b=2, d=4))",
        "(10,)",
    ),
    (
        "lambda",
        "print(sorted(['bb', 'a'], key=lambda s: len(s)))",
        "(['a', 'bb'],)",
    ),
    (
        "loop-else",
        "for i in range(3):\n    if i == 5: break\nelse:\n    print('no break')",
        "('no break',)",
    ),
    (
        "break-continue",
        "r = []\nfor i in range(6):\n    if i == 1: continue\n    if i == 4: break\n    r.append(i)\nprint(r)",
        "([0, 2, 3],)",
    ),
    (
        "while",
        "n = 0\nwhile True:\n    n += 1\n    if n == 3: break\nprint(n)",
        "(3,)",
    ),
    (
        "try",
        "r = []\n"
        "try:\n"
        "    1 / 0\n"
        "except ZeroDivisionError as e:\n"
        "    r.append(str(e))\n"
        "else:\n"
        "    r.append('else')\n"
        "finally:\n"
        "    r.append('finally')\n"
        "print(r)",
        "(['division by zero', 'finally'],)",
    ),
    (
        "raise-from",
        "try:\n"
        "    try:\n"
        "        1 / 0\n"
        "    except ZeroDivisionError as e:\n"
        "        raise KeyError('k') from e\n"
        "except KeyError as e:\n"
        "    print(type(e.__cause__).__name__)",
        "('ZeroDivisionError',)",
    ),
    (
        "exception-group",
        "try:\n    raise ExceptionGroup('g', [ValueError(1)])\nexcept* ValueError as e:\n    print(len(e.exceptions))",
        "(1,)",
    ),
    (
        "custom-exception",
        "class Oops(Exception): pass\ntry:\n    raise Oops('x')\nexcept Oops as e:\n    print(e)",
        "(Oops('x'),)",
    ),
    (
        "global",
        "n = 1\ndef f():\n    global n\n    n = 5\nf()\nprint(n)",
        "(5,)",
    ),
    (
        "fstring",
        "x = 3.14159\nprint(f'{x:.2f} {x!r:>8} {1 + 1=}')",
        "('3.14  3.14159 1 + 1=2',)",
    ),
    (
        "slices",
        "print('abcdef'[::-2], [1, 2, 3, 4][1:-1])",
        "('fdb', [2, 3])",
    ),
    (
        "sets",
        "print({1, 2} | {3}, {1, 2} & {2})",
        "({1, 2, 3}, {2})",
    ),
    (
        "big-integers",
        "print(2 ** 100)",
        "(1267650600228229401496703205376,)",
    ),
    (
        "bytes",
        "print(b'ab'.hex(), bytes([65]))",
        "('6162', b'A')",
    ),
    (
        "recursion",
        "def f(n): return 1 if n == 0 else n * f(n - 1)\nprint(f(10))",
        "(3628800,)",
    ),
    (
        "async",
        "import asyncio\nasync def f():\n    await asyncio.sleep(3600)\n    return 8\nprint(asyncio.run(f()))",
        "(8,)",
    ),
    (
        "async-gather",
        "import asyncio\n"
        "async def f(n):\n"
        "    await asyncio.sleep(n)\n"
        "    return n\n"
        "async def main(): return await asyncio.gather(f(2), f(1))\n"
        "print(asyncio.run(main()))",
        "([2, 1],)",
    ),
    (
        "async-for",
        "import asyncio\n"
        "async def g():\n"
        "    for i in range(3): yield i\n"
        "async def main(): return [i async for i in g()]\n"
        "print(asyncio.run(main()))",
        "([0, 1, 2],)",
    ),
    (
        "heapq",
        "import heapq\nh = []\nfor n in (3, 1, 2): heapq.heappush(h, n)\nprint(heapq.heappop(h))",
        "(1,)",
    ),
    (
        "collections",
        "from collections import Counter, defaultdict, deque\n"
        "d = defaultdict(list); d['a'].append(1)\n"
        "print(Counter('aab').most_common(1), dict(d), deque([1, 2], maxlen=1))",
        "([('a', 2)], {'a': [1]}, deque([2], maxlen=1))",
    ),
    (
        "itertools",
        "import itertools\nprint(list(itertools.product([1, 2], 'a')), list(itertools.pairwise([1, 2, 3])))",
        "([(1, 'a'), (2, 'a')], [(1, 2), (2, 3)])",
    ),
    (
        "statistics",
        "import statistics\nprint(statistics.mean([1, 2, 3]), statistics.median([5, 1]))",
        "(2, 3.0)",
    ),
    (
        "re",
        "import re\nprint(re.findall(r'\\d+', 'a1b22'))",
        "(['1', '22'],)",
    ),
    (
        "json",
        "import json\nprint(json.loads(json.dumps({'a': [1, None]})))",
        "({'a': [1, None]},)",
    ),
    (
        "math",
        "import math\nprint(math.hypot(3, 4), math.gcd(12, 18))",
        "(5.0, 6)",
    ),
    (
        "decimal",
        "from decimal import Decimal\n"
        "from fractions import Fraction\n"
        "print(Decimal('0.1') + Decimal('0.2'), Fraction(1, 3) * 3)",
        "(Decimal('0.3'), Fraction(1, 1))",
    ),
    (
        "datetime",
        "from datetime import timedelta\nprint(timedelta(minutes=90).total_seconds())",
        "(5400.0,)",
    ),
    (
        "bisect-operator",
        "import bisect, operator\nprint(bisect.bisect([1, 3], 2), operator.itemgetter(1)([5, 6]))",
        "(1, 6)",
    ),
    (
        "textwrap-string",
        "import textwrap, string\nprint(textwrap.dedent('  a'), string.ascii_lowercase[:3])",
        "('a', 'abc')",
    ),
    (
        "copy",
        "import copy\na = [[1]]\nb = copy.deepcopy(a); b[0].append(2)\nprint(a)",
        "([[1]],)",
    ),
    (
        "random-seeded",
        "import random\na = random.Random(1).random()\nprint(a == random.Random(1).random())",
        "(True,)",
    ),
    (
        "exec-eval",
        "exec('y = 1')\nprint(eval('y + 1'))",
        "(2,)",
    ),
    (
        "type-hints",
        "from typing import get_type_hints\ndef f(a: int, b: 'str') -> None: ...\nprint(sorted(get_type_hints(f)))",
        "(['a', 'b', 'return'],)",
    ),
    (
        "main-guard",
        "if __name__ == '__main__':\n    print('main')",
        "('main',)",
    ),
    (
        "annotations",
        "x: int = 3\nprint(__annotations__['x'].__name__)",
        "('int',)",
    ),
    (
        "metaclass",
        "class M(type):\n    def __len__(c): return 4\nclass A(metaclass=M): pass\nprint(len(A))",
        "(4,)",
    ),
    (
        "descriptor-slots",
        "class A:\n    __slots__ = ('x',)\na = A(); a.x = 1\nprint(a.x, hasattr(a, '__dict__'))",
        "(1, False)",
    ),
    (
        "iterator",
        "class I:\n    def __iter__(s): return iter([1, 2])\nprint([*I()])",
        "([1, 2],)",
    ),
    (
        "stringio",
        "import io\nb = io.StringIO()\nprint('x', 'y', sep='-', end='!', file=b)\nprint(b.getvalue())",
        "('x-y!',)",
    ),
    (
        "inspect",
        "import inspect\n"
        "def f(a, b=2): return a\n"
        "print(str(inspect.signature(f)), inspect.getsource(f).count('return'))",
        "('(a, b=2)', 1)",
    ),
    (
        "game-types",
        "print(Position(x=1, y=2) + Position(x=1, y=1), Direction.UP.value)",
        "(Position(x=2.0, y=3.0), 0)",
    ),
]


@pytest.mark.parametrize(("program", "printed"), [probe[1:] for probe in PROBES], ids=[probe[0] for probe in PROBES])
def test_a_program_prints_what_python_prints(shared_run, program: str, printed: str) -> None:
    outcome = shared_run(program)
    assert outcome.status == "ok", outcome.text()
    assert outcome.output[-1].text == printed
