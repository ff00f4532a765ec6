import { PhaseMirrorError } from '../errors/index.js';
import { unknown, type Answer } from './answer.js';

/** A partial clone has the base's commit and not its files: then nothing is known of them. */
export async function unlessMissing<T>(
  commit: string,
  read: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof PhaseMirrorError) || cause.code !== 'PM-2002') throw cause;
    const reason = `files of the base ${commit.slice(0, 12)} are not here`;
    return unknown({ code: 'base-missing', reason });
  }
}
