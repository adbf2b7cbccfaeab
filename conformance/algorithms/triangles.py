"""NetworkX counts in undirected graphs only, and not parallel edges and self-loops; here, directions are not looked at."""

import networkx as nx
from by_node import by_node


def cases(graph):
    simple = nx.Graph(graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    found = nx.triangles(simple)
    yield {"expected": {"total": sum(found.values()) // 3, "perNode": by_node(graph, found, 0)}}
