import { PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from '@assay/program'
import { decodeOptimisticParams, decodeQuorumParams } from '@assay/protocol'
import type { Check, CheckId, Dispute, Job } from '@assay/sdk'
import { hasEnded } from '../../display/hasEnded.ts'
import { isDisputable, type Method, quorumMethod, signatureMethod } from '../model/methods.ts'

/** The one thing to know about a job; only the first that holds is shown. */
export type ChipName =
  | 'mismatch'
  | 'refuted'
  | 'differs'
  | 'disputed'
  | 'rerun'
  | 'quorum'
  | 'unchallenged'
  | 'disputable'
  | 'closed'
  | 'signed'
  | 'unanswered'
  | 'refunded'
  | 'cancelled'
  | 'unknown'

/** How a wedge of the hallmark is drawn. Each differs in shape, so the mark reads without colour. */
export type WedgeFill =
  /** It holds. */
  | 'filled'
  /** This browser computed it again, and it is equal: the only green. */
  | 'computed'
  /** On its way, or weaker than filled. */
  | 'hatched'
  | 'hollow'
  /** It does not hold. It empties all others. */
  | 'struck'

export const wedgeNames = ['bound', 'recorded', 'verdict', 'rerun', 'comparable'] as const
export type WedgeName = (typeof wedgeNames)[number]

export type Wedge = { fill: WedgeFill; says: string }

/** How sure one may be of a job's answer, and by what. */
export type Assurance = {
  chip: ChipName
  word: string
  /** One or two sentences on what the chip says and what it does not. */
  meaning: string
  /** Until when it can be disputed (Unix seconds), where it can. */
  until?: number
  /** Honest machines may differ, so nothing can be compared. */
  isFloat: boolean
  wedges: Record<WedgeName, Wedge>
}

export type AssureParameters = {
  job: Pick<Job, 'state' | 'receipt' | 'request' | 'seats' | 'steps'>
  method: Method
  /** The model's profile, where it is known. */
  profile: string | undefined
  /** What this browser computed about the job; absent where it did not, as in lists. */
  checks?: readonly Check[] | undefined
  /** Whether the checks are being computed. */
  isChecking?: boolean
  /** The games about this job's results. */
  disputes?: readonly Pick<Dispute, 'state' | 'outputRoot'>[] | undefined
  /** The newest block that the endpoint calls final; absent where it was not asked or does not say. */
  finalBlock?: bigint | undefined
  /** The chain's time (Unix seconds), by which a window is open or closed. */
  now?: number | undefined
}

const bindings: readonly CheckId[] = [
  'inputRoot',
  'outputRoot',
  'requestDigest',
  'receiptSignature',
  'signer',
  'model',
]

/** Computes how sure one may be of a job's answer. Nothing is assumed: what was not checked is not called checked. */
export function assure(parameters: AssureParameters): Assurance {
  const { job, method, profile, checks = [] } = parameters
  const answered = job.receipt !== undefined
  const rerun = checks.find(({ id }) => id === 'reexecution')
  const isExact = profile === PROFILE_EXACT
  const mismatch = checks.some(({ id, status }) => id !== 'reexecution' && status === 'fail')
  const about = (parameters.disputes ?? []).filter(
    ({ outputRoot }) => outputRoot === job.receipt?.outputRoot,
  )
  const refuted = job.state === 'rejected' || about.some(({ state }) => state === 'challenger-won')
  const disputed =
    !hasEnded(job.state) && (parameters.disputes ?? []).some(({ state }) => state === 'open')
  const differs = isExact && rerun?.status === 'fail'
  const window = windowOf(job, method)
  const { now } = parameters
  const isClosed =
    job.state === 'submitted' && window !== undefined && now !== undefined && now > window
  const wedges = emptiedWhereStruck({
    bound: boundOf(parameters),
    recorded: recordedOf(parameters),
    verdict: verdictOf({ job, method, refuted, disputed, isClosed }),
    rerun: rerunOf(rerun, isExact),
    comparable: comparableOf(profile),
  })
  const chip = mismatch
    ? 'mismatch'
    : refuted
      ? 'refuted'
      : differs
        ? 'differs'
        : disputed
          ? 'disputed'
          : isExact && rerun?.status === 'pass'
            ? 'rerun'
            : isClosed
              ? 'closed'
              : chipOfState(job, method)
  return {
    chip,
    ...words(chip, job, method),
    ...(chip === 'disputable' && window !== undefined ? { until: window } : {}),
    isFloat: answered && profile === PROFILE_NATIVE,
    wedges,
  }
}

/** The chip where neither a check nor a dispute says more than the job's state. */
function chipOfState({ state }: Pick<Job, 'state'>, method: Method): ChipName {
  switch (state) {
    case 'accepted':
      if (method === quorumMethod) return 'quorum'
      if (method === signatureMethod) return 'signed'
      return method.kind === 'optimistic' ? 'unchallenged' : 'unknown'
    case 'submitted':
      return method === signatureMethod
        ? 'signed'
        : method.kind === 'unknown'
          ? 'unknown'
          : 'disputable'
    case 'open':
    case 'claimed':
    case 'revealing':
      return 'unanswered'
    case 'void':
    case 'expired':
      return 'refunded'
    case 'cancelled':
      return 'cancelled'
    default:
      return 'unknown'
  }
}

/** Until when a submitted answer can be disputed at least (Unix seconds). */
function windowOf({ request, steps }: AssureParameters['job'], method: Method): number | undefined {
  const { params } = request.policy
  const window =
    method.kind === 'optimistic'
      ? decodeOptimisticParams(params)?.window
      : method === quorumMethod
        ? decodeQuorumParams(params)?.window
        : undefined
  const submitted = steps.findLast(({ kind }) => kind === 'submitted')
  return window === undefined || submitted === undefined ? undefined : submitted.timestamp + window
}

function words(
  chip: ChipName,
  { state, request, seats, receipt }: AssureParameters['job'],
  { kind }: Method,
): { word: string; meaning: string } {
  switch (chip) {
    case 'mismatch':
      return {
        word: 'Does not match',
        meaning: 'What was shown contradicts what was signed. Do not rely on it.',
      }
    case 'refuted':
      return {
        word: 'Refuted',
        meaning:
          'This answer lost a dispute: the chain computed one number and it was not the worker’s, or the worker missed a move.',
      }
    case 'differs':
      return {
        word: 'Differs on re-run',
        meaning:
          'This browser computed other bytes. An exact model has one right answer, and this is not it.',
      }
    case 'disputed':
      return {
        word: 'In dispute',
        meaning: 'Two sides disagree about this answer. The chain decides between them.',
      }
    case 'rerun':
      return {
        word: 'Re-run here',
        meaning: 'This browser computed the answer again from public bytes and got the same bytes.',
      }
    case 'quorum': {
      const equal = seats.filter(({ outputRoot }) => outputRoot === receipt?.outputRoot).length
      const most = request.policy.seats
      return {
        word: `Accepted by ${equal} of ${most}`,
        meaning: `${equal} of ${most} workers gave the same bytes. Nobody re-ran them here.`,
      }
    }
    case 'unchallenged':
      return {
        word: 'Accepted unchallenged',
        meaning: 'Nobody refuted this answer while it could be disputed. Perhaps nobody looked.',
      }
    case 'disputable':
      return {
        word: 'Disputable',
        meaning:
          'Anyone may challenge this answer until its window closes. The worker’s collateral is at stake.',
      }
    case 'closed':
      return {
        word: 'Window closed',
        meaning: 'Its challenge window has closed. The answer is accepted once the job is settled.',
      }
    case 'signed':
      return {
        word: 'Signed only',
        meaning: 'A key signed it. Nobody re-ran it, and the payment did not depend on it.',
      }
    case 'unanswered':
      return state === 'open'
        ? { word: 'Not answered', meaning: 'No worker has taken this request.' }
        : state === 'claimed'
          ? { word: 'Being answered', meaning: 'A worker took this request and owes an answer.' }
          : {
              word: 'Being opened',
              meaning: 'Its workers have committed to answers, and now show them.',
            }
    case 'refunded':
      return {
        word: 'Refunded',
        meaning:
          state === 'expired'
            ? 'Nobody answered in time, and the price went back to the requester.'
            : 'No answer was accepted, and the price went back to the requester.',
      }
    case 'cancelled':
      return {
        word: 'Cancelled',
        meaning: 'The requester took the request back before a worker claimed it.',
      }
    case 'unknown':
      return {
        word: 'Unknown',
        meaning:
          kind === 'unknown'
            ? 'This page does not know the contract that judges this answer, so it cannot say what a verdict means.'
            : 'The chain does not say what became of this job.',
      }
  }
}

function boundOf({ job, checks, isChecking }: AssureParameters): Wedge {
  if (job.receipt === undefined) return { fill: 'hollow', says: 'there is no answer' }
  const made = bindings.flatMap((id) => checks?.find((check) => check.id === id) ?? [])
  if (made.some(({ status }) => status === 'fail'))
    return { fill: 'struck', says: 'a check failed' }
  if (made.length === bindings.length && made.every(({ status }) => status === 'pass'))
    return { fill: 'filled', says: 'checked here' }
  if (isChecking === true && checks === undefined) return { fill: 'hatched', says: 'being checked' }
  return {
    fill: 'hollow',
    says: checks === undefined ? 'not checked here' : 'something needed could not be had',
  }
}

function recordedOf({ job, checks, finalBlock }: AssureParameters): Wedge {
  const block = job.steps.at(-1)?.blockNumber
  if (checks?.some(({ id, status }) => id === 'chain' && status === 'fail'))
    return { fill: 'struck', says: 'the chain holds something else' }
  if (block === undefined) return { fill: 'hollow', says: 'not found on the chain' }
  const at = `block ${block.toLocaleString('en')}`
  if (finalBlock !== undefined && block <= finalBlock)
    return { fill: 'filled', says: `${at}, final as the endpoint says` }
  return {
    fill: 'hatched',
    says:
      finalBlock === undefined ? `${at}; whether it is final is unknown` : `${at}, not final yet`,
  }
}

function verdictOf({
  job,
  method,
  refuted,
  disputed,
  isClosed,
}: {
  job: AssureParameters['job']
  method: Method
  refuted: boolean
  disputed: boolean
  isClosed: boolean
}): Wedge {
  if (refuted) return { fill: 'struck', says: 'refuted in a dispute' }
  if (disputed) return { fill: 'hatched', says: 'a dispute is open' }
  if (isClosed) return { fill: 'hatched', says: 'its window has closed; not settled yet' }
  if (method === signatureMethod) return { fill: 'hollow', says: 'none beyond a signature' }
  if (method.kind === 'unknown')
    return { fill: 'hollow', says: 'by a contract this page does not know' }
  if (job.state === 'accepted') return { fill: 'filled', says: 'accepted' }
  if (job.state === 'submitted' || job.state === 'revealing')
    return {
      fill: 'hatched',
      says: isDisputable(method, job.request.policy.params) ? 'open to disputes' : 'awaited',
    }
  return { fill: 'hollow', says: 'none' }
}

function rerunOf(rerun: Check | undefined, isExact: boolean): Wedge {
  if (rerun?.status === 'pass') return { fill: 'computed', says: 'here, with equal bytes' }
  if (rerun?.status === 'fail' && isExact) return { fill: 'struck', says: 'here, with other bytes' }
  if (rerun?.status === 'fail' || rerun?.status === 'unknown')
    return { fill: 'hollow', says: 'tried here, without a result that can be compared' }
  return { fill: 'hollow', says: 'by nobody known' }
}

function comparableOf(profile: string | undefined): Wedge {
  if (profile === PROFILE_EXACT)
    return { fill: 'filled', says: 'exact, and the chain can judge it' }
  if (profile === PROFILE_REPLICABLE)
    return { fill: 'hatched', says: 'equal on equal builds; the chain cannot judge it' }
  if (profile === PROFILE_NATIVE)
    return { fill: 'hollow', says: 'no: honest machines may differ in the last bits' }
  return { fill: 'hollow', says: 'unknown' }
}

/** What does not hold is not outweighed by what does. */
function emptiedWhereStruck(wedges: Assurance['wedges']): Assurance['wedges'] {
  if (!wedgeNames.some((name) => wedges[name].fill === 'struck')) return wedges
  const emptied = { ...wedges }
  for (const name of wedgeNames)
    if (emptied[name].fill !== 'struck') emptied[name] = { ...emptied[name], fill: 'hollow' }
  return emptied
}

const titles: Record<WedgeName, string> = {
  bound: 'Bound',
  recorded: 'Recorded',
  verdict: 'Verdict',
  rerun: 'Re-run',
  comparable: 'Comparable',
}

/** What each wedge says, in order, each with its name. */
export function readWedges({ wedges }: Pick<Assurance, 'wedges'>) {
  return wedgeNames.map((name) => ({ name, title: titles[name], ...wedges[name] }))
}

/** All five wedges in words, for those who do not see the mark. */
export function describeMark(assurance: Pick<Assurance, 'wedges'>): string {
  return readWedges(assurance)
    .map(({ title, says }) => `${title}: ${says}.`)
    .join(' ')
}
