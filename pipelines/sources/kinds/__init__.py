"""One module per kind of source, with `Terms` (its keys), `check` and `offers`; a new kind is a new file here."""
