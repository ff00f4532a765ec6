import type { DoctorFinding } from './finding.js';

/** AWS refuses signatures that are five minutes off. */
const REFUSED_MS = 300_000;
/** The header counts whole seconds, and the answer takes its time. */
const UNREMARKABLE_MS = 5_000;

/**
 * How far this machine's clock is from that of an endpoint, by the Date header of its answer,
 * whatever the answer is.
 */
export async function clockFinding(
  url: string,
  now: () => number,
  timeoutMs = 8_000,
): Promise<DoctorFinding> {
  const base = { group: 'AWS', name: 'clock' } as const;
  try {
    const asked = now();
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) });
    const halfway = (asked + now()) / 2;
    const date = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(date)) return { ...base, state: 'unknown', value: 'no Date in the answer' };
    return judged(base, halfway - date);
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    const { code, message } = cause as { code?: string; message?: string };
    return { ...base, state: 'unknown', value: `${url} did not answer: ${code ?? message ?? ''}` };
  }
}

function judged(base: Pick<DoctorFinding, 'group' | 'name'>, aheadMs: number): DoctorFinding {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= UNREMARKABLE_MS) {
    return { ...base, state: 'ok', value: 'agrees with the endpoint' };
  }
  const value = `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the endpoint`;
  if (Math.abs(aheadMs) < REFUSED_MS) return { ...base, state: 'note', value };
  return {
    ...base,
    state: 'wanting',
    value: `${value}: AWS refuses signatures that are 300 s off`,
    fix: ['set the clock, for example: sudo timedatectl set-ntp true'],
  };
}
