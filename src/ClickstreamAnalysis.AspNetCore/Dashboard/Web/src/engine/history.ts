import type { Now } from '../contract';
import { categoryAxis, legend, legendHeight, tooltip, valueAxis } from '../charts';
import { decimal, number, short, shortSpan, span, time } from '../format';
import { ChartPanel } from '../panel';

const POINTS = 100;

export interface Point { at: number; rate: number; lag: number; latency: number | null; commit: number | null }

/** The figures of the last five minutes, one point each three seconds. Only the page keeps them; they start when it is opened. */
export class History {
  private readonly points: Point[] = [];

  add(now: Now): Point[] {
    const last = this.points.at(-1);
    if (last === undefined || now.at - last.at >= 2900) {
      this.points.push({ at: now.at, rate: now.clicksPerSecond, lag: now.lag, latency: now.latency?.p99 ?? null, commit: now.commit?.p99 ?? null });
      if (this.points.length > POINTS) {
        this.points.shift();
      }
    }
    return this.points;
  }
}

type Key = 'rate' | 'lag' | 'latency' | 'commit';
interface Line { key: Key; name: string; format: (value: number) => string }

/** Two lines above each other, each with its own axis of values. */
function historyPanel(label: string, lines: [Line, Line], axis: (value: number) => string): ChartPanel<Point[]> {
  const names = lines.map(line => line.name);
  const text = (line: Line, value: number | null) => (value === null ? '–' : line.format(value));
  return new ChartPanel<Point[]>({
    label,
    height: (_, width) => 236 + legendHeight(names, width),
    empty: points => (points.length < 2 ? 'The chart starts now: it shows what happens while this page is open.' : null),
    option: (points, look, width) => {
      const top = legendHeight(names, width);
      const times = points.map(point => time(point.at));
      return {
        legend: legend(look, names),
        tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
          const point = points[params[0]!.dataIndex];
          return point === undefined ? [] : [time(point.at), ...lines.map(line => `${line.name}: ${text(line, point[line.key])}`)];
        }),
        axisPointer: { link: [{ xAxisIndex: 'all' }] },
        grid: [
          { left: 58, right: 12, top: top + 16, height: 72, outerBoundsMode: 'none' },
          { left: 58, right: 12, top: top + 120, bottom: 24, outerBoundsMode: 'none' },
        ],
        xAxis: [
          { ...categoryAxis(look, times), gridIndex: 0, axisLabel: { show: false }, boundaryGap: false },
          { ...categoryAxis(look, times), gridIndex: 1, boundaryGap: false, axisLabel: { color: look.muted, hideOverlap: true, alignMinLabel: 'left' as const, alignMaxLabel: 'right' as const } },
        ],
        yAxis: [0, 1].map(i => ({ ...valueAxis(look, axis), gridIndex: i, splitNumber: 2 })),
        series: lines.map((line, i) => ({
          type: 'line' as const, name: line.name, xAxisIndex: i, yAxisIndex: i, showSymbol: false, silent: true,
          lineStyle: { width: 2, type: i === 0 ? 'solid' as const : 'dashed' as const }, itemStyle: { color: look.series[i]! },
          data: points.map(point => point[line.key]),
        })),
      };
    },
    table: points => ({
      columns: ['Time', ...lines.map(line => line.name)],
      rows: points.toReversed().slice(0, 60).map(point => [time(point.at), ...lines.map(line => text(line, point[line.key]))]),
    }),
  });
}

export const throughputPanel = (): ChartPanel<Point[]> => historyPanel(
  'Clicks a second and lag while this page is open',
  [{ key: 'rate', name: 'Clicks a second', format: decimal }, { key: 'lag', name: 'Lag in records', format: number }], short);

export const latencyPanel = (): ChartPanel<Point[]> => historyPanel(
  'End-to-end latency and commit time, 99th percentile, while this page is open',
  [{ key: 'latency', name: 'End-to-end latency (p99)', format: span }, { key: 'commit', name: 'Commit time (p99)', format: span }],
  value => (value < 1000 ? `${short(value)} ms` : shortSpan(value / 1000)));
