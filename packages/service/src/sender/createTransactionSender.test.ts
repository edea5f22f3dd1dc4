import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, before, test } from 'node:test'
import { MAX_TRANSACTION_GAS } from '@assay/sdk'
import type { Hex } from 'viem'
import { BaseError, getAddress, parseEther, parseGwei, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { createLog } from '../createLog.ts'
import { migrate, SERVICE_TABLES } from '../journal/migrate.ts'
import { TransactionJournal } from '../journal/TransactionJournal.ts'
import type { CreateTransactionSenderParameters } from './createTransactionSender.ts'
import { createTransactionSender } from './createTransactionSender.ts'
import { isOutOfGas } from './isOutOfGas.ts'
import { simulatedChain } from './simulatedChain.ts'
import type { TransactionCall, TransactionSender } from './TransactionSender.ts'

const receiver = getAddress('0x00000000000000000000000000000000000000aa')
/** Code that reverts while slot 0 is not zero, so that a test can change its mind. */
const moody = getAddress('0x00000000000000000000000000000000000000bb')
const silent = createLog({ level: 'silent', format: 'json' })

let chain: Awaited<ReturnType<typeof simulatedChain>>
let open: TransactionSender[] = []
before(async () => {
  chain = await simulatedChain()
  // PUSH0 SLOAD PUSH1 5 JUMPI STOP; JUMPDEST PUSH0 PUSH0 REVERT
  await chain.test.setCode({ address: moody, bytecode: '0x5f54600557005b5f5ffd' })
})
after(() => chain.close())
afterEach(async () => {
  for (const sender of open) sender.close()
  open = []
  await chain.test.setAutomine(true)
  await setMood(false)
})

/** Something to wait for. */
function signal() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const setMood = (angry: boolean) =>
  chain.test.setStorageAt({
    address: moody,
    index: 0,
    value: `0x${(angry ? '1' : '0').padStart(64, '0')}`,
  })

async function newAccount() {
  const account = privateKeyToAccount(generatePrivateKey())
  await chain.test.setBalance({ address: account.address, value: parseEther('1') })
  return account
}

type Options = Partial<CreateTransactionSenderParameters> & {
  account: CreateTransactionSenderParameters['account']
}

function newSender(options: Options): TransactionSender {
  const sender = createTransactionSender({
    client: chain.client,
    chainId: 31337,
    journal: new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES])),
    log: silent,
    decodeRevert: (error) =>
      error instanceof BaseError && /revert/i.test(error.message)
        ? new Error('decoded revert')
        : undefined,
    stallAfter: 60_000,
    pollingInterval: 5,
    ...options,
  })
  open.push(sender)
  return sender
}

const pay = (key: string): TransactionCall => ({
  key,
  kind: 'pay',
  to: receiver,
  data: '0x',
  value: 1n,
})

const count = (address: Hex) => chain.client.getTransactionCount({ address })

test('two transactions sent at once are both included, in order', async () => {
  const account = await newAccount()
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  const sender = newSender({ account, journal })
  const before = await chain.client.getBalance({ address: receiver })
  const outcomes = await Promise.all([sender.send(pay('a')), sender.send(pay('b'))])
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ['included', 'included'],
  )
  assert.equal(await chain.client.getBalance({ address: receiver }), before + 2n)
  assert.deepEqual(
    journal.all().map(({ key, nonce, state }) => ({ key, nonce, state })),
    [
      { key: 'a', nonce: 0, state: 'included' },
      { key: 'b', nonce: 1, state: 'included' },
    ],
  )
})

test('one key is under way once', async () => {
  const account = await newAccount()
  const sender = newSender({ account })
  const [first, second] = await Promise.all([sender.send(pay('a')), sender.send(pay('a'))])
  assert.equal(first, second)
  assert.equal(await count(account.address), 1)
})

test('what the simulation refuses is never signed', async () => {
  const account = await newAccount()
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  await setMood(true)
  const outcome = await newSender({ account, journal }).send({ ...pay('a'), to: moody, value: 0n })
  assert.equal(outcome.status, 'refused')
  assert.match(outcome.reason.message, /decoded revert/)
  assert.deepEqual(journal.all(), [])
})

test('an account without funds gets a sentence that says so', async () => {
  const account = privateKeyToAccount(generatePrivateKey())
  const outcome = await newSender({ account }).send(pay('a'))
  assert.equal(outcome.status, 'refused')
  assert.match(outcome.reason.message, /too little of the chain's coin/)
})

test('a key that cannot pay says so once, asks no node in the meantime, and goes on when it can', async () => {
  const account = privateKeyToAccount(generatePrivateKey())
  const said: string[] = []
  const log = createLog({
    ...{ level: 'info', format: 'json' },
    stream: { write: (line) => void said.push(line) },
  })
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  const asked: string[] = []
  const client = new Proxy(chain.client, {
    get: (target, name) =>
      name !== 'request'
        ? Reflect.get(target, name)
        : (args: { method: string }) => {
            asked.push(args.method)
            return target.request(args as never)
          },
  })
  let time = Date.now()
  const sender = newSender({ account, journal, log, client, now: () => time })
  const outcome = await sender.send(pay('a'))
  assert.ok(isOutOfGas(outcome))
  assert.equal(sender.isPaused(), true)
  const sofar = asked.length
  for (let attempt = 0; attempt < 50; attempt++) {
    assert.ok(isOutOfGas(await sender.send(pay(`b${attempt}`))))
  }
  assert.equal(asked.length, sofar)
  // After the pause only the balance is asked for.
  time += 1_001
  assert.ok(isOutOfGas(await sender.send(pay('c'))))
  assert.deepEqual(asked.slice(sofar), ['eth_getBalance'])
  assert.ok(journal.all().length <= 1)
  await chain.test.setBalance({ address: account.address, value: parseEther('1') })
  time += 2_001
  assert.equal((await sender.send(pay('d'))).status, 'included')
  assert.equal(sender.shortage(), undefined)
  const levels = said.map((line) => (JSON.parse(line) as { level: number }).level)
  assert.equal(levels.filter((level) => level >= 40).length, 1)
  assert.match(said[0]!, /holds 0.*Send it/)
})

test('a transaction that reverts in its block carries the reason', async () => {
  const account = await newAccount()
  await chain.test.setAutomine(false)
  const sent = signal()
  const sender = newSender({
    account,
    onStage: (_, stage) => {
      if (stage === 'broadcast') sent.resolve()
    },
  })
  const promise = sender.send({ ...pay('a'), to: moody, value: 0n })
  await sent.promise
  await setMood(true)
  await chain.test.mine({ blocks: 1 })
  const outcome = await promise
  assert.equal(outcome.status, 'reverted')
  assert.match(outcome.reason.message, /decoded revert/)
})

test('what depends on time is judged as the next block will be, however long ago the last one was', async () => {
  const account = await newAccount()
  const later = getAddress('0x00000000000000000000000000000000000000cc')
  // Reverts before the time in slot 0: TIMESTAMP PUSH0 SLOAD GT PUSH1 8 JUMPI STOP; JUMPDEST PUSH0 PUSH0 REVERT
  await chain.test.setCode({ address: later, bytecode: '0x425f5411600857005b5f5ffd' })
  const { timestamp } = await chain.client.getBlock()
  const time = toHex(timestamp + 1_000n, { size: 32 })
  await chain.test.setStorageAt({ address: later, index: 0, value: time })
  const call = { ...pay('a'), to: later, value: 0n }
  assert.equal((await newSender({ account }).send(call)).status, 'refused')
  // Time passes, and no block comes.
  await chain.test.increaseTime({ seconds: 1_001 })
  assert.equal((await newSender({ account }).send(call)).status, 'included')
})

test('a stalled transaction is replaced, and one version is paid', async () => {
  const account = await newAccount()
  await chain.test.setAutomine(false)
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  let broadcasts = 0
  const replaced = signal()
  const sender = newSender({
    account,
    journal,
    stallAfter: 10,
    onStage: (_, stage) => {
      if (stage === 'broadcast' && ++broadcasts === 3) replaced.resolve()
    },
  })
  const promise = sender.send(pay('a'))
  await replaced.promise
  await chain.test.mine({ blocks: 1 })
  assert.equal((await promise).status, 'included')
  const [transaction] = journal.all()
  assert.ok(transaction!.attempts.length >= 3)
  for (const [index, attempt] of transaction!.attempts.slice(1).entries()) {
    assert.ok(attempt.maxFeePerGas * 10n >= transaction!.attempts[index]!.maxFeePerGas * 11n)
  }
  assert.equal(await count(account.address), 1)
})

test('replacements stop at the limit on fees', async () => {
  const account = await newAccount()
  await chain.test.setAutomine(false)
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  let broadcasts = 0
  const again = signal()
  const sender = newSender({
    account,
    journal,
    stallAfter: 10,
    maxFeePerGas: parseGwei('4'),
    onStage: (_, stage) => {
      if (stage === 'broadcast' && ++broadcasts === 10) again.resolve()
    },
  })
  const promise = sender.send(pay('a'))
  await again.promise
  await chain.test.mine({ blocks: 1 })
  assert.equal((await promise).status, 'included')
  for (const { maxFeePerGas } of journal.all()[0]!.attempts) {
    assert.ok(maxFeePerGas <= parseGwei('4'))
  }
})

/** Sends until a stage is reached, and forgets everything but the journal, as a killed process does. */
async function crashAt(stage: string, options: Options): Promise<void> {
  const reached = signal()
  const sender = newSender({
    ...options,
    onStage: (_, at) => {
      if (at !== stage) return
      reached.resolve()
      return new Promise(() => {})
    },
  })
  sender.send(pay('a')).catch(() => undefined)
  await reached.promise
  sender.close()
}

for (const stage of ['journaled', 'broadcast', 'included']) {
  test(`after a crash at "${stage}" the same transaction is finished, and paid once`, async () => {
    const account = await newAccount()
    const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
    const before = await chain.client.getBalance({ address: receiver })
    await crashAt(stage, { account, journal })
    const [intent] = journal.unfinished()

    const sender = newSender({ account, journal })
    assert.equal((await sender.recover()).length, 1)
    await sender.idle()
    assert.equal(await chain.client.getBalance({ address: receiver }), before + 1n)
    assert.equal(await count(account.address), 1)
    const [finished] = journal.all()
    assert.equal(finished!.state, 'included')
    assert.equal(finished!.hash, intent!.attempts[0]!.hash)

    await sender.send(pay('b'))
    assert.equal(await count(account.address), 2)
  })
}

test('an unsent transaction that would now revert is dropped, and its nonce used again', async () => {
  const account = await newAccount()
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  const reached = signal()
  const crashed = newSender({
    account,
    journal,
    onStage: () => {
      reached.resolve()
      return new Promise(() => {})
    },
  })
  crashed.send({ ...pay('a'), to: moody, value: 0n }).catch(() => undefined)
  await reached.promise
  crashed.close()
  await setMood(true)

  const sender = newSender({ account, journal })
  await sender.recover()
  assert.equal(journal.all()[0]!.state, 'abandoned')
  assert.equal((await sender.send(pay('b'))).status, 'included')
  assert.deepEqual(
    journal.all().map(({ nonce }) => nonce),
    [0, 0],
  )
})

test('a nonce that another process took is noticed', async () => {
  const account = await newAccount()
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  await crashAt('journaled', { account, journal })
  assert.equal(
    (await newSender({ account }).send({ ...pay('other'), value: 2n })).status,
    'included',
  )

  const sender = newSender({ account, journal, stallAfter: 10 })
  await sender.recover()
  await sender.idle()
  assert.equal(journal.all()[0]!.state, 'lost')
  assert.equal((await sender.send(pay('a'))).status, 'included')
})

/** The chain's client, with another answer to one method. */
function clientWith(
  method: string,
  answer: (params: unknown[], honest: () => Promise<unknown>) => unknown,
) {
  return new Proxy(chain.client, {
    get(target, name) {
      if (name !== 'request') return Reflect.get(target, name)
      return async (args: { method: string; params: unknown[] }) => {
        const honest = () => target.request(args as never)
        return args.method === method ? answer(args.params, honest) : honest()
      }
    },
  })
}

test('a transaction in a block is followed until its receipt is there, however late that is', async () => {
  const account = await newAccount()
  let asked = 0
  const client = clientWith('eth_getTransactionReceipt', (_, honest) =>
    ++asked < 12 ? null : honest(),
  )
  const outcome = await newSender({ account, client, stallAfter: 1 }).send(pay('a'))
  assert.equal(outcome.status, 'included')
  assert.equal(asked, 12)
})

test('however much a node estimates, a transaction asks for no more gas than one may have', async () => {
  const account = await newAccount()
  const tried: unknown[] = []
  for (const [estimate, most] of [
    ['0x1c9c380', MAX_TRANSACTION_GAS],
    ['0xfffff0', MAX_TRANSACTION_GAS],
    ['0x186a0', 120_000n],
  ] as const) {
    const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
    const client = clientWith('eth_estimateGas', ([transaction]) => {
      tried.push((transaction as { gas: unknown }).gas)
      return estimate
    })
    assert.equal((await newSender({ account, journal, client }).send(pay('a'))).status, 'included')
    const { gas, hash } = journal.all()[0]!
    assert.equal(gas, most)
    assert.equal((await chain.client.getTransaction({ hash: hash! })).gas, most)
  }
  assert.deepEqual(tried, Array(3).fill('0x1000000'))
})

test('a node that is away for a while costs nothing but time', async () => {
  const account = await newAccount()
  let down = 0
  const client = clientWith('eth_sendRawTransaction', (_, honest) => {
    if (down++ < 3) throw new Error('fetch failed')
    return honest()
  })
  assert.equal((await newSender({ account, client }).send(pay('a'))).status, 'included')
  assert.equal(down, 4)
  assert.equal(await count(account.address), 1)
})

test('what a reorganisation undid is sent again', async () => {
  const account = await newAccount()
  const journal = new TransactionJournal(migrate(new DatabaseSync(':memory:'), [SERVICE_TABLES]))
  const sender = newSender({ account, journal })
  const block = await chain.client.getBlockNumber()
  const id = await chain.test.snapshot()
  assert.equal((await sender.send(pay('a'))).status, 'included')
  await chain.test.revert({ id })
  assert.equal(await count(account.address), 0)
  await sender.recheck(block)
  await sender.idle()
  assert.equal(await count(account.address), 1)
  assert.equal(journal.all()[0]!.state, 'included')
})
