import type { Action } from '../workflows/action.js';
import {
  GRANTS,
  type Concurrency,
  type Job,
  type Permissions,
  type Step,
  type Trigger,
  type Workflow,
} from '../workflows/workflow.js';
import { gap, quoted, written } from './shapes-places.js';
import { listOf, namedText, objectId, objectOf, oneOf, optional, text } from './shape.js';

// A field added to a type of a workflow is added here as well: tsc names the shape that lacks it.

const texts = optional(listOf(text));
const trigger = objectOf<Trigger>({
  ...quoted,
  event: text,
  branches: texts,
  branchesIgnore: texts,
  tags: texts,
  tagsIgnore: texts,
  paths: texts,
  pathsIgnore: texts,
  types: texts,
  pathsAt: optional(objectOf(quoted)),
});

const grant = oneOf(...GRANTS);
const permissions = objectOf<Permissions>({
  ...quoted,
  all: grant,
  scopes: listOf(objectOf<Permissions['scopes'][number]>({ scope: text, grant })),
});
const concurrency = objectOf<Concurrency>({
  ...quoted,
  group: text,
  cancelInProgress: optional(text),
});
const named = optional(listOf(namedText));
const step = objectOf<Step>({
  at: objectOf(quoted),
  id: optional(text),
  uses: optional(text),
  run: optional(text),
  shell: optional(text),
  workingDirectory: optional(text),
  condition: optional(text),
  continueOnError: optional(text),
  env: named,
  with: named,
});

const job = objectOf<Job>({
  id: text,
  at: objectOf(quoted),
  name: optional(written),
  condition: optional(written),
  needs: listOf(text),
  uses: optional(written),
  with: named,
  runsOn: optional(written),
  environment: optional(written),
  permissions: optional(permissions),
  concurrency: optional(concurrency),
  timeout: optional(written),
  continueOnError: optional(written),
  env: named,
  container: optional(written),
  services: optional(listOf(written)),
  outputs: named,
  shell: optional(text),
  workingDirectory: optional(text),
  steps: optional(listOf(step)),
});

export const workflow = objectOf<Workflow>({
  path: text,
  blob: objectId,
  name: text,
  triggers: listOf(trigger),
  concurrency: optional(concurrency),
  env: named,
  jobs: listOf(job),
  refused: optional(gap),
});

export const action = objectOf<Action>({
  path: text,
  blob: objectId,
  using: optional(text),
  image: optional(text),
  steps: optional(listOf(step)),
});
