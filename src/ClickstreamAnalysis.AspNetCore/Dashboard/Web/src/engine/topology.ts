import type { Topology } from '../contract';
import { tooltip } from '../charts';
import { decimal, number } from '../format';
import { clean, drawn, drawnLines } from '../names';
import { ChartPanel } from '../panel';
import { layers } from './layout';

type Kind = Topology['nodes'][number]['kind'];

// The shape tells the kind as the color does. A store is a cylinder.
const CYLINDER = 'path://M0,3 C0,-1 16,-1 16,3 L16,15 C16,19 0,19 0,15 Z';
const SHAPES: Record<Kind, { symbol: string; size: [number, number]; series: number }> = {
  topic: { symbol: 'roundRect', size: [34, 18], series: 0 },
  source: { symbol: 'triangle', size: [20, 18], series: 1 },
  operator: { symbol: 'circle', size: [20, 20], series: 5 },
  store: { symbol: CYLINDER, size: [20, 22], series: 2 },
  sink: { symbol: 'diamond', size: [22, 22], series: 3 },
};

const LAYER = 96;
const ROW = 96;
const LEVEL = 84;
const COLUMN = 100;
/** From the left of a column to the middle of its nodes, whose names stand to the right of them. */
const INDENT = 20;
/** A longer name is cut; the tooltip and the table have all of it. */
const LINES = 4;

interface Shape { layers: number; widest: number }
function shape(topology: Topology): Shape {
  const places = [...layers(topology).values()];
  return { layers: 1 + Math.max(0, ...places.map(place => place.layer)), widest: 1 + 2 * Math.max(0, ...places.map(place => Math.abs(place.order))) };
}

/** Whether the picture goes from top to bottom, because its layers do not fit beside each other. */
const isDown = (topology: Topology, width: number) => shape(topology).layers * LAYER > width;

const height = (topology: Topology, width: number) =>
  isDown(topology, width) ? shape(topology).layers * LEVEL + 12 : Math.max(180, shape(topology).widest * ROW + 24);

const corner = (id: string, x: number, y: number) => ({ id: `corner ${id}`, name: '', x, y, symbol: 'none', symbolSize: 0, label: { show: false }, tooltip: { show: false } });

const rate = (perSecond: number) => `${decimal(perSecond)}/s`;

/** The topology with the records a second on its edges: from left to right, or from top to bottom where the page is too narrow. */
export const topologyPanel = (): ChartPanel<Topology> => new ChartPanel<Topology>({
  label: 'Topology with the records a second on its edges',
  height,
  minWidth: (topology, width) => (isDown(topology, width) ? shape(topology).widest * COLUMN : 0),
  empty: topology => (topology.nodes.length === 0 ? 'The topology is not known yet.' : null),
  option: (topology, look, width, frame) => {
    const places = layers(topology);
    const { layers: count, widest } = shape(topology);
    const down = isDown(topology, frame);
    const along = down ? LEVEL : width / count;
    const across = down ? Math.max(COLUMN, width / widest) : ROW;
    const byId = new Map(topology.nodes.map(node => [node.id, node]));
    const label = down ? across - 2 * INDENT : along - 14;
    return {
      tooltip: tooltip(look, 'item', (params: { dataType: string; data: { id?: string; source?: string; target?: string } }) => {
        if (params.dataType === 'node') {
          const node = byId.get(params.data.id!)!;
          return [drawn(node.name, 80), node.kind];
        }
        const edge = topology.edges.find(edge => edge.from === params.data.source && edge.to === params.data.target)!;
        return [
          `${drawn(byId.get(edge.from)!.name, 50)} →`, drawn(byId.get(edge.to)!.name, 50),
          ...(edge.perSecond === null ? [] : [`${rate(edge.perSecond)} records`]), ...(edge.lag === null ? [] : [`Lag ${number(edge.lag)}`]),
        ];
      }),
      series: [{
        type: 'graph', layout: 'none', id: 'topology', roam: false, silent: false,
        left: 0, right: 0, top: 0, bottom: 0,
        // The two corners make the picture as large as the chart, so that positions are pixels.
        data: [corner('from', 0, 0), corner('to', width, height(topology, frame)), ...topology.nodes.map(node => {
          const { layer, order } = places.get(node.id)!;
          const main = along * (layer + 0.5);
          const cross = down ? across * (order + (widest - 1) / 2) + INDENT : across * (order + widest / 2);
          const { symbol, size, series } = SHAPES[node.kind] ?? SHAPES.operator;
          return {
            id: node.id, name: node.id, x: down ? cross : main, y: down ? main : cross, symbol, symbolSize: size,
            symbolRotate: node.kind === 'source' ? (down ? 180 : -90) : 0,
            itemStyle: { color: look.series[series]! },
            label: { formatter: () => drawnLines(node.name, Math.floor(label / 7.2), LINES) },
          };
        })],
        edges: topology.edges.filter(edge => byId.has(edge.from) && byId.has(edge.to)).map(edge => {
          const text = [edge.perSecond === null ? null : rate(edge.perSecond), edge.lag === null ? null : `lag ${number(edge.lag)}`].filter(part => part !== null).join('\n');
          return { source: edge.from, target: edge.to, label: { show: text !== '', formatter: () => text } };
        }),
        edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7,
        lineStyle: { color: look.muted, width: 1.3, opacity: 0.8 },
        label: { show: true, position: down ? 'right' : 'bottom', color: look.text, fontSize: 12, lineHeight: 14, distance: 5, backgroundColor: look.surface, padding: [1, 2] },
        edgeLabel: { color: look.muted, fontSize: 11, lineHeight: 13, position: 'middle', rotate: 0, align: 'center', ...(down ? { verticalAlign: 'middle' as const } : {}), backgroundColor: look.surface, padding: [1, 3] },
        emphasis: { scale: false },
      }],
    };
  },
  textColumns: new Set([0, 1, 2]),
  table: topology => {
    const byId = new Map(topology.nodes.map(node => [node.id, node]));
    const name = (id: string) => clean(byId.get(id)?.name ?? id);
    return {
      columns: ['From', 'Kind', 'To', 'Records a second', 'Lag'],
      rows: topology.edges.map(edge => [name(edge.from), byId.get(edge.from)?.kind ?? '', name(edge.to), decimal(edge.perSecond), number(edge.lag)]),
    };
  },
});
