// Only the parts of ECharts that the dashboard uses.
import { BarChart, GraphChart, LineChart, SankeyChart } from 'echarts/charts';
import type { BarSeriesOption, GraphSeriesOption, LineSeriesOption, SankeySeriesOption } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { ComposeOption, EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Look } from './look';

use([BarChart, GraphChart, LineChart, SankeyChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

export type Option = ComposeOption<
  | BarSeriesOption | GraphSeriesOption | LineSeriesOption | SankeySeriesOption
  | GridComponentOption | LegendComponentOption | TooltipComponentOption>;
export type Chart = EChartsType;

export function create(element: HTMLElement): Chart {
  const chart = init(element, null, { renderer: 'canvas' });
  // Without it, ten more frames follow each one that draws, in case an animation begins.
  chart.getZr().setSleepAfterStill(1);
  return chart;
}

/** What all charts share. Tooltips are drawn as text, not built as HTML. */
export function common(look: Look): Option {
  return {
    animation: false,
    color: look.series,
    textStyle: { fontFamily: look.font, color: look.text, fontSize: 12 },
  };
}

export const tooltip = (look: Look, trigger: 'axis' | 'item', lines: (params: never) => string[]): TooltipComponentOption => ({
  trigger,
  renderMode: 'richText',
  confine: true,
  transitionDuration: 0,
  backgroundColor: look.surface,
  borderColor: look.line,
  borderWidth: 1,
  padding: [8, 10],
  textStyle: { color: look.text, fontSize: 12, fontFamily: look.font },
  axisPointer: { type: 'shadow', shadowStyle: { color: look.line, opacity: 0.35 }, animation: false },
  formatter: (params: unknown) => lines(params as never).join('\n'),
});

export const legend = (look: Look, data: string[]): LegendComponentOption => ({
  data,
  top: 0,
  left: 0,
  itemWidth: 14,
  itemHeight: 8,
  itemGap: 14,
  textStyle: { color: look.text, fontSize: 12 },
  selectedMode: false,
});

/** The height that a legend takes, which breaks into lines where the page is narrow. */
export function legendHeight(names: string[], width: number): number {
  let lines = 1;
  let used = 0;
  for (const name of names) {
    const size = 14 + 5 + name.length * 7 + 14;
    if (used > 0 && used + size > width) {
      lines++;
      used = 0;
    }
    used += size;
  }
  return lines * 22;
}

export const valueAxis = (look: Look, format: (value: number) => string) => ({
  type: 'value' as const,
  minInterval: 1,
  splitNumber: 3,
  axisLabel: { color: look.muted, formatter: format, hideOverlap: true },
  splitLine: { lineStyle: { color: look.line } },
  axisLine: { show: false },
  axisTick: { show: false },
});

export const categoryAxis = (look: Look, data: string[]) => ({
  type: 'category' as const,
  data,
  axisLabel: { color: look.muted, hideOverlap: true },
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
});

/** A grid that keeps the labels of its axes inside. */
export const grid = (box: { top: number; bottom?: number; height?: number; right?: number }): GridComponentOption => ({
  left: 4,
  right: box.right ?? 8,
  top: box.top,
  ...(box.height === undefined ? { bottom: box.bottom ?? 4 } : { height: box.height }),
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
});
