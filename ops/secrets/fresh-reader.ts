import { fileURLToPath } from 'node:url';
import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import { runTool } from '../frame/process.js';
import type { Proof } from './proof.js';

/** What a fresh runtime saw. */
export interface Seen {
  /** Made with the version that signs there. */
  readonly proof: Proof;
  /** Whether each proof that it was given holds, in their order. */
  readonly checked: readonly boolean[];
  readonly degraded?: string;
}

const MAIN = fileURLToPath(new URL('./reader-main.ts', import.meta.url));

/**
 * Starts a runtime in a process of its own, which knows nothing of this one, and asks it. Throws
 * PM-6013 with its words when it cannot load the secret.
 */
export async function askFreshReader(
  { context: { io }, deployment }: Site,
  kind: SecretKind,
  proofs: readonly Proof[],
): Promise<Seen> {
  const { environment, region } = deployment.scope;
  const result = await runTool(io, {
    command: process.execPath,
    args: ['--import', 'tsx', MAIN, kind, environment, region, JSON.stringify(proofs)],
    title: `a fresh runtime reads the ${kind}`,
  });
  const answer = parse(result.stdout);
  if (answer !== undefined && 'proof' in answer) return answer;
  throw opsError('PM-6013', {
    what: `a fresh runtime that reads the ${kind} of ${environment}`,
    why: answer?.failure ?? io.mask.apply(`it ended with exit ${result.exit}: ${result.stderr}`),
  });
}

function parse(text: string): Seen | { readonly failure: string } | undefined {
  try {
    return JSON.parse(text) as Seen | { readonly failure: string };
  } catch {
    return undefined;
  }
}
