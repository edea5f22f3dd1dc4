import { readFileSync, statSync } from 'node:fs'
import {
  EVIDENCE_EXIT_CODES,
  EvidenceError,
  type EvidenceFile,
  MAX_EVIDENCE_LENGTH,
  readEvidence,
} from '@assay/sdk'
import { EXIT_CODES, ServiceError } from '@assay/service'

/**
 * Reads the text of evidence, which `where` names in errors.
 *
 * @throws ServiceError where it is none
 */
export function evidenceIn(text: string, where: string): EvidenceFile {
  try {
    return readEvidence(text)
  } catch (error) {
    throw error instanceof EvidenceError ? malformed(where, error) : error
  }
}

/** The text of an evidence file, of which no more is read than evidence can have. */
export function textOf(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > MAX_EVIDENCE_LENGTH) {
      throw new EvidenceError(
        `The file has ${size} bytes; evidence has at most ${MAX_EVIDENCE_LENGTH}.`,
      )
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof EvidenceError) throw malformed(path, cause)
    throw new ServiceError(`${path} cannot be read.`, {
      exitCode: EXIT_CODES.notFound,
      remedy: 'Name an evidence file, or the id of a job (0x and 64 hexadecimal digits).',
      cause,
    })
  }
}

function malformed(where: string, cause: EvidenceError): ServiceError {
  const { shortMessage, remedy } = cause
  return new ServiceError(`${where}: ${shortMessage}`, {
    exitCode: EVIDENCE_EXIT_CODES.malformed,
    ...(remedy === undefined ? {} : { remedy }),
    cause,
  })
}
