export type SearchTarget = { href: string } | { problem: string }

/** Says where a searched text leads: a job id to its job, an address to its jobs, a model's name to the model. */
export function readSearch(text: string): SearchTarget {
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
  if (/^[a-z0-9][a-z0-9._/-]{0,79}$/i.test(term))
    return { href: `/models/${encodeURIComponent(term)}` }
  return { problem: 'Search for a job id, an address or the name of a model.' }
}
