/**
 * Whether a pattern of CODEOWNERS matches a path, by trying everything: a reference that is slow and
 * shares nothing with the matcher.
 */
export function naivelyMatches(pattern: string, path: string): boolean {
  if (pattern === '/' || pattern === '') return false;
  const rooted = pattern.startsWith('/');
  const inner = pattern.replace(/\/$/, '').slice(rooted ? 1 : 0);
  const anywhere = !rooted && !inner.includes('/') && inner !== '**';
  const onlyBelow = pattern.endsWith('/') || inner === '**' || inner.endsWith('/**');
  const oneLevel = !onlyBelow && (inner === '*' || inner.endsWith('/*'));
  const parts = inner.replace(/(^|\/)\*\*$/, '').split('/');
  const wanted = [...(anywhere ? ['**'] : []), ...(parts.join('/') === '' ? [] : parts)];
  const levels = path.split('/');
  // What is below matches when some folder above it does; the root is one.
  if (onlyBelow) return levels.some((_, i) => segmentsMatch(wanted, levels.slice(0, i)));
  if (oneLevel) return segmentsMatch(wanted, levels);
  return levels.some((_, i) => segmentsMatch(wanted, levels.slice(0, i + 1)));
}

function segmentsMatch(wanted: readonly string[], levels: readonly string[]): boolean {
  const [first, ...rest] = wanted;
  if (first === undefined) return levels.length === 0;
  if (first === '**')
    return levels.some((_, i) => segmentsMatch(rest, levels.slice(i))) || segmentsMatch(rest, []);
  const [level, ...below] = levels;
  return level !== undefined && segmentMatches(first, level) && segmentsMatch(rest, below);
}

function segmentMatches(wanted: string, level: string): boolean {
  if (wanted === '') return level === '';
  if (wanted.startsWith('\\')) {
    return wanted[1] === undefined
      ? level === ''
      : level[0] === wanted[1] && segmentMatches(wanted.slice(2), level.slice(1));
  }
  if (wanted.startsWith('*')) {
    return Array.from({ length: level.length + 1 }).some((_, i) =>
      segmentMatches(wanted.slice(1), level.slice(i)),
    );
  }
  if (level === '') return false;
  return (
    (wanted.startsWith('?') || wanted[0] === level[0]) &&
    segmentMatches(wanted.slice(1), level.slice(1))
  );
}
