import { tensorRoot } from '@assay/program'
import { type Call, encodeCall, type Input, marketCalls, SIGNED_NONCE } from '@assay/protocol'
import { type Hex, toHex } from 'viem'
import { measureQuorum } from './gas/measureQuorum.ts'
import { inline, LOCK_FOR, openMarket, typicalDigit } from './gas/openMarket.ts'
import type { Measurement } from './measurement.ts'

const CONTRACTS = [
  'Ledger',
  'Market',
  'MultiSeatMarket',
  'ModelRegistry',
  'KeyRegistry',
  'WorkerRegistry',
  'Schedule',
  'SignatureVerifier',
  'OptimisticVerifier',
  'QuorumVerifier',
  'DisputeGame',
  'DisputeEntry',
  'Referee',
  'WideReferee',
]
const BATCH = 8
const NO_INPUT: Input = { data: '0x', uris: [] }

/** Whole transactions on a fresh chain: cold storage, accounts that have used the market before. */
export async function measure(): Promise<Measurement[]> {
  const chain = await openMarket()
  const { ledger, market, requester, worker, stranger, networkHelpers, gasOf } = chain
  const asRequester = { account: requester.account }
  const asWorker = { account: worker.account }
  const asStranger = { account: stranger.account }

  const digit = await typicalDigit()
  const noise = new Uint8Array(digit.length).map((_, index) => 1 + (index % 255))
  const output = toHex(new Uint8Array(40).map((_, index) => 17 + index))
  const outputRoot = await tensorRoot(new Uint8Array(Buffer.from(output.slice(2), 'hex')))

  const rows: Measurement[] = []
  const record = async (name: string, hash: Hex, more: Partial<Measurement> = {}) => {
    rows.push({ name, value: await gasOf(hash), unit: 'gas', ...more })
  }

  await record(
    'gas.deposit',
    await ledger.write.deposit([requester.account.address, 1_000_000n], asRequester),
  )
  await record(
    'gas.withdraw',
    await ledger.write.withdraw([1_000_000n, requester.account.address], asRequester),
  )

  // The first forfeit makes the market's own account, in which rewards wait; one of the later ones is measured.
  for (const measured of [false, true]) {
    const missed = chain.makeRequest(await tensorRoot(digit))
    await market.write.post([missed, inline(digit)], asRequester)
    await market.write.claim([missed, worker.account.address, '0x'], asWorker)
    await networkHelpers.time.increase(LOCK_FOR + 1)
    const hash = await market.write.forfeit([missed], asStranger)
    if (measured) {
      await record('gas.forfeit', hash, { baseline: 'Boundless slash 101,892' })
      await record('gas.cancel', await market.write.cancel([missed], asRequester))
    }
  }

  const noisy = chain.makeRequest(await tensorRoot(noise))
  await record('gas.post.noise', await market.write.post([noisy, inline(noise)], asRequester), {
    note: 'as gas.post, but no byte of the 784 is zero',
  })

  const request = chain.makeRequest(await tensorRoot(digit))
  await record('gas.post', await market.write.post([request, inline(digit)], asRequester), {
    baseline: 'Boundless submit 46,054 without escrow and input',
    note: 'escrow and 784 B inline input included, the median digit of models/digits/samples.json',
  })
  await record(
    'gas.claim',
    await market.write.claim([request, worker.account.address, '0x'], asWorker),
    {
      baseline: 'Boundless lock 149,434',
    },
  )
  const submission = await chain.makeSubmission(request, output, outputRoot)
  await record('gas.submit', await market.write.submit([request, 0n, submission], asWorker), {
    baseline: 'Boundless fulfil 116,712',
    note: '40 B inline output included',
  })
  await record('gas.finalize', await market.write.finalize([request, '0x'], asWorker), {
    note: 'model without royalty',
  })

  const withRoyalty = {
    ...chain.makeRequest(await tensorRoot(digit)),
    model: chain.modelWithRoyalty,
  }
  await market.write.post([withRoyalty, inline(digit)], asRequester)
  await market.write.claim([withRoyalty, worker.account.address, '0x'], asWorker)
  const earning = await chain.makeSubmission(withRoyalty, output, outputRoot)
  await market.write.submit([withRoyalty, 0n, earning], asWorker)
  await record('gas.finalize.royalty', await market.write.finalize([withRoyalty, '0x'], asWorker), {
    note: 'model with a royalty, its publisher has a balance',
  })

  let nonces = 0n
  const fulfilment = async () => {
    const posted = chain.makeRequest(await tensorRoot(digit), worker.account.address)
    const request = { ...posted, nonce: SIGNED_NONCE + nonces++ }
    const requestSignature = await chain.signRequest(request)
    const submission = await chain.makeSubmission(request, output, outputRoot)
    return marketCalls.fulfil(chain.markets, {
      ...{ request, input: NO_INPUT, requestSignature, worker: worker.account.address, submission },
    })
  }
  const send = async (call: Call) => worker.sendTransaction(encodeCall(call))
  await record('gas.fulfil', await send(await fulfilment()), {
    baseline: 'Boundless price-and-fulfil 143,567; Infernet create + deliver 365,000',
    note: 'signed request, signature method, model without royalty',
  })
  const calls = [await fulfilment()] as [Call, ...Call[]]
  while (calls.length < BATCH) calls.push(await fulfilment())
  const batch = await gasOf(await send(marketCalls.tryMulticall(calls)))
  rows.push({
    name: 'gas.fulfil_batch_8_per_job',
    value: Math.ceil(batch / BATCH),
    unit: 'gas',
    baseline: 'Boundless 57,357',
  })

  const inputRoot = await tensorRoot(digit)
  rows.push(...(await measureQuorum(chain, digit, inputRoot, outputRoot)))

  for (const name of CONTRACTS) {
    const { deployedBytecode } = await chain.hre.artifacts.readArtifact(name)
    rows.push({ name: `size.${name}`, value: (deployedBytecode.length - 2) / 2, unit: 'bytes' })
  }
  return rows
}
