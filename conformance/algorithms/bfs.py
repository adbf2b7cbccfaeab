"""Depths as NetworkX; of all parents that qualify, the smallest."""

import networkx as nx
from by_node import NONE, by_node, towards


def cases(graph):
    if 0 not in graph:
        yield {"arguments": [0], "error": {"code": "NODE_NOT_FOUND"}}
        return
    for direction in ("out", "in", "both"):
        yield {"arguments": [0], "options": {"direction": direction}, "expected": found(towards(graph, direction))}
    yield {"arguments": [0], "options": {"maxDepth": 1}, "expected": found(graph, 1)}


def found(graph, limit=None):
    depth = nx.single_source_shortest_path_length(graph, 0, cutoff=limit)
    back = towards(graph, "in")
    parent = {
        node: min(other for other in back[node] if depth.get(other) == hops - 1)
        for node, hops in depth.items()
        if hops > 0
    }
    return {"depth": by_node(graph, depth, -1, absent=-1), "parent": by_node(graph, parent, NONE, absent=NONE)}
