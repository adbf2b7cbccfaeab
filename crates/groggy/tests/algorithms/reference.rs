//! Textbook forms: short, slow, and written from the definitions alone.

use crate::cases::Case;
use groggy::Direction;

/// Arcs along a direction.
pub fn arcs_along(case: &Case, direction: Direction) -> Vec<(u32, u32, f64)> {
    let mut arcs = Vec::new();
    for (from, to, weight, _) in case.arcs() {
        if direction != Direction::In {
            arcs.push((from, to, weight));
        }
        if direction != Direction::Out {
            arcs.push((to, from, weight));
        }
    }
    arcs
}

/// Relaxes every arc until nothing changes (Bellman, Ford). Infinite where there is no way, NaN where removed.
pub fn distances(case: &Case, source: u32, direction: Direction, unit: bool) -> Vec<f64> {
    let mut distances = vec![f64::INFINITY; case.nodes as usize];
    distances[source as usize] = 0.0;
    let arcs = arcs_along(case, direction);
    let mut changed = true;
    while changed {
        changed = false;
        for &(from, to, weight) in &arcs {
            let through = distances[from as usize] + if unit { 1.0 } else { weight };
            if through < distances[to as usize] {
                distances[to as usize] = through;
                changed = true;
            }
        }
    }
    for &node in &case.removed_nodes {
        distances[node as usize] = f64::NAN;
    }
    distances
}

/// Depths from distances, and for each node the smallest one a level up.
pub fn levels(
    case: &Case,
    source: u32,
    direction: Direction,
    max_depth: Option<u32>,
) -> (Vec<i32>, Vec<u32>) {
    let limit = max_depth.map_or(f64::INFINITY, f64::from);
    let distances = distances(case, source, direction, true);
    let depth: Vec<i32> =
        distances.iter().map(|&d| if d <= limit && d.is_finite() { d as i32 } else { -1 }).collect();
    let mut parent = vec![u32::MAX; depth.len()];
    for (from, to, _) in arcs_along(case, direction) {
        let (above, here) = (depth[from as usize], depth[to as usize]);
        if above >= 0 && here == above + 1 {
            parent[to as usize] = parent[to as usize].min(from);
        }
    }
    (depth, parent)
}

/// The smallest node of each node's component, by passing it along edges until nothing changes.
pub fn smallest_in_component(case: &Case) -> Vec<u32> {
    let mut smallest: Vec<u32> = (0..case.nodes).collect();
    let arcs = case.arcs();
    let mut changed = true;
    while changed {
        changed = false;
        for &(a, b, ..) in &arcs {
            let low = smallest[a as usize].min(smallest[b as usize]);
            for node in [a, b] {
                changed |= smallest[node as usize] != low;
                smallest[node as usize] = low;
            }
        }
    }
    smallest
}

/// So many iterations of PageRank, arc by arc, as NetworkX defines it. `jump`: 0 at removed nodes, sums to 1.
pub fn ranks(case: &Case, jump: &[f64], damping: f64, weighted: bool, iterations: u32) -> (Vec<f64>, f64) {
    let count = case.live_nodes().count() as f64;
    let nodes = case.nodes as usize;
    let arcs = case.arcs();
    let weigh = |weight: f64| if weighted { weight } else { 1.0 };
    let mut strength = vec![0.0; nodes];
    for &(from, _, weight, _) in &arcs {
        strength[from as usize] += weigh(weight);
    }
    let mut scores = vec![0.0; nodes];
    case.live_nodes().for_each(|node| scores[node as usize] = 1.0 / count);
    let mut residual = f64::INFINITY;
    for _ in 0..iterations {
        let dangling: f64 = (0..nodes).filter(|&node| strength[node] == 0.0).map(|node| scores[node]).sum();
        let mut next: Vec<f64> =
            jump.iter().map(|share| share * (1.0 - damping + damping * dangling)).collect();
        for &(from, to, weight, _) in &arcs {
            let from = from as usize;
            if strength[from] > 0.0 {
                next[to as usize] += damping * scores[from] * weigh(weight) / strength[from];
            }
        }
        residual = scores.iter().zip(&next).map(|(old, new)| (new - old).abs()).sum();
        scores = next;
    }
    for &node in &case.removed_nodes {
        scores[node as usize] = f64::NAN;
    }
    (scores, residual)
}
