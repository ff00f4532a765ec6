/** Process groups of the tools that run now. */
const running = new Set<number>();

export const processGroups = {
  add: (pid: number): void => void running.add(pid),
  delete: (pid: number): void => void running.delete(pid),
} as const;

/** Ends every running tool at once. For the second Ctrl-C and for a crash. */
export function killRunning(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}

/** Signals a group; one that is gone already is no failure. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
