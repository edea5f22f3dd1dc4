import {
  type Deployment,
  disputeGameAbi,
  keyRegistryAbi,
  ledgerAbi,
  marketsAbi,
  modelRegistryAbi,
  quorumVerifierAbi,
  scheduleAbi,
  workerRegistryAbi,
} from '@assay/protocol'
import { DEMAND_EVENTS, GAME_EVENTS, JOB_EVENTS } from '@assay/sdk'
import type { Abi, AbiEvent, AbiParameter, Address, Hex } from 'viem'

/** What an event belongs to: its rows are told from all events of one subject. */
export const KINDS = [
  'job',
  'game',
  'demand',
  'model',
  'worker',
  'plan',
  'run',
  'account',
  'money',
  'none',
] as const
export type Kind = (typeof KINDS)[number]

/** Arguments of an event, as viem decodes them. */
export type Args = Readonly<Record<string, unknown>>

/** One event of the deployment's contracts, with what it belongs to. */
export interface ChainEvent {
  readonly blockNumber: number
  readonly blockHash: Hex
  readonly logIndex: number
  readonly timestamp: number
  readonly transactionHash: Hex
  readonly address: Address
  readonly name: string
  readonly kind: Kind
  readonly subject: string
  readonly args: Args
}

/** The contracts whose events are read. */
export function contractsOf(deployment: Deployment): Address[] {
  const { ledger, market, multiSeatMarket, modelRegistry, keyRegistry, workerRegistry } = deployment
  const { schedule, disputeGame, verifiers } = deployment
  return [
    ...[ledger, market, multiSeatMarket, modelRegistry, keyRegistry, workerRegistry],
    ...[schedule, disputeGame, verifiers.quorum],
  ]
}

const ABIS: readonly Abi[] = [
  ledgerAbi,
  marketsAbi,
  modelRegistryAbi,
  keyRegistryAbi,
  workerRegistryAbi,
  scheduleAbi,
  disputeGameAbi,
  quorumVerifierAbi,
]

/** Every event of the contracts, by its name, which is the same in no two of them. */
const EVENTS: ReadonlyMap<string, AbiEvent> = new Map(
  ABIS.flat()
    .filter((item): item is AbiEvent => item.type === 'event' && item.inputs.length > 0)
    .map((event) => [event.name, event]),
)

/** All events of the contracts as one ABI. */
export const EVENTS_ABI: readonly AbiEvent[] = [...EVENTS.values()]

const SUBJECTS: Readonly<Record<string, readonly [Kind, ...string[]]>> = {
  ...Object.fromEntries(JOB_EVENTS.names.map((name) => [name, ['job', 'job']])),
  RewardBurned: ['job', 'job'],
  WorkersDrawn: ['job', 'job'],
  ...Object.fromEntries(GAME_EVENTS.names.map((name) => [name, ['game', 'game']])),
  ...Object.fromEntries(DEMAND_EVENTS.names.map((name) => [name, ['demand', 'demand']])),
  ModelPublished: ['model', 'modelId'],
  ModelDeprecated: ['model', 'modelId'],
  ProfileSet: ['worker', 'worker'],
  AskSet: ['worker', 'worker'],
  AskRemoved: ['worker', 'worker'],
  Staked: ['worker', 'worker'],
  Unstaked: ['worker', 'worker'],
  StakeWithdrawn: ['worker', 'worker'],
  PlanMade: ['plan', 'planId'],
  PlanEnded: ['plan', 'planId'],
  PlanTriggered: ['run', 'planId', 'run'],
  KeySet: ['account', 'account'],
  KeyRevoked: ['account', 'account'],
  Approved: ['account', 'owner'],
}
const MONEY = new Set(['Deposited', 'Withdrawn', 'Transferred'])

/** What an event belongs to. Deposits, withdrawals and transfers are each a subject of their own: nothing else changes their rows. */
export function subjectOf(
  name: string,
  args: Args,
  place: { blockNumber: number; logIndex: number },
): { kind: Kind; subject: string } {
  const known = Object.hasOwn(SUBJECTS, name) ? SUBJECTS[name] : undefined
  if (known !== undefined) {
    const [kind, ...keys] = known
    return { kind, subject: keys.map((key) => String(args[key])).join(':') }
  }
  if (MONEY.has(name)) return { kind: 'money', subject: `${place.blockNumber}:${place.logIndex}` }
  return { kind: 'none', subject: '' }
}

/** Arguments as JSON: numbers beyond 48 bits as strings, and without the one character that Postgres cannot hold. */
export function storeArgs(args: Args): unknown {
  return plain(args)
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'string') return value.replaceAll('\u0000', '\uFFFD')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
  return value
}

/** Arguments as viem decoded them, from what `storeArgs` made of them. */
export function reviveArgs(name: string, stored: unknown): Args {
  const event = EVENTS.get(name)
  if (event === undefined) throw new RangeError(`No contract has an event ${name}.`)
  return reviveTuple(event.inputs, stored)
}

function reviveTuple(parameters: readonly AbiParameter[], stored: unknown): Args {
  const values = stored as Record<string, unknown>
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, revive(parameter, values[parameter.name!])]),
  )
}

function revive(parameter: AbiParameter, value: unknown): unknown {
  const list = /^(.*)\[\d*\]$/.exec(parameter.type)
  if (list !== null) {
    const type = list[1]!
    return (value as unknown[]).map((part) => revive({ ...parameter, type }, part))
  }
  if (parameter.type === 'tuple') {
    return reviveTuple((parameter as { components: readonly AbiParameter[] }).components, value)
  }
  const bits = /^u?int(\d*)$/.exec(parameter.type)?.[1]
  if (bits === undefined) return value
  return Number(bits || 256) > 48 ? BigInt(value as string) : value
}
