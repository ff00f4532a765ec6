import type { History } from '../history.js';
import type { ReleaseVersion } from '../../version/rules.js';

/** What the sections of a release are made from. */
export interface ReleaseMaterial {
  readonly root: string;
  readonly version: ReleaseVersion;
  /** Full id of the commit that is described. */
  readonly commit: string;
  /** Tag of the release before; undefined for the first. */
  readonly previousTag: string | undefined;
  /** `https://github.com/owner/name`; undefined without a remote of such an address. */
  readonly repository: string | undefined;
  readonly history: History;
}

/** Markdown without its heading, or why there is none. */
export type Written = { readonly text: string } | { readonly leftOut: string };

/** One section of a release. It says what was read or measured, or it is left out. */
export interface ReleaseSection {
  readonly title: string;
  /** Above what people wrote and the commits, or below. */
  readonly place: 'above' | 'below';
  write(material: ReleaseMaterial): Promise<Written>;
}

/** Text of others inside a cell or a line of Markdown. */
export const inline = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
