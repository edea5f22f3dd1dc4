import { isAddress } from 'viem'
import { z } from 'zod'

export const addressSetting = z.string().refine((value) => isAddress(value, { strict: false }), {
  error: 'it must be an address of 0x and 40 hexadecimal digits',
})

export const decimalSetting = z.string().regex(/^\d+(\.\d+)?$/, {
  error: 'it must be a decimal number in quotes, such as "0.25"',
})

const url = z.url({ protocol: /^https?$/, error: 'it must be an http or https URL' })

/** What limits the data that others name to be fetched. */
export const inputSettings = {
  /** Largest input that is fetched (bytes). */
  maxBytes: z.number().int().min(1).default(16_777_216),
  /** Longest time that a fetch may take, all of a request's addresses together (milliseconds). */
  timeout: z.number().int().min(1).default(10_000),
  /** Whether requests may name addresses of this machine and of private networks; by default on the local chain only. */
  privateNetworks: z.boolean().optional(),
}

/** What transactions may cost. */
export const gasSettings = {
  /** Most offered for a unit of gas, in gwei. */
  maxFeePerGas: decimalSetting.optional(),
  /** Below this balance (in coins) nothing new is begun. */
  minBalance: decimalSetting.default('0.001'),
}

/** The settings that every service has, with their defaults: its name says where its data is kept. */
export function serviceSettings({ name, port }: { name: string; port: number }) {
  return {
    /** One RPC endpoint of the chain, or several of which the later ones stand in for the earlier. */
    rpcUrl: z.union([url, z.array(url).min(1)]),
    /** The deployment record: addresses of the contracts. */
    deployment: z.string().default('.assay/deployment.json'),
    /** Where the journal is kept, and what was fetched or made. */
    data: z.string().default(`.assay/${name}`),
    /** For how many days the journal keeps what has ended. */
    keepDays: z.number().min(1).default(7),
    key: z
      .strictObject({ keystore: z.string().optional(), passwordFile: z.string().optional() })
      .default({}),
    http: z
      .strictObject({
        host: z.string().default('127.0.0.1'),
        port: z.coerce.number().int().min(0).max(65_535).default(port),
      })
      .prefault({}),
    chain: z
      .strictObject({
        /** How often the chain is asked (milliseconds); 100 on a local chain, 2000 elsewhere. */
        pollingInterval: z.number().int().min(10).optional(),
        /** Blocks of events that are asked for at once. */
        logWindow: z.number().int().min(1).default(2_000),
        /** How many blocks a reorganisation is expected to undo at most. */
        reorgDepth: z.number().int().min(1).default(64),
        /** After this a waiting transaction is replaced by one with higher fees (milliseconds). */
        stallAfter: z.number().int().min(1).default(30_000),
      })
      .prefault({}),
    log: z
      .strictObject({
        level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
        format: z.enum(['json', 'text']).default('text'),
        /** Where all of it is kept as well, as JSON: what `logs` reads. */
        file: z.string().optional(),
      })
      .prefault({}),
  }
}

/** What every service's settings yield. */
export type ServiceSettings = z.output<
  z.ZodObject<
    ReturnType<typeof serviceSettings> & {
      input: z.ZodObject<typeof inputSettings>
      gas: z.ZodObject<typeof gasSettings>
    }
  >
>
