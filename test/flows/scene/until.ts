import { setTimeout as wait } from 'node:timers/promises'

/** Asks again until the answer is there, and at most a minute. */
export async function until<answer>(
  what: string,
  ask: () => Promise<answer | undefined | false> | answer | undefined | false,
): Promise<answer> {
  const end = Date.now() + 60_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`waited a minute for ${what}`)
    await wait(20)
  }
}
