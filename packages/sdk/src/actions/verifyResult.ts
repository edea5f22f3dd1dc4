import type { Hex } from 'viem'
import type { Check } from '../types/check.ts'
import type { Deployment } from '../types/deployment.ts'
import type { Job } from '../types/job.ts'

export type VerifyResultParameters = {
  deployment: Deployment
  jobId: Hex
  /** Where to get the job's evidence from, if not from the chain: everything in it is checked, nothing trusted. */
  job?: Job
  /** Input bytes, where they did not travel on chain. */
  input?: Uint8Array
  /** Output bytes, where they did not travel on chain. */
  output?: Uint8Array
  /** Runs the model on the input again; its output's root is compared. Not run without it. */
  reexecute?: (input: Uint8Array) => Promise<Uint8Array>
}
/** One entry for each check, always all of them, in a fixed order. */
export type VerifyResultReturnType = Check[]
