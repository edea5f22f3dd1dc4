export type SearchTarget = { href: string } | { problem: string }

/** Says where a hash or an address leads, or what it lacks; undefined for any other text. */
export function readSearch(text: string): SearchTarget | undefined {
  const term = text.trim()
  if (/^0x[0-9a-f]{64}$/i.test(term)) return { href: `/jobs/${term.toLowerCase()}` }
  if (/^[0-9a-f]{64}$/i.test(term)) return { href: `/jobs/0x${term.toLowerCase()}` }
  if (/^0x[0-9a-f]{40}$/i.test(term)) return { href: `/address/${term}` }
  if (/^0x[0-9a-f]*$/i.test(term)) {
    const digits = term.length - 2
    return {
      problem: `This has ${digits} hexadecimal digits; a job id has 64 and an address 40.`,
    }
  }
  return undefined
}
