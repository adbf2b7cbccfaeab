"""As NetworkX, both iterated until hardly anything changes."""

import networkx as nx
from by_node import NAN, by_node

TOLERANCE = 1e-9


def cases(graph):
    exact = {"tolerance": 1e-13, "maxIterations": 10_000}

    def ranked(**options):
        scores = nx.pagerank(graph, tol=1e-13, max_iter=10_000, **options)
        return {"scores": by_node(graph, scores, NAN), "converged": True}

    yield {"options": exact, "expected": ranked(weight=None)}
    yield {"options": exact | {"damping": 0.5}, "expected": ranked(weight=None, alpha=0.5)}
    yield {"options": exact | {"weight": "weight"}, "expected": ranked(weight="weight")}
    personal = {node: node % 3 for node in graph if node % 3 > 0}
    if personal:
        options = exact | {"personalization": by_node(graph, personal, 0, absent=0)}
        yield {"options": options, "expected": ranked(weight=None, personalization=personal)}
    yield {"options": {"damping": 1}, "error": {"code": "INVALID_ARGUMENT"}}
