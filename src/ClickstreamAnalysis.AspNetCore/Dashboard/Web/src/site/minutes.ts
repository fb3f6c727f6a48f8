import type { Site } from '../contract';
import { categoryAxis, legend, legendHeight, tooltip, valueAxis } from '../charts';
import { hourMinute, number, short } from '../format';
import { ChartPanel } from '../panel';

interface Minutes { minutes: Site['minutes']; empty: string }

const LINES = [
  ['Active users', 'users'],
  ['Sessions opened', 'opened'],
  ['Sessions closed', 'closed'],
] as const;
/** Room for half of the last label, such as "12:59 PM". */
const RIGHT = 30;
const NAMES = ['Clicks', ...LINES.map(([name]) => name)];

/** Clicks, users and sessions of each minute: bars above, lines below, on one axis of time. */
export const minutesPanel = (): ChartPanel<Minutes> => new ChartPanel<Minutes>({
  label: 'Clicks, active users, and sessions opened and closed in each minute of the last hour',
  height: (_, width) => 318 + legendHeight(NAMES, width),
  empty: data => (data.minutes.length === 0 ? data.empty : null),
  option: ({ minutes }, look, width) => {
    const top = legendHeight(NAMES, width);
    const times = minutes.map(minute => hourMinute(minute.start));
    return {
      legend: legend(look, NAMES),
      tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
        const minute = minutes[params[0]!.dataIndex];
        return minute === undefined ? [] : [
          hourMinute(minute.start),
          `Clicks: ${number(minute.clicks)}`,
          ...LINES.map(([name, key]) => `${name}: ${number(minute[key])}`),
        ];
      }),
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      // Both with the same left edge, so that a minute is above itself.
      grid: [
        { left: 48, right: RIGHT, top: top + 20, height: 90, outerBoundsMode: 'none' },
        { left: 48, right: RIGHT, top: top + 138, bottom: 24, outerBoundsMode: 'none' },
      ],
      xAxis: [
        { ...categoryAxis(look, times), gridIndex: 0, axisLabel: { show: false } },
        { ...categoryAxis(look, times), gridIndex: 1 },
      ],
      yAxis: [{ ...valueAxis(look, short), gridIndex: 0, splitNumber: 2 }, { ...valueAxis(look, short), gridIndex: 1 }],
      series: [
        {
          type: 'bar', name: 'Clicks', xAxisIndex: 0, yAxisIndex: 0, barCategoryGap: '25%',
          itemStyle: { color: look.neutral }, data: minutes.map(minute => minute.clicks),
        },
        ...LINES.map(([name, key], i) => ({
          type: 'line' as const, name, xAxisIndex: 1, yAxisIndex: 1, showSymbol: false,
          lineStyle: { width: 2, type: (['solid', 'dashed', 'dotted'] as const)[i]! },
          itemStyle: { color: look.series[i]! }, data: minutes.map(minute => minute[key]),
        })),
      ],
    };
  },
  table: ({ minutes }) => ({
    columns: ['Minute', 'Clicks', ...LINES.map(([name]) => name)],
    rows: minutes.toReversed().map(minute => [
      hourMinute(minute.start), number(minute.clicks), ...LINES.map(([, key]) => number(minute[key])),
    ]),
  }),
});
