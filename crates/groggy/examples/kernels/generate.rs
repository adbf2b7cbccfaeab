//! The two graphs that kernels are usually raced on.

/// Edges each graph has for each node, before duplicates are dropped.
const FACTOR: u64 = 16;

/// An undirected graph as pairs, in random order, with a whole weight from 1 to 255 each.
pub struct Edges {
    pub nodes: u32,
    pub source: Vec<u32>,
    pub target: Vec<u32>,
    pub weights: Vec<f64>,
}

impl Edges {
    /// Graph500's Kronecker graph: a few nodes have most edges, and half have none. Ids are shuffled.
    pub fn kronecker(scale: u32) -> Self {
        let mut seed = 1;
        let mut names: Vec<u32> = (0..1 << scale).collect();
        shuffle(&mut names, &mut seed);
        let pair = |seed: &mut u64| {
            let (mut u, mut v) = (0_usize, 0_usize);
            for _ in 0..scale {
                let corner = random(seed) % 100;
                u = u << 1 | usize::from(corner >= 76);
                v = v << 1 | usize::from((57..76).contains(&corner) || corner >= 95);
            }
            (names[u], names[v])
        };
        Self::distinct(scale, pair, seed)
    }

    /// Both ends of each edge are drawn evenly.
    pub fn uniform(scale: u32) -> Self {
        let pair = |seed: &mut u64| {
            let bits = random(seed);
            ((bits >> 32) as u32 >> (32 - scale), bits as u32 >> (32 - scale))
        };
        Self::distinct(scale, pair, 2)
    }

    fn distinct(scale: u32, mut pair: impl FnMut(&mut u64) -> (u32, u32), mut seed: u64) -> Self {
        let mut pairs: Vec<(u32, u32)> = (0..FACTOR << scale)
            .map(|_| pair(&mut seed))
            .map(|(u, v)| (u.min(v), u.max(v)))
            .filter(|(u, v)| u != v)
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        shuffle(&mut pairs, &mut seed);
        let weights = pairs.iter().map(|_| (random(&mut seed) % 255 + 1) as f64).collect();
        let (source, target) = pairs.into_iter().unzip();
        Self { nodes: 1 << scale, source, target, weights }
    }
}

fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for last in (1..items.len()).rev() {
        items.swap(last, (random(seed) % (last as u64 + 1)) as usize);
    }
}

/// The next number of a SplitMix64 sequence.
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
