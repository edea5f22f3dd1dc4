import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  localLiar,
  localPublisher,
  localWatcher,
  privateKeyOf,
  reservePorts,
  startStack,
} from '@assay/cli'
import { disputeGameAbi, ledgerAbi, parseDeployment } from '@assay/protocol'
import { disputes, MAX_TRANSACTION_GAS } from '@assay/sdk'
import { execa } from 'execa'
import {
  type Abi,
  createPublicClient,
  createWalletClient,
  getAddress,
  type Hex,
  http,
  toHex,
} from 'viem'
import { hardhat } from 'viem/chains'
import { compileContracts } from './scene/compileContracts.ts'
import { startFaultyNode } from './scene/startFaultyNode.ts'
import { startNode } from './scene/startNode.ts'
import { until } from './scene/until.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'packages/cli/src/main.ts')
const FREE = { chain: 0, worker: 0, watcher: 0, indexer: 0, web: 0 }

let dataFolder: string
before(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'assay-stack-'))
})
after(() => rmSync(dataFolder, { recursive: true, force: true }))

const assay = (...args: string[]) => assayWith({}, ...args)
const assayWith = (env: Record<string, string>, ...args: string[]) =>
  execa(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env,
    all: true,
    reject: false,
    timeout: 300_000,
    forceKillAfterDelay: 20_000,
  })

describe('assay dev', { timeout: 600_000 }, () => {
  it('says what is up, ends all of it on one SIGINT, and goes on where it was', async () => {
    const { chain, worker } = await reservePorts(FREE)
    const flags = ['--chain-port', `${chain}`, '--worker-port', `${worker}`, '--watcher-port', '0']
    flags.push('--indexer-port', '0')
    const run = async (blockNumber: bigint | undefined, ...more: string[]) => {
      const process = assay('dev', '--no-web', '--data', dataFolder, ...flags, ...more)
      let block: { number: bigint; hash: string } | undefined
      let url: string | undefined
      for await (const line of process.iterable({ from: 'all' })) {
        url ??= /chain +(http:\S+)/.exec(line)?.[1]
        if (!line.startsWith('Ready')) continue
        const client = createPublicClient({ chain: hardhat, transport: http(url) })
        const { number, hash, timestamp } = await client.getBlock(
          blockNumber === undefined ? { blockTag: 'latest' } : { blockNumber },
        )
        // Many blocks were made within the same second.
        const now = Date.now() / 1000
        assert.ok(Number(timestamp) <= now, `the chain is ${Number(timestamp) - now} s ahead`)
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
    for (const part of ['chain', 'contracts', 'models', 'worker', 'watcher', 'indexer'])
      assert.match(first.text, new RegExp(`✔ ${part} `))
    assert.match(first.text, /deployed/)

    const second = await run(first.head.number)
    assert.match(second.text, /ledger 0x[0-9a-fA-F]{40} found/)
    assert.deepEqual(second.head, first.head, 'the chain is another one')

    const fresh = await run(undefined, '--fresh')
    assert.match(fresh.text, /ledger 0x[0-9a-fA-F]{40} deployed/)
  })

  it('a part that dies is named, with the end of its log', async () => {
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

  it('with --liar, a dispute catches the liar', async () => {
    const ports = { ...FREE, liar: 0 }
    const stack = await startStack({ ports, dataFolder, fresh: true, web: false })
    try {
      const { deployment, rpcUrl } = stack
      const client = createPublicClient({ chain: hardhat, transport: http(rpcUrl), cacheTime: 0 })
      const caught = await until(
        'the end of the dispute',
        async () => {
          const [dispute] = await disputes.list(client, { deployment })
          return dispute?.state === 'open' ? undefined : dispute
        },
        120,
      )
      assert.equal(caught.state, 'challenger-won')
      assert.equal(caught.challenger, localWatcher.address)
      assert.equal(caught.worker, localLiar.address)

      const record = parseDeployment(readFileSync(stack.deploymentFile, 'utf8'))
      assert.equal(record.indexer, stack.indexerUrl)
      await until('the indexer to have the end of the dispute', async () => {
        const answer = await fetch(`${record.indexer}/disputes?state=refuted`)
        const { rows } = (await answer.json()) as { rows: { job: string; challenger: string }[] }
        return rows.some(
          ({ job, challenger }) => job === caught.job && challenger === caught.challenger,
        )
      })
    } finally {
      await stack.stop()
    }
  })

  it('where the shell that started it is ended, nothing stays behind', {
    skip: process.platform === 'win32' ? 'there is no sh' : false,
  }, async () => {
    const flags =
      '--no-web --fresh --chain-port 0 --worker-port 0 --watcher-port 0 --indexer-port 0 --web-port 0'
    const command = `"${process.execPath}" "${MAIN}" dev ${flags} --data "${dataFolder}"; exit $?`
    const shell = execa('sh', ['-c', command], { cwd: ROOT, all: true, reject: false })
    const lines: string[] = []
    for await (const line of shell.iterable({ from: 'all' })) {
      lines.push(line)
      if (line.startsWith('Ready')) shell.kill('SIGTERM')
    }
    assert.equal(lines.at(-1), 'All parts have ended.', lines.join('\n'))
  })

  it('a port that is taken is named with its flag, and nothing is left running', async () => {
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

  it('a wrong flag is a usage error', async () => {
    const unknown = await assay('dev', '--frehs')
    assert.equal(unknown.exitCode, 2)
    assert.match(unknown.all, /unknown option '--frehs'/)
    const port = await assay('dev', '--chain-port', '70000')
    assert.equal(port.exitCode, 2)
    assert.match(port.all, /a port is a whole number from 0 to 65535/)
  })
})

// Not in a file of its own, because both commands compile into one folder.
describe('assay deploy', { timeout: 600_000 }, () => {
  const parameters = join(ROOT, 'ignition/parameters/public.json')

  /** A chain of its own, on which a token stands at the same address each time. */
  const openChain = async () => {
    const node = await startNode()
    const client = createPublicClient({
      chain: hardhat,
      transport: http(node.rpcUrl),
      cacheTime: 0,
      pollingInterval: 50,
    })
    const artifact = join(await compileContracts(), 'contracts/test/TestToken.sol/TestToken.json')
    const { abi, bytecode } = JSON.parse(readFileSync(artifact, 'utf8')) as {
      abi: Abi
      bytecode: Hex
    }
    const wallet = createWalletClient({ account: localWatcher, transport: http(node.rpcUrl) })
    const hash = await wallet.deployContract({ abi, bytecode, chain: hardhat })
    const { contractAddress } = await client.waitForTransactionReceipt({ hash })
    assert.ok(contractAddress)
    const deploy = async (
      name: string,
      account = localPublisher,
      rpcUrl = node.rpcUrl,
      ...more: string[]
    ) => {
      const record = join(dataFolder, `${name}.json`)
      const flags = ['--token', contractAddress, '--rpc-url', node.rpcUrl, '--record', record]
      const ended = await assayWith(
        { ASSAY_DEPLOY_RPC_URL: rpcUrl, ASSAY_DEPLOYER_KEY: privateKeyOf(account) },
        ...['deploy', ...flags, '--journal', join(dataFolder, name), ...more],
      )
      assert.equal(ended.exitCode, 0, ended.all)
      return parseDeployment(readFileSync(record, 'utf8'))
    }
    return { node, client, token: getAddress(contractAddress), deploy }
  }

  it('deploys once, and writes the record that all others read', async () => {
    const { node, client, token, deploy } = await openChain()
    try {
      const deployment = await deploy('first')
      const { ledger, disputeGame, startBlock } = deployment
      assert.equal(deployment.chainId, hardhat.id)
      const counted = await client.readContract({
        address: ledger,
        abi: ledgerAbi,
        functionName: 'token',
      })
      assert.equal(counted, token)
      const bond = await client.readContract({
        address: disputeGame,
        abi: disputeGameAbi,
        functionName: 'bond',
      })
      const wanted = JSON.parse(readFileSync(parameters, 'utf8')) as {
        $global: { disputeBond: number }
      }
      assert.equal(bond, BigInt(wanted.$global.disputeBond))
      // Nothing of it is older than the record says, and something is as old.
      const codes = (blockNumber: bigint) =>
        Promise.all(
          [ledger, disputeGame, deployment.modelRegistry, deployment.keyRegistry].map((address) =>
            client.getCode({ address, blockNumber }),
          ),
        )
      assert.deepEqual(new Set(await codes(BigInt(startBlock) - 1n)), new Set([undefined]))
      assert.ok((await codes(BigInt(startBlock))).some((code) => code !== undefined))

      const head = await client.getBlockNumber()
      assert.deepEqual(await deploy('first'), deployment)
      assert.equal(await client.getBlockNumber(), head, 'something was sent again')

      // A journal that is lost: what stands on the chain is found.
      rmSync(join(dataFolder, 'first'), { recursive: true })
      assert.deepEqual(await deploy('first'), deployment)
      assert.equal(await client.getBlockNumber(), head, 'something was sent again')

      // Another chain, deployed to at another time: the same addresses.
      const other = await openChain()
      try {
        const { rpcUrl, startBlock: otherStart, ...addresses } = await other.deploy('second')
        const { rpcUrl: _, startBlock: __, ...expected } = deployment
        assert.deepEqual(addresses, expected)
        assert.ok(rpcUrl !== deployment.rpcUrl && otherStart > 0)
      } finally {
        await other.node.process.kill('SIGTERM')
      }
    } finally {
      await node.process.kill('SIGTERM')
    }
  })

  it('another market stands beside the first, of the same account or of another, through a node that adds to estimates', async () => {
    const { node, client, deploy } = await openChain()
    const padding = await startFaultyNode({
      rpcUrl: node.rpcUrl,
      fault: async ({ method }, honest) => {
        const answer = await honest()
        if (method !== 'eth_estimateGas' || !('result' in answer)) return answer
        return { result: toHex(30_000_000n) }
      },
    })
    try {
      const first = await deploy('stranger', localWatcher)
      const second = await deploy('own', localPublisher, padding.url)
      const file = join(dataFolder, 'other-parameters.json')
      const { $global } = JSON.parse(readFileSync(parameters, 'utf8')) as { $global: object }
      writeFileSync(file, JSON.stringify({ $global: { ...$global, minLockFor: 601 } }))
      const third = await deploy('own', localPublisher, padding.url, '--parameters', file)
      const addresses = [first, second, third].flatMap(
        ({
          chainId: _,
          rpcUrl: __,
          startBlock: ___,
          token: ____,
          indexer: _____,
          verifiers,
          ...contracts
        }) => [...Object.values(contracts), ...Object.values(verifiers)],
      )
      assert.equal(new Set(addresses).size, addresses.length)
      for (const address of addresses) assert.ok(await client.getCode({ address }), address)
      for (let number = await client.getBlockNumber(); number > 0n; number--) {
        const { transactions } = await client.getBlock({
          blockNumber: number,
          includeTransactions: true,
        })
        for (const { gas } of transactions) assert.ok(gas <= MAX_TRANSACTION_GAS, String(gas))
      }
    } finally {
      padding.close()
      await node.process.kill('SIGTERM')
    }
  })

  it('what is missing or wrong is one sentence', async () => {
    const refused = async (sentence: RegExp, exitCode: number, ...flags: string[]) => {
      const ended = await assay('deploy', ...flags)
      assert.match(ended.all, sentence)
      assert.equal(ended.exitCode, exitCode, ended.all)
    }
    const url = ['--rpc-url', 'http://127.0.0.1:1']
    await refused(/required option '--rpc-url <url>' not specified/, 2)
    await refused(
      /The ledger needs the token that it counts in\. Give its address with --token/,
      2,
      ...url,
    )
    await refused(
      /--rpc-url is no http or ws URL/,
      2,
      '--rpc-url',
      'ftp://x',
      '--token',
      localWatcher.address,
    )
    await refused(/nowhere\.json does not exist/, 3, ...url, '--parameters', 'nowhere.json')
    const file = join(dataFolder, 'parameters.json')
    const wrong = async (text: string, sentence: RegExp) => {
      writeFileSync(file, text)
      await refused(sentence, 2, ...url, '--parameters', file)
    }
    await wrong('{', /parameters\.json is not JSON\. docs\/deploying\.md says/)
    const good = JSON.parse(readFileSync(parameters, 'utf8')) as { $global: object }
    const changed = (change: object) => JSON.stringify({ $global: { ...good.$global, ...change } })
    await wrong(changed({ moveTime: -1 }), /wrong \$global\.moveTime: must be more than 0/)
    await wrong(changed({ slotStake: 1.5 }), /wrong \$global\.slotStake: must be a whole number/)
    await wrong(changed({ token: '0x12' }), /wrong \$global\.token: must be an address/)
    const { address } = localWatcher
    writeFileSync(file, changed({ moveTime: 200_000 }))
    const long =
      /The contracts refuse these parameters: OptimisticVerifier: DisputeTooLong\(2800000, 1641600\); Quorum/
    await refused(long, 2, ...url, '--parameters', file, '--token', address)
    await refused(/ASSAY_DEPLOY_RPC_URL is not set\. Set it in/, 2, ...url, '--token', address)
    const nobody = await assayWith(
      { ASSAY_DEPLOY_RPC_URL: url[1] ?? '', ASSAY_DEPLOYER_KEY: privateKeyOf(localPublisher) },
      ...['deploy', ...url, '--token', address, '--journal', join(dataFolder, 'unused')],
    )
    assert.match(nobody.all, /The node of the network does not answer\. Look at the URL/)
    assert.equal(nobody.exitCode, 5, nobody.all)
    await wrong(changed({ movetime: 1 }), /wrong \$global: Unrecognized key: "movetime"/)
  })
})
