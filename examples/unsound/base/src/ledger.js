/** Sum of postings in whole cents. Throws RangeError for an amount that is not whole. */
export function balance(postings) {
  let sum = 0;
  for (const { amount } of postings) {
    if (!Number.isSafeInteger(amount)) throw new RangeError('an amount is in whole cents');
    sum += amount;
  }
  return sum;
}
