"""As NetworkX, whose distances are those to a node: the graph is turned round for those from it."""

import networkx as nx
from by_node import NAN, by_node, towards

FROM = {"in": "out", "out": "in", "both": "both"}


def cases(graph):
    for options in ({}, {"direction": "out"}, {"direction": "both"}):
        turned = towards(graph, FROM[options.get("direction", "in")])
        for weight in ({}, {"weight": "weight"}):
            scores = nx.closeness_centrality(turned, distance=weight.get("weight"))
            yield {"options": options | weight, "expected": by_node(graph, scores, NAN)}
