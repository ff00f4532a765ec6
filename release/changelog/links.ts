/** What the link references at a changelog's end need of a release. */
export interface LinkedRelease {
  readonly version: string;
  readonly tag: string;
  /** The tag before; undefined for the first release. */
  readonly previousTag: string | undefined;
  /** `https://github.com/owner/name`; undefined: taken from the reference of Unreleased, if there is one. */
  readonly repository: string | undefined;
}

const UNRELEASED_LINK = /^\[unreleased\]: *(\S+?)\/compare\/\S*[^\S\r\n]*(\r?\n|$)/im;

/**
 * The link references with those of Unreleased and of the version brought up to date; all others keep
 * their bytes. Without a repository nothing is touched.
 */
export function updateLinks(links: string, release: LinkedRelease, eol: string): string {
  const present = UNRELEASED_LINK.exec(links);
  const base = present?.[1] ?? release.repository;
  if (base === undefined) return links;
  const { version, tag, previousTag } = release;
  const target =
    previousTag === undefined
      ? `${base}/releases/tag/${tag}`
      : `${base}/compare/${previousTag}...${tag}`;
  const lines = `[Unreleased]: ${base}/compare/${tag}...HEAD${eol}[${version}]: ${target}${eol}`;
  if (present === null) return lines + links;
  const after = links.slice(present.index + present[0].length);
  return links.slice(0, present.index) + lines + after;
}
