import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import { workFolder } from '../../ops/frame/work-folder.js';
import { releaseError } from '../errors.js';
import type { ReleaseContext } from '../frame/command.js';
import { openDesk } from '../github/desk.js';
import { begin } from '../pipeline/begin.js';
import { inside } from '../pipeline/inside.js';
import { wholeRelease } from '../pipeline/kinds.js';
import { rollbackRelease } from '../pipeline/rollback.js';
import type { Parts } from '../pipeline/site.js';
import { readWorld } from '../pipeline/world.js';
import { statesOf } from '../terraform/states.js';
import { standIn } from './stand-in.js';
import { standing, throwAway } from './throw-away.js';

/** The checks judge the repository itself, not a clone of it: they are not rehearsed. */
const VALIDATION = 'not part of a rehearsal: `npm run release -- validate`';

/**
 * The whole release and its rollback, on a throw-away clone with a bare remote and a stand-in for GitHub;
 * afterwards everything must be as it was at the start. Nothing of it touches this clone or its remote.
 */
export async function rehearse(context: ReleaseContext, parts: Parts): Promise<Outcome> {
  const { io, steps: talk, version, values } = context;
  const { repository } = await readWorld(io.root, io.env, values['repo'] as string | undefined);
  const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-rehearsal-'));
  try {
    const place = await talk.run('make a clone and a remote to throw away', () =>
      throwAway(io.root, folder, repository),
    );
    const github = await standIn(repository, place.bare);
    try {
      const environment = (values['env'] as string | undefined) ?? 'none';
      const env = {
        ...io.env,
        // The local AWS, and what runbooks keep of an environment, are those of this clone.
        PHASE_MIRROR_HOME: workFolder(io),
        GITHUB_API_URL: github.api,
        GITHUB_TOKEN: 'a-token-of-the-rehearsal',
        PHASE_MIRROR_RELEASE_ENVIRONMENT: environment,
      };
      const there: ReleaseContext = {
        ...context,
        io: { ...io, root: place.root, env },
        steps: inside(talk),
        values: { yes: true, confirm: version.version },
      };
      const rehearsed: Parts = {
        ...parts,
        validate: () => Promise.resolve({ ok: true, why: VALIDATION }),
      };
      const desk = await openDesk(there.io, repository);
      const look = async (): Promise<Standing> => ({
        ...(await standing(place, () => desk.api.list(`${desk.path}/releases`))),
        ...(await deployed(there, environment)),
      });
      const before = await look();
      const released = await talk.run(`release ${version.version} there`, async () =>
        finished('the release', await begin(there, rehearsed, wholeRelease(version))),
      );
      const between = await look();
      await talk.run('take it back there', async () =>
        finished('the rollback', await rollbackRelease(there, rehearsed)),
      );
      return outcomeOf(version.version, before, between, await look(), released);
    } finally {
      await github.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What Terraform holds in the environment; the serial of a state counts runs, not resources. */
async function deployed({ io }: ReleaseContext, environment: string): Promise<Standing> {
  if (environment === 'none') return {};
  const states = await statesOf(io, environment, 'rehearse');
  const held = [...states].map(([stack, text]) => [
    stack,
    (JSON.parse(text) as { readonly resources?: unknown }).resources,
  ]);
  return { [`infrastructure of ${environment}`]: JSON.stringify(held) };
}

/** Throws PM-8028 for what did not come to its end. */
function finished(what: string, outcome: Outcome): Outcome {
  if (outcome.exit === EXIT.ok) return outcome;
  throw releaseError('PM-8028', { what, why: outcome.text.trim() });
}

type Standing = Readonly<Record<string, string>>;

function outcomeOf(
  version: string,
  before: Standing,
  between: Standing,
  after: Standing,
  released: Outcome,
): Outcome {
  const rows = Object.keys(before).map((what) => ({
    what,
    changed: before[what] !== between[what],
    restored: before[what] === after[what],
  }));
  const lines = rows.map(
    ({ what, changed, restored }) =>
      `  ${restored ? 'as before' : 'DIFFERS  '}  ${what}${changed ? '' : ' (the release did not change it)'}\n`,
  );
  const json = { outcome: 'rehearsed', rows, ran: released.json['ran'] };
  const text = `${version} was released and taken back:\n${lines.join('')}`;
  const wrong = rows.filter(({ restored }) => !restored).map(({ what }) => what);
  if (wrong.length === 0) return { exit: EXIT.ok, json, text };
  const error = releaseError('PM-8028', {
    what: version,
    why: `not as before: ${wrong.join(', ')}`,
  });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}
