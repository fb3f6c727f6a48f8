import type { Topology } from '../contract';

export interface Place { layer: number; order: number }

/** Puts the nodes of a topology into layers, sources first, and orders each layer so that few edges cross. */
export function layers(topology: Topology): Map<string, Place> {
  const ids = topology.nodes.map(node => node.id);
  const known = new Set(ids);
  const edges = topology.edges.filter(edge => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const after = neighbors(ids, edges.map(edge => [edge.from, edge.to]));
  const before = neighbors(ids, edges.map(edge => [edge.to, edge.from]));

  const layer = new Map<string, number>(ids.map(id => [id, 0]));
  // The longest way from a source. A cycle, which no topology has, would end after as many rounds as there are nodes.
  for (let round = 0, changed = true; changed && round < ids.length; round++) {
    changed = false;
    for (const { from, to } of edges) {
      if (layer.get(to)! <= layer.get(from)! && layer.get(from)! + 1 < ids.length) {
        layer.set(to, layer.get(from)! + 1);
        changed = true;
      }
    }
  }

  const rows: string[][] = [];
  for (const id of ids) {
    (rows[layer.get(id)!] ??= []).push(id);
  }
  const filled = rows.filter(row => row !== undefined);
  const position = new Map<string, number>();
  const number = (row: string[]) => row.forEach((id, i) => position.set(id, i - (row.length - 1) / 2));
  filled.forEach(number);
  for (let sweep = 0; sweep < 6; sweep++) {
    const near = sweep % 2 === 0 ? before : after;
    for (const row of sweep % 2 === 0 ? filled : filled.toReversed()) {
      const center = (id: string) => {
        const all = near.get(id)!;
        return all.length === 0 ? position.get(id)! : all.reduce((sum, other) => sum + position.get(other)!, 0) / all.length;
      };
      const centers = new Map(row.map(id => [id, center(id)]));
      row.sort((a, b) => centers.get(a)! - centers.get(b)!);
      number(row);
    }
  }
  return new Map(filled.flatMap((row, i) => row.map(id => [id, { layer: i, order: position.get(id)! }] as const)));
}

function neighbors(ids: string[], pairs: string[][]): Map<string, string[]> {
  const all = new Map<string, string[]>(ids.map(id => [id, []]));
  pairs.forEach(([from, to]) => all.get(from!)!.push(to!));
  return all;
}
