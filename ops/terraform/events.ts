/** An error or warning of Terraform's machine-readable output. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
}

/** What a plan does to one resource, in Terraform's words. */
export const ACTIONS = [
  'create',
  'update',
  'replace',
  'delete',
  'import',
  'move',
  'forget',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Change {
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** Why it is replaced or deleted, for example `cannot_update`. */
  readonly reason?: string;
  /** Id of the object that is taken into the state. */
  readonly importing?: string;
}

/** A line of `terraform plan -json` or `terraform apply -json` that we act on. */
export type TerraformEvent =
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'planned'; readonly change: Change }
  | {
      readonly type: 'started' | 'going' | 'done' | 'failed';
      readonly address: string;
      readonly action: string;
      readonly seconds: number;
    }
  | { readonly type: 'said'; readonly text: string };

interface RawLine {
  readonly '@message'?: string;
  readonly type?: string;
  readonly diagnostic?: { severity?: string; summary?: string; detail?: string; address?: string };
  readonly change?: {
    resource?: { addr?: string; resource_type?: string };
    action?: string;
    reason?: string;
    importing?: { id?: string };
  };
  readonly hook?: { resource?: { addr?: string }; action?: string; elapsed_seconds?: number };
}

const PHASES: Readonly<Record<string, 'started' | 'going' | 'done' | 'failed'>> = {
  apply_start: 'started',
  apply_progress: 'going',
  apply_complete: 'done',
  apply_errored: 'failed',
};

/** One line of Terraform's JSON output. Text that is no JSON (a panic, a wrapper's words) is `said`. */
export function parseEvent(line: string): TerraformEvent {
  const raw = parseLine(line);
  if (raw === undefined) return { type: 'said', text: line };
  const text = raw['@message'] ?? '';
  if (raw.type === 'diagnostic' && raw.diagnostic !== undefined) {
    const { severity, summary = '', detail = '', address } = raw.diagnostic;
    return {
      type: 'diagnostic',
      diagnostic: {
        severity: severity === 'warning' ? 'warning' : 'error',
        summary,
        detail,
        ...(address === undefined ? {} : { address }),
      },
    };
  }
  if (raw.type === 'planned_change') return planned(raw) ?? { type: 'said', text };
  const phase = PHASES[raw.type ?? ''];
  if (phase !== undefined) {
    return {
      type: phase,
      address: raw.hook?.resource?.addr ?? '',
      action: raw.hook?.action ?? '',
      seconds: raw.hook?.elapsed_seconds ?? 0,
    };
  }
  return { type: 'said', text };
}

/** Undefined for what changes nothing: no-ops and data sources that are read during apply. */
function planned(raw: RawLine): TerraformEvent | undefined {
  const { resource, action, reason, importing } = raw.change ?? {};
  const known = ACTIONS.find((one) => one === (action === 'remove' ? 'forget' : action));
  const kind = known ?? (importing?.id === undefined ? undefined : 'import');
  if (kind === undefined || resource?.addr === undefined) return undefined;
  return {
    type: 'planned',
    change: {
      address: resource.addr,
      type: resource.resource_type ?? '',
      action: kind,
      ...(reason === undefined ? {} : { reason }),
      ...(importing?.id === undefined ? {} : { importing: importing.id }),
    },
  };
}

function parseLine(line: string): RawLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as RawLine;
  } catch {
    return undefined;
  }
}

/** The line as a person reads it in a log. */
export function renderEvent(line: string): string {
  const event = parseEvent(line);
  if (event.type !== 'diagnostic') {
    const raw = parseLine(line);
    return raw?.['@message'] ?? line;
  }
  return `\n${renderDiagnostic(event.diagnostic)}\n`;
}

export function renderDiagnostic({ severity, summary, detail, address }: Diagnostic): string {
  const where = address === undefined ? '' : `\n  with ${address}`;
  const more = detail.trim() === '' ? '' : `\n${detail.trimEnd()}`;
  return `${severity === 'error' ? 'Error' : 'Warning'}: ${summary}${where}${more}`;
}
