import type { Check } from './check.js';
import { advisories } from './dependencies/advisories.js';
import { lockFrozen } from './dependencies/lock-frozen.js';
import { waivers } from './dependencies/waivers.js';
import { changelog } from './documents/changelog.js';
import { generated } from './documents/generated.js';
import { links } from './documents/links.js';
import { present } from './documents/present.js';
import { clean } from './git/clean.js';
import { inStep } from './git/in-step.js';
import { notShallow } from './git/not-shallow.js';
import { onMain } from './git/on-main.js';
import { format } from './infrastructure/format.js';
import { plan } from './infrastructure/plan.js';
import { synth } from './infrastructure/synth.js';
import { terraformValidate } from './infrastructure/terraform-validate.js';
import { workflows } from './infrastructure/workflows.js';
import { iam } from './security/iam.js';
import { secretsHistory } from './security/secrets-history.js';
import { secretsState } from './security/secrets-state.js';
import { secretsTree } from './security/secrets-tree.js';
import { workflows as soundWorkflows } from './security/workflows.js';
import { build } from './tests/build.js';
import { coverage } from './tests/coverage.js';
import { e2e } from './tests/e2e.js';
import { unit } from './tests/unit.js';
import { days } from './tracker/days.js';
import { consistent } from './versions/consistent.js';
import { releasable } from './versions/releasable.js';

/** Every check, in the order of the table. */
export const CHECKS: readonly Check[] = [
  onMain,
  clean,
  inStep,
  notShallow,
  lockFrozen,
  advisories,
  waivers,
  build,
  unit,
  e2e,
  coverage,
  iam,
  secretsTree,
  secretsHistory,
  soundWorkflows,
  secretsState,
  present,
  changelog,
  links,
  generated,
  synth,
  terraformValidate,
  format,
  plan,
  workflows,
  consistent,
  releasable,
  days,
];
