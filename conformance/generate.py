"""Writes algorithms.json: small graphs and what NetworkX says of them.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install networkx==3.5 numpy==2.4.6 scipy==1.17.1
    .cache/venv/bin/python conformance/generate.py

Every implementation of every language reads the same file, so that all fail on the same case.
"""

import json
import math
import pathlib
import random

import networkx as nx


def graphs():
    """Name, directed, node count, edges as (source, target, weight)."""
    karate = [(u, v, 1.0) for u, v in nx.karate_club_graph().edges()]
    rng = random.Random(7)

    def randomly(nodes, edges, loops=True):
        out = []
        while len(out) < edges:
            u, v = rng.randrange(nodes), rng.randrange(nodes)
            if loops or u != v:
                out.append((u, v, float(rng.randrange(1, 20))))
        return out

    path = [(i, i + 1, float(i + 1)) for i in range(9)]
    for directed in (False, True):
        suffix = "directed" if directed else "undirected"
        yield f"no node, {suffix}", directed, 0, []
        yield f"one node, {suffix}", directed, 1, []
        yield f"one self-loop, {suffix}", directed, 1, [(0, 0, 2.0)]
        yield f"isolated nodes, {suffix}", directed, 5, [(1, 3, 1.0)]
        yield f"path, {suffix}", directed, 10, path
        yield f"cycle, {suffix}", directed, 7, [(i, (i + 1) % 7, 1.0) for i in range(7)]
        yield f"star, {suffix}", directed, 9, [(0, i, float(i)) for i in range(1, 9)]
        yield f"star inwards, {suffix}", directed, 9, [(i, 0, float(i)) for i in range(1, 9)]
        yield f"parallel edges, {suffix}", directed, 3, [(0, 1, 5.0), (0, 1, 2.0), (1, 0, 1.0), (1, 2, 0.0)]
        yield f"two cliques and a bridge, {suffix}", directed, 8, [
            (a + o, b + o, 1.0) for o in (0, 4) for a in range(4) for b in range(a + 1, 4)
        ] + [(3, 4, 3.0)]
        yield f"karate club, {suffix}", directed, 34, karate
        yield f"random sparse, {suffix}", directed, 60, randomly(60, 70)
        yield f"random dense, {suffix}", directed, 25, randomly(25, 200, loops=False)
        yield f"random multigraph, {suffix}", directed, 12, randomly(12, 90)


def number(value):
    """JSON has no infinity: unreached is null."""
    return None if math.isinf(value) else value


def expected(graph, nodes, directed):
    by_node = lambda found: [number(found[i]) for i in range(nodes)]
    out = {}
    if nodes:
        for name, weight in (("pageRank", None), ("pageRankWeighted", "weight")):
            ranks = nx.pagerank(graph, alpha=0.85, tol=1e-13, max_iter=10_000, weight=weight)
            out[name] = by_node(ranks)
        personal = {node: node % 3 for node in range(nodes)}
        if sum(personal.values()) > 0:
            ranks = nx.pagerank(
                graph, alpha=0.85, tol=1e-13, max_iter=10_000, weight=None, personalization=personal
            )
            out["pageRankPersonalized"] = by_node(ranks)
    components = nx.weakly_connected_components(graph) if directed else nx.connected_components(graph)
    label = {}
    for index, members in enumerate(sorted(components, key=min)):
        for node in members:
            label[node] = index
    out["connectedComponents"] = by_node(label)
    out["from0"] = {}
    if nodes:
        hops = nx.single_source_shortest_path_length(graph, 0)
        out["from0"]["depth"] = [hops.get(i, -1) for i in range(nodes)]
        lengths = nx.single_source_dijkstra_path_length(graph, 0, weight="weight")
        out["from0"]["distance"] = [lengths.get(i) for i in range(nodes)]
        reverse = graph.reverse() if directed else graph
        lengths = nx.single_source_dijkstra_path_length(reverse, 0, weight="weight")
        out["from0"]["distanceInwards"] = [lengths.get(i) for i in range(nodes)]
    return out


def main():
    cases = []
    for name, directed, nodes, edges in graphs():
        graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_weighted_edges_from(edges)
        cases.append(
            {
                "name": name,
                "directed": directed,
                "nodeCount": nodes,
                "source": [e[0] for e in edges],
                "target": [e[1] for e in edges],
                "weight": [e[2] for e in edges],
                "expected": expected(graph, nodes, directed),
            }
        )
    file = pathlib.Path(__file__).with_name("algorithms.json")
    head = {
        "generated": "by conformance/generate.py; do not edit",
        "source": f"NetworkX {nx.__version__}",
        "tolerance": 1e-9,
    }
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    body = json.dumps(head)[1:-1]
    file.write_text("{\n  " + body + ',\n  "cases": [\n' + lines + "\n  ]\n}\n")
    print(f"{len(cases)} cases")


main()
