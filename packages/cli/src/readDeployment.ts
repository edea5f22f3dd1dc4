import { existsSync, readFileSync } from 'node:fs'
import { type Deployment, DeploymentError, parseDeployment } from '@assay/protocol'
import { EXIT_CODES, ServiceError } from '@assay/service'

/** Where the record of the deployment lies that commands are about, where no option says otherwise. */
export const DEPLOYMENT_FILE = process.env.ASSAY_DEPLOYMENT ?? '.assay/deployment.json'

/**
 * Reads the record of a deployment.
 *
 * @throws ServiceError where it does not exist, or is none
 */
export function readDeployment(path: string): Deployment {
  if (!existsSync(path)) {
    throw new ServiceError(`The deployment record ${path} does not exist.`, {
      exitCode: EXIT_CODES.notFound,
      remedy: 'Name another with --deployment.',
    })
  }
  try {
    return parseDeployment(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error
    throw new ServiceError(error.message, { exitCode: EXIT_CODES.usage, cause: error })
  }
}
