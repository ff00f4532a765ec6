/** The resource that was asked for does not exist: an answer, not a failure to ask. */
export class Missing extends Error {
  override readonly name = 'Missing';
  constructor(readonly resource: string) {
    super(`${resource} does not exist`);
  }
}

/** Reads each argument once and shares the answer, so that checks need not know of each other. */
export function once<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (name) => {
    const present = answers.get(name);
    if (present !== undefined) return present;
    const asked = read(name);
    // Every check that shares it sees the rejection; this keeps it from ending the process first.
    asked.catch(() => undefined);
    answers.set(name, asked);
    return asked;
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Runs a read; an error with one of these names means that `resource` does not exist. */
export async function orMissing<T>(
  resource: string,
  names: readonly string[],
  read: Promise<T>,
): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (names.includes(nameOf(error))) throw new Missing(resource);
    throw error;
  }
}

/** Runs a read; an error with one of these names means that nothing is configured. */
export async function orNone<T>(
  names: readonly string[],
  read: Promise<T>,
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (names.includes(nameOf(error))) return undefined;
    throw error;
  }
}
