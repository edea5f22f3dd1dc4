import assert from 'node:assert/strict'
import { disputeGameAbi } from '@assay/protocol'
import type { Demand, Dispute } from '@assay/sdk'
import type { Address } from 'viem'
import { COLLATERAL, FEE } from './drawClaim.ts'
import { type Account, BOND, type DisputeChain, PAGE_FEE } from './openDisputeChain.ts'
import { type Player, same } from './players.ts'

/** Everybody's balance in the market. */
export async function balances(chain: DisputeChain): Promise<Map<Address, bigint>> {
  const found = new Map<Address, bigint>()
  for (const { address } of chain.accounts) found.set(address, await chain.balanceOf(address))
  return found
}

/** The outcome and every balance are what they must be, whoever else took part. */
export async function judgeMoney(
  chain: DisputeChain,
  played: {
    before: Map<Address, bigint>
    games: readonly Dispute[]
    demands: readonly Demand[]
    isLiar: boolean
    workerPlayer: Player
    challengers: readonly Player[]
    royaltyBps: number
    demanders: readonly Account[]
  },
): Promise<void> {
  const { before, games, demands, isLiar, workerPlayer, challengers, royaltyBps } = played
  const after = await balances(chain)
  const gain = (account: Address) => after.get(account)! - before.get(account)!
  const requester = chain.accounts[0]!.address
  const lost = games.filter(({ state }) => state === 'worker-won')
  const fees = demands
    .filter(({ state }) => state === 'answered')
    .reduce((sum, { count }) => sum + BigInt(count) * PAGE_FEE, 0n)
  for (const dispute of games) {
    assert.notEqual(dispute.state, 'open')
    const challenger = challengers.find(({ account }) => same(account, dispute.challenger))!
    if (!isLiar)
      assert.equal(dispute.state, 'worker-won', `${challenger.name} won against the truth`)
    else if (challenger.honest)
      assert.equal(dispute.state, 'challenger-won', `${challenger.name} lost against a lie`)
  }
  const bonds = BOND * BigInt(lost.length)
  const sinces = new Map<bigint, bigint>()
  // Who demanded ranks by the block in which the worker was found to be late.
  for (const { args, blockNumber } of await chain.client.getContractEvents({
    address: chain.deployment.disputeGame,
    abi: disputeGameAbi,
    eventName: 'DemandMissed',
    fromBlock: 0n,
    strict: true,
  }))
    sinces.set(args.demand, blockNumber)
  if (isLiar) {
    const first = [
      ...games
        .filter(({ state }) => state === 'challenger-won')
        .map(({ since, game, challenger }) => ({ since, number: game, account: challenger })),
      ...demands
        .filter(({ state }) => state === 'missed')
        .map(({ demand, demander }) => ({
          since: sinces.get(demand)!,
          number: demand,
          account: demander,
        })),
    ].sort((a, b) => Number(a.since - b.since) || Number(a.number - b.number))[0]
    assert.ok(first, 'nobody showed the lie')
    assert.equal(gain(requester), 0n)
    assert.equal(gain(workerPlayer.account), bonds + fees - COLLATERAL)
    for (const { account } of challengers) {
      const own = games.find(({ challenger }) => same(challenger, account))
      const reward: bigint = same(first.account, account) ? COLLATERAL / 2n : 0n
      assert.equal(gain(account), reward - (own?.state === 'worker-won' ? BOND : 0n))
    }
  } else {
    const royalty = (FEE * BigInt(royaltyBps)) / 10_000n
    assert.equal(gain(requester), -FEE)
    assert.equal(gain(workerPlayer.account), FEE - royalty + bonds + fees)
    for (const { account } of challengers) {
      const own = games.find(({ challenger }) => same(challenger, account))
      assert.equal(gain(account), own ? -BOND : 0n)
    }
  }
  for (const { account, honest } of [workerPlayer, ...challengers])
    if (honest) assert.ok(gain(account) >= 0n, 'an honest account ended below where it began')
  const owed = [...after.values()].reduce((sum, balance) => sum + balance, 0n)
  assert.ok((await chain.holdings()) >= owed, 'the market holds less than it owes')
}
