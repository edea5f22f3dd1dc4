import assert from 'node:assert/strict'
import { disputeGameAbi, splitFee, splitForfeit } from '@assay/protocol'
import type { Demand, Dispute } from '@assay/sdk'
import type { Address } from 'viem'
import { COLLATERAL, FEE } from './drawClaim.ts'
import { type DisputeChain, PAGE_FEE } from './openDisputeChain.ts'
import { type Player, same } from './players.ts'

/** What the ledger holds, and for whom. */
export interface Books {
  readonly free: ReadonlyMap<Address, bigint>
  /** All accounts together, including the books' own. */
  readonly locked: bigint
  readonly burned: bigint
}

/**
 * Reads everybody's money. What is burned is in no account, so it is known only by what was burned before and since.
 *
 * @param burned what was burned so far
 * @throws AssertionError where free, locked and burned money are not together what was deposited
 */
export async function readBooks(chain: DisputeChain, burned: bigint): Promise<Books> {
  const free = new Map<Address, bigint>()
  let locked = 0n
  for (const account of [...chain.accounts.map(({ address }) => address), ...chain.books]) {
    free.set(account, await chain.balanceOf(account))
    locked += await chain.lockedOf(account)
  }
  const sum = [...free.values()].reduce((sum, balance) => sum + balance, locked + burned)
  assert.equal(sum, await chain.deposited(), 'free, locked and burned money are not what came in')
  return { free, locked, burned }
}

/** The outcome and everybody's money are what they must be, no matter who else took part. */
export async function judgeMoney(
  chain: DisputeChain,
  played: {
    before: Books
    games: readonly Dispute[]
    demands: readonly Demand[]
    isLiar: boolean
    workerPlayer: Player
    challengers: readonly Player[]
    royaltyBps: number
  },
): Promise<Books> {
  const { before, games, demands, isLiar, workerPlayer, challengers, royaltyBps } = played
  const [requester, , publisher] = chain.accounts.map(({ address }) => address) as [
    Address,
    Address,
    Address,
  ]
  const gains = new Map<Address, bigint>()
  const gain = (account: Address, amount: bigint) =>
    gains.set(addressOf(account), (gains.get(addressOf(account)) ?? 0n) + amount)
  const addressOf = (account: Address) =>
    chain.accounts.find(({ address }) => same(address, account))!.address

  for (const { state, challenger, bond, bondTo } of games) {
    assert.notEqual(state, 'open')
    const { name, honest } = challengers.find(({ account }) => same(account, challenger))!
    if (!isLiar) assert.equal(state, 'worker-won', `${name} won against the truth`)
    else if (honest) assert.equal(state, 'challenger-won', `${name} lost against a lie`)
    const paid = state === 'worker-won' ? workerPlayer.account : challenger
    assert.ok(same(bondTo!, paid), `the bond of ${name} went to ${bondTo}`)
    gain(challenger, -bond)
    gain(paid, bond)
  }
  for (const { state, demander, count, feeTo } of demands) {
    // The fee of pages that were not shown came back at once.
    if (state === 'missed') continue
    assert.equal(state, 'settled')
    const paid = isLiar ? demander : workerPlayer.account
    assert.ok(same(feeTo!, paid), `the fee of a demand went to ${feeTo}`)
    gain(demander, -BigInt(count) * PAGE_FEE)
    gain(paid, BigInt(count) * PAGE_FEE)
  }
  let burned = 0n
  if (isLiar) {
    const first = await firstOf(chain, games, demands)
    assert.ok(first, 'nobody showed the lie')
    const winner = challengers.find(({ account }) => same(account, first.account))
    const copied = games.find(({ challenger }) => winner?.copies && same(challenger, winner.copies))
    if (copied !== undefined) {
      assert.ok(first.number < copied.game, 'who copied a challenge is rewarded')
      // Silence shows no element, so nobody can have committed to it.
      const isProven = copied.ranked !== undefined && copied.path.element !== undefined
      assert.ok(!isProven, 'who challenged just before a committed challenger is rewarded')
    }
    const { rewarded, burned: lost } = splitForfeit(COLLATERAL)
    gain(workerPlayer.account, -COLLATERAL)
    gain(first.account, rewarded)
    burned = lost
  } else {
    assert.ok(demands.every(({ state }) => state !== 'missed'))
    const { royalty, paid } = splitFee(FEE, royaltyBps)
    gain(requester, -FEE)
    gain(publisher, royalty)
    gain(workerPlayer.account, paid)
  }

  const after = await readBooks(chain, before.burned + burned)
  assert.equal(after.locked, before.locked, 'something is still locked')
  for (const [account, balance] of after.free)
    assert.equal(balance - before.free.get(account)!, gains.get(account) ?? 0n, `of ${account}`)
  for (const { account, honest, name } of [workerPlayer, ...challengers]) {
    if (!honest) continue
    const [then, now] = [before.free.get(account)!, after.free.get(account)!]
    assert.ok(now >= then, `${name} is honest, and ended below where it began`)
  }
  return after
}

/** The account that is rewarded: the first, by block and then by number, that showed the lie. */
async function firstOf(
  chain: DisputeChain,
  games: readonly Dispute[],
  demands: readonly Demand[],
): Promise<{ since: bigint; number: bigint; account: Address } | undefined> {
  const missed = await chain.client.getContractEvents({
    address: chain.deployment.disputeGame,
    abi: disputeGameAbi,
    eventName: 'DemandMissed',
    fromBlock: 0n,
    strict: true,
  })
  // Who demanded ranks by the block in which the worker was found to be late.
  const sinces = new Map(missed.map(({ args, blockNumber }) => [args.demand, blockNumber]))
  return [
    ...games
      .filter(({ state }) => state === 'challenger-won')
      .map((dispute) => ({
        since: rankOf(dispute),
        number: dispute.game,
        account: dispute.challenger,
      })),
    ...demands
      .filter(({ state }) => state === 'missed')
      .map(({ demand, demander }) => ({
        since: sinces.get(demand)!,
        number: demand,
        account: demander,
      })),
  ].sort((a, b) => Number(a.since - b.since) || Number(a.number - b.number))[0]
}

/** The block by which a game ranks: that of its commitment, where the referee found the committed value. */
function rankOf({ ranked, since, path: { element } }: Dispute): bigint {
  if (ranked === undefined || element === undefined) return since
  const isSame = ranked.element === BigInt(element.index) && ranked.value === element.actual
  return isSame ? ranked.since : since
}
