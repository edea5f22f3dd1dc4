import { formatUtc } from '../display/format.ts'

/** An index this many blocks behind the chain misses results that a reader may look for. */
const BEHIND = 10

export type Services = {
  chainId: number
  endpoint: {
    fails: boolean
    /** When it last answered (milliseconds since 1970); 0 where it never did. */
    answeredAt: number
    servedChainId: number | undefined
  }
  /** `behind` in blocks, undefined where that is not known. */
  index: { fails: boolean; behind: number | undefined }
}

export type ServiceTrouble = {
  /** Whose trouble it is, so that it can be asked again. */
  of: 'endpoint' | 'index'
  title: string
  detail: string
}

/** What a reader has to know about the services that these pages read from: the worst of it, or nothing. */
export function describeServices({
  chainId,
  endpoint,
  index,
}: Services): ServiceTrouble | undefined {
  const { servedChainId } = endpoint
  if (servedChainId !== undefined && servedChainId !== chainId)
    return {
      of: 'endpoint',
      title: `The chain’s endpoint serves chain ${servedChainId}, but the contracts are on chain ${chainId}.`,
      detail: 'Nothing on these pages can be relied on until it serves the right one.',
    }
  if (endpoint.fails)
    return {
      of: 'endpoint',
      title:
        endpoint.answeredAt === 0
          ? 'The chain’s endpoint has not answered since this page was opened.'
          : `The chain’s endpoint has not answered since ${formatUtc(Math.floor(endpoint.answeredAt / 1_000))}.`,
      detail:
        endpoint.answeredAt === 0
          ? 'Nothing could be read yet.'
          : 'What you see was read then, and may have changed.',
    }
  if (index.fails)
    return {
      of: 'index',
      title: 'The index does not answer.',
      detail: 'Totals and figures of the whole record are unknown; jobs are read from the chain.',
    }
  const { behind } = index
  if (behind !== undefined && behind >= BEHIND)
    return {
      of: 'index',
      title: `The index is ${behind.toLocaleString('en')} blocks behind.`,
      detail: 'Figures of the whole record miss what happened in them.',
    }
  return undefined
}
