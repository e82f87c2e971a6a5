"""Sentence against register: one disposition per sentence, one contact state per person in correction."""
