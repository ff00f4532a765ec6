import { join } from 'node:path';
import type { Io } from '../../ops/frame/io.js';

/** One file of a release. */
export interface Artifact {
  /** File name; unique in a release. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** One phrase for people. */
  readonly what: string;
}

/** What a builder says of a file that it put into `BuildSite.files`. */
export interface Made {
  readonly name: string;
  readonly what: string;
}

/** What a release could hold and this commit has nothing for. */
export interface Absent {
  readonly absent: string;
  readonly why: string;
}

/** Where the artefacts of a version lie when nothing else is said. */
export function artifactsFolder(io: Pick<Io, 'root'>, version: string): string {
  return join(io.root, '.release', version, 'artifacts');
}
