/** What an evaluation may be permitted to do: the bit of each capability. Bits 12–15 are reserved. */
export const CAPABILITIES = {
  readGit: 1 << 0,
  readWorkflows: 1 << 1,
  readProtection: 1 << 2,
  readReviews: 1 << 3,
  readSecrets: 1 << 4,
  readEvents: 1 << 5,
  writeEvents: 1 << 6,
  readConsent: 1 << 7,
  writeCalibration: 1 << 8,
  readBaseline: 1 << 9,
  writeBaseline: 1 << 10,
  publishReport: 1 << 11,
} as const;
export type Capability = keyof typeof CAPABILITIES;

/** Every defined bit. */
export const ALL_CAPABILITIES = 0x0fff;

/** The bits of the capabilities named. */
export function permissionBits(capabilities: readonly Capability[]): number {
  return capabilities.reduce((bits, capability) => bits | CAPABILITIES[capability], 0);
}

/** The names of the bits that are set. */
export function capabilityNames(bits: number): readonly Capability[] {
  return (Object.keys(CAPABILITIES) as Capability[]).filter((c) => (bits & CAPABILITIES[c]) !== 0);
}
