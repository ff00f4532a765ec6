import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../ops/frame/whole-file.js';
import type { Io } from '../../ops/frame/io.js';
import { EXIT } from '../../runtime/src/errors/index.js';
import { decodeChangelog } from '../changelog/document.js';
import { readHistory, type History } from '../changelog/history.js';
import { mergeChangelog, notesOf } from '../changelog/merge.js';
import { keepSection, refuseEdited } from '../changelog/edited.js';
import { releaseSections } from '../changelog/release-sections/index.js';
import { releaseError } from '../errors.js';
import type { ReleaseCommand } from '../frame/command.js';
import { diffTexts } from '../git/diff.js';
import { git, tagsOf, webAddress } from '../git/git.js';
import { releaseTags } from '../version/rules.js';

const FILE = 'CHANGELOG.md';

export const changelog: ReleaseCommand = {
  name: 'changelog',
  summary: 'move [Unreleased] into a section of the version, with what the commits add to it',
  example: 'npm run release -- changelog 1.0.0 --dry-run',
  takes: 'version',
  options: {
    date: {
      type: 'string',
      value: 'YYYY-MM-DD',
      help: 'date of the release; default: today, in UTC, or SOURCE_DATE_EPOCH',
    },
  },
  async run({ io, steps, version: released, dryRun, values }) {
    const { version, tag } = released;
    const path = join(io.root, FILE);
    const before = decodeChangelog(await readFile(path).catch(missing), FILE);
    const previousTag = releaseTags(await tagsOf(io.root)).find((known) => known !== tag);
    const written = await refuseEdited(io.root, before, version);
    const history = await steps.run(
      `read the commits since ${previousTag ?? 'the first one'}`,
      () => readHistory(io.root, { from: previousTag, to: 'HEAD' }),
      ({ commits }) => `${commits} commits`,
    );
    const repository = await webAddress(io.root);
    const sections = await releaseSections({
      root: io.root,
      version: released,
      commit: (await git(io.root, ['rev-parse', 'HEAD'])).trim(),
      previousTag,
      repository,
      history,
    });
    const { before: above, after: below } = sections;
    const after = mergeChangelog(before, {
      version,
      tag,
      previousTag,
      repository,
      date: dateOf(values['date'], io),
      entries: history.entries,
      ...(above === undefined ? {} : { before: above }),
      ...(below === undefined ? {} : { after: below }),
    });
    const changed = after !== before;
    if (changed) {
      for (const { title, why } of sections.leftOut) steps.skip(`section ${title}`, why);
    }
    if (changed && !dryRun) {
      await steps.run(`write ${FILE}`, () => writeWhole(path, after));
      await keepSection(io.root, version, notesOf(after, version) ?? '');
    }
    return {
      exit: EXIT.ok,
      json: {
        dryRun,
        changed,
        previousTag: previousTag ?? null,
        sections: { written: sections.written, leftOut: sections.leftOut },
        ...summaryOf(history),
      },
      text: [
        dryRun ? 'Dry run: nothing was written.\n' : '',
        written ? `[${version}] stands in ${FILE} already; nothing to do.\n` : '',
        dryRun && changed ? await diffTexts(FILE, before, after) : '',
        renderHistory(history),
      ].join(''),
    };
  },
};

function missing(error: NodeJS.ErrnoException): never {
  throw releaseError('PM-8003', {
    what: FILE,
    why: error.message,
    remedy: `Begin one with "# Changelog" and a heading "## [Unreleased]" (keepachangelog.com).`,
    cause: error,
  });
}

function dateOf(given: unknown, io: Io): string {
  if (typeof given === 'string') return checkedDate(given);
  const epoch = io.env['SOURCE_DATE_EPOCH'];
  const time = epoch !== undefined && /^\d+$/.test(epoch) ? Number(epoch) * 1000 : io.now();
  return new Date(time).toISOString().slice(0, 10);
}

function checkedDate(given: string): string {
  const day = new Date(`${given}T00:00:00Z`);
  if (!Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === given) return given;
  throw releaseError('PM-1001', {
    what: `--date ${given}`,
    why: 'it is no date such as 2026-11-22',
  });
}

function summaryOf({
  entries,
  leftOut,
  unconventional,
  reverted,
  breaking,
  commits,
}: History): Record<string, unknown> {
  return {
    commits,
    entries: entries.length,
    breaking: breaking.length,
    leftOut: Object.fromEntries(leftOut),
    unconventional,
    reverted,
  };
}

function renderHistory({ entries, leftOut, unconventional, reverted, commits }: History): string {
  const types = [...leftOut].map(([type, count]) => `${count} ${type}`).join(', ');
  return [
    `${commits} commits: ${entries.length} for users${types === '' ? '' : `; left out: ${types}`}\n`,
    reverted.length === 0 ? '' : `${reverted.length} taken back or taking back, and left out\n`,
    unconventional.length === 0
      ? ''
      : `${unconventional.length} not conventional, and in no changelog:\n${unconventional.map(({ sha, subject }) => `  ${sha.slice(0, 7)} ${subject}\n`).join('')}`,
  ].join('');
}
