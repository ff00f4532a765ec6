import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OVERRIDE_FILE } from '../../stacks/local-override.js';
import { synthesise } from '../../stacks/synthesise.js';
import { VARIABLES } from './synthesised.js';

// Whole apps are synthesised here, and a process is started: slow on a machine that is busy.
jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, '..', '..');
const ENDPOINT = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };

let outdir: string;
let said: string;
const stderr = { write: (text: string): void => void (said += text) };
const synth = (variables: Record<string, string | undefined> = {}): number =>
  synthesise({ ...VARIABLES, CDKTF_OUTDIR: outdir, ...variables }, stderr);
const folder = (stack: string): string => join(outdir, 'stacks', stack);
const override = (stack: string): string => join(folder(stack), OVERRIDE_FILE);
const parse = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'synth-'));
  said = '';
});

describe('synthesis', () => {
  it.each(['local', 'staging', 'production'])('of %s writes four stacks', (environment) => {
    expect(synth({ TF_WORKSPACE: environment })).toBe(0);
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual([
      'access',
      'data',
      'foundation',
      'observability',
    ]);
    const manifest = parse(join(outdir, 'manifest.json')) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    // The states of the others lie in the foundation's bucket.
    expect(manifest.stacks['foundation']?.dependencies).toEqual([]);
    expect(manifest.stacks['data']?.dependencies).toEqual(['foundation']);
  });

  it('is the same twice', () => {
    synth();
    const first = readFileSync(join(folder('observability'), 'cdk.tf.json'), 'utf8');
    synth();
    expect(readFileSync(join(folder('observability'), 'cdk.tf.json'), 'utf8')).toBe(first);
  });

  it('says an expected failure in three lines, and answers its exit code', () => {
    expect(synth({ TF_WORKSPACE: 'prod' })).toBe(2);
    expect(said.split('\n')[0]).toBe('PM-1002 TF_WORKSPACE is prod');
    expect(said).not.toContain('    at ');
  });

  it('as a process ends with that exit code and no stack trace', () => {
    const { status, stderr: text } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'stacks/main.ts'],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, TF_WORKSPACE: 'staging', CDKTF_OUTDIR: outdir },
      },
    );
    expect(status).toBe(2);
    expect(text).toContain('PM-1002 staging: account is not set');
    expect(text).not.toContain('    at ');
    expect(readdirSync(outdir)).toEqual([]);
  });
});

describe('the override for an endpoint of one’s own', () => {
  it('is written beside every stack, and keeps the whole backend', () => {
    synth(ENDPOINT);
    for (const stack of ['foundation', 'data', 'access', 'observability']) {
      const { terraform } = parse(join(folder(stack), 'cdk.tf.json')) as {
        terraform: { backend: { s3: object } };
      };
      expect(parse(override(stack))).toEqual({
        provider: {
          aws: [{ s3_use_path_style: true, skip_metadata_api_check: 'true', max_retries: 4 }],
        },
        terraform: {
          backend: {
            s3: { ...terraform.backend.s3, use_path_style: true, skip_metadata_api_check: true },
          },
        },
      });
      expect(readFileSync(override(stack), 'utf8')).not.toContain('4566');
    }
  });

  it.each([undefined, ''])('is removed when AWS_ENDPOINT_URL is %j', (endpoint) => {
    synth(ENDPOINT);
    synth({ AWS_ENDPOINT_URL: endpoint });
    expect(existsSync(override('data'))).toBe(false);
  });

  it('leaves other override files alone', () => {
    synth();
    const bootstrap = join(folder('foundation'), 'zzz_bootstrap_override.tf.json');
    writeFileSync(bootstrap, '{}');
    synth(ENDPOINT);
    synth();
    expect(existsSync(bootstrap)).toBe(true);
  });
});

describe('an initialised folder', () => {
  const pointer = (): string => join(folder('data'), '.terraform', 'terraform.tfstate');
  const initialised = (backend: unknown): void => {
    mkdirSync(join(folder('data'), '.terraform'), { recursive: true });
    writeFileSync(pointer(), JSON.stringify({ version: 3, backend }));
  };
  const s3 = (): Record<string, unknown> => {
    const config = parse(join(folder('data'), 'cdk.tf.json')) as {
      terraform: { backend: { s3: Record<string, unknown> } };
    };
    // Terraform notes every argument, those that are not set as null.
    return { ...config.terraform.backend.s3, profile: null, use_path_style: null };
  };

  it.each([
    ['is kept for the same backend', {}, {}, true],
    ['is forgotten for another account', { TF_WORKSPACE: 'production' }, {}, false],
    ['is forgotten for the same bucket reached in another way', ENDPOINT, {}, false],
    [
      'is kept when the bucket of the same account has moved: Terraform must migrate it',
      { PHASE_MIRROR_LOCAL_REGION: 'eu-west-1' },
      {},
      true,
    ],
    ['is kept when its state is local', ENDPOINT, { type: 'local', config: {} }, true],
  ] as const)('%s', (_, variables, backend, kept) => {
    synth();
    initialised({ type: 's3', config: s3(), ...backend });
    synth(variables);
    expect(existsSync(pointer())).toBe(kept);
  });
});
