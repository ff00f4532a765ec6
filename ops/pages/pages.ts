import { adrJsonSchema } from '../../runtime/src/facts/adr/schema.js';
import { policyJsonSchema } from '../../runtime/src/facts/policy-file/schema.js';
import { reportSchema } from '../../runtime/src/report/report-schema.js';
import { environmentsPage } from './environments-page.js';
import { errorsPage } from './errors-page.js';
import { monitoringPage } from './monitoring-page.js';
import { rulePages } from './rules-page.js';
import { runbookPages } from './runbook-pages.js';
import { scalePage } from './scale-page.js';

/** Generated pages by their path in the repository. A test holds each one to its source. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/environments.md': environmentsPage,
  'docs/errors.md': errorsPage,
  'docs/monitoring.md': monitoringPage,
  'docs/scale.md': scalePage,
  'docs/schema/adr.schema.json': () => `${JSON.stringify(adrJsonSchema(), null, 2)}\n`,
  'docs/schema/policy.schema.json': () => `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
  'docs/schema/report.schema.json': () => `${JSON.stringify(reportSchema, null, 2)}\n`,
  ...rulePages(),
  ...(await runbookPages()),
};
