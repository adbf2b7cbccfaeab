"""Weakly connected where the graph is directed."""

import networkx as nx
from by_node import labels


def cases(graph):
    find = nx.weakly_connected_components if graph.is_directed() else nx.connected_components
    yield {"expected": labels(graph, find(graph))}
