import { PROFILE_EXACT, PROFILE_NATIVE, PROFILE_REPLICABLE } from '@assay/program'
import { type ChainEvent, storeArgs } from '../chain/events.ts'
import type { Row } from '../database/Database.ts'
import { amount, type FoldContext, Movements, type Rows } from './Rows.ts'

const PROFILES: ReadonlyMap<string, string> = new Map([
  [PROFILE_EXACT, 'exact'],
  [PROFILE_NATIVE, 'native'],
  [PROFILE_REPLICABLE, 'replicable'],
])

/** What the events of one model tell. */
export function foldModel(events: readonly ChainEvent[]): Rows {
  const published = events.find(({ name }) => name === 'ModelPublished')
  if (published === undefined) return {}
  const { modelId, publisher, version } = published.args
  const told = Object.values(published.args).find(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null,
  )!
  const flag = events.findLast(({ name }) => name === 'ModelDeprecated')
  const bytes = (value: unknown) => (Number(value) === 0 ? null : Number(value))
  return {
    model_versions: [
      {
        ...{ id: modelId, name: told.name, version: Number(version), publisher },
        ...{ profile: told.profile, profile_name: PROFILES.get(String(told.profile)) ?? null },
        ...{ root: told.root, royalty_bps: Number(told.royaltyBps) },
        ...{ input_bytes: bytes(told.inputBytes), output_bytes: bytes(told.outputBytes) },
        ...{ card_uri: text(told.cardUri), card_digest: told.cardDigest },
        ...{ deprecated: flag?.args.deprecated === true, published_at: published.timestamp },
        published_block: published.blockNumber,
        published_transaction: published.transactionHash,
      },
    ],
  }
}

/** What the events of one worker's registration tell. */
export function foldWorker(events: readonly ChainEvent[], { slotStake }: FoldContext): Rows {
  const address = events[0]!.subject
  const movements = new Movements()
  const asks = new Map<string, Row>()
  let profile: { name: string | null; endpoint: string | null } = { name: null, endpoint: null }
  let slots = 0
  const unbonding: { slots: number; amount: bigint; released_at: number }[] = []
  for (const event of events) {
    const { name, args, timestamp } = event
    switch (name) {
      case 'ProfileSet':
        profile = { name: text(args.name), endpoint: text(args.endpoint) }
        break
      case 'AskSet':
        asks.set(String(args.model), {
          ...{ worker: address, model: args.model, fee: amount(args.fee as bigint) },
          collateral: amount(args.collateral as bigint),
          ...{ lock_for: Number(args.lockFor), set_at: timestamp },
        })
        break
      case 'AskRemoved':
        asks.delete(String(args.model))
        break
      case 'Staked': {
        const locked = slotStake * (args.slots as bigint)
        slots = Number(args.total)
        movements.add(event, { account: address, kind: 'stake-locked', free: -locked, locked })
        break
      }
      case 'Unstaked': {
        const count = Number(args.slots)
        slots = Number(args.total)
        unbonding.push({
          slots: count,
          amount: slotStake * BigInt(count),
          released_at: Number(args.releasedAt),
        })
        break
      }
      case 'StakeWithdrawn': {
        const withdrawn = args.amount as bigint
        // The contract gives back whole parts, the oldest first.
        for (let left = withdrawn; left > 0n && unbonding.length > 0; )
          left -= unbonding.shift()!.amount
        movements.add(event, {
          ...{ account: address, kind: 'stake-back', free: withdrawn, locked: -withdrawn },
        })
        break
      }
    }
  }
  return {
    workers: [{ address, ...profile, slots, first_seen_at: events[0]!.timestamp }],
    asks: [...asks.values()],
    unbondings: unbonding.map((part, number) => ({
      ...{ worker: address, number, ...part, amount: amount(part.amount) },
    })),
    movements: movements.rows,
  }
}

/** What the events of one schedule tell, without its runs. */
export function foldPlan(events: readonly ChainEvent[]): Rows {
  const made = events.find(({ name }) => name === 'PlanMade')
  if (made === undefined) return {}
  const { planId, owner } = made.args
  const plan = made.args.plan as Record<string, unknown>
  const template = plan.template as Record<string, unknown>
  const ended = events.find(({ name }) => name === 'PlanEnded')
  return {
    plans: [
      {
        ...{ plan_id: planId, owner, model: template.model, source: plan.source },
        ...{ first_run: Number(plan.firstRun), period: Number(plan.period) },
        ...{ runs: Number(plan.runs), tip: String(plan.tip), salt: String(plan.salt) },
        ...{ template: storeArgs(template), ended: ended !== undefined },
        ...{ made_at: made.timestamp, ended_at: ended?.timestamp ?? null },
        made_transaction: made.transactionHash,
      },
    ],
  }
}

/** One run of a schedule. */
export function foldRun([event]: readonly ChainEvent[]): Rows {
  const { args, subject, timestamp, transactionHash } = event!
  return {
    runs: [
      {
        ...{ key: subject, plan: args.planId, run: Number(args.run), job: args.job },
        ...{ triggered_by: args.triggeredBy, tip: String(args.tip) },
        ...{ next_run: Number(args.nextRun), at: timestamp, transaction_hash: transactionHash },
      },
    ],
  }
}

/** An account's keys, and what it allowed others to move. */
export function foldAccount(events: readonly ChainEvent[]): Rows {
  const account = events[0]!.subject
  const approvals = new Map<string, Row>()
  const keys = new Map<string, Row>()
  for (const { name, args, timestamp } of events) {
    if (name === 'Approved') {
      const spender = String(args.spender)
      const value = amount(args.amount as bigint)
      approvals.set(spender, { owner: account, spender, amount: value, at: timestamp })
    }
    if (name === 'KeySet')
      keys.set(String(args.signerHash), {
        ...{ account, signer: args.signer, scope: Number(args.scope) },
        ...{ valid_from: Number(args.validFrom), valid_until: Number(args.validUntil) },
        ...{ set_at: timestamp, revoked_at: null },
      })
    const key = name === 'KeyRevoked' ? keys.get(String(args.signerHash)) : undefined
    if (key) Object.assign(key, { valid_until: Number(args.validUntil), revoked_at: timestamp })
  }
  return { approvals: [...approvals.values()], keys: [...keys.values()] }
}

/** A deposit, a withdrawal or a transfer. */
export function foldMoney([event]: readonly ChainEvent[]): Rows {
  const { name, args } = event!
  const value = args.amount as bigint
  const movements = new Movements()
  if (name === 'Deposited')
    movements.add(event!, {
      account: String(args.account),
      kind: 'deposit',
      free: value,
      locked: 0n,
    })
  if (name === 'Withdrawn')
    movements.add(event!, {
      ...{ account: String(args.account), kind: 'withdrawal', free: -value, locked: 0n },
      counterparty: String(args.to),
    })
  if (name === 'Transferred') {
    const owner = String(args.owner)
    const receiver = String(args.receiver)
    movements.add(
      event!,
      { account: owner, kind: 'transfer-out', free: -value, locked: 0n, counterparty: receiver },
      { account: receiver, kind: 'transfer-in', free: value, locked: 0n, counterparty: owner },
    )
  }
  return { movements: movements.rows }
}

/** A stranger's text, without the one character that Postgres cannot hold. */
function text(value: unknown): string {
  return String(value).replaceAll('\u0000', '\uFFFD')
}
