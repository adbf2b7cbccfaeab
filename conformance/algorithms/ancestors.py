import networkx as nx
from by_node import towards


def cases(graph):
    for node in (0, 5):
        if node not in graph:
            yield {"arguments": [node], "error": {"code": "NODE_NOT_FOUND"}}
            continue
        for limits in ({}, {"maxDepth": 2}, {"maxNodes": 3}):
            depth = nx.single_source_shortest_path_length(towards(graph, "in"), node, cutoff=limits.get("maxDepth"))
            nodes = sorted((other for other in depth if other != node), key=lambda other: (depth[other], other))
            assert limits or set(nodes) == nx.ancestors(graph, node)
            yield {"arguments": [node], "options": limits, "expected": nodes[: limits.get("maxNodes")]}
