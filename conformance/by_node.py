"""Results by node id, as every language gives them."""

NAN = float("nan")
INFINITY = float("inf")
NONE = 0xFFFFFFFF


def by_node(graph, values, removed, absent=None):
    """An entry for each node id: `removed` for ids that are gone, `absent` for nodes that `values` lacks."""
    bound = graph.graph["nodeBound"]
    return [values.get(node, absent) if node in graph else removed for node in range(bound)]


def labels(graph, components):
    """Components, numbered in the order of their smallest node."""
    components = sorted(components, key=min)
    label = {node: index for index, members in enumerate(components) for node in members}
    return {
        "labels": by_node(graph, label, NONE),
        "count": len(components),
        "sizes": [len(members) for members in components],
    }


def towards(graph, direction):
    """The graph whose out-edges are those that lead in `direction`."""
    if not graph.is_directed() or direction == "out":
        return graph
    return graph.reverse() if direction == "in" else graph.to_undirected()
