/** What a payload or an answer lacks that GitHub documents, with its place. */
export class Missing extends Error {}

const COMMIT = /^[0-9a-f]{40,64}$/;

/** One object of a payload or an answer: reads fields, and knows its place (a JSON pointer). */
export class Part {
  constructor(
    readonly value: Readonly<Record<string, unknown>>,
    readonly at: string,
  ) {}

  part(key: string): Part {
    const found = this.optionalPart(key);
    if (found === undefined) throw new Missing(`${this.at}/${key} is no object`);
    return found;
  }

  optionalPart(key: string): Part | undefined {
    return partOf(this.own(key), `${this.at}/${key}`);
  }

  /** The objects of a list; throws when it is no list of objects. */
  parts(key: string): readonly Part[] {
    return partsOf(this.own(key), `${this.at}/${key}`);
  }

  text(key: string): string {
    const found = this.optionalText(key);
    if (found === undefined) throw new Missing(`${this.at}/${key} is no text`);
    return found;
  }

  optionalText(key: string): string | undefined {
    const value = this.own(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  commit(key: string): string {
    const found = this.text(key);
    if (!COMMIT.test(found)) throw new Missing(`${this.at}/${key} is no commit id`);
    return found;
  }

  whole(key: string): number {
    const found = this.optionalWhole(key);
    if (found === undefined) throw new Missing(`${this.at}/${key} is no number`);
    return found;
  }

  optionalWhole(key: string): number | undefined {
    const value = this.own(key);
    return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
  }

  flag(key: string): boolean {
    const value = this.own(key);
    if (typeof value !== 'boolean') throw new Missing(`${this.at}/${key} is not true or false`);
    return value;
  }

  own(key: string): unknown {
    return Object.hasOwn(this.value, key) ? this.value[key] : undefined;
  }
}

export function partOf(value: unknown, at: string): Part | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Part(value as Record<string, unknown>, at)
    : undefined;
}

export function partsOf(value: unknown, at: string): readonly Part[] {
  if (!Array.isArray(value)) throw new Missing(`${at === '' ? 'the answer' : at} is no list`);
  return value.map((item, i) => {
    const part = partOf(item, `${at}/${i}`);
    if (part === undefined) throw new Missing(`${at}/${i} is no object`);
    return part;
  });
}
