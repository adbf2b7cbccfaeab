/** Every algorithm. Generated from the declarations in `crates/groggy` by `npm run generate`; do not edit. */

import type { Algorithm } from './kinds.js'

export const algorithms: readonly Algorithm[] = [
  {
    name: 'closeness',
    args: [],
    options: [
      { name: 'direction', kind: 'Direction' },
      { name: 'weight', kind: 'Weight' },
    ],
  },
  {
    name: 'hits',
    args: [],
    options: [
      { name: 'tolerance', kind: 'Number', range: '[0, ∞)' },
      { name: 'maxIterations', kind: 'Whole' },
      { name: 'weight', kind: 'Weight' },
    ],
  },
  {
    name: 'pageRank',
    args: [],
    options: [
      { name: 'damping', kind: 'Number', range: '[0, 1)' },
      { name: 'tolerance', kind: 'Number', range: '[0, ∞)' },
      { name: 'maxIterations', kind: 'Whole' },
      { name: 'personalization', kind: 'PerNode' },
      { name: 'weight', kind: 'Weight' },
    ],
    resultClass: 'PageRankResult',
  },
  { name: 'coreNumbers', args: [], options: [] },
  { name: 'triangles', args: [], options: [], resultClass: 'TrianglesResult' },
  { name: 'connectedComponents', args: [], options: [], resultClass: 'Components' },
  { name: 'stronglyConnectedComponents', args: [], options: [], resultClass: 'Components' },
  { name: 'topologicalSort', args: [], options: [] },
  {
    name: 'hasPath',
    args: [
      { name: 'source', kind: 'Node' },
      { name: 'target', kind: 'Node' },
    ],
    options: [{ name: 'direction', kind: 'Direction' }],
  },
  {
    name: 'shortestDistances',
    args: [{ name: 'source', kind: 'Node' }],
    options: [
      { name: 'weight', kind: 'Weight' },
      { name: 'direction', kind: 'Direction' },
    ],
  },
  {
    name: 'shortestPath',
    args: [
      { name: 'source', kind: 'Node' },
      { name: 'target', kind: 'Node' },
    ],
    options: [
      { name: 'weight', kind: 'Weight' },
      { name: 'direction', kind: 'Direction' },
    ],
  },
  { name: 'prepare', args: [], options: [] },
  {
    name: 'ancestors',
    args: [{ name: 'node', kind: 'Node' }],
    options: [
      { name: 'maxDepth', kind: 'Limit' },
      { name: 'maxNodes', kind: 'Limit' },
    ],
  },
  {
    name: 'bfs',
    args: [{ name: 'source', kind: 'Node' }],
    options: [
      { name: 'direction', kind: 'Direction' },
      { name: 'maxDepth', kind: 'Limit' },
    ],
    resultClass: 'BfsResult',
  },
  {
    name: 'descendants',
    args: [{ name: 'node', kind: 'Node' }],
    options: [
      { name: 'maxDepth', kind: 'Limit' },
      { name: 'maxNodes', kind: 'Limit' },
    ],
  },
  {
    name: 'kHop',
    args: [
      { name: 'node', kind: 'Node' },
      { name: 'k', kind: 'Whole', example: 2 },
    ],
    options: [
      { name: 'direction', kind: 'Direction' },
      { name: 'maxNodes', kind: 'Limit' },
    ],
  },
]
