import { ENVIRONMENTS, isEnvironment, type Environment } from '../../runtime/src/names/index.js';
import { durationOf } from '../../ops/frame/duration.js';
import type { Io } from '../../ops/frame/io.js';
import { releaseError } from '../errors.js';

/** What follows on publishing, as far as it is set: `PHASE_MIRROR_RELEASE_…`. */
export interface AfterSettings {
  /** Where the release is deployed; undefined: nowhere. */
  readonly environment: Environment | undefined;
  /** Why it is deployed nowhere. */
  readonly whyNowhere: string;
  /** Somebody has approved the deploy beforehand, by the environment's name. */
  readonly approved: boolean;
  /** How long it is watched within the release. */
  readonly monitorMs: number;
  /** The project board; undefined: none is configured. */
  readonly board: Board | undefined;
  /** Boxes of the completion tracker that the release completes, beside those that name its version. */
  readonly boxes: readonly string[];
}

/** A project (version 2) of GitHub, and the status that a released issue gets there. */
export interface Board {
  readonly owner: string;
  readonly number: number;
  readonly status: string;
}

const PREFIX = 'PHASE_MIRROR_RELEASE_';
const MONITOR = '10m';

/** Throws PM-1001 and PM-1002 for settings that cannot be. */
export function afterSettings({ env }: Pick<Io, 'env'>): AfterSettings {
  const of = (name: string): string | undefined => env[PREFIX + name] || undefined;
  const named = of('ENVIRONMENT') ?? 'production';
  if (named !== 'none' && !isEnvironment(named)) {
    throw wrong('ENVIRONMENT', named, `it is none, or one of ${ENVIRONMENTS.join(', ')}`);
  }
  const account = `PHASE_MIRROR_${named.toUpperCase()}_ACCOUNT`;
  // The local AWS has an account of its own.
  const known = named === 'local' || Boolean(env[account]);
  const approval = of('APPROVED');
  if (approval !== undefined && approval !== named) {
    throw wrong('APPROVED', approval, `the release is deployed to ${named}`);
  }
  return {
    environment: named === 'none' || !known ? undefined : named,
    whyNowhere: named === 'none' ? `${PREFIX}ENVIRONMENT is none` : `${account} is not set`,
    approved: approval !== undefined,
    monitorMs: durationOf(`${PREFIX}MONITOR`, of('MONITOR') ?? MONITOR),
    board: boardIn(of('PROJECT'), of('PROJECT_STATUS') ?? 'Done'),
    boxes: (of('BOXES') ?? '').split(',').filter(Boolean),
  };
}

function boardIn(text: string | undefined, status: string): Board | undefined {
  if (text === undefined) return undefined;
  const [, owner, number] = /^([A-Za-z0-9-]+)\/(\d{1,9})$/.exec(text) ?? [];
  if (owner === undefined) throw wrong('PROJECT', text, 'it is OWNER/NUMBER');
  return { owner, number: Number(number), status };
}

const wrong = (name: string, value: string, why: string): Error =>
  releaseError('PM-1002', { what: `${PREFIX}${name}=${value}`, why });
