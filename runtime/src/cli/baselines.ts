import { runtimeError } from '../errors/index.js';
import type { LoadBaseline } from '../facts/index.js';
import type { Scope } from '../names/index.js';
import type { Stores } from '../stores/index.js';
import { knowsBaselines } from './scope.js';

/** Throws PM-1002 where baselines cannot be found: a bucket of AWS is named after its account. */
export function requireAccount(scope: Scope, stores: Pick<Stores, 'kind'>): void {
  if (knowsBaselines(scope, stores.kind)) return;
  throw runtimeError('PM-1002', {
    what: 'the AWS account of the baselines',
    why: `neither --account nor PHASE_MIRROR_${scope.environment.toUpperCase()}_ACCOUNT is set`,
    remedy: 'Name it: `--account 123456789012`. The name of the bucket of baselines holds it.',
  });
}

/** How facts get their baseline from the store of the command. */
export function loaderOf(scope: Scope, stores: Pick<Stores, 'kind' | 'baselines'>): LoadBaseline {
  return async (key) => {
    requireAccount(scope, stores);
    return (await stores.baselines.load(key))?.baseline;
  };
}
