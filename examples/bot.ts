/**
 * A bot that asks a model again and again, an hour apart, and never pays twice for one answer: `node examples/bot.ts readings.json`.
 *
 * What it is about to buy stands in `bot.run` before it signs. If it is ended at any moment and started again, it goes on with that.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { assayActions, BaseError, parseDeployment } from '@assay/sdk'
import { createWalletClient, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const { ASSAY_KEY, ASSAY_DEPLOYMENT = '.assay/deployment.json' } = process.env
const { MODEL = 'pump', ROUNDS = 'Infinity', SECONDS = '3600' } = process.env
const [file] = process.argv.slice(2)
if (ASSAY_KEY === undefined || file === undefined)
  throw new Error('Set ASSAY_KEY, and name a file with the input (JSON, or a row of CSV).')

const KEPT = 'bot.run'
const deployment = parseDeployment(readFileSync(ASSAY_DEPLOYMENT, 'utf8'))
const client = createWalletClient({
  account: privateKeyToAccount(ASSAY_KEY as Hex),
  transport: http(deployment.rpcUrl),
}).extend(assayActions(deployment))

for (let round = 1; round <= Number(ROUNDS); round++) {
  try {
    if (!existsSync(KEPT)) {
      const { handle } = await client.runs.prepare({
        model: MODEL,
        input: readFileSync(file, 'utf8'),
      })
      writeFileSync(KEPT, handle)
    }
    const { label, jobId } = await client.runs.resume({ handle: readFileSync(KEPT, 'utf8') })
    console.log(new Date().toISOString(), label, jobId)
    rmSync(KEPT)
  } catch (error) {
    if (!(error instanceof BaseError)) throw error
    console.error(error.message)
    // What ended without an answer cost nothing; anything else goes on next time.
    if (['RunFailedError', 'RunExpiredError'].includes(error.name)) rmSync(KEPT, { force: true })
  }
  if (round < Number(ROUNDS)) await sleep(1000 * Number(SECONDS))
}
