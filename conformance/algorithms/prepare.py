"""Gives nothing: what it builds shows in how long other calls take."""


def cases(graph):
    yield {"expected": None}
