"""Writes graphs.json, and beside each algorithms/NAME.py the cases that it makes of these graphs, as NAME.json.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install networkx==3.5 numpy==2.4.6 scipy==1.17.1
    .cache/venv/bin/python conformance/generate.py

The tests of every language read the same files, so that all fail on the same case. A new algorithm needs one file:
algorithms/NAME.py with a function `cases(graph)`, where `graph` is a `networkx.MultiGraph` or `MultiDiGraph` whose nodes
are ids, whose edge keys are edge ids, and which has edge data `weight`. It yields cases:

    {"arguments": [0], "options": {"direction": "in"}, "expected": …}    or, instead of "expected",
    {"error": {"code": "INVALID_ARGUMENT", "details": {…}}}

Arguments and options are what a TypeScript user writes, with an array for a Float64Array; either may be left out. What is expected is a number, a boolean, an
array, an object of fields, or None for no result; fields that are not named are not compared. A constant `TOLERANCE` in the
file says how far numbers may be off; without it they must be equal.
"""

import importlib
import json
import math
import pathlib
import random

import networkx as nx

FOLDER = pathlib.Path(__file__).parent
HEAD = {"generated": "by conformance/generate.py; do not edit", "source": f"NetworkX {nx.__version__}"}


def graphs():
    """Name, directed, node count, edges as (source, target, weight), removed nodes, removed edges."""
    karate = [(u, v, 1.0) for u, v in nx.karate_club_graph().edges()]
    rng = random.Random(7)

    def randomly(nodes, edges, loops=True):
        out = []
        while len(out) < edges:
            u, v = rng.randrange(nodes), rng.randrange(nodes)
            if loops or u != v:
                out.append((u, v, float(rng.randrange(1, 20))))
        return out

    def acyclic(nodes, edges):
        order = rng.sample(range(nodes), nodes)
        pairs = (sorted(rng.sample(range(nodes), 2)) for _ in range(edges))
        return [(order[u], order[v], 1.0) for u, v in pairs]

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
        yield f"random acyclic, {suffix}", directed, 20, acyclic(20, 45)
        yield f"random with removals, {suffix}", directed, 16, randomly(16, 80), [2, 3, 9, 15], range(0, 80, 3)
        yield f"first node removed, {suffix}", directed, 3, [(0, 1, 1.0), (1, 2, 1.0)], [0]


def networkx_graph(graph):
    """The graph as NetworkX sees it, without what is removed."""
    found = nx.MultiDiGraph() if graph["directed"] else nx.MultiGraph()
    found.graph["nodeBound"] = graph["nodeCount"]
    found.add_nodes_from(range(graph["nodeCount"]))
    for edge, (u, v, weight) in enumerate(zip(graph["source"], graph["target"], graph["weight"])):
        if edge not in graph["removedEdges"]:
            found.add_edge(u, v, key=edge, weight=weight)
    found.remove_nodes_from(graph["removedNodes"])
    return found


def plain(value):
    """The value in JSON; numbers that JSON lacks become "NaN" and "Infinity"."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def write(name, head, kind, rows):
    lines = ",\n".join("    " + json.dumps(plain(row), allow_nan=False) for row in rows)
    head = json.dumps(HEAD | head)[1:-1]
    (FOLDER / name).write_text(f'{{\n  {head},\n  "{kind}": [\n{lines}\n  ]\n}}\n')
    print(f"{name}: {len(rows)} {kind}")


def main():
    rows = []
    for name, directed, nodes, edges, *removed in graphs():
        source, target, weight = ([edge[part] for edge in edges] for part in range(3))
        removed_nodes, removed_edges = ([*map(list, removed), [], []])[:2]
        rows.append(
            {
                "name": name,
                "directed": directed,
                "nodeCount": nodes,
                "source": source,
                "target": target,
                "weight": weight,
                "removedNodes": removed_nodes,
                "removedEdges": removed_edges,
            }
        )
    write("graphs.json", {}, "graphs", rows)
    for file in sorted(FOLDER.glob("algorithms/*.py")):
        module = importlib.import_module(f"algorithms.{file.stem}")
        cases = [
            {"graph": row["name"], "arguments": [], "options": {}} | case
            for row in rows
            for case in module.cases(networkx_graph(row))
        ]
        first, *others = file.stem.split("_")
        head = {
            "algorithm": first + "".join(word.capitalize() for word in others),
            "tolerance": getattr(module, "TOLERANCE", 0),
        }
        write(f"algorithms/{file.stem}.json", head, "cases", cases)


main()
