import type { Io } from '../frame/io.js';
import { shortPath } from '../frame/tool-failure.js';
import type { Found } from '../local-aws/state.js';
import type { Evaluation } from '../up/evaluations.js';
import type { StackStatus, Status } from './status.js';

/** What a person reads: what runs, what is deployed, how the examples were judged, what to do next. */
export function renderStatus(status: Status, io: Pick<Io, 'root' | 'now'>): string {
  const { environment, local, endpoint, deployed, stacks, evaluations, stands } = status;
  const rows = [
    ...(local === undefined ? [] : [['local AWS', localLine(local, io.now())]]),
    ...(local === undefined && endpoint !== undefined ? [['endpoint', endpoint]] : []),
    ...(stacks.length === 0 ? [] : [['deployed', deployed?.at ?? 'not from this folder']]),
    ...stacks.map((stack) => [`  ${stack.stack}`, stackLine(stack)]),
    ...(evaluations.length === 0 ? [] : [['last decisions', '']]),
    ...evaluations.map((one) => [`  ${one.example}`, evaluationLine(one, io.root)]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  const lines = rows.map(([name = '', text = '']) => `${name.padEnd(width)}  ${text}`.trimEnd());
  const conclusion =
    stands === undefined
      ? `Whether ${environment} stands is not known.`
      : stands
        ? `${environment} stands. \`npm run ops -- verify --env ${environment}\` checks every promise.`
        : `${environment} does not stand. ${nextOf(environment)}`;
  return `${[...lines, '', conclusion].join('\n')}\n`;
}

const nextOf = (environment: string): string =>
  environment === 'local'
    ? '`npm run up` makes it.'
    : `\`npm run ops -- bootstrap --env ${environment}\`, then \`deploy\`, make it.`;

function localLine(found: Found, now: number): string {
  switch (found.kind) {
    case 'none':
      return 'not running';
    case 'gone':
      return `ended (pid ${found.local.pid}, started ${found.local.startedAt}); what was in it is gone`;
    case 'silent':
      return `does not answer (pid ${found.local.pid})`;
    case 'running': {
      const { endpoint, pid, startedAt } = found.local;
      return `${endpoint}, pid ${pid}, up for ${duration(now - Date.parse(startedAt))}`;
    }
  }
}

function stackLine(status: StackStatus): string {
  const { serial, resources, asDeployedHere, unknown, unwritten } = status;
  const kept = unwritten ? '; what was applied last is not in it yet: a deploy puts it there' : '';
  if (unknown !== undefined) return `?? could not be read: ${unknown}${kept}`;
  if (serial === undefined) return `no state${kept}`;
  const changed = asDeployedHere ? '' : ', changed since the last deploy of this folder';
  return `${resources} resources, serial ${serial}${changed}${kept}`;
}

function evaluationLine({ outcome, expected, at, report }: Evaluation, root: string): string {
  const odd = outcome === expected ? '' : ` (expected ${expected})`;
  return `${outcome}${odd} at ${at}, ${shortPath(root, report)}`;
}

/** `3 h 12 min`, `12 min`, `40 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
