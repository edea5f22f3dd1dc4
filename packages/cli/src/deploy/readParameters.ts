import { readFileSync } from 'node:fs'
import { EXIT_CODES, ServiceError } from '@assay/service'
import { isAddress } from 'viem'
import { z } from 'zod'
import type { DeploymentParameters } from '../../../../ignition/contracts.ts'

const count = z.int('must be a whole number').positive('must be more than 0')
const parameters = z.strictObject({
  token: z
    .string()
    .refine((text) => isAddress(text, { strict: false }), 'must be an address')
    .optional(),
  minLockFor: count,
  slotStake: count,
  activationDelay: count,
  disputeBond: count,
  moveTime: count,
  demandFeePerPage: count,
  shortestWindow: count,
  widenEvery: count,
})
const schema = z.strictObject({ $global: parameters })

/**
 * Reads a file of ignition/parameters.
 *
 * @throws ServiceError that names the file and the field
 */
export function readParameters(file: string): DeploymentParameters & { readonly token?: string } {
  const fail = (what: string) =>
    new ServiceError(`${file} ${what}.`, {
      remedy: 'docs/deploying.md says what each parameter is.',
      exitCode: EXIT_CODES.usage,
    })
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new ServiceError(`${file} does not exist.`, { exitCode: EXIT_CODES.notFound })
    throw fail('is not JSON')
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw fail(`has a wrong ${issue?.path.join('.') || 'content'}: ${issue?.message}`)
  }
  const { token, ...rest } = parsed.data.$global
  return token === undefined ? rest : { token, ...rest }
}
