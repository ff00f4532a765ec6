import type { Job, Trigger, Workflow } from '../workflows/workflow.js';
import { gap, quoted, written } from './shapes-places.js';
import { flag, listOf, objectId, objectOf, optional, text } from './shape.js';

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
});

const job = objectOf<Job>({
  id: text,
  at: objectOf(quoted),
  name: optional(written),
  condition: optional(written),
  needs: listOf(text),
  uses: optional(written),
  writesChecks: flag,
});

export const workflow = objectOf<Workflow>({
  path: text,
  blob: objectId,
  name: text,
  triggers: listOf(trigger),
  jobs: listOf(job),
  refused: optional(gap),
});
