declare const redacted: unique symbol;

/**
 * Text that went through a redactor. Only `privacy/` makes it, so what asks for it (a report, a log
 * shipped elsewhere) cannot be given anything else.
 */
export type Redacted = string & { readonly [redacted]: true };

/**
 * A value of which every free text is redacted. Literal types (`'block' | 'warn'`) stay as they are:
 * the program wrote them, not the world.
 */
export type RedactedValue<T> = T extends Redacted
  ? T
  : T extends string
    ? // An open set of texts, plain or template, has no required key.
      Record<never, never> extends Record<T, 1>
      ? Redacted
      : T
    : T extends number | bigint | boolean | null | undefined
      ? T
      : T extends readonly unknown[]
        ? { readonly [K in keyof T]: RedactedValue<T[K]> }
        : { readonly [K in keyof T]: RedactedValue<T[K]> };
