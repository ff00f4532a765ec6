/**
 * Steps that bring an embedded file from one schema version to the next; `PRAGMA user_version` counts
 * those taken. Steps are only ever added. Times in `expires_at` are Unix seconds, as in the cloud.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE events (
    event_id TEXT NOT NULL PRIMARY KEY,
    rule TEXT NOT NULL,
    "check" TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    run_id TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX events_by_rule ON events (rule, event_id);
  CREATE INDEX events_by_finding ON events (finding_id, event_id);
  CREATE INDEX events_by_expiry ON events (expires_at);
  CREATE TABLE verdicts (
    finding_id TEXT NOT NULL PRIMARY KEY,
    false_positive INTEGER NOT NULL,
    reviewer TEXT NOT NULL,
    ticket TEXT NOT NULL,
    reviewed_at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE blocks (
    rule TEXT NOT NULL,
    repository TEXT NOT NULL,
    hour TEXT NOT NULL,
    total INTEGER NOT NULL,
    forgiven INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (rule, repository, hour)
  ) WITHOUT ROWID;
  CREATE TABLE block_runs (
    rule TEXT NOT NULL,
    repository TEXT NOT NULL,
    hour TEXT NOT NULL,
    run_id TEXT NOT NULL,
    PRIMARY KEY (rule, repository, hour, run_id)
  ) WITHOUT ROWID;
  CREATE TABLE block_resets (
    rule TEXT NOT NULL,
    repository TEXT NOT NULL,
    at TEXT NOT NULL,
    hour TEXT NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    forgiven INTEGER NOT NULL
  );
  CREATE INDEX block_resets_newest ON block_resets (rule, repository, at);
  CREATE TABLE secrets (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    modified_at TEXT NOT NULL,
    PRIMARY KEY (kind, version)
  ) WITHOUT ROWID;
  CREATE TABLE thresholds (
    id TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE consents (
    organisation TEXT NOT NULL,
    resource TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, resource)
  ) WITHOUT ROWID;
  CREATE TABLE consent_history (
    organisation TEXT NOT NULL,
    resource TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organisation, resource, revision)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE calibration_sums (
    rule TEXT NOT NULL,
    period TEXT NOT NULL,
    organisations INTEGER NOT NULL,
    reviewed INTEGER NOT NULL,
    false_positives INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (rule, period)
  ) WITHOUT ROWID;
  CREATE TABLE calibration_marks (
    rule TEXT NOT NULL,
    period TEXT NOT NULL,
    mark TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (rule, period, mark)
  ) WITHOUT ROWID;
  CREATE TABLE enforcement (
    rule TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (rule, revision)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE baselines (
    sha256 TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE baseline_versions (
    repository TEXT NOT NULL,
    branch TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (repository, branch, version)
  ) WITHOUT ROWID;
  `,
];
