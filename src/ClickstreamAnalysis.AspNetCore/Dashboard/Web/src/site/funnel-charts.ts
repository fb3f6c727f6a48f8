import type { Funnel } from '../contract';
import { categoryAxis, grid, tooltip, valueAxis } from '../charts';
import { dayTime, hourMinute, number, percent, wholePercent } from '../format';
import { clean, drawn, shorten } from '../names';
import { ChartPanel } from '../panel';

export interface Steps { steps: string[]; users: number[] }
export type Trend = Funnel['trend'];

const share = (users: number[], i: number) => (users[0] ? (users[i] ?? 0) / users[0] : 0);
const lost = (users: number[], i: number) => (i === 0 || !users[i - 1] ? null : 1 - (users[i] ?? 0) / users[i - 1]!);

/** How many users reached each step, and what part of the step before did not. */
export const stepsPanel = (funnel: string): ChartPanel<Steps> => new ChartPanel<Steps>({
  label: `Users at each step of the funnel ${shorten(funnel, 60)}`,
  height: ({ steps }) => steps.length * 44 + 12,
  empty: ({ users }) => (users[0] ? null : 'No user has entered this funnel yet.'),
  option: ({ steps, users }, look, width) => {
    const names = width < 480 ? 104 : 168;
    return {
      tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
        const i = params[0]!.dataIndex;
        const gone = lost(users, i);
        return [
          drawn(steps[i] ?? '', 80), `${number(users[i] ?? 0)} users, ${percent(share(users, i))} of those who entered`,
          ...(gone === null ? [] : [`${percent(gone)} lost since the step before`]),
        ];
      }),
      grid: { left: names + 12, right: width < 480 ? 78 : 150, top: 2, bottom: 2 },
      xAxis: { type: 'value', max: Math.max(1, users[0] ?? 0), show: false },
      yAxis: {
        ...categoryAxis(look, steps.map(step => drawn(step, 60))),
        inverse: true,
        axisLine: { show: false },
        axisLabel: { color: look.text, fontSize: 12.5, width: names, overflow: 'truncate', interval: 0 },
      },
      series: [{
        type: 'bar', barWidth: 26, showBackground: true, backgroundStyle: { color: look.line, opacity: 0.4 },
        itemStyle: { color: look.series[0]! },
        data: steps.map((_, i) => users[i] ?? 0),
      }, {
        // Its labels start at the right end of the track, whatever the length of the bar.
        type: 'bar', barWidth: 26, barGap: '-100%', silent: true, itemStyle: { color: 'transparent' },
        label: {
          show: true, position: 'right', color: look.text, fontSize: 12.5, lineHeight: 16,
          formatter: (params: { dataIndex: number }) => {
            const gone = lost(users, params.dataIndex);
            const reached = width < 480 ? number(users[params.dataIndex] ?? 0) : `${number(users[params.dataIndex] ?? 0)}  (${wholePercent(share(users, params.dataIndex))})`;
            return gone === null ? reached : `${reached}\n▼ ${wholePercent(gone)} lost`;
          },
        },
        data: steps.map(() => Math.max(1, users[0] ?? 0)),
      }],
    };
  },
  table: ({ steps, users }) => ({
    columns: ['Step', 'Users', 'Of those who entered', 'Lost since the step before'],
    rows: steps.map((step, i) => [clean(step), number(users[i] ?? 0), percent(share(users, i)), percent(lost(users, i))]),
  }),
});

const conversion = (users: number[]) => share(users, users.length - 1);

/** Conversion of those who entered in each span. */
export const trendPanel = (funnel: string): ChartPanel<Trend> => {
  const moment = (trend: Trend) => (trend.length > 1 && trend.at(-1)!.start - trend[0]!.start > 72_000_000 ? dayTime : hourMinute);
  return new ChartPanel<Trend>({
    label: `Conversion in the funnel ${shorten(funnel, 60)} by time of entry`,
    height: 170,
    empty: trend => (trend.length === 0 ? 'This funnel counts all users together. Give it buckets of time to see its trend.' : null),
    option: (trend, look) => ({
      tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
        const point = trend[params[0]!.dataIndex];
        return point === undefined ? [] : [
          dayTime(point.start), `${percent(conversion(point.users))} converted`, `${number(point.users.at(-1) ?? 0)} of ${number(point.users[0] ?? 0)} users`,
        ];
      }),
      grid: grid({ top: 10, right: 14 }),
      xAxis: { ...categoryAxis(look, trend.map(point => moment(trend)(point.start))), boundaryGap: trend.length === 1 },
      yAxis: { ...valueAxis(look, wholePercent), minInterval: 0 },
      series: [{
        type: 'line', showSymbol: trend.length === 1, lineStyle: { width: 2 }, itemStyle: { color: look.series[1]! },
        areaStyle: { color: look.series[1]!, opacity: 0.12 }, data: trend.map(point => conversion(point.users)),
      }],
    }),
    table: trend => ({
      columns: ['Entered from', 'Entered', 'Converted', 'Conversion'],
      rows: trend.toReversed().map(point => [dayTime(point.start), number(point.users[0] ?? 0), number(point.users.at(-1) ?? 0), percent(conversion(point.users))]),
    }),
  });
};
