import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../..')

/**
 * Starts what a newcomer starts (`assay dev`) on free ports and in a folder of its own, and ends it after the tests. With
 * ASSAY_WEB_URL and ASSAY_DEPLOYMENT the tests take a running stack instead.
 */
export default async function startStack(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.ASSAY_WEB_URL && process.env.ASSAY_DEPLOYMENT) {
    publish(process.env.ASSAY_WEB_URL, process.env.ASSAY_DEPLOYMENT)
    return undefined
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-web-'))
  const ports = ['chain', 'worker', 'watcher', 'indexer', 'web'].flatMap((name) => [
    `--${name}-port`,
    '0',
  ])
  const stack = spawn(
    process.execPath,
    ['packages/cli/src/main.ts', 'dev', '--data', folder, ...ports],
    { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const url = await webUrlOf(stack)
  publish(url, path.join(folder, 'deployment.json'))
  return async () => {
    const ended = new Promise((done) => stack.once('exit', done))
    if (stack.exitCode === null) {
      stack.kill('SIGTERM')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits for the line that says the stack is ready. */
function webUrlOf(stack: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const url = /Ready in .*?Open (http:\/\/\S+)/s.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    }
    stack.stdout?.on('data', listen)
    stack.stderr?.on('data', listen)
    stack.once('error', reject)
    stack.once('exit', (code) =>
      reject(new Error(`The stack ended (${code}) before it was ready:\n${said}`)),
    )
  })
}

/** Hands what is running to the tests, which run in processes of their own. */
function publish(webUrl: string, deploymentFile: string): void {
  const deployment: unknown = JSON.parse(readFileSync(deploymentFile, 'utf8'))
  process.env.ASSAY_BROWSER_STACK = JSON.stringify({ webUrl, deployment })
}
