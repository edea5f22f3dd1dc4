/**
 * Installs what is missing, then runs a command with the project's own Node and tools on PATH:
 * `node scripts/run.mjs [--in folder] [command ...]`. It needs Node 20 and npm only; the version of pnpm stands in package.json.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** Runs a program to its end and gives its exit code; it gets the signals that this process gets. */
function run(program, args, options) {
  return new Promise((done) => {
    // Programs of npm are scripts on Windows, which only a shell starts.
    const shell = process.platform === 'win32'
    const child = spawn(program, args, { stdio: 'inherit', shell, ...options })
    // Ctrl-C reaches every process of a terminal by itself.
    const ignore = () => {}
    const forward = (signal) => child.kill(signal)
    process.on('SIGINT', ignore)
    process.on('SIGTERM', forward)
    // A signal to npm only ends npm and its shell, which do not hand it on.
    const parent = process.ppid
    const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
    child.on('error', (error) => {
      clearInterval(orphaned)
      console.error(`${program} could not be started: ${error.message}`)
      done(127)
    })
    child.on('close', (code, signal) => {
      clearInterval(orphaned)
      process.off('SIGINT', ignore)
      process.off('SIGTERM', forward)
      done(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

const [flag, folder] = process.argv.slice(2)
const isElsewhere = flag === '--in'
const [program, ...args] = process.argv.slice(isElsewhere ? 4 : 2)
const cwd = isElsewhere ? join(ROOT, folder) : ROOT

const install = ['install', '--frozen-lockfile', '--prefer-offline']
const quiet = ['--reporter=append-only', '--loglevel=warn']
let code = await run('npx', ['--yes', packageManager, ...install, ...quiet], { cwd: ROOT })
// In a clone of one's own; a worktree shares its clone's hooks, and an archive has none. A failure costs the hook, not the install.
const git = join(ROOT, '.git')
const isClone = existsSync(join(git, 'config'))
if (code === 0 && isClone && !existsSync(join(git, 'hooks/pre-commit')) && !process.env.CI)
  await run(join(ROOT, 'node_modules/.bin/lefthook'), ['install'], { cwd: ROOT, stdio: 'ignore' })
const hasNode = ['node', 'node.exe', 'node.cmd'].some((name) =>
  existsSync(join(ROOT, 'node_modules/.bin', name)),
)
if (code === 0 && !hasNode && Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `npm has no Node 24 for ${process.platform} on ${process.arch}, and this one is ${process.version}; install Node 24.`,
  )
  code = 1
}
if (code === 0 && program !== undefined) {
  const bins = [cwd, ROOT].map((place) => join(place, 'node_modules/.bin'))
  const env = {
    // TypeScript that was stripped once, and code that was compiled: it spares each process 30 MB and half a second.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'),
    ...process.env,
    PATH: [...new Set(bins), process.env.PATH].join(delimiter),
    HARDHAT_DISABLE_TELEMETRY: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  code = await run(program, args, { cwd, env })
}
process.exitCode = code
