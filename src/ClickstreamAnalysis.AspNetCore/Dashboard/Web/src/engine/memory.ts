import type { Instance } from '../contract';
import { categoryAxis, grid, legend, legendHeight, tooltip, valueAxis } from '../charts';
import { bytes, percent } from '../format';
import { clean, drawn } from '../names';
import { ChartPanel } from '../panel';

export type Memory = { id: string; budget: number; parts: { name: string; bytes: number }[] }[];

/** The parts change from second to second in their last bytes; a picture needs no more than a hundredth of the budget. */
export const memoryOf = (instances: Instance[]): Memory => instances.map(({ id, memory }) => {
  const step = Math.max(1, memory.budget / 500);
  return { id, budget: memory.budget, parts: memory.parts.map(part => ({ name: part.name, bytes: Math.round(Math.round(part.bytes / step) * step) })) };
});

const used = (instance: Memory[number]) => instance.parts.reduce((sum, part) => sum + part.bytes, 0);
const names = (memory: Memory) => [...new Set(memory.flatMap(instance => instance.parts.map(part => part.name)))];

/** Memory of each instance by part, against its budget. */
export const memoryPanel = (): ChartPanel<Memory> => new ChartPanel<Memory>({
  label: 'Memory of each instance by part, against its budget',
  height: (memory, width) => 66 + legendHeight(names(memory), width) + memory.length * 48,
  empty: memory => (memory.length === 0 ? 'No instance has reported yet.' : null),
  option: (memory, look, width) => {
    const parts = names(memory);
    const most = Math.max(...memory.map(instance => Math.max(instance.budget, used(instance))));
    return {
      legend: {
        ...legend(look, parts),
        formatter: (name: string) => drawn(name, 28),
      },
      tooltip: tooltip(look, 'axis', (params: { dataIndex: number }[]) => {
        const instance = memory[params[0]!.dataIndex];
        return instance === undefined ? [] : [
          drawn(instance.id, 40), ...instance.parts.map(part => `${drawn(part.name, 40)}: ${bytes(part.bytes)}`),
          `Together ${bytes(used(instance))} of ${bytes(instance.budget)} (${percent(used(instance) / instance.budget)})`,
        ];
      }),
      grid: grid({ top: 16 + legendHeight(parts, width), right: 24 }),
      xAxis: { ...valueAxis(look, bytes), minInterval: 0, max: most, interval: most / 4 },
      yAxis: {
        ...categoryAxis(look, memory.map(instance => drawn(instance.id, 30))), inverse: true,
        axisLabel: { color: look.text, width: width < 480 ? 80 : 150, overflow: 'truncate', interval: 0 },
      },
      series: parts.map((name, i) => ({
        type: 'bar' as const, id: `part${i}`, name, stack: 'memory', barWidth: 22, barMinWidth: 0,
        itemStyle: { color: look.series[i % look.series.length]!, borderColor: look.surface, borderWidth: 1 },
        data: memory.map(instance => instance.parts.find(part => part.name === name)?.bytes ?? 0),
        ...(i > 0 ? {} : {
          markLine: {
            silent: true, symbol: 'none', animation: false, label: { show: false },
            lineStyle: { color: look.text, type: 'dashed' as const, width: 1.5 },
            data: [...new Set(memory.map(instance => instance.budget))].map(budget => ({ xAxis: budget })),
          },
        }),
      })),
    };
  },
  textColumns: new Set([0, 1]),
  table: memory => ({
    columns: ['Instance', 'Part', 'Memory', 'Of the budget'],
    rows: memory.flatMap(instance => [
      ...instance.parts.map(part => [clean(instance.id), clean(part.name), bytes(part.bytes), percent(part.bytes / instance.budget)]),
      [clean(instance.id), 'together', bytes(used(instance)), percent(used(instance) / instance.budget)],
    ]),
  }),
});
