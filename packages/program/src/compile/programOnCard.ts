import type { CompileReport } from './compileReport.ts'

/** A file that a card names. */
export type NamedFile = { name: string; sha256: string; bytes: number }

export type ProgramOnCard = {
  file: NamedFile
  modelId: string
  report: CompileReport
  /** The float rest of the model, where there is one. */
  tail?: NamedFile
}

/** What a card says of its program: the field `program`. */
export function programOnCard({
  file,
  modelId,
  report,
  tail,
}: ProgramOnCard): Record<string, unknown> {
  const { measured, method, source } = report
  return {
    file: {
      name: file.name,
      modelId,
      sha256: file.sha256,
      bytes: file.bytes,
      steps: report.steps,
      multiplyAdds: report.multiplyAdds,
    },
    ...(tail ? { tail } : {}),
    verified: report.verified,
    ...(report.warnings.length > 0 ? { warnings: report.warnings } : {}),
    source: { sha256: source.sha256, bytes: source.bytes },
    outputs: report.outputs.map(({ name, dtype, shape, scale, zero }) => ({
      name,
      dtype,
      shape,
      scale,
      zero,
    })),
    ...(method ? { calibration: { samples: method.calibrationInputs, range: method.range } } : {}),
    ...(measured
      ? {
          measured: {
            samples: measured.inputs,
            ...(measured.accuracy
              ? { accuracy: measured.accuracy.program, floatAccuracy: measured.accuracy.float }
              : {}),
            ...(measured.agreement === undefined ? {} : { agreement: measured.agreement }),
            relativeError: measured.outputs[0]?.relative,
            ...(measured.task ? { [measured.task.name]: measured.task.value } : {}),
          },
        }
      : {}),
  }
}
