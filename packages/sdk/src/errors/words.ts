/** What a contract's error means to a person. */
export type ContractErrorText = { sentence: string; remedy: string }

/** Turns an error's operands into words. */
export type Explain = (...operands: never[]) => ContractErrorText

export const text = (sentence: string, remedy: string): ContractErrorText => ({ sentence, remedy })
/** Seconds since 1970 as a date. */
export const time = (seconds: bigint | number) =>
  Number(seconds) > 8_640_000_000_000
    ? `second ${seconds}`
    : new Date(Number(seconds) * 1000).toISOString()
/** A long hex string, cut short. */
export const short = (hex: string) =>
  hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex
