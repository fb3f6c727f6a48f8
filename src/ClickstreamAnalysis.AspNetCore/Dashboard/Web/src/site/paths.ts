import type { Site } from '../contract';
import { tooltip } from '../charts';
import { number, percent } from '../format';
import { clean, drawn, shorten } from '../names';
import { ChartPanel } from '../panel';

type Paths = Site['paths'];

interface Node { id: string; step: number; label: string; full: string; kind: 'page' | 'other' | 'left'; count: number }
interface Link { from: Node; to: Node; count: number }

const OTHER = 'Other pages';
const LEFT = 'Left the site';

/** The most visited pages of each step; the rest of a step is one node. A node's id has its step, so paths never turn back. */
export function simplify(paths: Paths, steps: number, pagesAStep: number): { nodes: Node[]; links: Link[] } {
  const totals = new Map<string, { step: number; page: string; count: number }>();
  const count = (step: number, page: string, n: number) => {
    const key = `${step} ${page}`;
    const total = totals.get(key) ?? { step, page, count: 0 };
    total.count += n;
    totals.set(key, total);
  };
  const shown = paths.filter(path => path.step < steps);
  for (const path of shown) {
    if (path.step === 1) {
      count(1, path.from, path.count);
    }
    if (path.to !== null) {
      count(path.step + 1, path.to, path.count);
    }
  }
  const kept = new Set<string>();
  for (let step = 1; step <= steps; step++) {
    [...totals.values()].filter(total => total.step === step).sort((a, b) => b.count - a.count).slice(0, pagesAStep)
      .forEach(total => kept.add(`${step} ${total.page}`));
  }

  const nodes = new Map<string, Node>();
  const node = (step: number, page: string | null): Node => {
    const kind = page === null ? 'left' : kept.has(`${step} ${page}`) ? 'page' : 'other';
    const id = kind === 'page' ? `${step} ${page}` : `${step} ${kind}`;
    let found = nodes.get(`${kind} ${id}`);
    if (found === undefined) {
      // The number keeps hostile names out of the identifiers of the chart.
      found = { id: `n${nodes.size}`, step, kind, count: 0, label: kind === 'page' ? page! : kind === 'left' ? LEFT : OTHER, full: '' };
      found.full = kind === 'page' ? clean(page) : found.label;
      nodes.set(`${kind} ${id}`, found);
    }
    return found;
  };
  const links = new Map<string, Link>();
  for (const path of shown) {
    const from = node(path.step, path.from);
    const to = node(path.step + 1, path.to);
    const link = links.get(`${from.id} ${to.id}`) ?? { from, to, count: 0 };
    link.count += path.count;
    links.set(`${from.id} ${to.id}`, link);
  }
  for (const link of links.values()) {
    link.to.count += link.count;
    if (link.from.step === 1) {
      link.from.count += link.count;
    }
  }
  return { nodes: [...nodes.values()], links: [...links.values()].sort((a, b) => b.count - a.count) };
}

const room = (width: number) => (width < 560 ? { steps: 3, pages: 4 } : width < 1000 ? { steps: 4, pages: 5 } : { steps: 5, pages: 6 });

export const pathsPanel = (): ChartPanel<{ paths: Paths; empty: string }> => new ChartPanel<{ paths: Paths; empty: string }>({
  label: 'Paths from page to page, from the first page of a session on',
  height: (_, width) => (width < 560 ? 380 : 440),
  empty: data => (data.paths.length === 0 ? data.empty : null),
  option: ({ paths }, look, width) => {
    const { steps, pages } = room(width);
    const { nodes, links } = simplify(paths, steps, pages);
    const columns = Math.max(2, ...nodes.map(node => node.step));
    // The labels of the last step are to the right of it, as all others.
    const last = width < 560 ? 100 : 150;
    const labelWidth = Math.min((width - last) / (columns - 1) - 24, 220);
    const characters = Math.max(8, Math.floor(labelWidth / 7));
    const byId = new Map(nodes.map(node => [node.id, node]));
    return {
      tooltip: tooltip(look, 'item', (params: { dataType: string; data: { id?: string; source?: string; target?: string; value?: number } }) => {
        if (params.dataType === 'node') {
          const node = byId.get(params.data.id!)!;
          return [drawn(node.full, 80), `Step ${node.step}: ${number(node.count)}`];
        }
        const from = byId.get(params.data.source!)!;
        const to = byId.get(params.data.target!)!;
        return [`${drawn(from.full, 60)} →`, drawn(to.full, 60), `${number(params.data.value!)} (${percent(params.data.value! / Math.max(1, from.count))} of step ${from.step})`];
      }),
      series: [{
        type: 'sankey',
        left: 4, right: last, top: 8, bottom: 8,
        nodeWidth: 12, nodeGap: 14, layoutIterations: 24, draggable: false,
        emphasis: { focus: 'adjacency' },
        lineStyle: { color: look.neutral, opacity: 0.32, curveness: 0.5 },
        label: { color: look.text, fontSize: 12, width: labelWidth, overflow: 'truncate', textBorderColor: look.surface, textBorderWidth: 3 },
        data: nodes.map(node => ({
          id: node.id, name: node.id, depth: node.step - 1,
          itemStyle: { color: node.kind === 'page' ? look.series[0]! : node.kind === 'left' ? look.series[2]! : look.series[5]!, borderWidth: 0 },
          label: {
            formatter: () => drawn(node.label, node.step === columns ? Math.floor((last - 18) / 7) : characters),
            width: node.step === columns ? last - 18 : labelWidth,
          },
        })),
        links: links.map(link => ({ source: link.from.id, target: link.to.id, value: link.count })),
      }],
    };
  },
  textColumns: new Set([0, 1, 2]),
  table: ({ paths }) => ({
    columns: ['Step', 'From', 'To', 'Count'],
    rows: simplify(paths, 5, 6).links.sort((a, b) => a.from.step - b.from.step || b.count - a.count)
      .map(link => [`${link.from.step}`, shorten(link.from.full, 100), shorten(link.to.full, 100), number(link.count)]),
  }),
});
