"""One module per type of value: each turns one text into the canonical values, or says why it cannot."""
