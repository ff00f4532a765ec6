import { expect } from '@jest/globals';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { doctor } from '../../../ops/runbooks/doctor.js';
import { testIo, type TestIo } from '../support/test-io.js';

/** The `--json` document of the doctor. */
export interface Examined {
  readonly exit: number;
  readonly wanting: readonly string[];
  readonly findings: readonly {
    readonly group: string;
    readonly name: string;
    readonly state: string;
    readonly value: string;
    readonly fix?: readonly string[];
  }[];
}

type Variables = Readonly<Record<string, string>>;

export const scene = (home: string, env: Variables = {}): TestIo =>
  testIo({ env: { ...process.env, AWS_ENDPOINT_URL: '', PHASE_MIRROR_HOME: home, ...env } });

export async function examined(
  home: string,
  args: readonly string[],
  env?: Variables,
): Promise<Examined> {
  const { io, stdout } = scene(home, env);
  const exit = await runRunbook(doctor, [...args, '--json'], io);
  const document = JSON.parse(stdout()) as Examined;
  expect(document.exit).toBe(exit);
  return document;
}

export const named = (
  { findings }: Examined,
  name: string,
): Examined['findings'][number] | undefined => findings.find((one) => one.name === name);
