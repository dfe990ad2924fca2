"""The table of rates: `python -m benchmarks.rates [--full] [--row N ...] [--markdown FILE]`."""

from __future__ import annotations

import sys

from benchmarks.rates.report import main

sys.exit(main())
