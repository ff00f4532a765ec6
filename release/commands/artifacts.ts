import { isAbsolute, join } from 'node:path';
import { shortPath } from '../../ops/frame/tool-failure.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import { EXIT } from '../../runtime/src/errors/index.js';
import { artifactsFolder, type Absent, type Artifact } from '../artifacts/artifact.js';
import { readArtifacts } from '../artifacts/build-record.js';
import { BUILD_STEPS, buildArtifacts } from '../artifacts/build.js';
import { releaseCommit } from '../artifacts/release-commit.js';
import { verifySignature } from '../artifacts/sign.js';
import { releaseError } from '../errors.js';
import type { ReleaseCommand, ReleaseContext } from '../frame/command.js';

export const artifacts: ReleaseCommand = {
  name: 'artifacts',
  summary:
    'build what a release ships from its commit, byte for byte the same wherever it is built',
  example: 'npm run release -- artifacts 1.0.0 --commit v1.0.0',
  takes: 'version',
  options: {
    commit: { type: 'string', value: 'COMMIT', help: 'what to build from; default: HEAD' },
    out: {
      type: 'string',
      value: 'FOLDER',
      help: 'folder to make; default: .release/VERSION/artifacts',
    },
    'sign-key': {
      type: 'string',
      value: 'FILE',
      help: 'SSH key to sign SHA256SUMS with; default: PHASE_MIRROR_RELEASE_KEY, and none without it',
    },
    verify: {
      type: 'boolean',
      help: 'build nothing: compare the folder with its SHA256SUMS, and the signature with --signers',
    },
    signers: {
      type: 'string',
      value: 'FILE',
      help: 'with --verify: the allowed signers, as `man ssh-keygen` describes the file',
    },
    identity: { type: 'string', value: 'NAME', help: 'with --signers: who must have signed' },
  },
  async run(context) {
    const { io, version, values } = context;
    const out = folderOf(context);
    if (values['verify'] === true) return verify(context, out);
    const commit = text(values['commit']) ?? 'HEAD';
    if (context.dryRun) {
      const { sha } = await releaseCommit(io.root, commit, version.version);
      return {
        exit: EXIT.ok,
        json: { dryRun: true, commit: sha, out, steps: BUILD_STEPS },
        text: `Dry run: nothing was built. From commit ${sha.slice(0, 12)} into ${shortPath(io.root, out)}:\n${BUILD_STEPS.map((step) => `  ${step}\n`).join('')}`,
      };
    }
    await buildArtifacts(io, {
      version: version.version,
      commit,
      out,
      key: text(values['sign-key']) ?? io.env['PHASE_MIRROR_RELEASE_KEY'],
      steps: context.steps,
    });
    const built = await readArtifacts(out, version.version);
    return {
      exit: EXIT.ok,
      json: { dryRun: false, out, ...built },
      text: `${shortPath(io.root, out)}, from commit ${built.commit.slice(0, 12)}\n${table(built.artifacts)}${built.absent.map(left).join('')}`,
    };
  },
};

async function verify(
  { io, version: { version }, values }: ReleaseContext,
  out: string,
): Promise<Outcome> {
  const built = await readArtifacts(out, version);
  const file = text(values['signers']);
  const identity = text(values['identity']);
  if ((file === undefined) !== (identity === undefined)) {
    throw releaseError('PM-1001', {
      what: 'npm run release -- artifacts --verify',
      why: '--signers and --identity go together: a file of keys, and whose key it must be',
    });
  }
  const signed =
    file === undefined || identity === undefined
      ? undefined
      : await verifySignature(io, out, { file, identity });
  return {
    exit: EXIT.ok,
    json: { out, ...built, signature: signed ?? null },
    text: `${table(built.artifacts)}every file is what was built from commit ${built.commit.slice(0, 12)}\n${signed === undefined ? 'the signature was not looked at: name --signers and --identity\n' : `${signed}\n`}`,
  };
}

function folderOf({ io, version, values }: ReleaseContext): string {
  const given = text(values['out']);
  if (given === undefined) return artifactsFolder(io, version.version);
  return isAbsolute(given) ? given : join(io.root, given);
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const left = ({ absent, why }: Absent): string => `  left out: ${absent}, ${why}\n`;

function table(artifacts: readonly Artifact[]): string {
  const width = Math.max(...artifacts.map(({ name }) => name.length));
  const row = ({ name, bytes, sha256, what }: Artifact): string =>
    `  ${name.padEnd(width)}  ${kilobytes(bytes).padStart(9)}  ${sha256.slice(0, 12)}  ${what}\n`;
  return artifacts.map(row).join('');
}

const kilobytes = (bytes: number): string =>
  bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
