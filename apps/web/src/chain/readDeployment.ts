import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Deployment, parseDeployment } from '@assay/protocol'

export type ReadDeploymentReturnType =
  | { deployment: Deployment; problem?: undefined }
  | { deployment?: undefined; problem: string }

/**
 * Reads the record named by ASSAY_DEPLOYMENT, at run time and on each page load: one build serves any deployment, and a
 * new one needs no restart. Runs on the server only.
 */
export async function readDeployment(
  environment: Record<string, string | undefined>,
): Promise<ReadDeploymentReturnType> {
  const file = environment.ASSAY_DEPLOYMENT
  if (file === undefined || file === '')
    return {
      problem: 'The server was started without ASSAY_DEPLOYMENT, the path of a deployment record.',
    }
  let text: string
  try {
    text = await readFile(path.resolve(/* turbopackIgnore: true */ file), 'utf8')
  } catch {
    return {
      problem:
        'The file named by ASSAY_DEPLOYMENT cannot be read. It is written when the contracts are deployed.',
    }
  }
  try {
    return { deployment: parseDeployment(text, 'The file named by ASSAY_DEPLOYMENT') }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
