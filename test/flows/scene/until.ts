import { setTimeout as wait } from 'node:timers/promises'

/** Asks again until the answer is there, and at most a minute where nothing else is said. */
export async function until<answer>(
  what: string,
  ask: () => Promise<answer | undefined | false> | answer | undefined | false,
  seconds = 60,
): Promise<answer> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await wait(20)
  }
}
