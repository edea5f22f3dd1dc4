import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  FILL_TIME,
  hashRequest,
  jobStates,
  marketDomain,
  type Receipt,
  type Request,
  receiptTypes,
  type Submission,
} from '@assay/protocol'
import fc from 'fast-check'
import {
  BaseError,
  ContractFunctionRevertedError,
  encodeAbiParameters,
  getContract,
  type Hex,
  keccak256,
  parseAbi,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { MIN_LOCK_FOR, openChain } from './openChain.ts'
import { Refused, SettlementModel, type State } from './settlementModel.ts'

/** Of contracts/test/ScriptedVerifier.sol. */
const scriptedVerifierAbi = parseAbi([
  'function setAnswer(uint8 outcome, bytes32 outputRoot, uint40 until)',
  'function setRefuted(uint16 refuted, address[] challengers)',
])

const SEED = Number(process.env.ASSAY_SEED ?? 1)
const RUNS = Number(process.env.ASSAY_SETTLEMENT_RUNS ?? 10)
const ROYALTY_BPS = 770
const DEPOSIT = 10_000n
const MONTH = 31 * 86_400
const ROOTS: readonly Hex[] = [toHex(1n, { size: 32 }), toHex(2n, { size: 32 })]
const OUTCOMES = ['Pending', 'Accepted', 'Rejected', 'Void'] as const
const INPUT = { data: '0x', uris: ['https://example.org/input'] } as const
const SALT = zeroHash

/** Odd amounts, so that every rounding shows; short times, so that deadlines are met and missed. */
const plan = fc.record({
  minFee: fc.bigInt(0n, 999n),
  rise: fc.bigInt(0n, 333n),
  rampLength: fc.integer({ min: 0, max: 50 }),
  lockFor: fc.integer({ min: 1, max: 90 }),
  lifetime: fc.oneof(fc.integer({ min: 20, max: 900 }), fc.constant(8_000)),
  collateral: fc.bigInt(0n, 777n),
  seats: fc.constantFrom(1, 1, 2, 3),
})
const who = fc.nat({ max: 3 })
const which = fc.nat({ max: 7 })
const root = fc.nat({ max: 1 })

/** One call: what, and how much later than the last; a pause next to a deadline of the job where `edge` says so. */
const call = fc.record({
  what: fc.oneof(
    // Whatever the job waits for, so that jobs come to their ends.
    {
      weight: 40,
      arbitrary: fc.record({
        do: fc.constant('advance' as const),
        who,
        seat: who,
        root,
        outcome: fc.constantFrom(...OUTCOMES, 'Accepted' as const),
        challenger: fc.option(who, { nil: undefined }),
        refuted: fc.nat({ max: 15 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('post' as const) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('claim' as const), who }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('commit' as const), seat: who, root }) },
    { weight: 7, arbitrary: fc.record({ do: fc.constant('submit' as const), seat: who, root }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('finalize' as const),
        outcome: fc.constantFrom(...OUTCOMES),
        root,
        challenger: fc.option(who, { nil: undefined }),
        refuted: fc.nat({ max: 15 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('forfeit' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), seat: who }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('transfer' as const),
        who,
        to: who,
        amount: fc.bigInt(0n, DEPOSIT),
      }),
    },
  ),
  which,
  pause: fc.oneof(
    { weight: 40, arbitrary: fc.constant(1) },
    { weight: 2, arbitrary: fc.constantFrom(20, 60) },
    { weight: 1, arbitrary: fc.constant(MONTH) },
    {
      weight: 3,
      arbitrary: fc.record({
        edge: fc.constantFrom('lock', 'lock', 'reveal', 'reveal', 'expiry', 'expiry', 'fill'),
        off: fc.integer({ min: 0, max: 2 }),
      }),
    },
  ),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

let chain: Awaited<ReturnType<typeof open>>

async function open() {
  const base = await openChain()
  const wallets = (await base.viem.getWalletClients()).slice(0, 4)
  const { address } = await base.viem.deployContract('ScriptedVerifier')
  const verifier = getContract({
    abi: scriptedVerifierAbi,
    address,
    client: { public: base.client, wallet: base.wallet },
  })
  const profile = keccak256(toHex('assay.exact.2'))
  await base.modelRegistry.write.publish([
    {
      name: 'any',
      profile,
      root: keccak256(toHex('model')),
      royaltyBps: ROYALTY_BPS,
      inputBytes: 0,
      outputBytes: 0,
      cardUri: '',
      cardDigest: zeroHash,
    },
  ])
  const model = (await base.modelRegistry.read.getVersion(['any', 1n])).modelId
  for (const { account } of wallets) {
    await base.token.write.faucet([account.address], { account })
    await base.token.write.approve([base.ledger.address, 2n ** 256n - 1n], { account })
    await base.ledger.write.deposit([account.address, DEPOSIT], { account })
  }
  return { ...base, wallets, verifier, profile, model }
}

/** The person of this number, of whom there are four. */
function person(index: number) {
  const wallet = chain.wallets[index % chain.wallets.length]
  assert.ok(wallet)
  return wallet
}

before(async () => {
  chain = await open()
})

/** One sequence of calls on the chain and on the model, compared after each. */
async function play(
  plans: readonly (typeof plan extends fc.Arbitrary<infer T> ? T : never)[],
  calls: readonly Call[],
) {
  const { ledger, market, multiSeatMarket, verifier, networkHelpers, client } = chain
  const snapshot = await networkHelpers.takeSnapshot()
  const start = Number((await client.getBlock()).timestamp)
  const model = new SettlementModel({
    publisher: person(0).account.address,
    royaltyBps: ROYALTY_BPS,
    minLockFor: MIN_LOCK_FOR,
  })
  for (const { account } of chain.wallets) model.credit(account.address, DEPOSIT)
  const requests = plans.map(
    (wish, i): Request => ({
      requester: person(i).account.address,
      nonce: BigInt(i),
      model: chain.model,
      inputRoot: ROOTS[0] ?? zeroHash,
      offer: {
        minFee: wish.minFee,
        maxFee: wish.minFee + wish.rise,
        rampStart: start,
        rampLength: wish.rampLength,
        lockFor: wish.lockFor,
        expiry: start + wish.lifetime,
        collateral: wish.collateral,
        worker: zeroAddress,
      },
      policy: { seats: wish.seats, verifier: verifier.address, params: '0x' },
      callback: { target: zeroAddress, gasLimit: 0, when: 0 },
    }),
  )
  const ids = requests.map((request) => hashRequest(chain.markets, request))
  let now = start
  let done = 0
  try {
    for (const { what: wish, which, pause } of calls) {
      const open = requests.map((_, i) => (which + i) % requests.length)
      const index =
        (wish.do === 'advance'
          ? open.find((i) => canGoOn(model.stateOf(ids[i]!, now), requests[i]!, now))
          : undefined) ?? which % requests.length
      const request = requests[index]
      const id = ids[index]
      assert.ok(request && id)
      const seats = model.jobs.get(id)?.seats ?? []
      const what = wish.do === 'advance' ? nextOf(model, id, request, now, wish) : wish
      const seat = 'seat' in what ? what.seat % request.policy.seats : 0
      if (what.do === 'finalize') {
        // Told beforehand, at times of their own.
        await networkHelpers.time.setNextBlockTimestamp(++now)
        const outcome = OUTCOMES.indexOf(what.outcome)
        await verifier.write.setAnswer([outcome, ROOTS[what.root] ?? zeroHash, 0])
        await networkHelpers.time.setNextBlockTimestamp(++now)
        await verifier.write.setRefuted([what.refuted, challengersOf(what.challenger)])
      }
      if (typeof pause === 'number') now += pause
      else {
        const { lockFor, expiry } = request.offer
        const taken = seats.at(-1)?.claimedAt ?? seats[0]?.claimedAt ?? now
        const ends = { lock: taken + lockFor, reveal: taken + 2 * lockFor, expiry }
        const at = pause.edge === 'fill' ? taken + FILL_TIME : ends[pause.edge]
        now = Math.max(now + 1, at - 1 + pause.off)
      }
      // What both markets have is called by the same functions; what one of them lacks is refused without asking it.
      const several = request.policy.seats > 1
      const common = several ? (multiSeatMarket as unknown as typeof market) : market
      // What the model says, and what the chain is asked.
      const worker = seats[seat]?.worker ?? person(0).account.address
      const wallet = (address: string) =>
        chain.wallets.find(({ account }) => account.address === address) ?? person(0)
      let expected = 'done'
      let send: () => Promise<Hex>
      const attempt = (rule: () => void) => {
        try {
          rule()
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          expected = 'refused'
        }
      }
      switch (what.do) {
        case 'post': {
          const { account } = wallet(request.requester)
          attempt(() => model.post(id, request, now))
          send = () => common.write.post([request, INPUT], { account })
          break
        }
        case 'claim': {
          const { account } = person(what.who)
          attempt(() => model.claim(id, account.address, now))
          send = () => common.write.claim([request, account.address, '0x'], { account })
          break
        }
        case 'commit': {
          const { account } = wallet(worker)
          const commitment = commitmentOf(id, worker, ROOTS[what.root] ?? zeroHash)
          attempt(() => model.commit(id, seat, worker, ROOTS[what.root] ?? zeroHash, now))
          send = () =>
            several
              ? multiSeatMarket.write.commit([request, BigInt(seat), commitment], { account })
              : refused()
          break
        }
        case 'submit': {
          const outputRoot = ROOTS[what.root] ?? zeroHash
          const submission = await submissionOf(id, request.policy.seats, worker, outputRoot)
          const { account } = wallet(worker)
          attempt(() => model.submit(id, seat, worker, outputRoot, now))
          send = () => common.write.submit([request, BigInt(seat), submission], { account })
          break
        }
        case 'finalize': {
          const verdict = {
            outcome: what.outcome,
            root: ROOTS[what.root] ?? zeroHash,
            refuted: what.refuted,
            challengers: challengersOf(what.challenger),
          }
          attempt(() => model.finalize(id, verdict, now))
          send = () => common.write.finalize([request, '0x'], { account: person(2).account })
          break
        }
        case 'forfeit':
          attempt(() => model.forfeit(id, now))
          send = () =>
            several ? refused() : market.write.forfeit([request], { account: person(1).account })
          break
        case 'cancel': {
          const { account } = person(what.who)
          attempt(() => model.cancel(id, account.address))
          send = () => common.write.cancel([request], { account })
          break
        }
        case 'expire':
          attempt(() => model.expire(id, now))
          send = () => common.write.expire([request], { account: person(1).account })
          break
        case 'leave': {
          const { account } = wallet(worker)
          attempt(() => model.leave(id, seat, worker, now))
          send = () =>
            several ? multiSeatMarket.write.leave([request, BigInt(seat)], { account }) : refused()
          break
        }
        case 'transfer': {
          const { account } = person(what.who)
          const receiver = person(what.to).account.address
          attempt(() => model.transfer(account.address, receiver, what.amount))
          send = () => ledger.write.transfer([receiver, what.amount], { account })
          break
        }
      }
      await networkHelpers.time.setNextBlockTimestamp(now)
      const where = `${what.do} of job ${index}, ${now - start} s after the start`
      assert.equal(await outcomeOf(send), expected, where)
      // A refused call makes no block: the clock goes on all the same.
      if (expected === 'refused') await networkHelpers.mine()
      else done++
      for (const { account } of chain.wallets) {
        const { address } = account
        const found = [
          await ledger.read.balanceOf([address]),
          await ledger.read.lockedOf([address]),
        ]
        const wanted = [model.freeOf(address), model.lockedOf(address)]
        assert.deepEqual(found, wanted, `${where}: free and locked of ${address}`)
      }
      const waiting = await ledger.read.lockedOf([market.address])
      assert.equal(waiting, model.waiting(), `${where}: what waits for rescuers`)
      const job = await common.read.getJob([id])
      assert.equal(jobStates[job.state], model.stateOf(id, now).toLowerCase(), `${where}: state`)
    }
    assert.equal(await ledger.read.lockedOf([multiSeatMarket.address]), 0n)
    const held = await chain.token.read.balanceOf([ledger.address])
    assert.equal(held, model.owed() + model.burned, 'nothing is made or lost')
  } finally {
    await snapshot.restore()
  }
  return done
}

/** For each seat, who showed it wrong: another person each; nobody without a first. */
function challengersOf(first: number | undefined): Hex[] {
  if (first === undefined) return []
  return [0, 1, 2].map((seat) => person(first + seat).account.address)
}

/** A call that this market does not have. */
async function refused(): Promise<Hex> {
  throw new NoSuchCall()
}
class NoSuchCall extends Error {}

/** Whether something can happen to a job yet. */
function canGoOn(state: State, { offer, policy }: Request, now: number): boolean {
  // Of several seats, the shortest lock is six times as long.
  const least = policy.seats === 1 ? MIN_LOCK_FOR : 6 * MIN_LOCK_FOR
  if (state === 'None') return now < offer.expiry && offer.lockFor >= least
  return !['Accepted', 'Rejected', 'Void', 'Cancelled', 'Expired'].includes(state)
}

/** The call that a job waits for, by anyone who can make it. */
function nextOf(
  model: SettlementModel,
  id: Hex,
  request: Request,
  now: number,
  wish: Extract<Call['what'], { do: 'advance' }>,
): Exclude<Call['what'], { do: 'advance' }> {
  const seats = model.jobs.get(id)?.seats ?? []
  const from = (wanted: (seat: NonNullable<(typeof seats)[number]>) => boolean) =>
    [0, 1, 2]
      .map((i) => (wish.seat + i) % request.policy.seats)
      .find((i) => {
        const seat = seats[i]
        return seat !== undefined && wanted(seat)
      }) ?? 0
  const rootNumber = (value: Hex | undefined) => Math.max(ROOTS.indexOf(value ?? zeroHash), 0)
  switch (model.stateOf(id, now)) {
    case 'None':
      return { do: 'post' }
    case 'Open': {
      const seat = from(({ claimedAt }) => now > claimedAt + FILL_TIME)
      const held = seats[seat]
      if (now > request.offer.expiry) return { do: 'expire' }
      if (held && now > held.claimedAt + FILL_TIME) return { do: 'leave', seat }
      return { ...wish, do: 'claim' }
    }
    case 'Claimed':
      if (request.policy.seats === 1 && now > (seats[0]?.claimedAt ?? now) + request.offer.lockFor)
        return { do: 'forfeit' }
      return request.policy.seats === 1
        ? { ...wish, do: 'submit', seat: 0 }
        : { ...wish, do: 'commit', seat: from((seat) => seat.committed === undefined) }
    case 'Revealing': {
      const seat = from((one) => one.committed !== undefined && one.root === undefined)
      return { do: 'submit', seat, root: rootNumber(seats[seat]?.committed) }
    }
    default:
      return { ...wish, do: 'finalize' }
  }
}

function commitmentOf(job: Hex, worker: Hex, outputRoot: Hex): Hex {
  const types = [{ type: 'bytes32' }, { type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }]
  return keccak256(encodeAbiParameters(types, [job, worker, outputRoot, SALT]))
}

async function submissionOf(
  id: Hex,
  seats: number,
  worker: Hex,
  outputRoot: Hex,
): Promise<Submission> {
  const receipt: Receipt = {
    ...{ worker, request: id, outputRoot, evidenceHash: zeroHash },
    ...{ profile: chain.profile, completedAt: 0n },
  }
  const signing = chain.wallets.find(({ account }) => account.address === worker) ?? person(0)
  const signature = await signing.signTypedData({
    domain: marketDomain(chain.markets, seats),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receipt,
  })
  return { receipt, signer: '0x', signature, salt: SALT, output: '0x', evidence: '0x' }
}

/** Refused means by an error that the contracts name: anything else fails the test. */
async function outcomeOf(send: () => Promise<Hex>): Promise<string> {
  try {
    await send()
    return 'done'
  } catch (error) {
    if (error instanceof NoSuchCall) return 'refused'
    const revert =
      error instanceof BaseError
        ? error.walk((cause) => cause instanceof ContractFunctionRevertedError)
        : null
    if (!(revert instanceof ContractFunctionRevertedError) || !revert.data?.errorName) throw error
    assert.notEqual(revert.data.errorName, 'Panic')
    return 'refused'
  }
}

test('money and states follow the rules in random sequences of calls', {
  timeout: 600_000,
}, async (t) => {
  let calls = 0
  let done = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 4, maxLength: 8 }),
      fc.array(call, { minLength: 30, maxLength: 60 }),
      async (plans, sequence) => {
        calls += sequence.length
        done += await play(plans, sequence)
      },
    ),
    { numRuns: RUNS, seed: SEED },
  )
  t.diagnostic(`seed ${SEED}: ${calls} calls, ${done} of them legal`)
  // Sequences that are refused throughout would compare nothing.
  assert.ok(done * 5 > calls, 'at least a fifth of the calls do something')
})
