"""The order as NetworkX; the cycle of the error as the documentation of `topologicalSort` names it."""

import networkx as nx


def cases(graph):
    if not graph.is_directed():
        yield {"error": {"code": "INVALID_ARGUMENT", "details": {"argument": "graph"}}}
    elif nx.is_directed_acyclic_graph(graph):
        yield {"expected": list(nx.lexicographical_topological_sort(graph))}
    else:
        yield {"error": {"code": "INVALID_ARGUMENT", "details": {"argument": "graph", "cycle": cycle(graph)}}}


def cycle(graph):
    """From the smallest node that is on a cycle or after one, always back to the smallest such node."""
    knots = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    knots += [{node} for node in nx.nodes_with_selfloops(graph)]
    stuck = set().union(*knots, *(nx.descendants(graph, min(knot)) for knot in knots))
    way = [min(stuck)]
    while way.count(way[-1]) == 1:
        way.append(min(stuck & set(graph.predecessors(way[-1]))))
    found = way[: way.index(way[-1]) : -1]
    first = found.index(min(found))
    return found[first:] + found[:first]
