import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { modelId, tensorRoot } from '@assay/program'
import {
  decodeInput,
  decodeRequest,
  hashKeyConsent,
  hashReceipt,
  hashRequest,
  keyRegistryAbi,
  marketAbi,
  marketDomain,
  receiptTypes,
} from '@assay/protocol'
import fc from 'fast-check'
import {
  concat,
  getAddress,
  type Hex,
  parseEventLogs,
  recoverAddress,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { address, bytes, bytes32, receipt, request } from './arbitraries.ts'
import { openChain } from './openChain.ts'

let chain: Awaited<ReturnType<typeof openChain>>

before(async () => {
  chain = await openChain()
})

const seed = Number(process.env.ASSAY_SEED ?? 1)
const SIZES = { inputBytes: 0, outputBytes: 0 }
const RUNS = { numRuns: 200, seed }

test('hashRequest equals the contract', async () => {
  await fc.assert(
    fc.asyncProperty(request, fc.boolean(), async (any, one) => {
      // A random number of seats is hardly ever one.
      const value = one ? { ...any, policy: { ...any.policy, seats: 1 } } : any
      const market = value.policy.seats === 1 ? chain.market : chain.multiSeatMarket
      assert.equal(hashRequest(chain.markets, value), await market.read.hashRequest([value]))
    }),
    RUNS,
  )
})

test('hashReceipt equals the contract', async () => {
  await fc.assert(
    fc.asyncProperty(receipt, async (value) => {
      assert.equal(
        hashReceipt(chain.markets, 1, value),
        await chain.market.read.hashReceipt([value]),
      )
      assert.equal(
        hashReceipt(chain.markets, 3, value),
        await chain.multiSeatMarket.read.hashReceipt([value]),
      )
    }),
    RUNS,
  )
})

test('hashKeyConsent equals the registry', async () => {
  const place = { chainId: chain.markets.chainId, keyRegistry: chain.keyRegistry }
  await fc.assert(
    fc.asyncProperty(
      address,
      fc.nat({ max: 255 }),
      fc.nat(),
      async (account, scope, validUntil) => {
        const consent = { account, scope, validUntil }
        assert.equal(
          hashKeyConsent(place, consent),
          await chain.client.readContract({
            address: chain.keyRegistry,
            abi: keyRegistryAbi,
            functionName: 'hashConsent',
            args: [consent],
          }),
        )
      },
    ),
    RUNS,
  )
})

test('modelId equals the registry', async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, bytes32, async (profile, root) => {
      fc.pre(root !== zeroHash)
      const { result } = await chain.modelRegistry.simulate.publish([
        { name: 'any', profile, root, royaltyBps: 0, ...SIZES, cardUri: '', cardDigest: zeroHash },
      ])
      assert.equal(await modelId(profile, root), result[0])
    }),
    RUNS,
  )
})

test('tensorRoot equals what the market demands of inline input', async () => {
  // Any root but the right one is refused with RootMismatch, so a posting that passes the check proves equality.
  const now = Number((await chain.client.getBlock()).timestamp)
  await fc.assert(
    fc.asyncProperty(request, bytes(1_200), async (value, data) => {
      fc.pre(data !== '0x')
      const raw = new Uint8Array(Buffer.from(data.slice(2), 'hex'))
      const posted = {
        ...value,
        // The other half of the nonces is for requests that are signed.
        nonce: value.nonce >> 1n,
        requester: getAddress(chain.wallet.account.address),
        inputRoot: await tensorRoot(raw),
        offer: {
          ...value.offer,
          minFee: 0n,
          maxFee: 0n,
          lockFor: 1,
          expiry: now + 86_400,
        },
        policy: { ...value.policy, seats: 1 },
        callback: { target: zeroAddress, gasLimit: 0, when: 0 },
      }
      const { result } = await chain.market.simulate.post([posted, { data, uris: [] }])
      assert.equal(result, hashRequest(chain.markets, posted))
      const wrong = { ...posted, inputRoot: value.inputRoot }
      await assert.rejects(chain.market.simulate.post([wrong, { data, uris: [] }]), /RootMismatch/)
    }),
    { numRuns: 60, seed },
  )
})

const uriLists = fc.array(fc.string(), { maxLength: 3 })
/** What an input can end with. */
const zeroBytes = fc.nat({ max: 70 }).map((length): Hex => `0x${'00'.repeat(length)}`)

test('decodeRequest and decodeInput read the log of a posting', async () => {
  const now = Number((await chain.client.getBlock()).timestamp)
  await fc.assert(
    fc.asyncProperty(request, uriLists, zeroBytes, async (value, uris, zeros) => {
      const posted = {
        ...value,
        // The other half of the nonces is for requests that are signed.
        nonce: value.nonce >> 1n,
        requester: getAddress(chain.wallet.account.address),
        offer: {
          ...value.offer,
          minFee: 0n,
          maxFee: 0n,
          lockFor: (value.offer.lockFor % 604_800) + 1,
          expiry: now + 86_400,
        },
        policy: { ...value.policy, seats: 1 },
        callback: { target: zeroAddress, gasLimit: 0, when: 0 },
      }
      const data: Hex = concat([toHex(1, { size: 9 }), zeros])
      const input = uris.length > 0 ? { data: '0x' as const, uris } : { data, uris }
      if (input.data !== '0x') {
        posted.inputRoot = await tensorRoot(new Uint8Array(Buffer.from(data.slice(2), 'hex')))
      }
      const hash = await chain.market.write.post([posted, input])
      const { logs } = await chain.client.waitForTransactionReceipt({ hash })
      const [event, located] = parseEventLogs({ abi: marketAbi, logs })
      assert(event?.eventName === 'RequestPosted')
      const read = decodeRequest(event.args)
      assert.deepEqual(read, posted)
      assert.equal(hashRequest(chain.markets, read), event.args.job)
      assert.equal(decodeInput(event.args), input.data)
      if (uris.length > 0) {
        assert(located?.eventName === 'InputLocated')
        assert.deepEqual(located.args.uris, uris)
      } else {
        assert.equal(located, undefined)
      }
    }),
    { numRuns: 60, seed },
  )
})

test('a wallet that signs the typed data signs the digest', async () => {
  const [value] = fc.sample(receipt, { numRuns: 1, seed: 1 })
  assert(value)
  const signature = await chain.wallet.signTypedData({
    domain: marketDomain(chain.markets, 1),
    types: receiptTypes,
    primaryType: 'Receipt',
    message: value,
  })
  assert.equal(
    await recoverAddress({ hash: hashReceipt(chain.markets, 1, value), signature }),
    getAddress(chain.wallet.account.address),
  )
})
