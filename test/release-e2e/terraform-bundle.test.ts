import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { steps } from '../../ops/frame/steps.js';
import { ensureLocalAws } from '../../ops/local-aws/start.js';
import { stopLocalAws } from '../../ops/local-aws/stop.js';
import { terraformSetting } from '../../ops/terraform/cli-config.js';
import { buildEnv } from '../../release/artifacts/build-site.js';
import { layBundle } from '../../release/artifacts/terraform-bundle.js';
import { testIo } from '../ops/support/test-io.js';
import { run } from './built.js';

const MINUTE = 60_000;
const top = mkdtempSync(join(tmpdir(), 'phase-mirror-bundle-'));
const folder = join(top, 'bundle');
const { io } = testIo({ env: { PHASE_MIRROR_HOME: join(top, 'home') } });

/** What an emulator needs on top: no part of the bundle, which knows no endpoint. */
const EMULATED = {
  provider: { aws: [{ s3_use_path_style: true, skip_metadata_api_check: 'true', max_retries: 4 }] },
};
const EMULATED_BACKEND = 'use_path_style = true\nskip_metadata_api_check = true\n';
/** Account of the local AWS; the README's own example. */
const ACCOUNT = '123456789012';

beforeAll(async () => {
  mkdirSync(join(top, 'scratch'));
  const env = buildEnv(io.env, { epoch: 0 });
  const site = { io: { ...io, env }, version: '1.0.0', scratch: join(top, 'scratch') };
  await layBundle(site, 'production', folder);
}, 2 * MINUTE);

afterAll(async () => {
  await stopLocalAws(io, steps(io));
  rmSync(top, { recursive: true, force: true });
}, MINUTE);

describe('the Terraform bundle, by the commands of its README', () => {
  it(
    'stands in an account that had nothing, and a second run changes nothing',
    async () => {
      const { local } = await ensureLocalAws(io, steps(io), { port: 0 });
      for (const stack of readdirSync(folder).filter((name) => !name.includes('.'))) {
        writeFileSync(join(folder, stack, 'zz_override.tf.json'), JSON.stringify(EMULATED));
      }
      appendFileSync(join(folder, 'backend.hcl.in'), EMULATED_BACKEND);
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      const blocks = [...readme.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
      expect(blocks).toHaveLength(4);
      const [where = '', first = '', every = ''] = blocks;
      expect(where).toContain(ACCOUNT);

      const { env } = terraformSetting(process.env, join(top, 'terraform'));
      const { PATH, HOME } = process.env;
      const kept = Object.entries(env).filter(
        ([name, value]) => value !== undefined && name !== 'TF_INPUT',
      );
      const shell = (script: string) =>
        run('sh', ['-c', 'printf "yes\\nyes\\n" | sh -e -c "$1"', 'sh', script], {
          cwd: folder,
          maxBuffer: 1e8,
          env: {
            PATH,
            HOME,
            ...(Object.fromEntries(kept) as Record<string, string>),
            AWS_ENDPOINT_URL: local.endpoint,
            AWS_ACCESS_KEY_ID: 'local',
            AWS_SECRET_ACCESS_KEY: 'local',
            TF_CLI_ARGS: '-no-color',
            TF_CLI_ARGS_apply: '-auto-approve',
          },
        });
      const made = await shell(`${where}\n${first}\n${every}`);
      const added = [...made.stdout.matchAll(/Resources: (\d+) added/g)].map(([, count]) =>
        Number(count),
      );
      // The foundation twice: made with its state in a file, then found in the bucket.
      expect(added).toHaveLength(5);
      expect(added[1]).toBe(0);
      expect(added.filter((count) => count > 0)).toHaveLength(4);

      const again = await shell(`${where}\n${every}`);
      expect(again.stdout.match(/0 added, 0 changed, 0 destroyed/g)).toHaveLength(4);
    },
    25 * MINUTE,
  );
});
