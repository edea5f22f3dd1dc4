import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { encodeCall, hashRequest, marketCalls, type Request } from '@assay/protocol'
import { ContractError, decodeContractError, type ModelVersion } from '@assay/sdk'
import {
  createLog,
  createTransactionSender,
  marketGas,
  marketSharing,
  migrate,
  SERVICE_TABLES,
  type TransactionCall,
  TransactionJournal,
  type TransactionOutcome,
} from '@assay/service'
import { parseGwei } from 'viem'
import { ask } from './scene/ask.ts'
import { openScene, type Person, type Scene } from './scene/openScene.ts'
import { publishModelFile } from './scene/publishModelFile.ts'
import { writeRelu } from './scene/writeRelu.ts'

let scene: Scene
let model: ModelVersion
let requester: Person
before(async () => {
  scene = await openScene()
  requester = await scene.newPerson()
  model = await publishModelFile(scene, { name: 'relu', path: writeRelu(scene) })
})
after(() => scene?.close())

const newJournal = () =>
  new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))

/** A worker's sender, as its process makes it. */
function senderOf(
  { account, client }: Person,
  journal: TransactionJournal,
  onStage?: (kind: string, stage: string) => Promise<void> | void,
) {
  return createTransactionSender({
    ...{ client, account, journal, chainId: scene.deployment.chainId },
    log: createLog({ level: 'silent', format: 'json' }),
    decodeRevert: decodeContractError,
    shared: marketSharing(scene.deployment),
    stallAfter: 60_000,
    pollingInterval: 20,
    ...(onStage ? { onStage } : {}),
  })
}

function claimOf({ address }: Person, request: Request): TransactionCall & { gas: bigint } {
  const encoded = encodeCall(marketCalls.claim(scene.deployment, { request, worker: address }))
  const key = `claim:${hashRequest(scene.deployment, request)}`
  return { kind: 'claim', key, ...encoded, gas: marketGas(encoded.data, request) }
}

async function post(jobs: number): Promise<Request[]> {
  const requests: Request[] = []
  for (let index = 0; index < jobs; index++) {
    const { request } = await ask(requester, { model, input: new Uint8Array(32).fill(index) })
    requests.push(request)
  }
  return requests
}

const stateOf = async (request: Request) =>
  (await requester.client.jobs.get({ jobId: hashRequest(scene.deployment, request) })).state

const nonceOf = ({ address }: Person) => scene.client.getTransactionCount({ address })

function namesOf(outcomes: readonly TransactionOutcome[]): string[] {
  return outcomes.map((outcome) => {
    const reason = 'reason' in outcome ? outcome.reason : undefined
    return reason instanceof ContractError
      ? `${outcome.status} ${reason.errorName}`
      : outcome.status
  })
}

test('claims that come together go in one transaction, without one that would fail', async () => {
  const person = await scene.newPerson()
  const journal = newJournal()
  const sender = senderOf(person, journal)
  const requests = await post(6)
  await scene.client.waitForTransactionReceipt({
    hash: await requester.client.requests.cancel({ request: requests[2]! }),
  })
  const outcomes = await Promise.all(
    requests.map((request) => sender.send(claimOf(person, request))),
  )
  assert.deepEqual(namesOf(outcomes), [
    ...['included', 'included', 'refused JobNotOpen', 'included', 'included', 'included'],
  ])
  assert.equal(await nonceOf(person), 1)
  assert.equal(journal.all().length, 1)
  assert.deepEqual(await Promise.all(requests.map(stateOf)), [
    ...['claimed', 'claimed', 'cancelled', 'claimed', 'claimed', 'claimed'],
  ])
})

test('a claim that another worker takes first fails in the block, and the others of its transaction stand', async () => {
  const [person, rival] = [await scene.newPerson(), await scene.newPerson()]
  const sender = senderOf(person, newJournal())
  const requests = await post(3)
  await scene.client.setAutomine(false)
  try {
    const sent = Promise.all(requests.map((request) => sender.send(claimOf(person, request))))
    while ((await scene.client.getBlock({ blockTag: 'pending' })).transactions.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const { to, data } = claimOf(rival, requests[1]!)
    const high = { maxPriorityFeePerGas: parseGwei('50'), maxFeePerGas: parseGwei('90') }
    await rival.client.sendTransaction({ to, data, gas: 500_000n, ...high })
    await scene.client.mine({ blocks: 1 })
    assert.deepEqual(namesOf(await sent), ['included', 'reverted JobNotOpen', 'included'])
    assert.equal(await nonceOf(person), 1)
  } finally {
    await scene.client.setAutomine(true)
  }
})

test('a call that takes more gas than it says goes in a transaction of its own', async () => {
  const person = await scene.newPerson()
  const journal = newJournal()
  const sender = senderOf(person, journal)
  const requests = await post(3)
  const calls = requests.map((request) => claimOf(person, request))
  // No two of them fit into one transaction, and the last not even by itself.
  calls[0]!.gas = 10_000_000n
  calls[1]!.gas = 10_000_000n
  calls[2]!.gas = 20_000_000n
  const outcomes = await Promise.all(calls.map((call) => sender.send(call)))
  assert.deepEqual(namesOf(outcomes), ['included', 'included', 'included'])
  assert.equal(journal.all().length, 3)
})

test('a shared transaction of a run that was killed is taken up once, and dropped where nothing in it would succeed any more', async () => {
  const [person, rival] = [await scene.newPerson(), await scene.newPerson()]
  const journal = newJournal()
  const requests = await post(4)
  const taken = requests.slice(0, 2)
  const calls = requests.slice(2).map((request) => claimOf(person, request))

  /** Sends claims up to the point where they are written down, and no further. */
  async function dieWith(claims: readonly TransactionCall[]): Promise<void> {
    await new Promise<void>((resolve) => {
      const dying = senderOf(person, journal, (_, stage) => {
        if (stage !== 'journaled') return
        dying.close()
        resolve()
        return new Promise<void>(() => {})
      })
      for (const call of claims) void dying.send(call).catch(() => undefined)
    })
  }

  await dieWith(taken.map((request) => claimOf(person, request)))
  for (const request of taken) {
    const hash = await rival.client.work.claim({ request })
    await scene.client.waitForTransactionReceipt({ hash })
  }
  const second = senderOf(person, journal)
  await second.recover()
  await second.idle()
  assert.equal(await nonceOf(person), 0)
  assert.deepEqual(
    journal.all().map(({ state }) => state),
    ['abandoned'],
  )
  second.close()

  await dieWith(calls)
  const third = senderOf(person, journal)
  await third.recover()
  for (const { key } of calls) assert.ok(third.isInFlight(key))
  // What is under way is not sent once more.
  await Promise.all(calls.map((call) => third.send(call)))
  assert.equal(await nonceOf(person), 1)
  assert.deepEqual(await Promise.all(requests.slice(2).map(stateOf)), ['claimed', 'claimed'])
  third.close()
})
