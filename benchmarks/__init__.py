"""What we claim about speed, as programs: `python -m benchmarks.<name>`; figures are kept in RESULTS.md."""
