"""NetworkX takes directed graphs only; an undirected edge leads both ways."""

import networkx as nx
from by_node import labels


def cases(graph):
    find = nx.strongly_connected_components if graph.is_directed() else nx.connected_components
    yield {"expected": labels(graph, find(graph))}
