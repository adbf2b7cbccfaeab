"""NetworkX's power iteration, from even scores. Its default, a singular value decomposition, gives the same where the
largest singular value is single, and any of the solutions where it is not."""

import networkx as nx
from by_node import NAN, by_node
from networkx.algorithms.link_analysis.hits_alg import _hits_python

TOLERANCE = 1e-9


def cases(graph):
    exact = {"tolerance": 1e-14, "maxIterations": 100_000}
    yield {"options": exact, "expected": scores(graph, None)}
    yield {"options": exact | {"weight": "weight"}, "expected": scores(graph, "weight")}


def scores(graph, weight):
    simple = nx.DiGraph() if graph.is_directed() else nx.Graph()
    simple.add_nodes_from(graph)
    for u, v, data in graph.edges(data=True):
        before = simple.get_edge_data(u, v, {"weight": 0})["weight"]
        simple.add_edge(u, v, weight=before + (data[weight] if weight else 1))
    if simple.size("weight") == 0:
        # NetworkX divides by zero.
        found = [dict.fromkeys(graph, 1 / max(len(graph), 1))] * 2
    else:
        found = _hits_python(simple, max_iter=100_000, tol=1e-13)
    hubs, authorities = (by_node(graph, values, NAN) for values in found)
    return {"hubs": hubs, "authorities": authorities, "converged": True}
