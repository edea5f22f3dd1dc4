/** The whole market on tokens that behave as the two largest dollar tokens do, where that differs from the test token. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { tokenCalls } from '@assay/protocol'
import { concat, erc20Abi } from 'viem'
import { type DisputeScene, OFFER, openDisputeScene } from './scene/disputeScene.ts'
import type { Person } from './scene/openScene.ts'
import { startWatcher } from './scene/startWatcher.ts'
import { startWorker } from './scene/startWorker.ts'

const MINUTE = 60_000
const HALF = OFFER.collateral / 2n
const input = new Uint8Array(784).map((_, index) => (index * 31) % 256)

/** Deposits, and says what the wallet was asked for on the way. */
async function deposit({ client }: Person, amount: bigint): Promise<string[]> {
  const steps: string[] = []
  const hash = await client.balances.deposit({ amount, onStep: (step) => steps.push(step) })
  await client.waitForTransactionReceipt({ hash })
  return steps
}

for (const token of ['FiatTokenLike', 'TetherLike'] as const) {
  describe(`on ${token}`, () => {
    let at: DisputeScene
    before(async () => {
      at = await openDisputeScene('digits', { token })
    })
    after(() => at?.scene.close())

    const withdrawAll = async (person: Person) => {
      const { free } = await person.client.balances.get({ address: person.address })
      const hash = await person.client.balances.withdraw({ amount: free })
      await person.client.waitForTransactionReceipt({ hash })
    }

    test('an honest worker is paid, a liar is caught, and everyone takes their money home', {
      timeout: 2 * MINUTE,
    }, async () => {
      const [honest, liar, watching] = [
        await at.scene.newPerson(),
        await at.scene.newPerson(),
        await at.scene.newPerson(),
      ]
      const full = await at.wealth(honest)
      await startWatcher(at.scene, { person: watching, files: [at.path] })
      await startWorker(at.scene, { person: honest, models: at.models })
      const lie = await startWorker(at.scene, {
        person: liar,
        models: at.models,
        lie: ['--lie', 'middle-step'],
      })

      const { jobId: wrong } = await at.askOf(liar, input)
      await at.reaches(wrong, 'rejected')
      await lie.process.kill('SIGKILL')
      const { jobId: right } = await at.askOf(honest, input)
      await at.reaches(right, 'submitted')
      await at.pass(OFFER.window + 1)
      await at.reaches(right, 'accepted')

      await withdrawAll(honest)
      assert.equal(await at.held(honest), 0n)
      assert.equal(await at.wealth(at.requester), full - OFFER.fee)
      assert.equal(await at.wealth(honest), full + OFFER.fee)
      assert.equal(await at.wealth(liar), full - OFFER.collateral)
      assert.equal(await at.wealth(watching), full + HALF)
    })

    if (token === 'FiatTokenLike') {
      test('a permit makes deposit and request one transaction, though the token states no domain', async () => {
        const { client, address } = await at.scene.newPerson()
        const steps: string[] = []
        const prepared = await client.requests.prepare({
          model: at.model,
          input,
          fee: OFFER.fee,
        })
        const { hash } = await client.requests.post({
          ...prepared,
          onStep: (step) => steps.push(step),
        })
        await client.waitForTransactionReceipt({ hash })
        assert.deepEqual(steps, ['sign-permit', 'post'])
        assert.equal(await client.getTransactionCount({ address }), 1)
      })

      test('an account whose code answers no ERC-1271 approves instead', async () => {
        const person = await at.scene.newPerson()
        const { token: code } = at.scene.deployment
        await at.scene.client.setCode({
          address: person.address,
          bytecode: concat(['0xef0100', code]),
        })
        assert.deepEqual(await deposit(person, 5n), ['sign-permit', 'approve', 'deposit'])
        assert.equal(await at.held(person), 5n)
      })
    } else {
      test('a smaller allowance is set to zero before it is raised', async () => {
        const person = await at.scene.newPerson()
        const { deployment } = at.scene
        const { address, functionName, args } = tokenCalls.approveLedger(deployment, { amount: 1n })
        const hash = await at.scene.client.writeContract({
          account: person.account,
          address,
          abi: erc20Abi,
          functionName: functionName as 'approve',
          args: args as never,
        })
        await at.scene.client.waitForTransactionReceipt({ hash })
        assert.deepEqual(await deposit(person, 5n), ['approve', 'approve', 'deposit'])
        assert.deepEqual(await deposit(person, 7n), ['approve', 'deposit'])
        assert.equal(await at.held(person), 12n)
      })
    }
  })
}
