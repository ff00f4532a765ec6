import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { repositoryName, type Repository } from '../../ops/github/repository.js';
import { releaseError } from '../errors.js';

const PROGRAM = fileURLToPath(new URL('../../test/support/github/main.ts', import.meta.url));
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface StandIn {
  /** Address of its API. */
  readonly api: string;
  /** Ends it. Throws PM-8028 with every request and answer that was not as GitHub describes it. */
  close(): Promise<void>;
}

/** A GitHub on loopback, held against GitHub's own description: the tests' one, as a process. */
export async function standIn(repository: Repository, bare: string): Promise<StandIn> {
  const args = ['--import', 'tsx', PROGRAM, repositoryName(repository), bare];
  const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const failed = (why: string): Error =>
    releaseError('PM-8028', { what: 'the stand-in for GitHub', why });
  const api = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(failed(said)));
  });
  return {
    api,
    async close() {
      child.stdin.end();
      if ((await ended) !== 0) throw failed(said.trim());
    },
  };
}
