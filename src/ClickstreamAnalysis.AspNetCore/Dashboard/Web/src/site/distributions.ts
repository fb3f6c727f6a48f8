import type { Bucket } from '../contract';
import { categoryAxis, grid, tooltip, valueAxis } from '../charts';
import { number, percent, range, short, shortSpan } from '../format';
import type { Look } from '../look';
import { ChartPanel } from '../panel';

export interface Histogram {
  buckets: Bucket[];
  /** What stands in its place when there is nothing to show. */
  empty: string;
}

/** How often each range of values occurred. */
export function histogramPanel(label: string, column: string, format: (bucket: Bucket) => string, height = 200): ChartPanel<Histogram> {
  const total = (buckets: Bucket[]) => buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return new ChartPanel<Histogram>({
    label,
    height,
    empty: data => (total(data.buckets) === 0 ? data.empty : null),
    option: ({ buckets }, look) => ({
      tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
        const bucket = buckets[params[0]!.dataIndex];
        return bucket === undefined ? [] : [format(bucket), `${number(bucket.count)} (${percent(bucket.count / total(buckets))})`];
      }),
      grid: grid({ top: 10 }),
      xAxis: bucketAxis(look, buckets.map(format)),
      yAxis: valueAxis(look, short),
      series: [{ type: 'bar', barCategoryGap: '18%', itemStyle: { color: look.series[0]! }, data: buckets.map(bucket => bucket.count) }],
    }),
    table: ({ buckets }) => ({
      columns: [column, 'Count', 'Share'],
      rows: buckets.map(bucket => [format(bucket), number(bucket.count), percent(bucket.count / total(buckets))]),
    }),
  });
}

/** Every range has its label, on two lines, as long as there are few. */
const bucketAxis = (look: Look, ranges: string[]) => {
  const axis = categoryAxis(look, ranges);
  return ranges.length > 9 ? axis : {
    ...axis,
    axisLabel: { ...axis.axisLabel, hideOverlap: false, interval: 0, fontSize: 11, lineHeight: 13, formatter: (text: string) => text.replace('–', '–\n') },
  };
};

export const durationRange = (bucket: Bucket): string => range(bucket.from, bucket.to, shortSpan);

/** The count of events: whole numbers, so the last one that belongs to a range is shown instead of the first that does not. */
export const eventRange = (bucket: Bucket): string =>
  bucket.to !== null && bucket.to - bucket.from <= 1 ? number(bucket.from) : range(bucket.from, bucket.to === null ? null : bucket.to - 1, number);

export interface Bounces {
  rate: number | null;
  sessions: number;
  empty: string;
}

/** Sessions of one page against all others. */
export function bouncePanel(): ChartPanel<Bounces> {
  const parts = (data: Bounces) => [
    { name: 'Bounced', share: data.rate ?? 0 },
    { name: 'Stayed', share: 1 - (data.rate ?? 0) },
  ];
  return new ChartPanel<Bounces>({
    label: 'Share of closed sessions that bounced',
    height: 120,
    empty: data => (data.rate === null ? data.empty : null),
    option: (data, look) => ({
      tooltip: tooltip(look, 'item', (params: { seriesIndex: number }) => {
        const part = parts(data)[params.seriesIndex]!;
        return [part.name, `${number(Math.round(part.share * data.sessions))} (${percent(part.share)})`];
      }),
      legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: look.text }, selectedMode: false },
      grid: { left: 0, right: 0, top: 34, bottom: 30 },
      xAxis: { type: 'value', max: 1, show: false },
      yAxis: { type: 'category', data: [''], show: false },
      series: parts(data).map((part, i) => ({
        type: 'bar', name: part.name, stack: 'all', barWidth: 40, data: [part.share],
        itemStyle: { color: i === 0 ? look.series[2]! : look.series[1]! },
        label: { show: part.share > 0.12, color: look.surface, fontWeight: 'bold', formatter: () => percent(part.share) },
      })),
    }),
    table: data => ({
      columns: ['Sessions', 'Count', 'Share'],
      rows: parts(data).map(part => [part.name, number(Math.round(part.share * data.sessions)), percent(part.share)]),
    }),
  });
}
