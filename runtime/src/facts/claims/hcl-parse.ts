/** Far beyond what people write, and far below what overflows the parser's stack. */
const MAX_DEPTH = 64;
const MAX_BRANCHES = 500;
const BUDGET_MS = 10_000;

/** What hcl2json answers for a file, or why it cannot be read. */
export type HclRead = { readonly json: unknown } | { readonly why: string };

/** A parser whose stack overflowed answers nothing sensible any more. */
let broken = false;

/**
 * Reads HCL. The parser is Go in WebAssembly and recursive, so a text that nests too deep is refused
 * before it is asked. It is 2 MB, and loaded only where there is something to read. Never throws.
 */
export async function readHcl(path: string, text: string): Promise<HclRead> {
  const why = broken ? 'the HCL parser failed before' : tooDeep(text);
  if (why !== undefined) return { why };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HclRead>((resolve) => {
    timer = setTimeout(() => {
      broken = true;
      resolve({ why: `the HCL parser took longer than ${BUDGET_MS} ms` });
    }, BUDGET_MS);
  });
  try {
    return await Promise.race([parse(path, text), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function parse(path: string, text: string): Promise<HclRead> {
  try {
    const hcl = await import('@cdktf/hcl2json');
    return { json: await hcl.parse(path, text) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    // Its own answer to a text that is no HCL begins so; anything else is a failure of the parser.
    broken = !why.startsWith('parse config');
    return { why: why.split('\n')[0] ?? '' };
  }
}

/** Brackets, `!` and `-` in a row, conditions and template directives are what the parser recurses on. */
function tooDeep(text: string): string | undefined {
  let depth = 0;
  let deepest = 0;
  let branches = 0;
  let signs = 0;
  for (const line of text.split('\n')) {
    // Rulers of dashes are written as comments.
    if (/^\s*(#|\/\/)/.test(line)) continue;
    for (const character of line) {
      if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
      else if (character === '?' || character === '%') branches += 1;
      if (character === '!' || character === '-') signs += 1;
      else if (character !== ' ' && character !== '\t') signs = 0;
      deepest = Math.max(deepest, depth, signs);
    }
  }
  if (deepest > MAX_DEPTH) return `it nests more than ${MAX_DEPTH} levels`;
  return branches > MAX_BRANCHES ? `it has more than ${MAX_BRANCHES} conditions` : undefined;
}
