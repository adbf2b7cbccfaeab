"""NetworkX takes neither parallel edges nor self-loops; here they are left out of account."""

import networkx as nx
from by_node import by_node


def cases(graph):
    simple = nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    yield {"expected": by_node(graph, nx.core_number(simple), 0)}
