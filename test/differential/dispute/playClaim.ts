import assert from 'node:assert/strict'
import {
  answerDemand,
  type DisputeMove,
  differs,
  type OpName,
  rankProof,
  toHex,
} from '@assay/program'
import { Random } from '@assay/program/testing'
import {
  type Call,
  claimIdOf,
  disputeCalls,
  disputeGameAbi,
  encodeCall,
  type GameState,
  gameStates,
  hashChallenge,
  marketCalls,
} from '@assay/protocol'
import {
  DEMAND_EVENTS,
  type Demand,
  type Dispute,
  decodeLogs,
  demandsFromLogs,
  disputesFromLogs,
  GAME_EVENTS,
  moveCall,
} from '@assay/sdk'
import { type Address, bytesToHex, type Hex, keccak256, numberToHex, type RpcLog } from 'viem'
import { demandOf, drawChallengers, drawWork, drawWorker } from './drawClaim.ts'
import { type Books, judgeMoney } from './judgeMoney.ts'
import { type Account, type DisputeChain, PAGE_FEE, Refused, WINDOW } from './openDisputeChain.ts'
import { type Player, same, spoil } from './players.ts'
import { OWN_MOVES, REFUSALS } from './refusals.ts'
import { submitClaim } from './submitClaim.ts'

/** More would be a bug: a game has at most 12 moves. */
const MOST_TURNS = 600

/** What happened around one claimed result. */
export interface PlayedClaim {
  readonly games: number
  readonly moves: number
  /** Spoilt moves and those of strangers, all of them refused. */
  readonly refused: number
  /** Openings that games took over from others. */
  readonly reused: number
  /** Games that a copier played. */
  readonly copied: number
  /** Commitments that were proved to rank before the challenge. */
  readonly ranked: number
  /** Copiers that challenged before those they copied, and rank behind them for the commitment. */
  readonly overtaken: number
  readonly demands: number
  readonly lie: string
  /** The op of the element that the referee judged, for each game that it ended. */
  readonly judgedOps: readonly OpName[]
  /** How games ended. */
  readonly wonByWorker: number
  readonly wonByChallenger: number
}

/** Seconds that pass at most while nobody does anything, as long as nobody is pressed for time. */
const LONGEST_PAUSE = 60
const UNPRESSED = 600

/** The move for which the contract's states wait. */
const AWAITED: Partial<Record<GameState, DisputeMove['kind']>> = {
  traceOpen: 'openTrace',
  nodePick: 'pick',
  nodeOpen: 'open',
  stepPick: 'pickStep',
  pageShow: 'show',
  judgement: 'judge',
}

/**
 * Draws a program, a worker that is honest or lies, and challengers of every kind, plays all games to their end, settles the job,
 * and holds the outcome against what must be.
 *
 * @param seed decides everything
 * @param before everybody's money
 */
export async function playClaim(
  chain: DisputeChain,
  seed: number,
  before: Books,
): Promise<{ played: PlayedClaim; after: Books }> {
  const random = new Random(seed)
  const { accounts, deployment } = chain
  const [, worker, , stranger] = accounts as [Account, Account, Account, Account]
  const { disputeGame } = deployment

  const { program, input, honest, lie, told } = await drawWork(random)
  const header = honest.commitment.header
  const own = told ?? honest
  const isLiar = told !== undefined
  assert.equal(differs(honest, own.outputRoot), isLiar)

  const { outputRoot } = own
  const { job, request, royaltyBps } = await submitClaim(chain, {
    ...{ seed, honest, outputRoot, worker },
  })
  const windowEnd = chain.now() + WINDOW
  const claim = claimIdOf({ job, worker: worker.address, outputRoot })
  const disputed = { request, header: bytesToHex(header) }

  const workerPlayer = drawWorker(random, worker.address, own, isLiar)
  const challengers = await drawChallengers(random, accounts.slice(4), honest, isLiar)
  const demanders = random.chance(0.3)
    ? [accounts[18]!, accounts[19]!].slice(random.integer(0, 1))
    : []

  const logs: RpcLog[] = []
  const act = async (from: Address, call: Call) => {
    logs.push(...(await chain.send(from, call)))
  }
  let games: Dispute[] = []
  let demands: Demand[] = []
  const readGames = () => {
    games = disputesFromLogs(
      decodeLogs(GAME_EVENTS, logs),
      () => program.steps.length,
      () => chain.now(),
    )
    demands = demandsFromLogs(decodeLogs(DEMAND_EVENTS, logs))
  }
  const gameOf = (account: Address) => games.find(({ challenger }) => same(challenger, account))
  const playerOf = ({ challenger }: Dispute) =>
    challengers.find(({ account }) => same(account, challenger))!

  let moves = 0
  let refused = 0
  const mustRefuse = async (from: Address, call: Call, names: readonly string[]) => {
    await assert.rejects(act(from, call), (error) => {
      assert.ok(error instanceof Refused, String(error))
      const why = `${call.functionName}: ${error.errorName}, not ${names.slice(0, 8)}`
      assert.ok(names.includes(error.errorName), why)
      return true
    })
    refused++
  }

  // A player with a run of its own commits to its root first, or challenges at once.
  const waiting = new Set(challengers)
  const salts = new Map<Player, Hex>()
  // Copiers of those that have committed challenge first, because what they would copy is announced.
  const frontRuns = random.chance(0.7)
  for (const challenger of challengers) {
    const { account, trace } = challenger
    const copier = challengers.find(({ copies }) => copies && same(copies, account))
    const caution = copier ? 0.8 : 0.5
    if (trace === undefined || !random.chance(challenger.honest ? caution : 0.2)) continue
    const salt = numberToHex(random.integer(1, 2 ** 31), { size: 32 })
    const traceRoot = toHex(trace.traceTree.root)
    const commitment = hashChallenge({ challenger: account, claim, traceRoot, salt })
    await act(account, disputeCalls.commit(deployment, { commitment }))
    salts.set(challenger, salt)
    // Noting it again takes nothing from its owner, and gives nothing to others.
    if (copier) await act(copier.account, disputeCalls.commit(deployment, { commitment }))
  }

  /** The choices that each challenger made in its game, in order, for those that copy them. */
  const made = new Map<bigint, DisputeMove[]>()
  /** What each game's challenger proved of its commitment. */
  const proofs = new Map<bigint, Omit<Parameters<typeof disputeCalls.rank>[1], 'game'>>()
  const givenUp = new Set<string>()

  /** Makes a move: sent by its mover, or by somebody else with the mover's signature. */
  const bring = async (side: Player, game: bigint, call: Call, isOwn: boolean) => {
    if (isOwn && random.chance(0.15)) {
      const { turn } = await chain.read(disputeGame, disputeGameAbi, 'getGame', [game])
      const account = accounts.find(({ address }) => same(address, side.account))!
      const move = encodeCall(call).data
      const content = keccak256(move)
      const signature = await chain.signMove(account, { game, turn: BigInt(turn), content })
      await act(stranger.address, disputeCalls.relay(deployment, { game, move, signature }))
      return
    }
    // What proves itself may come from anyone.
    await act(isOwn || random.chance(0.8) ? side.account : stranger.address, call)
  }

  const makeMove = async (side: Player, { game }: Dispute, move: DisputeMove) => {
    const isOwn = OWN_MOVES.has(move.kind)
    try {
      await bring(side, game, moveCall(deployment, { game, move, header }), isOwn)
      moves++
      if (isOwn && move.kind !== 'openTrace') made.set(game, [...(made.get(game) ?? []), move])
    } catch (error) {
      // A liar has moves that the contract does not take; an honest player and its copier never make one.
      if (!(error instanceof Refused) || side.honest || side.copies) throw error
      assert.ok(REFUSALS[move.kind].includes(error.errorName), `${move.kind}: ${error.errorName}`)
      refused++
      givenUp.add(`${game} ${side.name}`)
    }
  }

  /** Proves the commitment before the judgement, where the challenger has one. */
  const rankNow = async (side: Player, dispute: Dispute) => {
    const { game, position } = dispute
    const proof = await rankProof(position, side.trace!)
    assert.ok(proof, 'a page that is judged differs')
    const [shown, ownPage] = [proof.shown, proof.own].map(({ page, proof }) => ({
      data: bytesToHex(page),
      proof,
    })) as [{ data: Hex; proof: readonly Hex[] }, { data: Hex; proof: readonly Hex[] }]
    const ranked = { place: proof.place, shown, own: ownPage, salt: salts.get(side)! }
    proofs.set(game, ranked)
    try {
      await bring(side, game, disputeCalls.rank(deployment, { game, ...ranked }), true)
    } catch (error) {
      if (!(error instanceof Refused) || side.honest) throw error
      assert.ok(REFUSALS.rank.includes(error.errorName), `rank: ${error.errorName}`)
      refused++
    }
  }

  /** What a copier does next: what its leader did at the same place, and first its leader's proof, which is worth nothing to it. */
  const copied = new Set<bigint>()
  const copyNext = (side: Player, { game, turn }: Dispute): (() => Promise<void>) | undefined => {
    const leader = gameOf(side.copies!)?.game
    if (turn !== 'challenger' || leader === undefined) return undefined
    const move = made.get(leader)?.[made.get(game)?.length ?? 0]
    if (move === undefined) return undefined
    const ranked = proofs.get(leader)
    return async () => {
      if (move.kind === 'judge' && ranked !== undefined && !copied.has(game)) {
        copied.add(game)
        const call = disputeCalls.rank(deployment, { game, ...ranked })
        await mustRefuse(side.account, call, ['NotCommitted', 'NotFirstDifference'])
      } else {
        const dispute = games.find((one) => one.game === game)!
        await makeMove(side, dispute, move)
      }
    }
  }

  /** Whether another game of the claim has opened what this one waits for. */
  const isOpened = ({ game, position }: Dispute) =>
    games.some((other) => {
      if (other.game === game) return false
      const { openings, page, tree, node } = other.position
      return position.awaits === 'show'
        ? page !== undefined && isSame({ tree, node }, position)
        : openings.some((opening) => isSame(opening, position))
    })

  const isRefuted = async () => {
    const { winner } = await chain.read(disputeGame, disputeGameAbi, 'getClaim', [claim])
    return BigInt(winner) !== 0n
  }

  /** All that may do something now, in no particular order. */
  const choices = async (): Promise<(() => Promise<void>)[]> => {
    const found: (() => Promise<void>)[] = []
    for (const challenger of waiting) {
      const { copies } = challenger
      // Before the other has challenged, there is nothing to copy but that it is going to.
      const leaderWaits = [...waiting].some(
        (leader) => copies && same(leader.account, copies) && !salts.has(leader),
      )
      const isCopied = [...waiting].some(
        (copier) => copier.copies && same(copier.copies, challenger.account),
      )
      if (isCopied && frontRuns && salts.has(challenger)) continue
      if (chain.now() < windowEnd && !leaderWaits) found.push(() => challengeNow(challenger))
    }
    for (const dispute of games) {
      if (dispute.state !== 'open') continue
      const { game } = dispute
      const isLate = chain.now() + 1 > dispute.deadline!
      // Both sides may have fallen silent; then it is somebody else who ends the game.
      if (isLate)
        found.push(() => act(stranger.address, disputeCalls.timeout(deployment, { game })))
      else if (dispute.turn === 'worker' && isOpened(dispute)) {
        const call = disputeCalls.reuse(deployment, { game })
        found.push(() => act(random.chance(0.5) ? worker.address : stranger.address, call))
      }
      const challenger = playerOf(dispute)
      const copy = challenger.copies && !isLate ? copyNext(challenger, dispute) : undefined
      if (copy) found.push(copy)
      const sides = [
        ['worker', workerPlayer],
        ['challenger', challenger],
      ] as const
      for (const [role, side] of sides) {
        const move = await side.move(dispute, role, chain.now() + 1)
        if (move === undefined || givenUp.has(`${game} ${side.name}`)) continue
        const isDueToRank = move.kind === 'judge' && salts.has(side) && !proofs.has(game)
        const canRank =
          isDueToRank && (await rankProof(dispute.position, side.trace!)) !== undefined
        found.push(() => (canRank ? rankNow(side, dispute) : makeMove(side, dispute, move)))
      }
    }
    for (const demand of demands) {
      if (demand.state === 'answered' && (await isRefuted()))
        found.push(() => act(stranger.address, disputeCalls.settleDemand(deployment, demand)))
      if (demand.state !== 'open') continue
      if (chain.now() + 1 > demand.deadline)
        found.push(() => act(stranger.address, disputeCalls.timeoutDemand(deployment, demand)))
      else if (!isLiar || canAnswer) found.push(() => answer(demand))
    }
    return found
  }
  const canAnswer = lie === 'output' || lie === 'middle' || lie === 'tensor'

  const challengeNow = async (challenger: Player) => {
    waiting.delete(challenger)
    try {
      await act(challenger.account, disputeCalls.challenge(deployment, disputed))
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
    const answered = { demand: demand.demand, pages: bytesToHex(pages), proof }
    await act(worker.address, disputeCalls.answer(deployment, answered))
  }

  /** Somebody tries what the contract must refuse, at a game: a spoilt move, one out of turn, or one of another's. */
  const spoilMove = async (dispute: Dispute) => {
    const { game } = dispute
    const role = dispute.turn!
    const mover = role === 'worker' ? workerPlayer : playerOf(dispute)
    const isLate = chain.now() + 1 > dispute.deadline!
    const usual = isLate ? undefined : await mover.move(dispute, role, chain.now())
    const spoilt = spoil(random, usual)
    if (isLate && spoilt.kind === 'timeout') return
    const { state } = await chain.read(disputeGame, disputeGameAbi, 'getGame', [game])
    // A liar may open any trace as its own.
    const byMover = spoilt.kind !== 'openTrace' && random.chance(0.5)
    const names =
      spoilt.kind === 'timeout'
        ? REFUSALS.timeout
        : spoilt.kind !== AWAITED[gameStates[state]!]
          ? ['MoveNotAwaited']
          : isLate
            ? ['MoveTooLate']
            : OWN_MOVES.has(spoilt.kind) && !byMover
              ? ['NotMover']
              : REFUSALS[spoilt.kind]
    const from = byMover ? mover.account : stranger.address
    await mustRefuse(from, moveCall(deployment, { game, move: spoilt, header }), names)
  }

  /** Somebody tries what the contract must refuse, beside the moves. */
  const trespass = async () => {
    const open = games.filter(({ state }) => state === 'open')
    const found: (() => Promise<void>)[] = []
    for (const dispute of open) {
      const { game, turn, deadline } = dispute
      const call = disputeCalls.reuse(deployment, { game })
      if (turn === 'challenger')
        found.push(() => mustRefuse(stranger.address, call, ['MoveNotAwaited']))
      else if (chain.now() + 1 > deadline!)
        found.push(() => mustRefuse(stranger.address, call, ['MoveTooLate']))
      else if (!isOpened(dispute))
        found.push(() => mustRefuse(stranger.address, call, ['NotOpenedYet']))
    }
    const again = games[0]
    if (again !== undefined) {
      const call = disputeCalls.challenge(deployment, disputed)
      const names = (await isRefuted()) ? ['AlreadyRefuted'] : ['AlreadyChallenged']
      if (chain.now() < windowEnd) found.push(() => mustRefuse(again.challenger, call, names))
    }
    for (const demand of demands) {
      const call = disputeCalls.settleDemand(deployment, demand)
      if (demand.state === 'open' || demand.state === 'missed' || demand.state === 'settled')
        found.push(() => mustRefuse(stranger.address, call, ['DemandNotAnswered']))
      else if (chain.now() < windowEnd && !(await isRefuted()))
        found.push(() => mustRefuse(stranger.address, call, ['ClaimNotDecided']))
    }
    if (open.length > 0) {
      const call = marketCalls.finalize(deployment, { request })
      found.push(() => mustRefuse(stranger.address, call, ['VerdictPending']))
    }
    if (found.length > 0) await random.pick(found)()
  }

  for (const demander of demanders) {
    await act(demander.address, demandOf(chain, random, request, honest))
    readGames()
  }

  for (let turns = 0; ; turns++) {
    assert.ok(turns < MOST_TURNS, 'the games do not end')
    readGames()
    const open = games.filter(({ state }) => state === 'open')
    const deadlines = [
      ...open.map(({ deadline }) => deadline!),
      ...demands.filter(({ state }) => state === 'open').map(({ deadline }) => deadline),
    ]
    if (random.chance(0.15) && open.length > 0) await spoilMove(random.pick(open))
    if (random.chance(0.05)) await trespass()
    const unpressed = Math.min(...deadlines, ...(waiting.size > 0 ? [windowEnd] : []))
    if (random.chance(0.1) && unpressed - chain.now() > UNPRESSED)
      chain.wait(random.integer(1, LONGEST_PAUSE))
    const found = await choices()
    if (found.length > 0) {
      await random.pick(found)()
      continue
    }
    if (deadlines.length === 0) break
    chain.wait(Math.max(0, Math.min(...deadlines) - chain.now()))
  }

  // Every bond is somebody's again, and of the demands the fees of pages that were shown are locked.
  for (const { account } of challengers) assert.equal(await chain.lockedOf(account), 0n)
  const answered = () => demands.filter(({ state }) => state === 'answered')
  for (const { address } of demanders) {
    const pages = answered().filter(({ demander }) => same(demander, address))
    const fees = pages.reduce((sum, { count }) => sum + BigInt(count) * PAGE_FEE, 0n)
    assert.equal(await chain.lockedOf(address), fees)
  }
  const late = await chain.read(disputeGame, disputeGameAbi, 'getClaim', [claim])
  chain.wait(Math.max(0, Math.max(windowEnd, Number(late.extendedUntil)) - chain.now()))
  const ends = [
    marketCalls.finalize(deployment, { request }),
    ...answered().map((demand) => disputeCalls.settleDemand(deployment, demand)),
  ]
  for (const end of random.shuffle(ends)) await act(stranger.address, end)
  readGames()
  const after = await judgeMoney(chain, {
    ...{ before, games, demands, isLiar, workerPlayer, challengers, royaltyBps },
  })
  const played = {
    games: games.length,
    moves,
    refused,
    reused: games.flatMap(({ moves }) => moves).filter(({ kind }) => kind === 'opening-reused')
      .length,
    copied: games.filter((dispute) => playerOf(dispute).copies && made.has(dispute.game)).length,
    ranked: games.filter(({ ranked }) => ranked !== undefined).length,
    overtaken: games.filter(({ game, challenger }) => {
      const { copies } = challengers.find(({ account }) => same(account, challenger))!
      const leader = copies && gameOf(copies)
      return leader && game < leader.game && leader.ranked && leader.path.element
    }).length,
    demands: demands.length,
    lie: isLiar ? lie! : 'none',
    judgedOps: games
      .filter(({ path }) => path.element !== undefined)
      .map(({ path }) => program.steps[path.step!.index]!.op),
    wonByWorker: games.filter(({ state }) => state === 'worker-won').length,
    wonByChallenger: games.filter(({ state }) => state === 'challenger-won').length,
  }
  return { played, after }
}

type Place = Pick<Dispute['position'], 'tree' | 'node'>

function isSame(a: Place, b: Place): boolean {
  const [left, right] = [a, b].map(({ tree }) => (tree.kind === 'trace' ? 'trace' : tree.step))
  return left === right && a.node.height === b.node.height && a.node.index === b.node.index
}
