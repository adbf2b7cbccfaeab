import networkx as nx
from by_node import towards


def cases(graph):
    for node in (0, 5):
        if node not in graph:
            yield {"arguments": [node, 2], "error": {"code": "NODE_NOT_FOUND"}}
            continue
        for direction in ("out", "in", "both") if graph.is_directed() else ("out",):
            for steps, most in ((0, None), (1, None), (2, 4), (3, None)):
                depth = nx.single_source_shortest_path_length(towards(graph, direction), node, cutoff=steps)
                nodes = sorted(depth, key=lambda other: (depth[other], other))[:most]
                yield {
                    "arguments": [node, steps],
                    "options": {"direction": direction} | ({"maxNodes": most} if most else {}),
                    "expected": {"nodes": nodes, "depth": [depth[other] for other in nodes]},
                }
