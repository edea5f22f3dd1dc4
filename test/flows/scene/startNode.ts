import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { freePort } from './freePort.ts'
import { Process } from './Process.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const CONFIG = resolve(import.meta.dirname, 'node.config.ts')
const hardhat = createRequire(import.meta.url).resolve('hardhat/package.json')

export type NodeUnderTest = { rpcUrl: string; port: number; process: Process }

/** Starts a real `hardhat node` in a process of its own. */
export async function startNode(port?: number): Promise<NodeUnderTest> {
  const chosen = port ?? (await freePort())
  const node = new Process({
    args: [
      resolve(dirname(hardhat), 'dist/src/cli.js'),
      ...['node', '--hostname', '127.0.0.1', '--port', String(chosen), '--config', CONFIG],
    ],
    cwd: ROOT,
  })
  await node.line(/Started HTTP and WebSocket JSON-RPC server/)
  return { rpcUrl: `http://127.0.0.1:${chosen}`, port: chosen, process: node }
}
