import { paginateScan } from '@aws-sdk/client-dynamodb';
import { said } from '../../ops/aws/failure.js';
import type { Site } from '../../ops/aws/site.js';
import type { Io } from '../../ops/frame/io.js';
import { openGitHub } from '../../ops/github/api.js';
import { repositoryPath, type Repository } from '../../ops/github/repository.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { measured, notMeasured, TARGETS, type Measured } from './measure.js';

/** Organisations with at least one consent that is granted and has not expired. */
export async function organisations(site: Site): Promise<Measured> {
  const { clients, deployment, context } = site;
  const target = TARGETS.organisations;
  const table = deployment.names.tables.consent.name;
  const now = new Date(context.io.now()).toISOString();
  try {
    const bySalt = new Map<string, Set<string>>();
    const pages = paginateScan(
      { client: clients.dynamodb },
      {
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(sk, :consent) AND #state = :granted',
        ProjectionExpression: 'organisation, expiresAt',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':consent': { S: 'consent#' }, ':granted': { S: 'granted' } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const { organisation, expiresAt } of Items) {
        const id = organisation?.S;
        // What has expired is no consent; times are ISO 8601 UTC with milliseconds.
        if (id === undefined || (expiresAt?.S ?? '') <= now) continue;
        const salt = id.slice(0, id.indexOf(':'));
        bySalt.set(salt, (bySalt.get(salt) ?? new Set()).add(id));
      }
    }
    const counts = [...bySalt.values()].map(({ size }) => size);
    // An organisation has another id under each salt, and nobody can tell which two are one.
    const several = counts.length > 1 ? `; at least: under ${counts.length} salts` : '';
    return measured(target, Math.max(0, ...counts), `granted and in force in ${table}${several}`);
  } catch (error) {
    return notMeasured(target, `DynamoDB did not answer: ${said(error)}`);
  }
}

/** Stars of the repository on GitHub, where a token allows to ask. */
export async function stars(io: Io, repository: Repository | undefined): Promise<Measured> {
  const named = { id: 'stars', title: 'Stars on GitHub' };
  const unknown = (why: string): Measured => ({ ...named, outcome: 'not-measured', why });
  if (repository === undefined) return unknown('the repository on GitHub is not known: --repo');
  const path = repositoryPath(repository);
  try {
    const github = await openGitHub(io, { deadlineMs: 30_000 });
    const { stargazers_count: count } = (await github.get(path)) as {
      readonly stargazers_count?: unknown;
    };
    if (typeof count !== 'number') return unknown(`GitHub does not say it of ${path}`);
    return {
      ...named,
      value: count,
      shown: String(count),
      outcome: 'no-target',
      why: `GitHub, ${path}`,
    };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError) || error.code === 'PM-7005') throw error;
    return unknown(`${error.what}: ${error.why ?? error.message}`);
  }
}
