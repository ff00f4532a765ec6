import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '../../../../ops/frame/runbook.js';
import { steps } from '../../../../ops/frame/steps.js';
import type { Environment } from '../../../../runtime/src/names/index.js';
import { testIo } from '../../support/test-io.js';

/** A project folder whose Terraform and stacks are stand-ins, in front of a real local AWS. */
export interface World {
  readonly root: string;
  /** `.phase-mirror/<environment>`. */
  readonly folder: (environment?: Environment) => string;
  /** A context of a runbook; `said` answers what it wrote to stderr. */
  context(options?: Partial<Context> & { typed?: string }): Context & { said(): string };
  /** Lines that the stand-in prints before it ends with exit 1, once. */
  failNext(stack: string, command: string, lines: string): void;
  /** Has the next such command take a lock in this name and leave it behind. */
  leaveLock(stack: string, command: 'plan', who: string): void;
  /** Has the next apply of a stack work, and keep its state beside the configuration. */
  failToWrite(stack: string): void;
  /** Ids that exist in AWS although no state knows them; `foreign`: with these tags. */
  existing(ids: readonly string[], foreign?: Readonly<Record<string, string>>): void;
  /** Names of the Terraform commands that ran, `<stack>-<what>`, in order. */
  commands(environment?: Environment): readonly string[];
  dispose(): void;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

export function makeWorld(endpoint: string, env: Record<string, string> = {}): World {
  const root = mkdtempSync(join(tmpdir(), 'pm-stand-in-'));
  const control = join(root, 'control');
  const bin = join(root, 'bin');
  for (const folder of [control, bin]) mkdirSync(folder);
  executable(join(bin, 'terraform'), here('terraform.js'));
  writeFileSync(
    join(root, 'cdktf.json'),
    JSON.stringify({ app: `"${process.execPath}" "${here('app.js')}"` }),
  );
  const folder = (environment: Environment = 'local'): string =>
    join(root, '.phase-mirror', environment);
  return {
    root,
    folder,
    context({ typed, ...options } = {}) {
      const { io, stderr } = testIo({
        root,
        ...(typed === undefined ? {} : { typed }),
        env: {
          ...env,
          PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
          HOME: root,
          STAND_IN: control,
          AWS_ENDPOINT_URL: endpoint,
          AWS_ACCESS_KEY_ID: 'x',
          AWS_SECRET_ACCESS_KEY: 'x',
          AWS_REGION: 'eu-central-1',
        },
      });
      const context: Context = {
        environment: 'local',
        dryRun: false,
        yes: typed === undefined,
        json: false,
        values: { 'no-verify': true },
        command: 'npm run ops',
        io,
        steps: steps(io),
        ...options,
      };
      return { ...context, said: stderr };
    },
    failNext: (stack, command, lines) =>
      writeFileSync(join(control, `fail-${stack}-${command}`), lines),
    leaveLock: (stack, command, who) =>
      writeFileSync(join(control, `lock-${stack}-${command}`), who),
    failToWrite: (stack) => writeFileSync(join(control, `unwritten-${stack}`), ''),
    existing(ids, foreign) {
      writeFileSync(join(control, 'existing'), JSON.stringify(ids));
      const file = join(control, 'foreign');
      if (foreign === undefined) rmSync(file, { force: true });
      else writeFileSync(file, JSON.stringify({ tags_all: foreign }));
    },
    commands(environment) {
      const journal = join(folder(environment), 'journal.jsonl');
      if (!existsSync(journal)) return [];
      return readFileSync(journal, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"kind":"step"'))
        .map((line) => JSON.parse(line) as { stack: string; what: string })
        .map(({ stack, what }) => `${stack}-${what}`);
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

function executable(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(path, 0o755);
}
