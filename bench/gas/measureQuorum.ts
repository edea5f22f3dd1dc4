import { hashRequest } from '@assay/protocol'
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toHex } from 'viem'
import type { Measurement } from '../measurement.ts'
import { inline, type openMarket } from './openMarket.ts'

const K = 3n
const WINDOW = 3600n

/** One job of five seats of which three must agree: what each step costs, with commitments and openings. */
export async function measureQuorum(
  chain: Awaited<ReturnType<typeof openMarket>>,
  input: Uint8Array,
  inputRoot: Hex,
  outputRoot: Hex,
): Promise<Measurement[]> {
  const { market, requester, panelists, gasOf } = chain
  const workerRegistry = await chain.deploy('WorkerRegistry', [market.address, 1_000_000n, 86_400n])
  const dispute = await chain.deploy('ScriptedDispute')
  const verifier = await chain.deploy('QuorumVerifier', [
    market.address,
    workerRegistry,
    dispute,
    WINDOW,
    60n,
  ])
  const params = encodeAbiParameters(parseAbiParameters('uint256, uint256, bool'), [
    K,
    WINDOW,
    false,
  ])
  const request = {
    ...chain.makeRequest(inputRoot),
    policy: { seats: panelists.length, verifier, params },
  }
  const job = hashRequest(chain.place, request)
  const salt = (seat: number) => keccak256(toHex(`salt ${seat}`))
  const asRequester = { account: requester.account }

  const post = await gasOf(await market.write.post([request, inline(input)], asRequester))
  // Of each step the last seat's, which is the dearest or as dear as the others.
  let [claim, commit, submit] = [0, 0, 0]
  for (const { account } of panelists) {
    const hash = await market.write.claim([request, account.address, '0x'], { account })
    claim = await gasOf(hash)
  }
  for (const [seat, { account }] of panelists.entries()) {
    const commitment = keccak256(
      encodeAbiParameters(parseAbiParameters('bytes32, address, bytes32, bytes32'), [
        job,
        account.address,
        outputRoot,
        salt(seat),
      ]),
    )
    const hash = await market.write.commit([request, BigInt(seat), commitment], { account })
    commit = await gasOf(hash)
  }
  for (const [seat, wallet] of panelists.entries()) {
    const signed = await chain.makeSubmission(request, '0x', outputRoot, wallet)
    const opening = { ...signed, salt: salt(seat) }
    const hash = await market.write.submit([request, BigInt(seat), opening], {
      account: wallet.account,
    })
    submit = await gasOf(hash)
  }
  await chain.networkHelpers.time.increase(WINDOW + 1n)
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
