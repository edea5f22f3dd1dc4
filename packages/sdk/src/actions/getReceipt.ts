import type { Hex } from 'viem'
import type { Deployment } from '../types/deployment.ts'
import type { Receipt } from '../types/request.ts'

export type GetReceiptParameters = { deployment: Deployment; jobId: Hex }
export type GetReceiptReturnType = { receipt: Receipt; signature: Hex; output: Hex | undefined }
