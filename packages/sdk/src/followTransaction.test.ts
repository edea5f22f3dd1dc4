import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, custom, type Hex, numberToHex, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { explainEnd, followTransaction, type SentTransaction } from './followTransaction.ts'

const { address: from } = privateKeyToAccount(generatePrivateKey())
const { address: to } = privateKeyToAccount(generatePrivateKey())
const data = '0x1234'
const NONCE = 4
const hashOf = (id: number): Hex => toHex(id, { size: 32 })
const sent: SentTransaction = { from, to, data, hash: hashOf(1), nonce: NONCE, block: 10 }

type Sent = {
  hash: Hex
  nonce: number
  to: Hex
  input: Hex
  block?: number
  status?: '0x0' | '0x1'
}

/** A node of which a test says what it knows. */
class Node {
  transactions: Sent[] = []
  head = 12
  isDown = false
  /** Receipts that a lagging node does not have yet. */
  lacksReceipts = false
  asked = 0

  readonly client = createClient({
    transport: custom({ request: (request) => this.answer(request) }, { retryCount: 0 }),
    pollingInterval: 2,
  })

  put(transaction: Partial<Sent> & { hash: Hex }): void {
    this.transactions = this.transactions.filter(({ hash }) => hash !== transaction.hash)
    this.transactions.push({ nonce: NONCE, to, input: data, ...transaction })
  }

  async answer({ method, params = [] }: { method: string; params?: unknown[] }): Promise<unknown> {
    this.asked += 1
    if (this.isDown) throw new Error('fetch failed')
    const [first, second] = params as [Hex, string | boolean]
    const found = this.transactions.find(({ hash }) => hash === first)
    switch (method) {
      case 'eth_blockNumber':
        return numberToHex(this.head)
      case 'eth_getTransactionByHash':
        return found === undefined ? null : this.#tell(found)
      case 'eth_getTransactionReceipt':
        return found?.block === undefined || this.lacksReceipts
          ? null
          : {
              transactionHash: found.hash,
              status: found.status ?? '0x1',
              blockNumber: numberToHex(found.block),
              logs: [],
            }
      case 'eth_getTransactionCount': {
        const until =
          second === 'pending'
            ? Number.POSITIVE_INFINITY
            : second === 'latest'
              ? this.head
              : Number(second)
        const nonces = this.transactions
          .filter(({ block }) => second === 'pending' || (block ?? Number.NaN) <= until)
          .map(({ nonce }) => nonce + 1)
        return numberToHex(Math.max(NONCE, ...nonces))
      }
      case 'eth_getBlockByNumber':
        return {
          number: first,
          transactions: this.transactions
            .filter(({ block }) => block === Number(first))
            .map((each) => this.#tell(each)),
        }
    }
    throw new Error(`This node knows no ${method}.`)
  }

  #tell({ block, nonce, ...transaction }: Sent) {
    return {
      ...transaction,
      from,
      nonce: numberToHex(nonce),
      value: '0x0',
      blockNumber: block === undefined ? null : numberToHex(block),
    }
  }

  follow(parameters: Partial<Parameters<typeof followTransaction>[1]> = {}) {
    return followTransaction(this.client, { sent, dropAfter: 40, ...parameters })
  }
}

/** Waits until a node was asked some more. */
async function asked(node: Node, times = 12): Promise<void> {
  const goal = node.asked + times
  while (node.asked < goal) await new Promise((resolve) => setTimeout(resolve, 1))
}

test('a transaction in a block is included, and one that failed there is reverted', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1), block: 11 })
  assert.equal((await node.follow()).outcome, 'included')
  node.put({ hash: hashOf(1), block: 11, status: '0x0' })
  const end = await node.follow()
  assert.equal(end.outcome, 'reverted')
  assert.equal(explainEnd(end)?.name, 'TransactionRevertedError')
})

test('a transaction that the wallet sent anew for another price is followed under its new hash', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1) })
  const hashes: Hex[] = []
  const end = node.follow({ onHash: (hash) => hashes.push(hash) })
  await asked(node)
  node.transactions = []
  node.put({ hash: hashOf(2), block: 12 })
  const { outcome, ...rest } = await end
  assert.equal(outcome, 'included')
  assert.equal('hash' in rest && rest.hash, hashOf(2))
  assert.deepEqual(hashes, [hashOf(2)])
})

test('a replacement that reverts has not done what the first was to do', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1) })
  const end = node.follow()
  await asked(node)
  node.transactions = []
  node.put({ hash: hashOf(2), block: 12, status: '0x0' })
  assert.equal((await end).outcome, 'reverted')
})

test('a replacement that does something else is a cancellation, as a transfer to oneself is', async () => {
  for (const other of [{ to: from, input: '0x' as const }, { input: '0x99' as const }]) {
    const node = new Node()
    node.put({ hash: hashOf(1) })
    const end = node.follow()
    await asked(node)
    node.transactions = []
    node.put({ hash: hashOf(2), block: 12, ...other })
    assert.deepEqual(await end, { outcome: 'cancelled', by: hashOf(2) })
  }
})

test('a replacement is found many blocks later, as after a reload of the page', async () => {
  const node = new Node()
  node.head = 5_000
  node.put({ hash: hashOf(2), block: 4_321 })
  const end = await node.follow()
  assert.equal(end.outcome, 'included')
})

test('a transaction that the node no longer knows, and whose nonce is free, is dropped', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1) })
  const end = node.follow()
  await asked(node)
  node.transactions = []
  assert.deepEqual(await end, { outcome: 'dropped' })
})

test('a transaction that waits in the pool is waited for, however long', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1) })
  const end = node.follow()
  await new Promise((resolve) => setTimeout(resolve, 120))
  node.put({ hash: hashOf(1), block: 12 })
  assert.equal((await end).outcome, 'included')
})

test('an endpoint that fails is asked again, and its silence is no end', async () => {
  const node = new Node()
  node.isDown = true
  const said: boolean[] = []
  const end = node.follow({ onSilence: (silent) => said.push(silent) })
  await new Promise((resolve) => setTimeout(resolve, 120))
  assert.deepEqual(said, [true])
  node.isDown = false
  node.put({ hash: hashOf(1), block: 12 })
  assert.equal((await end).outcome, 'included')
})

test('a node that has the block but not the receipt yet is waited for', async () => {
  const node = new Node()
  node.lacksReceipts = true
  node.put({ hash: hashOf(1), block: 12 })
  const end = node.follow()
  await new Promise((resolve) => setTimeout(resolve, 80))
  node.lacksReceipts = false
  assert.equal((await end).outcome, 'included')
})

test('what was sent without an answer is found by what it does', async () => {
  const { hash: _, ...unanswered } = sent
  const node = new Node()
  node.put({ hash: hashOf(7), input: '0x77', block: 11 })
  node.put({ hash: hashOf(8), nonce: NONCE + 1, block: 12 })
  const hashes: Hex[] = []
  const end = await node.follow({ sent: unanswered, onHash: (hash) => hashes.push(hash) })
  assert.equal(end.outcome, 'included')
  assert.deepEqual(hashes, [hashOf(8)])
})

test('what was sent without an answer and never arrives is dropped', async () => {
  const { hash: _, ...unanswered } = sent
  assert.deepEqual(await new Node().follow({ sent: unanswered }), { outcome: 'dropped' })
})

test('a signal ends the waiting', async () => {
  const node = new Node()
  node.put({ hash: hashOf(1) })
  const stop = new AbortController()
  const end = node.follow({ signal: stop.signal })
  stop.abort(new Error('The page is gone.'))
  await assert.rejects(end, /The page is gone/)
})
