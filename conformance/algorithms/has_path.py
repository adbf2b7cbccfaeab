import networkx as nx
from by_node import towards


def cases(graph):
    if 0 not in graph:
        yield {"arguments": [0, 1], "error": {"code": "NODE_NOT_FOUND"}}
        return
    for node in list(graph) if len(graph) <= 12 else list(graph)[::5]:
        for direction in ("out", "in", "both") if graph.is_directed() else ("out",):
            yield {
                "arguments": [0, node],
                "options": {"direction": direction},
                "expected": nx.has_path(towards(graph, direction), 0, node),
            }
