// What the server sends to the dashboard. Events of GET feed (server-sent events): now, site, funnels, engine, clicks, log.
// Every event's data is one JSON object of the type named here. All are sent at once when a dashboard connects.

/** Milliseconds since 1970-01-01T00:00Z. */
export type Ms = number;

/** Event "now", every second. */
export interface Now {
  at: Ms;
  application: string;
  /** StreamsState in lower case: created, starting, rebalancing, restoring, running, … failed. */
  state: string;
  isPaused: boolean;
  failure: string | null;
  /** Distinct users of the last five minutes, within about 2 %; null without insights. */
  activeUsers: number | null;
  openSessions: number | null;
  openedPerMinute: number | null;
  closedPerMinute: number | null;
  /** Clicks read, of all instances. */
  clicksPerSecond: number;
  lag: number;
  /** From the time in the record to the commit of its results, over the last ten seconds; null when there was none. */
  latency: { p50: Ms; p99: Ms } | null;
  /** How long a commit takes, over the last ten seconds. */
  commit: { p50: Ms; p99: Ms } | null;
  /** Since the instances started. rejected: unreadable ("poison"); guarded: implausible event time. */
  counts: { read: number; late: number; rejected: number; guarded: number; failed: number };
  instances: number;
  /** Addresses of instances that did not answer. */
  silent: string[];
  /** Addresses of instances of whose answer something could not be read, as of another version. */
  unreadable: string[];
  /** Addresses of instances whose answer was too large, so that their part of the site and of the funnels is missing. */
  oversized: string[];
}

/** Event "site", every five seconds. Figures of the clicks whose event time is in [from, to). */
export interface Site {
  at: Ms;
  from: Ms;
  to: Ms;
  /** False when the topology has no insights: everything below is empty then. */
  hasInsights: boolean;
  /** The last hour, oldest first, every minute present. */
  minutes: { start: Ms; clicks: number; users: number; opened: number; closed: number }[];
  /** Sessions that closed in the span. */
  closedSessions: number;
  bounceRate: number | null;
  durations: Bucket[];
  events: Bucket[];
  /** At most 20 each, highest first. before: the count of the equally long span before; null when it is not known. */
  pages: Ranked[];
  entries: Ranked[];
  exits: Ranked[];
  referrers: Ranked[];
  campaigns: Ranked[];
  /** Page views that followed each other in a session: the step-th page (from 1) and the next one. to is null where the session ended. */
  paths: { step: number; from: string; to: string | null; count: number }[];
}
/** from inclusive, to exclusive (null: no end); seconds for durations, events for events. */
export interface Bucket { from: number; to: number | null; count: number }
export interface Ranked { name: string; count: number; before: number | null }

/** Event "funnels", every five seconds. */
export interface Funnels { at: Ms; funnels: Funnel[] }
export interface Funnel {
  name: string;
  steps: string[];
  /** Users that reached each step. */
  users: number[];
  /** trend: users by step for each entry of the funnel's trend, in its order. */
  breakdown: { value: string; users: number[]; trend: number[][]; timeToConvert: ConversionTimes | null }[];
  /** By the time of entry, oldest first; empty when the funnel has no buckets. */
  trend: { start: Ms; users: number[] }[];
  /** Null when times are not kept. */
  timeToConvert: ConversionTimes | null;
}
export interface ConversionTimes { count: number; average: Ms; median: Ms; p90: Ms; histogram: { from: Ms; to: Ms; count: number }[] }

/** Event "clicks", every second: a sample of what was read since the last one, at most 20, newest last. */
export interface Clicks { clicks: Click[]; /** How many were left out. */ skipped: number }
export interface Click {
  partition: number;
  offset: number;
  time: Ms | null;
  user: string | null;
  name: string | null;
  page: string | null;
  mark: 'ok' | 'late' | 'poison' | 'guarded';
  reason: string | null;
}

/** Event "engine", every two seconds. */
export interface Engine { at: Ms; instances: Instance[]; topology: Topology }
export interface Instance {
  id: string;
  address: string | null;
  isThis: boolean;
  state: string;
  since: Ms;
  memory: { budget: number; parts: { name: string; bytes: number }[] };
  threads: { name: string; state: string }[];
  tasks: { id: string; status: string; streamTime: Ms | null; lag: number; restored: number; toRestore: number; inputs: { topic: string; partition: number; lag: number }[] }[];
  waits: string[];
  work: { text: string; fraction: number; timeLeft: Ms | null }[];
  recoveries: number;
}
export interface Topology {
  nodes: { id: string; name: string; kind: 'topic' | 'source' | 'operator' | 'store' | 'sink'; group: number }[];
  /** perSecond: records on this edge; null when it is not counted. */
  edges: { from: string; to: string; perSecond: number | null; lag: number | null }[];
}

/** Event "log", when there is something: recent messages of the library, newest last. */
export interface Log { messages: { at: Ms; level: 'information' | 'warning' | 'error' | 'critical'; text: string }[] }

/** GET api/sessions/{user}: the open sessions of a user. 200 with this; also when there is none. */
export interface UserSessions {
  /** found, notFound, restoring, notHere, notRunning. */
  status: string;
  message: string | null;
  sessions: { store: string; start: Ms; end: Ms; events: number; pageViews: number; entryPage: string | null; exitPage: string | null; referrer: string | null; campaign: string | null }[];
}
