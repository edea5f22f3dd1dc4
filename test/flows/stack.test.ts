import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { localLiar, localWatcher, reservePorts, startStack } from '@assay/cli'
import { listDisputes } from '@assay/sdk'
import { execa } from 'execa'
import { createPublicClient, http } from 'viem'
import { hardhat } from 'viem/chains'
import { until } from './scene/until.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'packages/cli/src/main.ts')
const FREE = { chain: 0, worker: 0, watcher: 0, web: 0 }

let dataFolder: string
before(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'assay-stack-'))
})
after(() => rmSync(dataFolder, { recursive: true, force: true }))

const assay = (...args: string[]) =>
  execa(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    all: true,
    reject: false,
    timeout: 180_000,
    forceKillAfterDelay: 20_000,
  })

describe('assay dev', { timeout: 600_000 }, () => {
  it('default: says what is up, ends all of it on one SIGINT, and goes on where it was', async () => {
    const { chain, worker } = await reservePorts(FREE)
    const flags = ['--chain-port', `${chain}`, '--worker-port', `${worker}`, '--watcher-port', '0']
    const run = async (blockNumber: bigint | undefined, ...more: string[]) => {
      const process = assay('dev', '--no-web', '--data', dataFolder, ...flags, ...more)
      let block: { number: bigint; hash: string } | undefined
      let url: string | undefined
      for await (const line of process.iterable({ from: 'all' })) {
        url ??= /chain +(http:\S+)/.exec(line)?.[1]
        if (!line.startsWith('Ready')) continue
        const client = createPublicClient({ chain: hardhat, transport: http(url) })
        const { number, hash } = await client.getBlock(
          blockNumber === undefined ? { blockTag: 'latest' } : { blockNumber },
        )
        block = { number, hash }
        process.kill('SIGINT')
      }
      const ended = await process
      assert.equal(ended.exitCode, 0, ended.all)
      assert.ok(block && url, ended.all)
      await assert.rejects(fetch(url), 'the chain still answers')
      return { head: block, url, text: ended.all }
    }

    const first = await run(undefined)
    for (const part of ['chain', 'contracts', 'models', 'worker', 'watcher'])
      assert.match(first.text, new RegExp(`✔ ${part} `))
    assert.match(first.text, /deployed/)

    const second = await run(first.head.number)
    assert.match(second.text, /market 0x[0-9a-fA-F]{40} found/)
    assert.deepEqual(second.head, first.head, 'the chain is another one')

    const fresh = await run(undefined, '--fresh')
    assert.match(fresh.text, /market 0x[0-9a-fA-F]{40} deployed/)
  })

  it('behavior: a part that dies is named, with the end of its log', async () => {
    const stack = await startStack({ ports: FREE, dataFolder, fresh: true, web: false })
    try {
      const worker = stack.processes.get('worker')
      assert.ok(worker)
      process.kill(worker, 'SIGKILL')
      assert.match(await stack.broken, /^the worker was ended by SIGKILL; its log is .*worker\.log/)
    } finally {
      await stack.stop()
    }
  })

  it('behavior: with --liar, a dispute catches the liar', async () => {
    const ports = { ...FREE, liar: 0 }
    const stack = await startStack({ ports, dataFolder, fresh: true, web: false })
    try {
      const { deployment, rpcUrl } = stack
      const client = createPublicClient({ chain: hardhat, transport: http(rpcUrl), cacheTime: 0 })
      const caught = await until(
        'the end of the dispute',
        async () => {
          const [dispute] = await listDisputes(client, { deployment })
          return dispute?.state === 'open' ? undefined : dispute
        },
        120,
      )
      assert.equal(caught.state, 'challenger-won')
      assert.equal(caught.challenger, localWatcher.address)
      assert.equal(caught.worker, localLiar.address)
    } finally {
      await stack.stop()
    }
  })

  it('behavior: where the shell that started it is ended, nothing stays behind', {
    skip: process.platform === 'win32' ? 'there is no sh' : false,
  }, async () => {
    const flags = '--no-web --fresh --chain-port 0 --worker-port 0 --watcher-port 0 --web-port 0'
    const command = `"${process.execPath}" "${MAIN}" dev ${flags} --data "${dataFolder}"; exit $?`
    const shell = execa('sh', ['-c', command], { cwd: ROOT, all: true, reject: false })
    const lines: string[] = []
    for await (const line of shell.iterable({ from: 'all' })) {
      lines.push(line)
      if (line.startsWith('Ready')) shell.kill('SIGTERM')
    }
    assert.equal(lines.at(-1), 'All parts have ended.', lines.join('\n'))
  })

  it('behavior: a port that is taken is named with its flag, and nothing is left running', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    const flags = [
      '--chain-port',
      String(address.port),
      '--worker-port',
      '0',
      '--watcher-port',
      '0',
    ]
    const ended = await assay('dev', '--no-web', '--data', dataFolder, ...flags)
    await new Promise((done) => server.close(done))
    assert.equal(ended.exitCode, 5)
    assert.equal(
      ended.all,
      `assay: Port ${address.port}, meant for the chain, is taken by another process. End that process, or choose another port with --chain-port.`,
    )
  })

  it('behavior: a wrong flag is a usage error', async () => {
    const unknown = await assay('dev', '--frehs')
    assert.equal(unknown.exitCode, 2)
    assert.match(unknown.all, /unknown option '--frehs'/)
    const port = await assay('dev', '--chain-port', '70000')
    assert.equal(port.exitCode, 2)
    assert.match(port.all, /a port is a whole number from 0 to 65535/)
  })
})
