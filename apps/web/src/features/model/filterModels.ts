import type { Card, ModelVersion } from '@assay/sdk'
import { parseAmount } from '../../display/format.ts'
import type { ModelRecord } from '../../queries/useModelRecords.ts'
import { profileOf } from './profiles.ts'

/** A model with what its publisher says of it and what was counted; each is undefined where it is not known. */
export type ModelEntry = {
  model: ModelVersion
  card: Card | undefined
  record: ModelRecord | undefined
}

export const facetNames = ['task', 'profile', 'licence', 'price'] as const
export type FacetName = (typeof facetNames)[number]

export const sorts = ['asked', 'recent', 'name', 'fee', 'latency'] as const
export type ModelSort = (typeof sorts)[number]

export type ModelFilters = {
  q: string
  /** Values of each facet, of which one has to fit; empty for all. */
  chosen: Readonly<Record<FacetName, readonly string[]>>
  /** In the token's smallest unit. */
  most: bigint | undefined
  /** As it stands in the address. */
  mostText: string
  sort: ModelSort
}

/** Words for what a model has no value for. */
const NONE = 'unknown'

/** The values of a model in a facet. */
function facetValue({ model, card, record }: ModelEntry, facet: FacetName): string {
  if (facet === 'task') return card?.task ?? NONE
  if (facet === 'licence') return card?.licence ?? NONE
  if (facet === 'profile') return profileOf(model.profile).id
  if (record === undefined) return NONE
  return record.asks > 0 ? 'named' : 'none'
}

/** The values of a facet as they stand in an address. A publisher's words may hold commas. */
export function writeValues(values: readonly string[]): string {
  return values.map((value) => value.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',')
}

export function readValues(text: string): string[] {
  const read = (value: string) => value.replaceAll('%2C', ',').replaceAll('%25', '%')
  return text.split(',').filter(Boolean).map(read)
}

/** Reads the filters of an address. What means nothing is named, and never silently taken for all. */
export function readModelFilters(
  parameters: URLSearchParams,
  decimals: number | undefined,
): { filters: ModelFilters; refused: readonly { name: string; reason: string }[] } {
  const refused: { name: string; reason: string }[] = []
  const chosen: Record<FacetName, readonly string[]> = {
    ...{ task: [], profile: [], licence: [], price: [] },
  }
  let q = ''
  let most: bigint | undefined
  let mostText = ''
  let sort: ModelSort = 'asked'
  for (const [name, value] of parameters) {
    const said = `\`${name}=${value.slice(0, 60)}\``
    const facet = facetNames.find((each) => each === name)
    if (name === 'q') q = value.slice(0, 100)
    else if (facet !== undefined) chosen[facet] = readValues(value)
    else if (name === 'sort') {
      const asked = sorts.find((each) => each === value)
      if (asked === undefined)
        refused.push({ name, reason: `${said} is no order; ${sorts.join(', ')} are` })
      else sort = asked
    } else if (name === 'most') {
      mostText = value.slice(0, 40)
      if (decimals === undefined) continue
      most = parseAmount(value, { decimals })
      if (most === undefined) refused.push({ name, reason: `${said} is not an amount` })
    } else refused.push({ name, reason: `${said} is not a filter of this page` })
  }
  return { filters: { q, chosen, most, mostText, sort }, refused }
}

export type Facet = { value: string; count: number }

/** The models that fit, in order, and for each facet how many would fit with each of its values. */
export function filterModels(
  entries: readonly ModelEntry[],
  { q, chosen, most, sort }: ModelFilters,
): { shown: ModelEntry[]; facets: Record<FacetName, Facet[]> } {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  const found = entries.filter(({ model, card, record }) => {
    if (most !== undefined && (record?.lowestFee === undefined || record.lowestFee > most))
      return false
    if (words.length === 0) return true
    const text = `${model.name} ${card?.title ?? ''} ${card?.task ?? ''} ${card?.description ?? ''} ${model.publisher}`
    const lower = text.toLowerCase()
    return words.every((word) => lower.includes(word))
  })
  const fits = (entry: ModelEntry, but?: FacetName) =>
    facetNames.every(
      (facet) =>
        facet === but ||
        chosen[facet].length === 0 ||
        chosen[facet].includes(facetValue(entry, facet)),
    )
  const facetOf = (facet: FacetName): Facet[] => {
    // What the address asks for stays in the list where nothing has it.
    const counts = new Map(chosen[facet].map((value) => [value, 0]))
    for (const entry of entries) counts.set(facetValue(entry, facet), 0)
    for (const entry of found) {
      if (!fits(entry, facet)) continue
      const value = facetValue(entry, facet)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
  }
  return {
    shown: found.filter((entry) => fits(entry)).sort(orders[sort]),
    facets: {
      ...{ task: facetOf('task'), profile: facetOf('profile') },
      ...{ licence: facetOf('licence'), price: facetOf('price') },
    },
  }
}

type Order = (a: ModelEntry, b: ModelEntry) => number

const byName: Order = (a, b) => a.model.name.localeCompare(b.model.name)
/** Smallest first; what is unknown stands last. */
const bySmallest =
  (of: (entry: ModelEntry) => number | bigint | undefined): Order =>
  (a, b) => {
    const [left, right] = [of(a), of(b)]
    if (left === right) return byName(a, b)
    if (left === undefined) return 1
    if (right === undefined) return -1
    return left < right ? -1 : 1
  }

const orders: Record<ModelSort, Order> = {
  asked: bySmallest(({ record }) => record && -record.jobs),
  recent: bySmallest(({ model }) => -model.publishedAt),
  name: byName,
  fee: bySmallest(({ record }) => record?.lowestFee),
  latency: bySmallest(({ record }) => record?.latency),
}
