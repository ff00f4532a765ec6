/**
 * A name in which some parts cannot be known before the workflow runs: the known pieces in order, with
 * anything between two of them. One piece is an exact name.
 */
export type Pieces = readonly string[];

/** JobNameBuilder.maxNameLength: a longer segment is cut to 97 characters and `...`. */
const MAX_SEGMENT = 100;
const DOTS = '...';
const JOINT = ' / ';

export function isExact(pieces: Pieces): boolean {
  return pieces.length === 1;
}

/** For people: `*` stands for what cannot be known. */
export function displayName(pieces: Pieces): string {
  return pieces.join('*');
}

/** From rendered parts, in which undefined is what cannot be known. */
export function piecesOf(parts: readonly (string | undefined)[]): Pieces {
  const pieces = [''];
  for (const part of parts) {
    if (part === undefined) pieces.push('');
    else pieces[pieces.length - 1] += part;
  }
  return pieces;
}

/** Puts pieces side by side. */
export function concat(...all: readonly Pieces[]): Pieces {
  const [first = [''], ...rest] = all;
  return rest.reduce((left, right) => {
    const joined = `${left.at(-1) ?? ''}${right[0] ?? ''}`;
    return [...left.slice(0, -1), joined, ...right.slice(1)];
  }, first);
}

/** Puts a separator between pieces. */
export function joinPieces(all: readonly Pieces[], separator: string): Pieces {
  const [only] = all;
  // Most jobs are called by nobody.
  if (all.length === 1 && only !== undefined) return only;
  return concat(...all.flatMap((pieces, i) => (i === 0 ? [pieces] : [[separator], pieces])));
}

/** Cuts one segment of a name as GitHub does. Pieces that are not known are cut when matching. */
export function cutSegment(pieces: Pieces): Pieces {
  const [only] = pieces;
  if (pieces.length !== 1 || only === undefined || only.length <= MAX_SEGMENT) return pieces;
  return [only.slice(0, MAX_SEGMENT - DOTS.length) + DOTS];
}

/** The whole name of segments, the outermost caller first. */
export function joinSegments(segments: readonly Pieces[]): Pieces {
  return joinPieces(segments, JOINT);
}

/**
 * Whether a context can be a name of these segments. A segment that is not known may be longer than
 * 100 characters when it runs, so a cut form of it is admitted where the context has one.
 */
export function canBe(segments: readonly Pieces[], context: string): boolean {
  if (fits(joinSegments(segments), context)) return true;
  if (!context.includes(DOTS) || segments.every(isExact)) return false;
  return fits(
    joinSegments(segments.map((s) => (isExact(s) ? s : [(s[0] ?? '').slice(0, 97), DOTS]))),
    context,
  );
}

/** First and last piece anchored, the others found in order: linear in the text for each piece. */
function fits(pieces: Pieces, text: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end && text.endsWith(last);
}
