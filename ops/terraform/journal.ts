import { hostname, userInfo } from 'node:os';
import type { StackId } from '../../runtime/src/names/index.js';
import { openJsonLines, readJsonLines } from '../frame/json-lines.js';
import { identityOf, type ProcessIdentity } from './process-identity.js';

/** One line of `journal.jsonl`: what was meant before it was done, and what came of it. */
export type Entry = { readonly at: string } & (
  | {
      readonly kind: 'run';
      readonly run: string;
      readonly runbook: string;
      readonly process: ProcessIdentity;
      /** `user@host`, as Terraform writes it into a lock. */
      readonly who: string;
    }
  | { readonly kind: 'run ended'; readonly run: string }
  | {
      readonly kind: 'step';
      readonly run: string;
      readonly step: string;
      readonly stack: StackId;
      /** plan, apply, migrate, … */
      readonly what: string;
    }
  | { readonly kind: 'child'; readonly step: string; readonly process: ProcessIdentity }
  | { readonly kind: 'step ended'; readonly step: string; readonly exit: number | 'cancelled' }
  /** The stack is known to be whole again: what died before is of no more interest. */
  | { readonly kind: 'settled'; readonly run: string; readonly stack: StackId }
  | { readonly kind: 'note'; readonly run: string; readonly text: string }
);

type Body = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never;

export interface Journal {
  /** Everything that was there when this run began. */
  readonly before: readonly Entry[];
  readonly run: string;
  /** Everything that is there now. */
  entries(): readonly Entry[];
  /** Appends one line and waits until it is on the disk. */
  write(entry: Body): void;
  /** Announces a step; answers its id. */
  step(stack: StackId, what: string): string;
  end(): void;
}

export function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** Opens the journal for one run of a runbook. */
export function openJournal(path: string, runbook: string, now: () => number): Journal {
  const before = readJournal(path);
  const file = openJsonLines<Entry>(path);
  const run = `${new Date(now()).toISOString()}-${process.pid}`;
  let steps = 0;
  const write = (entry: Body): void => {
    file.append({ at: new Date(now()).toISOString(), ...entry });
  };
  write({ kind: 'run', run, runbook, process: identityOf(process.pid), who: whoami() });
  return {
    before,
    run,
    entries: () => readJournal(path),
    write,
    step(stack, what) {
      const step = `${run}#${++steps}`;
      write({ kind: 'step', run, step, stack, what });
      return step;
    },
    end() {
      write({ kind: 'run ended', run });
      file.close();
    },
  };
}

/** The journal's lines. A last line that was cut off by a kill is left out. */
export const readJournal = (path: string): readonly Entry[] => readJsonLines<Entry>(path);
