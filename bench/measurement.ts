/** One measured figure, as bench/results.json holds it. */
export interface Measurement {
  /** Dotted name, general to particular: `gas.post`, `exact.speedup.digits`. */
  readonly name: string
  readonly value: number
  /** The unit of `value`: `gas`, `ms`, `s`, `s/MiB`, `bytes`, `ratio`, `points`, `count`, `dB`, `px`, `events/s`, `kB`, `score`. */
  readonly unit: string
  /** What it is compared with, and where that figure is from. */
  readonly baseline?: string
  /** What a reader must know to read it right. */
  readonly note?: string
  /** The program of bench/ that measured it; written by the runner. */
  readonly program?: string
  /** The command that makes it again; written by the runner. */
  readonly command?: string
}
