/** Shortens a hex string in its middle: `0x7099…79C8`. What is short enough stays whole. */
export function shortenHex(hex: string, { head = 4, tail = 4 } = {}): string {
  const kept = 2 + head + tail
  if (hex.length <= kept + 1) return hex
  return `${hex.slice(0, 2 + head)}…${hex.slice(-tail)}`
}
