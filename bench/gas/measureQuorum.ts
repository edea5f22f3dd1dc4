import { encodeQuorumParams, hashCommitment, hashRequest } from '@assay/protocol'
import { type Hex, keccak256, toHex } from 'viem'
import type { Measurement } from '../measurement.ts'
import { inline, type openMarket } from './openMarket.ts'

const K = 3
const WINDOW = 3600

/** One job of five seats of which three must agree: what each step costs, with commitments and openings. */
export async function measureQuorum(
  chain: Awaited<ReturnType<typeof openMarket>>,
  input: Uint8Array,
  inputRoot: Hex,
  outputRoot: Hex,
): Promise<Measurement[]> {
  const { multiSeatMarket: market, requester, seated, gasOf } = chain
  const verifier = await chain.deploy('QuorumVerifier', [
    ...[market.address, chain.workerRegistry, chain.disputeGame],
    ...[BigInt(WINDOW), 60n],
  ])
  const params = encodeQuorumParams({ k: K, window: WINDOW, drawn: false, takesLarge: false })
  const request = {
    ...chain.makeRequest(inputRoot),
    policy: { seats: seated.length, verifier, params },
  }
  const job = hashRequest(chain.markets, request)
  const salt = (seat: number) => keccak256(toHex(`salt ${seat}`))
  const asRequester = { account: requester.account }

  const post = await gasOf(await market.write.post([request, inline(input)], asRequester))
  // The last seat's call of each step, which costs as much as the others' or more.
  let [claim, commit, submit] = [0, 0, 0]
  for (const { account } of seated) {
    const hash = await market.write.claim([request, account.address, '0x'], { account })
    claim = await gasOf(hash)
  }
  for (const [seat, { account }] of seated.entries()) {
    const commitment = hashCommitment({
      ...{ job, worker: account.address, outputRoot, salt: salt(seat) },
    })
    const hash = await market.write.commit([request, BigInt(seat), commitment], { account })
    commit = await gasOf(hash)
  }
  for (const [seat, wallet] of seated.entries()) {
    const signed = await chain.makeSubmission(request, '0x', outputRoot, wallet)
    const opening = { ...signed, salt: salt(seat) }
    const hash = await market.write.submit([request, BigInt(seat), opening], {
      account: wallet.account,
    })
    submit = await gasOf(hash)
  }
  await chain.networkHelpers.time.increase(WINDOW + 1)
  const finalize = await gasOf(await market.write.finalize([request, '0x'], asRequester))
  const row = (step: string, value: number, note: string) => ({
    name: `gas.quorum3.${step}`,
    value,
    unit: 'gas',
    note: `job of 5 seats, 3 must agree; ${note}`,
  })
  return [
    row('post', post, 'as gas.post'),
    row('claim', claim, 'the last seat'),
    row('commit', commit, 'the last seat'),
    row('submit', submit, 'the last seat, opening its commitment, no output bytes'),
    row('finalize', finalize, 'all five agree, model without royalty'),
  ]
}
