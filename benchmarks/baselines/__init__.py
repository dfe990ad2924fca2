"""What the scripted experts reach, beside what the recipes ask for: the tables and pictures of docs/baselines.md.

Reads the records of a run, so a figure here is a figure somebody can verify with `python -m eval.verify`.
"""
