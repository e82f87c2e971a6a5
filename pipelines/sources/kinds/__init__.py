"""One module per kind of source; a new kind is a new file with an `offers(night, sources)` function."""
