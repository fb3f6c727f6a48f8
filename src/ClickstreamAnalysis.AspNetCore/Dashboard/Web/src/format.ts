// Numbers and times in the reader's locale and zone.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const wholeShare = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minute = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dayMinute = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

const unit = (name: string, digits: number) =>
  new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
const milliseconds = unit('millisecond', 0);
const seconds = unit('second', 0);
const fractionOfSeconds = unit('second', 1);
const minutes = unit('minute', 0);
const hours = unit('hour', 0);
const days = unit('day', 0);

const narrow = (name: string) => new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: 1 });
const narrowUnits = [[86_400, narrow('day')], [3600, narrow('hour')], [60, narrow('minute')], [1, narrow('second')]] as const;

/** Stands for a figure that is not known. */
export const NONE = '–';

export const number = (value: number | null): string => (value === null ? NONE : whole.format(value));
export const decimal = (value: number | null): string =>
  value === null ? NONE : Math.abs(value) < 100 ? tenth.format(value) : whole.format(value);
export const short = (value: number): string => (Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value));
export const percent = (value: number | null): string => (value === null || !Number.isFinite(value) ? NONE : share.format(value));
export const wholePercent = (value: number): string => wholeShare.format(value);

export const time = (at: number): string => clock.format(at);
export const hourMinute = (at: number): string => minute.format(at);
export const dateTime = (at: number): string => moment.format(at);
export const dayTime = (at: number): string => dayMinute.format(at);

/** A span of time with its two largest units. */
export function span(ms: number | null): string {
  if (ms === null) {
    return NONE;
  }
  if (ms < 1000) {
    return milliseconds.format(ms);
  }
  if (ms < 10_000) {
    return fractionOfSeconds.format(ms / 1000);
  }
  const total = Math.round(ms / 1000);
  if (total < 60) {
    return seconds.format(total);
  }
  if (total < 3600) {
    return pair(minutes, Math.floor(total / 60), seconds, total % 60);
  }
  return total < 86_400
    ? pair(hours, Math.floor(total / 3600), minutes, Math.floor((total % 3600) / 60))
    : pair(days, Math.floor(total / 86_400), hours, Math.floor((total % 86_400) / 3600));
}

const pair = (large: Intl.NumberFormat, a: number, small: Intl.NumberFormat, b: number): string =>
  b === 0 ? large.format(a) : `${large.format(a)} ${small.format(b)}`;

export function bytes(count: number): string {
  const mebibytes = count / 1_048_576;
  return mebibytes >= 1024 ? `${tenth.format(mebibytes / 1024)} GiB` : `${decimal(mebibytes)} MiB`;
}

/** A span of time in few characters, for the axis of a chart. */
export function shortSpan(inSeconds: number): string {
  const [size, format] = narrowUnits.find(([size]) => inSeconds >= size) ?? narrowUnits[3];
  return format.format(inSeconds / size);
}

export const range = (from: number, to: number | null, format: (value: number) => string): string =>
  to === null ? `${format(from)}+` : `${format(from)}–${format(to)}`;
