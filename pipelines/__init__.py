"""crosscheck: the nightly comparison, step by step in `night.py`."""
