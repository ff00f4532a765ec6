import { createHash } from 'node:crypto';
import { releaseError } from '../errors.js';
import {
  joinChangelog,
  parseChangelog,
  UNRELEASED,
  type Block,
  type ChangelogDocument,
} from './document.js';
import { updateLinks, type LinkedRelease } from './links.js';
import { addEntries, unnamed, type GeneratedEntry } from './sections.js';

export interface ChangelogRelease extends LinkedRelease {
  /** Date of the release commit, `YYYY-MM-DD`. */
  readonly date: string;
  readonly entries: readonly GeneratedEntry[];
  /** Markdown above the sections (overview and so on); undefined for none. */
  readonly before?: string;
  /** Markdown below the sections (performance, security and so on); undefined for none. */
  readonly after?: string;
}

/**
 * Moves what stands under Unreleased into a section of the version, adds the generated entries that
 * nobody wrote by hand, and leaves every other byte alone. Running it again changes nothing. Throws
 * PM-8003 for a changelog that cannot be merged, PM-8004 when a person changed our section since.
 */
export function mergeChangelog(text: string, release: ChangelogRelease): string {
  const document = parseChangelog(text);
  const { blocks, eol } = document;
  const unreleased = blocks.filter(({ version }) => version === UNRELEASED);
  if (unreleased.length > 1) {
    throw releaseError('PM-8003', {
      what: 'the changelog',
      why: `it has ${unreleased.length} headings [Unreleased]`,
    });
  }
  if (blocks.some(({ version }) => version === release.version)) {
    return unchanged(text, unreleased[0], release.version);
  }
  const [before, own, after] = around(document, unreleased[0]);
  const body = own?.body ?? '';
  const section = sealed(
    release.version,
    compose(body, addEntries(body, unnamed(body, release.entries), eol), release, eol),
    eol,
  );
  const last = after.length === 0;
  const links = updateLinks(document.links, release, eol);
  const merged: ChangelogDocument = {
    ...document,
    head: endedBy(document.head, own === undefined ? eol : '', eol),
    blocks: [
      ...before,
      { version: UNRELEASED, heading: own?.heading ?? `## [${UNRELEASED}]${eol}`, body: eol },
      {
        version: release.version,
        heading: `## [${release.version}] - ${release.date}${eol}`,
        body: last && links === '' ? section.trimEnd() + eol : section,
      },
      ...after,
    ],
    links,
  };
  return joinChangelog(merged);
}

/** The section of a version as people read it: what `mergeChangelog` wrote, without heading and seal. */
export function notesOf(text: string, version: string): string | undefined {
  const block = parseChangelog(text).blocks.find((candidate) => candidate.version === version);
  return block === undefined ? undefined : withoutBlankEnds(block.body.replace(SEAL, ''));
}

const SEAL = /<!-- release (\S+) sha256:([0-9a-f]{64}) -->\r?\n/;

const digestOf = (body: string): string =>
  createHash('sha256').update(withoutBlankEnds(body)).digest('hex');

/** Without blank lines at both ends; the indentation of the first line stays. */
const withoutBlankEnds = (text: string): string =>
  text.replace(/^(?:[^\S\r\n]*\r?\n)+/, '').trimEnd();

/** The body with a comment by which a change since is noticed. */
function sealed(version: string, body: string, eol: string): string {
  const seal = `<!-- release ${version} sha256:${digestOf(body)} -->`;
  return `${eol}${withoutBlankEnds(body)}${eol}${eol}${seal}${eol}${eol}`;
}

/** Whether the section of a version is there, and still as `mergeChangelog` wrote it. */
export function sectionState(
  text: string,
  version: string,
): 'absent' | 'ours' | 'foreign' | 'edited' {
  const block = parseChangelog(text).blocks.find((candidate) => candidate.version === version);
  if (block === undefined) return 'absent';
  const seal = SEAL.exec(block.body);
  if (seal === null) return 'foreign';
  return seal[2] === digestOf(block.body.replace(SEAL, '')) ? 'ours' : 'edited';
}

function unchanged(text: string, unreleased: Block | undefined, version: string): string {
  const what = `the section [${version}] of the changelog`;
  const state = sectionState(text, version);
  if (state !== 'ours') {
    const why =
      state === 'foreign' ? 'it was not written by this command' : 'somebody changed it since';
    throw releaseError('PM-8004', { what, why });
  }
  if (unreleased !== undefined && unreleased.body.trim() !== '') {
    throw releaseError('PM-8004', {
      what,
      why: 'it is written already, and there are entries under [Unreleased] again',
      remedy: `Take the section back (git checkout -- CHANGELOG.md), or move the new entries into the next version.`,
    });
  }
  return text;
}

/** The blocks above Unreleased, itself, and those below; without one the version goes to the top. */
function around(
  { blocks }: ChangelogDocument,
  own: Block | undefined,
): readonly [readonly Block[], Block | undefined, readonly Block[]] {
  const at = own === undefined ? 0 : blocks.indexOf(own);
  return [blocks.slice(0, at), own, blocks.slice(own === undefined ? at : at + 1)];
}

function compose(
  written: string,
  body: string,
  { before, after, entries }: ChangelogRelease,
  eol: string,
): string {
  const parts = [before, body, after].flatMap((part) =>
    part === undefined || part.trim() === ''
      ? []
      : [inLines(withoutBlankEnds(part), eol, part === body)],
  );
  if (parts.length > 0) return parts.join(eol + eol);
  return written.trim() === '' && entries.length === 0 ? 'No user-facing changes.' : '';
}

/** Generated Markdown in the document's line ends; what people wrote keeps its own. */
function inLines(part: string, eol: string, verbatim: boolean): string {
  return verbatim ? part : part.replaceAll(/\r?\n/g, eol);
}

function endedBy(head: string, gap: string, eol: string): string {
  if (head === '' || head === '\uFEFF' || gap === '') return head;
  const ended = /\n$/.test(head) ? head : head + eol;
  return /\n\r?\n$/.test(ended) ? ended : ended + gap;
}
