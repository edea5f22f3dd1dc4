/**
 * The local chain as a process: Hardhat's node, which keeps its state in memory, with a log of its
 * blocks beside it. At a start the log is played again, so that the chain goes on where it was.
 */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import { createPublicClient, createTestClient, type Hex, http } from 'viem'
import { hardhat } from 'viem/chains'
import { catchUp } from './catchUp.ts'
import { appendChainLog, beginChainLog, loggedBlock, readChainLog } from './chainLog.ts'

const POLL_MS = 200

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8545' }, log: { type: 'string' } },
})

const log = values.log === undefined ? undefined : readChainLog(values.log)
const started = Math.floor(Date.now() / 1000)
const genesisTime = log?.genesis.timestamp ?? started

// Without the project's configuration: a chain needs no compiled contracts, and must not trip over half-built ones.
const { network } = await createHardhatRuntimeEnvironment({
  networks: {
    node: {
      type: 'edr-simulated',
      chainType: 'l1',
      chainId: hardhat.id,
      initialDate: new Date(genesisTime * 1000),
      // Else each block that is made within a second of the one before takes the clock a second ahead, for ever.
      allowBlocksWithSameTimestamp: true,
    },
  },
  paths: { artifacts: join(tmpdir(), `assay-chain-${process.pid}`) },
})
const server = await network.createServer('node', '127.0.0.1', Number(values.port))
const { port, address } = await server.listen()
const url = `http://${address}:${port}`
const transport = http(url)
const client = createPublicClient({ chain: hardhat, transport, pollingInterval: POLL_MS })
const control = createTestClient({ chain: hardhat, mode: 'hardhat', transport })

let recorded = 0
if (log) {
  await control.setAutomine(false)
  for (const block of log.blocks) {
    await control.setNextBlockTimestamp({ timestamp: BigInt(block.timestamp) })
    for (const serializedTransaction of block.transactions)
      await client.sendRawTransaction({ serializedTransaction: serializedTransaction as Hex })
    await control.mine({ blocks: 1 })
    recorded = block.number
  }
  await control.setAutomine(true)
  const last = log.blocks.at(-1)
  const head = await client.getBlock()
  if (last && head.hash !== last.hash) {
    console.error(
      `the recorded chain cannot be played again: block ${last.number} should be ${last.hash} and came out as ${head.hash}; begin a new one with --fresh`,
    )
    process.exit(1)
  }
} else if (values.log !== undefined) {
  beginChainLog(values.log, { chainId: hardhat.id, timestamp: genesisTime })
}

// A chain that slept takes up the time of day with its next block, unless it is ahead of it.
const head = await client.getBlock()
const now = BigInt(Math.floor(Date.now() / 1000))
if (log && head.timestamp < now) {
  await control.setNextBlockTimestamp({ timestamp: now })
  await control.mine({ blocks: 1 })
}
await catchUp({
  pendingTime: async () => Number((await client.getBlock({ blockTag: 'pending' })).timestamp),
  putForward: (seconds) => control.increaseTime({ seconds }).then(() => {}),
})

console.log(`chain ready at ${url}`)

async function record(upTo: number): Promise<void> {
  const path = values.log
  if (path === undefined) return
  while (recorded < upTo) {
    const block = await client.getBlock({
      blockNumber: BigInt(recorded + 1),
      includeTransactions: true,
    })
    appendChainLog(path, loggedBlock(block))
    recorded++
  }
}

let stopping = false
const stop = () => {
  stopping = true
}
process.on('SIGTERM', stop)
// Ctrl-C reaches every process of a terminal. The process that started the chain ends it, after those that use it.
process.on('SIGINT', () => {})
const parent = process.ppid
while (!stopping && process.ppid === parent) {
  await record(Number(await client.getBlockNumber({ cacheTime: 0 })))
  await new Promise((resolve) => setTimeout(resolve, POLL_MS))
}
await record(Number(await client.getBlockNumber({ cacheTime: 0 })))
await server.close()
process.exit(0)
