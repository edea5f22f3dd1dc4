import type { Deployment } from '@assay/protocol'
import type { Job } from '@assay/sdk'
import type { QueryClient } from '@tanstack/react-query'
import type { Address, Hex } from 'viem'

/**
 * The key of every query; nobody writes one elsewhere. Its first part names what was read, as here; the rest says of which deployment
 * and of what.
 */
export const keys = {
  /** The newest block, and what the endpoint says about the chain. */
  head: ({ chainId }: Deployment) => ['head', chainId],
  genesis: ({ chainId }: Deployment) => ['genesis', chainId],
  job: ({ chainId, market }: Deployment, jobId: Hex) => ['job', chainId, market, jobId],
  jobs: ({ chainId, market }: Deployment) => ['jobs', chainId, market],
  verdict: ({ chainId, market }: Deployment, { id, steps }: Job) => [
    'verdict',
    chainId,
    market,
    id,
    steps.length,
  ],
  checks: ({ chainId, market }: Deployment, job: Job | undefined, given: string) => [
    'checks',
    chainId,
    market,
    job?.id,
    job?.state,
    job?.steps.length,
    job?.output,
    given,
  ],
  funds: ({ chainId, ledger }: Deployment, account: Address | undefined) => [
    'funds',
    chainId,
    ledger,
    account,
  ],
  /** A quote compares with the account's money. */
  quote: ({ chainId, ledger }: Deployment, requester: Address, terms: string) => [
    'quote',
    chainId,
    ledger,
    requester,
    terms,
  ],
  /** What would happen to a request that is reviewed, on the next block. */
  simulation: (
    { chainId, market }: Deployment,
    jobId: string | undefined,
    account: Address | undefined,
  ) => ['simulation', chainId, market, jobId, account],
  /** What a worker takes by signature; its own word. */
  signedOffer: ({ chainId, market }: Deployment, modelId: Hex, workerUrl: string | undefined) => [
    'signedOffer',
    chainId,
    market,
    modelId,
    workerUrl,
  ],
  gas: ({ chainId, market }: Deployment) => ['gas', chainId, market],
  bounds: ({ chainId, market, verifiers }: Deployment) => [
    'bounds',
    chainId,
    market,
    verifiers.optimistic,
  ],
  token: ({ chainId, token }: Deployment) => ['token', chainId, token],
  models: ({ chainId, modelRegistry }: Deployment) => ['models', chainId, modelRegistry],
  /** The digest is of the card's bytes: a card once read never changes. */
  card: (modelId: Hex, cardDigest: Hex) => ['card', modelId, cardDigest],
  disputes: ({ chainId, disputeGame }: Deployment, jobId: Hex | undefined) => [
    'disputes',
    chainId,
    disputeGame,
    jobId ?? 'all',
  ],
  dispute: ({ chainId, disputeGame }: Deployment, game: bigint) => [
    'dispute',
    chainId,
    disputeGame,
    `${game}`,
  ],
  timeLeft: ({ chainId, disputeGame }: Deployment, game: bigint, moves: number) => [
    'timeLeft',
    chainId,
    disputeGame,
    `${game}`,
    moves,
  ],
  /** Large programs take a larger bond. */
  disputeTerms: ({ chainId, disputeGame }: Deployment, size = 'least') => [
    'disputeTerms',
    chainId,
    disputeGame,
    size,
  ],
  demands: ({ chainId, disputeGame }: Deployment, jobId: Hex) => [
    'demands',
    chainId,
    disputeGame,
    jobId,
  ],
  worker: ({ chainId, workerRegistry }: Deployment, worker: Address, model: Hex) => [
    'worker',
    chainId,
    workerRegistry,
    worker,
    model,
  ],
  /** What a root commits to never changes. */
  inputBytes: ({ chainId, market }: Deployment, jobId: Hex | undefined) => [
    'inputBytes',
    chainId,
    market,
    jobId,
  ],
  outputBytes: ({ chainId }: Deployment, root: Hex | undefined) => ['outputBytes', chainId, root],
  /** The encoding is what is read; nothing is fetched. */
  step: (encoding: Hex | undefined) => ['step', encoding],
  /** By number: an input may have megabytes, and is not written out. */
  inputRoot: (input: number | undefined) => ['inputRoot', input],
  /** The figures of the whole record, by the index. */
  totals: ({ chainId, market, indexer }: Deployment) => ['totals', chainId, market, indexer],
  /** What a route of the index answers. */
  record: ({ chainId, market, indexer }: Deployment, path: string | undefined) => [
    'record',
    chainId,
    market,
    indexer,
    path,
  ],
  /** Who owns a model's name, and how many versions it has. */
  name: ({ chainId, modelRegistry }: Deployment, name: string) => [
    'name',
    chainId,
    modelRegistry,
    name,
  ],
  /** What the index says of a subject. */
  index: ({ chainId, market, indexer }: Deployment, subject: string) => [
    'index',
    chainId,
    market,
    indexer,
    subject,
  ],
  /** Whether a store of bytes answers. */
  store: ({ chainId }: Deployment, url: string) => ['store', chainId, url],
  receipt: ({ chainId }: Deployment, hash: Hex) => ['receipt', chainId, hash],
} as const

/** What a write can have changed. */
export type Subject = keyof typeof keys

/** Reads these subjects anew, and no others. */
export async function renew(client: QueryClient, subjects: readonly Subject[]): Promise<void> {
  await Promise.all(subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })))
}

/** What may look different after a job, its money or its dispute moved. */
export const moneyMoved: readonly Subject[] = ['funds', 'quote']
export const jobMoved: readonly Subject[] = [...moneyMoved, 'job', 'jobs', 'verdict']
export const disputeMoved: readonly Subject[] = [...jobMoved, 'disputes', 'dispute', 'timeLeft']
export const demandMoved: readonly Subject[] = [...moneyMoved, 'demands', 'disputes']
