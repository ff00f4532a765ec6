import { compare, parse, prerelease, rsort, valid } from 'semver';
import { releaseError } from '../errors.js';

/** A version that may be released, with what follows from it. */
export interface ReleaseVersion {
  readonly version: string;
  readonly tag: string;
  readonly prerelease: boolean;
  /** npm refuses a prerelease without one; `latest` for any other. */
  readonly distTag: string;
}

/** Reads a version as a person typed it. Throws PM-8001 with what is wrong with it. */
export function parseVersion(text: string): ReleaseVersion {
  const refuse = (why: string): Error =>
    releaseError('PM-8001', { what: `the version ${JSON.stringify(text)}`, why });
  if (text.startsWith('v') && valid(text.slice(1)) !== null) {
    throw refuse(`versions are written without v here: ${text.slice(1)}`);
  }
  const parsed = parse(text);
  // `parse` forgives spaces and `=`; what stands in the files is the text itself.
  if (parsed === null || parsed.raw !== text || /^[=\s]|\s$/.test(text)) {
    throw refuse('it is not a semantic version, such as 1.2.3 or 1.0.0-rc.1');
  }
  if (parsed.build.length > 0) {
    throw refuse(`build metadata (+${parsed.build.join('.')}) orders nothing and npm drops it`);
  }
  const glued = parsed.prerelease.find(
    (part) => typeof part === 'string' && /^[A-Za-z]+\d+$/.test(part),
  );
  if (glued !== undefined) {
    const dotted = String(glued).replace(/^([A-Za-z]+)(\d+)$/, '$1.$2');
    throw refuse(`${glued} sorts as a word, so that 10 comes before 2; write ${dotted}`);
  }
  const [channel] = parsed.prerelease;
  return {
    version: parsed.version,
    tag: `v${parsed.version}`,
    prerelease: parsed.prerelease.length > 0,
    distTag: channel === undefined ? 'latest' : typeof channel === 'string' ? channel : 'next',
  };
}

/** Tags of releases (`v1.2.3`), newest first as versions sort; all others are left out. */
export function releaseTags(tags: readonly string[]): readonly string[] {
  const versions = tags.flatMap((tag) =>
    tag.startsWith('v') && valid(tag.slice(1)) === tag.slice(1) ? [tag.slice(1)] : [],
  );
  return rsort(versions).map((version) => `v${version}`);
}

/** Below 0 where `a` sorts before `b`, as versions without v do. */
export const compareVersions = (a: string, b: string): number => compare(a, b);

/** Throws PM-8002 unless the version sorts above every one that was released. */
export function refuseLower(version: string, tags: readonly string[]): void {
  const [last] = releaseTags(tags);
  if (last === undefined || compare(version, last.slice(1)) > 0) return;
  const same = compare(version, last.slice(1)) === 0;
  const hint =
    !same && prerelease(version) !== null && prerelease(last) === null
      ? ' (a prerelease sorts below its release)'
      : '';
  throw releaseError('PM-8002', {
    what: `the version ${version}`,
    why: same ? `${last} is released already` : `it sorts below ${last}${hint}`,
  });
}
