import assert from 'node:assert/strict'
import { answerDemand, differs } from '@assay/program'
import { Random } from '@assay/program/testing'
import { disputeGameAbi, marketAbi } from '@assay/protocol'
import {
  claimIdOf,
  type Demand,
  type Dispute,
  demandsFromLogs,
  disputesFromLogs,
  moveCall,
  type RawLog,
} from '@assay/sdk'
import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  toHex,
  zeroHash,
} from 'viem'
import { demandOf, drawChallengers, drawWork, drawWorker } from './drawClaim.ts'
import { balances, judgeMoney } from './judgeMoney.ts'
import { type Account, type DisputeChain, Refused, WINDOW } from './openDisputeChain.ts'
import { type Player, same, spoil } from './players.ts'
import { submitClaim } from './submitClaim.ts'

/** More would be a bug: a game has at most 12 moves. */
const MOST_TURNS = 600

/** What happened around one claimed result. */
export interface PlayedClaim {
  readonly games: number
  readonly moves: number
  /** Spoilt moves and those of strangers, all of them refused. */
  readonly refused: number
  readonly demands: number
  readonly lie: string
  readonly judged: number
  /** How games ended. */
  readonly wonByWorker: number
  readonly wonByChallenger: number
}

/**
 * Draws a program, a worker that is honest or lies, and challengers of every kind, plays all games to their end, settles the job,
 * and holds the outcome against what must be.
 *
 * @param seed decides everything
 */
export async function playClaim(chain: DisputeChain, seed: number): Promise<PlayedClaim> {
  const random = new Random(seed)
  const { accounts, deployment } = chain
  const [, worker, , stranger] = accounts as [Account, Account, Account, Account]
  const { market, disputeGame } = deployment

  const { program, input, honest, lie, told } = await drawWork(random)
  const header = honest.commitment.header
  const own = told ?? honest
  const isLiar = told !== undefined
  assert.equal(differs(honest, own.outputRoot), isLiar)

  const before = await balances(chain)
  const { outputRoot } = own
  const { job, request, royaltyBps } = await submitClaim(chain, {
    ...{ seed, honest, outputRoot, worker },
  })
  const windowEnd = chain.now() + WINDOW
  const claim = claimIdOf({ job, worker: worker.address, outputRoot })

  const workerPlayer = drawWorker(random, worker.address, own, isLiar)
  const challengers = await drawChallengers(random, accounts.slice(4), honest, isLiar)
  const demanders = random.chance(0.3)
    ? [accounts[18]!, accounts[19]!].slice(random.integer(0, 1))
    : []

  const logs: RawLog[] = []
  const act = async (from: Address, data: Hex) => {
    logs.push(...(await chain.send(from, disputeGame, data)))
  }
  let games: Dispute[] = []
  let demands: Demand[] = []
  const readGames = () => {
    games = disputesFromLogs(
      logs,
      () => program.steps.length,
      () => chain.now(),
    )
    demands = demandsFromLogs(logs)
  }

  // Who is honest notes its challenge first, or challenges at once.
  const waiting = new Map(challengers.map((challenger) => [challenger, zeroHash as Hex]))
  const committed = new Set<Player>()
  for (const challenger of challengers) {
    if (!random.chance(challenger.honest ? 0.5 : 0.2)) continue
    const salt = toHex(random.integer(1, 2 ** 31), { size: 32 })
    const commitment = keccak256(
      encodeAbiParameters(
        [{ type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }],
        [challenger.account, claim, salt],
      ),
    )
    await act(
      challenger.account,
      encodeFunctionData({ abi: disputeGameAbi, functionName: 'commit', args: [commitment] }),
    )
    waiting.set(challenger, salt)
    committed.add(challenger)
  }

  let moves = 0
  let refused = 0
  const mustRefuse = async (from: Address, data: Hex) => {
    const seen = logs.length
    await assert.rejects(act(from, data), Refused)
    assert.equal(logs.length, seen)
    refused++
  }

  /** Whoever may do something now, in no particular order. */
  const choices = async (): Promise<(() => Promise<void>)[]> => {
    const found: (() => Promise<void>)[] = []
    for (const [challenger, salt] of waiting)
      if (chain.now() < windowEnd) found.push(() => challengeNow(challenger, salt))
    for (const dispute of games) {
      if (dispute.state !== 'open') continue
      // Both sides may have fallen silent; then it is somebody else who ends the game.
      if (chain.now() + 1 > dispute.deadline!) {
        const data = moveCall({ game: dispute.game, move: { kind: 'timeout' }, header })
        found.push(() => act(stranger.address, data))
      }
      const sides = [
        ['worker', workerPlayer],
        ['challenger', challengers.find(({ account }) => same(account, dispute.challenger))],
      ] as const
      for (const [role, side] of sides) {
        const move = await side?.move(dispute, role, chain.now() + 1)
        if (side === undefined || move === undefined) continue
        found.push(async () => {
          const data = moveCall({ game: dispute.game, move, header })
          try {
            const isOwn = ['openTrace', 'pick', 'pickStep'].includes(move.kind)
            if (isOwn && random.chance(0.15)) await relay(side.account, dispute.game, data)
            // What proves itself may come from anyone.
            else await act(isOwn || random.chance(0.8) ? side.account : stranger.address, data)
            moves++
          } catch (error) {
            // A liar has moves that the contract does not take; an honest player never makes one.
            if (!(error instanceof Refused) || side.honest) throw error
            refused++
            givenUp.add(`${dispute.game} ${side.name}`)
          }
        })
        if (givenUp.has(`${dispute.game} ${side.name}`)) found.pop()
      }
    }
    for (const demand of demands) {
      if (demand.state !== 'open') continue
      if (chain.now() + 1 > demand.deadline)
        found.push(() => act(stranger.address, demandCall('timeoutDemand', demand.demand)))
      else if (!isLiar || (own === told && canAnswer)) found.push(() => answer(demand))
    }
    return found
  }
  /** Somebody else brings a move with its mover's signature. */
  const relay = async (mover: Address, game: bigint, move: Hex) => {
    const { turn } = await chain.read(disputeGame, disputeGameAbi, 'getGame', [game])
    const account = accounts.find(({ address }) => same(address, mover))!
    const signature = await chain.signMove(account, {
      game,
      turn: BigInt(turn),
      content: keccak256(move),
    })
    const args = [game, move, '0x', signature] as const
    await act(
      stranger.address,
      encodeFunctionData({ abi: disputeGameAbi, functionName: 'relay', args }),
    )
  }
  const givenUp = new Set<string>()
  const canAnswer = lie === 'output' || lie === 'middle' || lie === 'tensor'

  const challengeNow = async (challenger: Player, salt: Hex) => {
    waiting.delete(challenger)
    try {
      await act(
        challenger.account,
        encodeFunctionData({
          abi: disputeGameAbi,
          functionName: 'challenge',
          args: [request, 0n, bytesToHex(header), salt],
        }),
      )
    } catch (error) {
      // Somebody was faster, and the claim is refuted already.
      if (!(error instanceof Refused) || error.errorName !== 'AlreadyRefuted') throw error
      assert.ok(isLiar)
    }
  }

  const answer = async (demand: Demand) => {
    const tensors =
      demand.what === 'input' ? [input] : program.outputs.map((step) => own.tensors[step]!)
    const { pages, proof } = await answerDemand({
      ...{ tensors, position: demand.output ?? 0, first: demand.first, count: demand.count },
    })
    const args = [demand.demand, bytesToHex(pages), proof] as const
    await act(
      worker.address,
      encodeFunctionData({ abi: disputeGameAbi, functionName: 'answer', args }),
    )
  }

  for (const demander of demanders) {
    await act(demander.address, demandOf(random, request, honest))
    readGames()
  }

  for (let turns = 0; ; turns++) {
    assert.ok(turns < MOST_TURNS, 'the games do not end')
    readGames()
    const open = games.filter(({ state }) => state === 'open')
    if (random.chance(0.15) && open.length > 0) {
      const dispute = random.pick(open)
      const role = dispute.turn!
      const mover =
        role === 'worker'
          ? workerPlayer
          : challengers.find((one) => same(one.account, dispute.challenger))
      const late = chain.now() + 1 > dispute.deadline!
      const spoilt = spoil(random, late ? undefined : await mover?.move(dispute, role, chain.now()))
      if (!(late && spoilt.kind === 'timeout'))
        await mustRefuse(stranger.address, moveCall({ game: dispute.game, move: spoilt, header }))
    }
    const found = await choices()
    if (found.length > 0) {
      await random.pick(found)()
      continue
    }
    const deadlines = [
      ...open.map(({ deadline }) => deadline!),
      ...demands.filter(({ state }) => state === 'open').map(({ deadline }) => deadline),
    ]
    if (deadlines.length === 0) break
    chain.wait(Math.max(0, Math.min(...deadlines) - chain.now()))
  }

  // Every bond and every fee of a demand is somebody's again.
  assert.equal(await chain.balanceOf(disputeGame), 0n)
  const late = await chain.read(disputeGame, disputeGameAbi, 'getClaim', [claim])
  chain.wait(Math.max(0, Math.max(windowEnd, Number(late.extendedUntil)) - chain.now()))
  const settled = encodeFunctionData({
    abi: marketAbi,
    functionName: 'finalize',
    args: [request, '0x'],
  })
  await chain.send(stranger.address, market, settled)
  await judgeMoney(chain, {
    ...{ before, games, demands, isLiar, workerPlayer, challengers, royaltyBps, demanders },
  })
  return {
    games: games.length,
    moves,
    refused,
    demands: demands.length,
    lie: isLiar ? lie! : 'none',
    judged: games.filter(({ path }) => path.element !== undefined).length,
    wonByWorker: games.filter(({ state }) => state === 'worker-won').length,
    wonByChallenger: games.filter(({ state }) => state === 'challenger-won').length,
  }
}

function demandCall(functionName: 'timeoutDemand', demand: bigint): Hex {
  return encodeFunctionData({ abi: disputeGameAbi, functionName, args: [demand] })
}
