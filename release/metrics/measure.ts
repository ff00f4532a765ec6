/** One metric of success, against its target. */
export interface Measured {
  readonly id: string;
  readonly title: string;
  /** What was measured, as a person reads it; undefined: it could not be measured. */
  readonly shown?: string;
  /** Shares are 0..1, times milliseconds. */
  readonly value?: number;
  /** As a person reads it; undefined: it has none. */
  readonly target?: string;
  readonly outcome: 'met' | 'missed' | 'not-measured' | 'no-target';
  /** Where it comes from, or why it could not be measured. */
  readonly why: string;
}

/** What a metric is held against. */
export interface Target {
  readonly id: string;
  readonly title: string;
  readonly target: number;
  /** Whether more is better. */
  readonly atLeast: boolean;
  readonly show: (value: number) => string;
}

const percent = (share: number): string =>
  `${(Math.floor(share * 1e6 + 1e-6) / 1e4).toFixed(2).replace(/\.?0+$/, '')} %`;

export const TARGETS = {
  deployments: {
    id: 'deployment-success',
    title: 'Deployment success',
    target: 1,
    atLeast: true,
    show: percent,
  },
  uptime: { id: 'uptime', title: 'Uptime over 24 h', target: 0.999, atLeast: true, show: percent },
  errors: {
    id: 'error-rate',
    title: 'Error rate',
    target: 0.001,
    atLeast: false,
    show: (share: number) => `${(share * 100).toFixed(3).replace(/\.?0+$/, '')} %`,
  },
  p99: {
    id: 'p99',
    title: 'p99 of an evaluation',
    target: 500,
    atLeast: false,
    show: (ms: number) => `${Math.ceil(ms)} ms`,
  },
  organisations: {
    id: 'organisations',
    title: 'Organisations with consent',
    target: 10,
    atLeast: true,
    show: String,
  },
} as const satisfies Record<string, Target>;

export function measured(target: Target, value: number, why: string): Measured {
  const met = target.atLeast ? value >= target.target : value <= target.target;
  return {
    ...described(target),
    value,
    shown: target.show(value),
    outcome: met ? 'met' : 'missed',
    why,
  };
}

export const notMeasured = (target: Target, why: string): Measured => ({
  ...described(target),
  outcome: 'not-measured',
  why,
});

const described = ({ id, title, target, atLeast, show }: Target) => ({
  id,
  title,
  // Of a whole there is no more.
  target: target === 1 ? show(1) : `${atLeast ? 'at least' : 'at most'} ${show(target)}`,
});
