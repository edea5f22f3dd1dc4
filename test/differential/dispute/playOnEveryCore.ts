import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import hre from 'hardhat'
import { addCampaign, type Campaign, emptyCampaign } from './runCampaign.ts'

const PART = resolve(import.meta.dirname, 'campaignPart.ts')

/**
 * Plays a campaign in one process for each core.
 *
 * @throws Error with the seed of a claim that did not end as it must
 */
export async function playOnEveryCore(parameters: {
  readonly games: number
  readonly seed: number
  readonly processes?: number
}): Promise<Campaign> {
  const { games, seed, processes = availableParallelism() } = parameters
  // Once, here: the parts would all write the same artifacts.
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
  const share = Math.ceil(games / processes)
  const parts = Array.from({ length: processes }, (_, i) => {
    const part = fork(PART, [String(seed + i), String(share), String(processes)])
    const ended = new Promise<Campaign>((done, fail) => {
      part.on('message', (campaign) => done(campaign as Campaign))
      part.on('error', fail)
      part.on('exit', (code) => fail(new Error(`a part of the campaign ended with ${code}`)))
    })
    return { part, ended }
  })
  try {
    const sum = emptyCampaign()
    for (const campaign of await Promise.all(parts.map(({ ended }) => ended)))
      addCampaign(sum, campaign)
    return sum
  } finally {
    for (const { part } of parts) part.kill()
  }
}
