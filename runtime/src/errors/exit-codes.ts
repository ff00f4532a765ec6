/** Exit codes of every command of the house (design section 6). */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  couldNotRun: 3,
  warn: 4,
  partial: 20,
  cancelled: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
