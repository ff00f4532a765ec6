/** The first version number in a text, for example `2.39.5` in `git version 2.39.5`. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0];
}

/** Whether a version is at least the minimum; missing parts count as 0, suffixes do not count. */
export function satisfiesMinimum(version: string, minimum: string): boolean {
  const have = partsOf(version);
  const need = partsOf(minimum);
  for (const [index, wanted] of need.entries()) {
    const got = have[index] ?? 0;
    if (got !== wanted) return got > wanted;
  }
  return true;
}

function partsOf(version: string): readonly number[] {
  return (versionIn(version) ?? '').split('.').map(Number);
}
