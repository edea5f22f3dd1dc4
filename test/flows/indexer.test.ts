import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ledgerAbi, workerRegistryAbi } from '@assay/protocol'
import { demands, disputes, jobs, keys, models } from '@assay/sdk'
import { execa } from 'execa'
import { type Address, getAddress, type Hex } from 'viem'
import { ask } from './scene/ask.ts'
import { type DisputeScene, openDisputeScene } from './scene/disputeScene.ts'
import {
  type Cast,
  HOSTILE_NAME,
  openCast,
  playDisputes,
  playJobs,
  playQuorum,
  playRegistries,
} from './scene/playHistory.ts'
import { lateLogs, startFaultyNode } from './scene/startFaultyNode.ts'
import {
  type Ask,
  type IndexerUnderTest,
  launchIndexer,
  startIndexer,
} from './scene/startIndexer.ts'
import { noPostgres, type PostgresUnderTest, startPostgres } from './scene/startPostgres.ts'
import { until } from './scene/until.ts'

const MINUTE = 60_000

type Row = Record<string, unknown>
type Status = {
  state: string
  reason: string | null
  block: { number: number; hash: Hex } | null
  reorgs: { count: number; last: { depth: number } | null }
}
type Rows = { rows: Row[]; matching: number }

let at: DisputeScene
let cast: Cast
let postgres: PostgresUnderTest | undefined
/** Follows the chain while all of it happens. */
let follower: IndexerUnderTest
before(
  async () => {
    at = await openDisputeScene('digits')
    cast = await openCast(at)
    follower = await startIndexer(at.scene)
    await playJobs(at, cast)
    await playQuorum(at, cast)
    await playDisputes(at, cast)
    await playRegistries(at, cast)
    if (noPostgres() === undefined) postgres = await startPostgres()
  },
  { timeout: 5 * MINUTE },
)
after(async () => {
  await at?.scene.close()
  await postgres?.close()
})

const sdk = () => ({ client: at.scene.client, deployment: at.scene.deployment })

/** Waits until an index stands at the chain's newest block. */
async function caughtUp({ ask }: { ask: Ask }): Promise<Status> {
  return until('the index to stand at the newest block', async () => {
    const { hash } = await at.scene.client.getBlock()
    const status = await ask<Status>('/status')
    return status.block?.hash === hash && status.state === 'following' ? status : undefined
  })
}

/** Every row of every table and view. */
async function dump({ ask }: { ask: Ask }): Promise<Record<string, Row[]>> {
  const { relations } = await ask<{ relations: { name: string; columns: { name: string }[] }[] }>(
    '/schema',
  )
  const tables: Record<string, Row[]> = {}
  for (const { name, columns } of relations) {
    const order = columns.map((_, index) => index + 1).join(', ')
    const query = `select * from ${name} order by ${order}`
    const { rows } = await ask<Rows>('/sql', { query })
    assert.ok(rows, `${name} was not answered`)
    tables[name] = rows
  }
  return tables
}

/** Whether two indexes say the same of everything. */
async function assertSame(one: { ask: Ask }, other: { ask: Ask }): Promise<void> {
  await caughtUp(one)
  await caughtUp(other)
  const [first, second] = [await dump(one), await dump(other)]
  for (const name of Object.keys(first))
    assert.deepEqual(first[name], second[name], `the rows of ${name} differ`)
}

/** Absent values of the SDK are null in JSON, and numbers of 256 bits are texts. */
const text = (value: bigint | undefined) => (value === undefined ? null : value.toString())

test('no table is empty, so that each is compared with something', async () => {
  await caughtUp(follower)
  const tables = await dump(follower)
  const empty = Object.keys(tables).filter((name) => tables[name]!.length === 0)
  // A draw needs workers that are drawn, which test/flows/quorum.test.ts has.
  assert.deepEqual(empty, ['draws'])
})

test('every job is as the SDK reads it from the chain, step by step', async () => {
  await caughtUp(follower)
  const known = await jobs.list(at.scene.client, { deployment: at.scene.deployment })
  const { matching, total } = await follower.ask<Rows & { total: number }>('/results?limit=1000')
  assert.deepEqual([matching, total], [known.length, known.length])
  assert.ok(known.length >= 14)
  const states = new Set(known.map(({ state }) => state))
  for (const state of ['open', 'accepted', 'rejected', 'cancelled', 'expired', 'submitted'])
    assert.ok(states.has(state as never), `no job is ${state}`)
  for (const job of known) {
    const told = await follower.ask<{ job: Row; seats: Row[]; receipts: Row[]; steps: Row[] }>(
      `/jobs/${job.id}`,
    )
    const { offer, policy } = job.request
    const held = told.seats.filter(
      (seat, index, all) => all.findLastIndex((other) => other.seat === seat.seat) === index,
    )
    const paid = job.seats.reduce((sum, seat) => sum + (seat.paid ?? 0n), 0n)
    const rewards = told.seats.reduce(
      (sum, { reward }) => sum + BigInt((reward as string) ?? 0),
      0n,
    )
    const royalty = job.seats.reduce((sum, seat) => sum + (seat.royalty ?? 0n), 0n)
    assert.deepEqual(
      {
        ...{ state: told.job.state, requester: told.job.requester, model: told.job.model },
        ...{ inputRoot: told.job.inputRoot, input: told.job.input, inputUris: told.job.inputUris },
        ...{ nonce: told.job.nonce, expiry: told.job.expiry, offered: told.job.offered },
        ...{ verifier: told.job.verifier, params: told.job.params, output: told.job.output },
        ...{ refunded: told.job.refunded, paid: told.job.paid, royalty: told.job.royalty },
        steps: told.steps,
      },
      {
        ...{ state: job.state, requester: job.request.requester, model: job.request.model },
        inputRoot: job.request.inputRoot,
        input: job.input.data === '0x' ? null : job.input.data,
        ...{ inputUris: job.input.uris, nonce: text(job.request.nonce), expiry: offer.expiry },
        offered: text(offer.maxFee * BigInt(policy.seats)),
        ...{ verifier: policy.verifier, params: policy.params, output: job.output ?? null },
        ...{ refunded: text(job.refunded), paid: text(paid - rewards + royalty) },
        royalty: text(royalty),
        steps: job.steps.map((step) => ({ ...step, blockNumber: Number(step.blockNumber) })),
      },
      `job ${job.id}, which is ${job.state}`,
    )
    const open = job.state === 'open' && policy.seats === 1 ? [] : job.seats
    assert.deepEqual(
      open.map((_, number) => {
        const row = held.find((other) => other.seat === number)!
        return [
          row.worker,
          row.fee,
          row.outputRoot,
          row.paid,
          row.commitment,
          row.outcome === 'left',
        ]
      }),
      open.map((seat) => [
        ...[seat.worker, text(seat.fee), seat.outputRoot ?? null],
        // A forfeited seat is told as paid with nothing.
        seat.forfeited ? '0' : text(seat.paid),
        ...[seat.commitment ?? null, seat.left === true],
      ]),
      `the seats of job ${job.id}`,
    )
    assert.deepEqual(
      told.receipts.map(({ seat, worker, outputRoot, signature }) => [
        seat,
        worker,
        outputRoot,
        signature,
      ]),
      job.seats.flatMap((seat, number) =>
        seat.receipt === undefined
          ? []
          : [[number, seat.worker, seat.receipt.outputRoot, seat.signature]],
      ),
    )
  }
})

test('every account has in the index what it has in the ledger, free and locked', async () => {
  await caughtUp(follower)
  const { rows } = await follower.ask<Rows>('/sql', {
    query: 'select account, free, locked from balances order by account',
  })
  assert.ok(rows.length >= 9)
  const { client, deployment } = sdk()
  const ledger = { address: deployment.ledger, abi: ledgerAbi }
  for (const { account, free, locked } of rows as {
    account: Address
    free: string
    locked: string
  }[])
    assert.deepEqual(
      [free, locked],
      [
        text(await client.readContract({ ...ledger, functionName: 'balanceOf', args: [account] })),
        text(await client.readContract({ ...ledger, functionName: 'lockedOf', args: [account] })),
      ],
      `the money of ${account}`,
    )
  // A market holds what waits for a rescuer, and everybody's money together is what was not burned or withdrawn.
  const books = rows.map(({ account }) => account)
  assert.ok(books.includes(getAddress(deployment.market)))
})

test('disputes and demands are as the SDK reads them, move by move', async () => {
  await caughtUp(follower)
  const { client, deployment } = sdk()
  const games = await disputes.list(client, { deployment })
  assert.deepEqual(new Set(games.map(({ state }) => state)), new Set(['open', 'challenger-won']))
  const STATES = { open: 'open', 'challenger-won': 'refuted', 'worker-won': 'upheld' }
  for (const game of games) {
    const { dispute, moves } = await follower.ask<{ dispute: Row; moves: Row[] }>(
      `/disputes/${game.game}`,
    )
    const { path } = game
    assert.deepEqual(
      [
        ...[dispute.job, dispute.claim, dispute.worker, dispute.challenger, dispute.bond],
        ...[dispute.state, dispute.turn, dispute.deadline, dispute.bondTo, dispute.stepIndex],
        ...[dispute.pageIndex, dispute.element, dispute.claimedValue, dispute.actualValue],
        dispute.rankedSince,
      ],
      [
        ...[game.job, game.claim, game.worker, game.challenger, text(game.bond)],
        ...[STATES[game.state], game.turn ?? null, game.deadline ?? null, game.bondTo ?? null],
        ...[path.step?.index ?? null, path.page?.index ?? null],
        ...[path.element === undefined ? null : String(path.element.index)],
        ...[text(path.element?.claimed), text(path.element?.actual), text(game.ranked?.since)],
      ],
    )
    assert.deepEqual(
      moves
        .filter(({ kind }) => kind !== 'ranked')
        .map(({ kind, by, transactionHash, blockNumber, at: time }) => [
          kind,
          by,
          transactionHash,
          blockNumber,
          time,
        ]),
      game.moves.map(({ kind, by, transactionHash, blockNumber, timestamp }) => [
        ...[kind, by, transactionHash, Number(blockNumber), timestamp],
      ]),
    )
  }
  const asked = await demands.list(client, { deployment })
  const { rows } = await follower.ask<Rows>('/demands')
  assert.deepEqual(
    rows.map((row) => [
      row.demand,
      row.job,
      row.worker,
      row.demander,
      row.what,
      row.firstPage,
      row.pageCount,
      row.deadline,
      row.state,
    ]),
    asked.map((demand) => [
      ...[Number(demand.demand), demand.job, demand.worker, demand.demander, demand.what],
      ...[demand.first, demand.count, demand.deadline, demand.state],
    ]),
  )
  assert.deepEqual(new Set(asked.map(({ state }) => state)), new Set(['missed', 'open']))
})

test('models, workers, keys and schedules are as the SDK reads them', async () => {
  await caughtUp(follower)
  const { client, deployment } = sdk()
  const versions = await models.list(client, { deployment })
  const { rows } = await follower.ask<Rows>('/models?deprecated=any&sort=name')
  assert.deepEqual(
    new Set(
      rows.map((row) =>
        [
          row.id,
          row.name,
          row.version,
          row.publisher,
          row.royaltyBps,
          row.cardUri,
          row.publishedAt,
        ].join(' '),
      ),
    ),
    new Set(
      versions.map((model) =>
        [
          model.modelId,
          model.name,
          model.version,
          model.publisher,
          model.royaltyBps,
          model.cardUri,
          model.publishedAt,
        ].join(' '),
      ),
    ),
  )
  for (const person of cast.workers) {
    const ids = versions.map(({ modelId }) => modelId)
    const told = await person.client.workers.get({ worker: person.address, models: ids })
    const { worker, askRows, unbondings } = await follower.ask<{
      worker: Row
      askRows: Row[]
      unbondings: Row[]
    }>(`/workers/${person.address}`)
    const slotStake = await client.readContract({
      ...{ address: deployment.workerRegistry, abi: workerRegistryAbi, functionName: 'slotStake' },
    })
    assert.deepEqual(
      [worker.endpoint, worker.stakedSlots, worker.stake, unbondings.map(({ amount }) => amount)],
      [
        told.profile?.endpoint ?? null,
        Number(told.slots),
        text(told.slots * slotStake),
        told.unbonding.filter(({ amount }) => amount > 0n).map(({ amount }) => text(amount)),
      ],
    )
    assert.deepEqual(
      new Set(askRows.map((row) => [row.model, row.fee, row.collateral, row.lockFor].join(' '))),
      new Set(told.asks.map((one) => [one.model, one.fee, one.collateral, one.lockFor].join(' '))),
    )
  }
  const account = await follower.ask<{ keys: Row[]; approvals: Row[]; roles: string[] }>(
    `/accounts/${cast.requester.address}`,
  )
  assert.deepEqual(account.roles, ['requester', 'schedule-owner'])
  assert.equal(account.keys.length, 1)
  const [key] = account.keys as { signer: Hex; validUntil: number; scope: number }[]
  const listed = await keys.get(client, {
    deployment,
    owner: cast.requester.address,
    signer: key!.signer,
  })
  assert.deepEqual([key!.validUntil, key!.scope], [listed.validUntil, listed.scope])

  const schedules = await follower.ask<Rows>('/schedules')
  assert.deepEqual(schedules.rows.map(({ state, made }) => [state, made]).sort(), [
    ['ended', 1],
    ['waiting', 0],
  ])
  const ended = schedules.rows.find(({ state }) => state === 'ended')!
  const { runRows } = await follower.ask<{ runRows: Row[] }>(`/schedules/${ended.planId}`)
  assert.equal(runRows[0]!.triggeredBy, cast.watcher.address)
  const { job } = await follower.ask<{ job: Row }>(`/jobs/${runRows[0]!.job}`)
  assert.equal(job.plan, ended.planId)
})

test('records have their denominators: what a worker took, missed, lost and earned', async () => {
  await caughtUp(follower)
  const { rows } = await follower.ask<Rows>('/workers')
  const of = (address: string) => rows.find((row) => row.address === address)!
  const [first, second, third] = cast.workers
  const worker = of(first.address)
  const seats = await follower.ask<Rows>('/sql', {
    query: 'select outcome, paid, submitted_at from seats where worker = $1',
    parameters: [first.address],
  })
  const count = (...outcomes: string[]) =>
    seats.rows.filter(({ outcome }) => outcomes.includes(outcome as string)).length
  assert.deepEqual(
    [
      worker.paid,
      worker.missed,
      worker.working,
      worker.answered,
      worker.disputed,
      worker.disputesLost,
    ],
    [
      count('paid'),
      0,
      1,
      seats.rows.filter(({ submitted_at }) => submitted_at !== null).length,
      2,
      1,
    ],
  )
  assert.equal(worker.refuted, 2, 'a missed demand and a lost game')
  assert.equal(
    worker.earned,
    text(seats.rows.reduce((sum, { paid }) => sum + BigInt((paid as string) ?? 0), 0n)),
  )
  assert.deepEqual([of(second.address).missed, of(second.address).taken], [2, 3])
  // Its answer differed from the accepted one: neither paid nor refuted.
  const { taken, answered, paid, refuted } = of(third.address)
  assert.deepEqual([taken, answered, paid, refuted], [1, 1, 0, 0])

  const totals = await follower.ask<Row & { disputes: Row }>('/totals')
  const all = await follower.ask<Rows & { byAssurance: Record<string, number> }>(
    '/results?limit=1000',
  )
  assert.equal(totals.requests, all.matching)
  assert.equal(totals.answers, all.rows.filter(({ answeredAt }) => answeredAt !== null).length)
  assert.deepEqual(totals.disputes, { total: 3, open: 1, refuted: 2, upheld: 0 })
  assert.equal(totals.refuted, all.byAssurance.refuted)
  assert.equal(
    totals.settled,
    text(all.rows.reduce((sum, row) => sum + BigInt(row.paid as string), 0n)),
  )
  for (const name of ['receipt', 'rerunnable', 'dispute'])
    assert.ok((totals.examples as Row)[name], `there is an example of a ${name}`)
})

test('a stranger’s words are text, and nothing that a stranger names is fetched', async () => {
  await caughtUp(follower)
  const { worker } = await follower.ask<{ worker: Row }>(`/workers/${cast.workers[0].address}`)
  assert.equal(worker.name, HOSTILE_NAME.replace('\u0000', '\uFFFD'))
  const answer = await fetch(`${follower.url}/workers`)
  assert.match(answer.headers.get('content-type')!, /^application\/json/)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-security-policy')!, /sandbox/)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  const found = await follower.ask<{ hits: Row[] }>(`/search?q=${encodeURIComponent('<script>')}`)
  assert.deepEqual(
    found.hits.map(({ kind }) => kind),
    ['worker'],
  )
})

test('a question that means nothing gets a sentence, and never everything', async () => {
  const { rows, ignored } = await follower.ask<Rows & { ignored: Row[] }>(
    '/results?state=foo,void&worker=me',
  )
  assert.equal(rows.length, 0)
  assert.deepEqual(
    ignored.map(({ parameter, value }) => [parameter, value]),
    [
      ['worker', 'me'],
      ['state', 'foo'],
    ],
  )
  for (const [path, status] of [
    ['/jobs/0x12', 400],
    [`/jobs/0x${'00'.repeat(32)}`, 404],
    ['/workers/nobody', 400],
    [`/workers/${at.scene.deployment.token}`, 404],
    ['/disputes/99', 404],
    ['/disputes/-1', 400],
    ['/blocks/99999999', 404],
    [`/results?q=${'x'.repeat(9_000)}`, 400],
    ['/nothing', 404],
  ] as const) {
    const answer = await fetch(`${follower.url}${path}`)
    const { error } = (await answer.json()) as { error: { message: string; remedy: string } }
    assert.equal(answer.status, status, path)
    assert.match(error.message, /\.$/)
    assert.match(error.remedy, /\S/)
  }
  const large = await fetch(`${follower.url}/sql`, { method: 'POST', body: 'x'.repeat(70_000) })
  assert.equal(large.status, 413)
  const graph = await follower.ask<{ errors: { message: string }[] }>('/graphql', {
    query: `{ ${Array.from({ length: 11 }, (_, n) => `a${n}: jobs { matching }`).join(' ')} }`,
  })
  assert.match(graph.errors[0]!.message, /at most 10 lists/)
})

test('GraphQL answers with the rows of the tables, and those that belong to them', async () => {
  await caughtUp(follower)
  const query = `{ results(where: { assurance: { eq: "refuted" } }, orderBy: "postedBlock") {
    matching rows { id workers seats { worker outcome } disputes { game moves { kind } } } } }`
  const { data } = await follower.ask<{ data: { results: Rows } }>('/graphql', { query })
  const { rows } = await follower.ask<Rows>('/results?assurance=refuted&sort=requested')
  assert.deepEqual(
    data.results.rows.map(({ id }) => id),
    rows.map(({ id }) => id),
  )
  assert.equal(data.results.matching, rows.length)
  assert.ok(
    data.results.rows.every((row) =>
      (row.seats as Row[]).some(({ outcome }) => outcome === 'refuted'),
    ),
  )
})

test('the export is opened by Postgres, and holds the rows of the list', {
  skip: noPostgres(),
}, async () => {
  await caughtUp(follower)
  const { rows } = await follower.ask<Rows>('/results?limit=1000&sort=requested')
  const csv = await (await fetch(`${follower.url}/results/export.csv`)).text()
  const file = join(at.scene.folder, 'results.csv')
  writeFileSync(file, csv)
  const columns = csv.split('\r\n')[0]!.split(',')
  const types: Record<string, string> = {
    workers: 'text[]',
    offered: 'numeric',
    refuted: 'boolean',
  }
  const table = columns.map((name) => `${name} ${types[name] ?? 'text'}`).join(', ')
  const script = [
    `create table copied (${table});`,
    `\\copy copied from '${file}' with (format csv, header true)`,
    `select id || ' ' || array_to_string(workers, '+') || ' ' || offered || ' ' || refuted || ' ' || history_from_block || ' ' || coalesce(output_root, '-') from copied order by posted_block::bigint, 1;`,
  ].join('\n')
  const { stdout } = await execa(postgres!.psql, [postgres!.url, '-At', '-q'], { input: script })
  assert.deepEqual(
    new Set(stdout.split('\n')),
    new Set(
      rows.map(({ id, workers, offered, refuted, outputRoot }) =>
        [
          id,
          (workers as string[]).join('+'),
          offered,
          refuted,
          at.scene.deployment.startBlock,
          outputRoot ?? '-',
        ].join(' '),
      ),
    ),
  )
})

test('PGlite and Postgres hold the same rows, and reading afresh gives what following gave', {
  skip: noPostgres(),
  timeout: 2 * MINUTE,
}, async () => {
  const server = await startIndexer(at.scene, { databaseUrl: postgres!.url })
  assert.equal((await server.ask<{ database: string }>('/status')).database, 'postgres')
  await assertSame(follower, server)
  // Only one may write.
  const other = launchIndexer(at.scene, { databaseUrl: postgres!.url })
  assert.equal(await other.process.ended(), 2)
  assert.match(other.process.stderr, /Another indexer writes to the schema assay/)
  assert.equal(await server.process.kill('SIGTERM'), 0)
})

test('killed in the middle of reading, it goes on and ends with the same rows', {
  timeout: 3 * MINUTE,
}, async () => {
  const settings = { chain: { logWindow: 3 } }
  let data: string | undefined
  let stood = -1
  for (let round = 0; round < 3; round++) {
    const killed = launchIndexer(at.scene, { ...(data === undefined ? {} : { data }), settings })
    data = killed.data
    const line = await until(
      'it to answer',
      () => /"url":"([^"]+)"/.exec(killed.process.stdout + killed.process.stderr)?.[1],
    )
    await until('it to have read more', async () => {
      const status = (await (await fetch(`${line}/status`)).json()) as Status
      const number = status.block?.number ?? -1
      if (number <= stood && status.state !== 'following') return false
      stood = number
      return true
    })
    await killed.process.kill('SIGKILL')
  }
  const again = await startIndexer(at.scene, { data: data!, settings })
  await assertSame(follower, again)
  assert.equal(await again.process.kill('SIGTERM'), 0)
})

test('where the chain changed, the index is what one that never saw the old blocks is', {
  timeout: 3 * MINUTE,
}, async () => {
  const { client } = at.scene
  await caughtUp(follower)
  const shallow = await startIndexer(at.scene, { settings: { chain: { reorgDepth: 2 } } })
  const before = await dump(follower)
  const snapshot = await client.snapshot()
  await playJobs(at, cast)
  await playQuorum(at, cast)
  await caughtUp(follower)
  await caughtUp(shallow)
  const undone = await dump(follower)
  assert.ok(undone.jobs!.length > before.jobs!.length + 5)
  await client.revert({ id: snapshot })
  // Fewer and other blocks than were undone: one job, and money moved.
  await playQuorum(at, { ...cast, requester: cast.requester })
  const now = await until('the change of the chain to be seen', async () => {
    const status = await follower.ask<Status>('/status')
    return status.reorgs.count > 0 && status
  })
  assert.ok(now.reorgs.last!.depth > 5)
  const fresh = await startIndexer(at.scene)
  await assertSame(follower, fresh)

  // The change was deeper than its window: it says so, and has read the whole history again.
  await until(
    'the deep change to be seen',
    async () => (await shallow.ask<Status>('/status')).reorgs.count > 0,
  )
  await assertSame(shallow, fresh)
  assert.match(
    shallow.process.stdout + shallow.process.stderr,
    /changed more than 2 blocks back, so its whole history is read again/,
  )
  for (const { process } of [fresh, shallow]) assert.equal(await process.kill('SIGTERM'), 0)
})

test('a node that has events later than their blocks costs no rows', {
  timeout: MINUTE,
}, async () => {
  const late = lateLogs(800)
  let isLate = false
  const node = await startFaultyNode({
    rpcUrl: at.scene.node.rpcUrl,
    fault: (call, honest) => (isLate ? late.fault(call, honest) : honest()),
  })
  try {
    const indexer = await startIndexer(at.scene, { settings: { rpcUrl: node.url } })
    isLate = true
    const input = new Uint8Array(784).fill(78)
    const { jobId } = await ask(cast.requester, { model: at.model, input, fee: 1n })
    await until('the job to be there', async () => (await fetch(`${indexer.url}/jobs/${jobId}`)).ok)
    assert.ok(late.emptied() > 0)
    await assertSame(follower, indexer)
    await indexer.process.kill('SIGTERM')
  } finally {
    node.close()
  }
})

test('where the node is down, it says so, answers all the same, and goes on', {
  timeout: MINUTE,
}, async () => {
  await caughtUp(follower)
  const { pid } = at.scene.node.process
  process.kill(pid, 'SIGSTOP')
  try {
    const status = await until('it to say so', async () => {
      const told = await follower.ask<Status>('/status')
      return told.state === 'endpoint-down' && told
    })
    assert.match(status.reason!, /endpoint does not answer/)
    assert.ok((await follower.ask<Rows>('/results')).rows.length > 0)
    assert.equal((await fetch(`${follower.url}/ready`)).status, 503)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await caughtUp(follower)
})

test('news come by themselves, after the rows are there', async () => {
  await caughtUp(follower)
  const end = new AbortController()
  const answer = await fetch(`${follower.url}/live`, { signal: end.signal })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  const { requester } = cast
  const { hash } = await requester.client.requests
    .prepare({ model: at.model, input: new Uint8Array(784).fill(77), fee: 1n })
    .then((prepared) => requester.client.requests.post(prepared))
  await requester.client.waitForTransactionReceipt({ hash })
  let told = ''
  while (!/"jobs":\["0x/.test(told)) told += (await reader.read()).value ?? ''
  const [, id] = /"jobs":\["(0x[0-9a-f]+)"/.exec(told)!
  const { job } = await follower.ask<{ job: Row }>(`/jobs/${id}`)
  assert.equal(job.requester, requester.address)
  end.abort()
})

test('a second indexer on the same folder, a wrong database and a taken port each get a sentence', async () => {
  const second = launchIndexer(at.scene, { data: follower.data })
  assert.notEqual(await second.process.ended(), 0)
  assert.match(second.process.stderr, /Another process already uses the index in /)
  const nowhere = launchIndexer(at.scene, { databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })
  assert.equal(await nowhere.process.ended(), 5)
  assert.match(
    nowhere.process.stderr,
    /The database of DATABASE_URL cannot be used: .*correct DATABASE_URL/s,
  )
  const port = Number(new URL(follower.url).port)
  const taken = launchIndexer(at.scene, { settings: { http: { port } } })
  assert.equal(await taken.process.ended(), 2)
  assert.match(taken.process.stderr, /^Port \d+ on 127\.0\.0\.1 is taken by another process\./m)
})
