import networkx as nx
from by_node import INFINITY, NAN, by_node, towards


def cases(graph):
    if 0 not in graph:
        yield {"arguments": [0], "error": {"code": "NODE_NOT_FOUND"}}
        return
    for direction in ("out", "in", "both"):
        for options in ({}, {"weight": "weight"}):
            lengths = nx.single_source_dijkstra_path_length(
                towards(graph, direction), 0, weight=options.get("weight", lambda *_: 1)
            )
            yield {
                "arguments": [0],
                "options": options | {"direction": direction},
                "expected": by_node(graph, lengths, NAN, absent=INFINITY),
            }
