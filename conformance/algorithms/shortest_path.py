"""Distances as NetworkX; of several shortest paths, the one that the documentation of `shortestPath` names."""

import networkx as nx
from by_node import towards


def cases(graph):
    if 0 not in graph:
        yield {"arguments": [0, 1], "error": {"code": "NODE_NOT_FOUND"}}
        return
    for node in list(graph) if len(graph) <= 12 else list(graph)[::5]:
        for options in ({}, {"weight": "weight"}):
            yield {"arguments": [0, node], "options": options, "expected": path(graph, node, options.get("weight"))}
        for direction in ("in", "both") if graph.is_directed() else ():
            options = {"direction": direction}
            yield {"arguments": [0, node], "options": options, "expected": path(towards(graph, direction), node, None)}


def path(graph, target, column):
    weigh = lambda data: data[column] if column else 1
    shortest = lambda between: min((weigh(data), edge) for edge, data in between.items())
    distance = nx.single_source_dijkstra_path_length(graph, 0, weight=lambda u, v, between: shortest(between)[0])
    if target not in distance:
        return None
    back = towards(graph, "in")
    nodes, edges = [target], []
    while nodes[-1] != 0:
        here = nodes[-1]
        way = [
            # An edge of length zero comes after all others.
            (distance[other] == distance[here], other, shortest(between)[1])
            for other, between in back[here].items()
            if other in distance and distance[other] + shortest(between)[0] == distance[here]
        ]
        _, other, edge = min(way)
        nodes.append(other)
        edges.append(edge)
    return {"nodes": nodes[::-1], "edges": edges[::-1], "distance": distance[target]}
