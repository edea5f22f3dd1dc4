import { getAddress, isAddress } from 'viem'

/** A parameter, or one of its values, that was left out of a query. */
export interface Ignored {
  readonly parameter: string
  readonly value: string
  readonly reason: string
}

/** What a value of a filter means; a string says why it means nothing. */
type Read = (value: string) => { readonly is: unknown } | string

/** The rows that the parameters of a URL ask for. What means nothing is left out, and named. */
export class Filter {
  readonly ignored: Ignored[] = []
  readonly values: unknown[] = []
  readonly #conditions: string[] = []
  readonly #parameters: URLSearchParams
  readonly #known = new Set(['limit', 'offset', 'sort'])

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters
  }

  get where(): string {
    return this.#conditions.length === 0 ? '' : `where ${this.#conditions.join(' and ')}`
  }

  /** The place of a value in the statement. */
  place(value: unknown): string {
    return `$${this.values.push(value)}`
  }

  /** Adds a condition that no parameter asks for. */
  add(condition: string): void {
    this.#conditions.push(condition)
  }

  /** One of several values, with commas between them. */
  any(parameter: string, read: Read, condition: (values: unknown[]) => string): void {
    const values = this.#read(parameter, read)
    if (values.length > 0) this.#conditions.push(condition(values))
  }

  /** One value; of several the last. */
  one(parameter: string, read: Read, condition: (value: unknown) => string): void {
    const values = this.#read(parameter, read, false)
    if (values.length > 0) this.#conditions.push(condition(values.at(-1)))
  }

  /** The order of the rows: a name, with - before it for descending. */
  sort(columns: Readonly<Record<string, string>>, usual: string, last: string): string {
    const asked = this.#parameters.get('sort') ?? usual
    let name = asked.replace(/^-/, '')
    let isDescending = asked.startsWith('-')
    if (!Object.hasOwn(columns, name)) {
      const reason = `\`${shorten(asked)}\` is not an order; ${list(Object.keys(columns))} are`
      this.ignored.push({ parameter: 'sort', value: shorten(asked), reason })
      name = usual.replace(/^-/, '')
      isDescending = usual.startsWith('-')
    }
    const direction = isDescending ? 'desc' : 'asc'
    const first = columns[name]!.split(', ').map((column) => `${column} ${direction} nulls last`)
    return `order by ${first.join(', ')}, ${last}`
  }

  /** How many rows, and from which one on. */
  page(): { limit: number; offset: number } {
    return {
      limit: this.#number('limit', 1, 1_000, 50),
      offset: this.#number('offset', 0, 1_000_000_000, 0),
    }
  }

  /** Names the parameters that nobody asked for. To be called last. */
  finish(): void {
    for (const [parameter, value] of this.#parameters)
      if (!this.#known.has(parameter))
        this.ignored.push({
          parameter: shorten(parameter),
          value: shorten(value),
          reason: `\`${shorten(parameter)}\` is not a filter here; ${list([...this.#known])} are`,
        })
  }

  #number(parameter: string, least: number, most: number, usual: number): number {
    const text = this.#parameters.get(parameter)
    if (text === null || text === '') return usual
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    const reason = `\`${shorten(text)}\` is not a whole number from ${least} to ${most}`
    this.ignored.push({ parameter, value: shorten(text), reason })
    return usual
  }

  #read(parameter: string, read: Read, isList = true): unknown[] {
    this.#known.add(parameter)
    const found: unknown[] = []
    for (const text of this.#parameters.getAll(parameter))
      for (const value of isList ? text.split(',') : [text]) {
        if (value.trim() === '') continue
        const meaning = value.length > 200 ? 'it is longer than 200 characters' : read(value.trim())
        if (typeof meaning === 'string')
          this.ignored.push({ parameter, value: shorten(value), reason: meaning })
        else found.push(meaning.is)
      }
    return found
  }
}

/** One of some words. */
export function wordOf(words: readonly string[], what: string): Read {
  return (value) =>
    words.includes(value)
      ? { is: value }
      : `\`${shorten(value)}\` is not ${what}; ${list(words)} are`
}

/** An address, in the spelling of the tables. */
export const readAddress: Read = (value) =>
  isAddress(value, { strict: false })
    ? { is: getAddress(value) }
    : `\`${shorten(value)}\` is not an address of 0x and 40 hexadecimal digits`

/** 32 bytes, in the spelling of the tables. */
export const readDigest: Read = (value) =>
  /^0x[0-9a-f]{64}$/i.test(value)
    ? { is: value.toLowerCase() }
    : `\`${shorten(value)}\` is not a hash of 0x and 64 hexadecimal digits`

/** A whole amount of the token's smallest unit. */
export const readAmount: Read = (value) =>
  /^\d{1,78}$/.test(value)
    ? { is: value }
    : `\`${shorten(value)}\` is not a whole number of the token's smallest unit`

/** A day, a time or unix seconds. A day as an end means its last second. */
export function readTime(isEnd: boolean): Read {
  return (value) => {
    if (/^\d{1,12}$/.test(value)) return { is: Number(value) }
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value)
    const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(
      value,
    )
    const text = isDay || /(Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`
    const time = isDay || isTime ? Date.parse(text) : Number.NaN
    if (Number.isNaN(time))
      return `\`${shorten(value)}\` is not a day (2026-11-27), a time (2026-11-27T12:00Z) or unix seconds`
    return { is: Math.floor(time / 1000) + (isDay && isEnd ? 86_399 : 0) }
  }
}

/** A text for `ilike`, in which nothing has a meaning of its own. */
export function within(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** A stranger's word, short enough to be shown. */
export function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
