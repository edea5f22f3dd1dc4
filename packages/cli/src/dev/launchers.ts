import { execaSync } from 'execa'

const CHECK_MS = 500
const LAUNCHER = /(^|[/\s])(npm|npx|scripts\/run\.mjs)(\s|$)|^\S*sh -c\s/

/** The processes of npm, its shells and scripts/run.mjs that this process was started through, nearest first. */
function launchers(): number[] {
  const found: number[] = []
  for (let pid = process.ppid; pid > 1; ) {
    const { stdout, failed } = execaSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], {
      reject: false,
    })
    const [, parent, command] = /^\s*(\d+)\s+(.*)$/.exec(stdout ?? '') ?? []
    if (failed || parent === undefined || !LAUNCHER.test(command ?? '')) break
    found.push(pid)
    pid = Number(parent)
  }
  return found
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * Calls back once when npm, or a shell that it started this process through, has ended: a signal that was
 * sent only to `npm start` ends them without reaching what they started.
 */
export function onLauncherEnd(callback: () => void): void {
  const watched = process.platform === 'win32' ? [] : launchers()
  if (watched.length === 0) return
  const timer = setInterval(() => {
    if (watched.every(isAlive)) return
    clearInterval(timer)
    callback()
  }, CHECK_MS)
  timer.unref()
}
