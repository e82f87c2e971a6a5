"""Dirt at random: what nobody thought of. Mirrors no folder of `pipelines`; it goes from the bytes to the typed rows.

`make test` runs a few hundred cases of each kind, `make fuzz` as many as asked for, from a seed that is printed.
"""
