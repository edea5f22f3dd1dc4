'use client'

import { describeMeasure } from '@assay/program/compile'
import { Button } from '../../display/Button.tsx'
import { Facts } from '../../display/Facts.tsx'
import { Hash } from '../../display/Hash.tsx'
import { Notice } from '../../display/Notice.tsx'
import { Panel } from '../../display/Panel.tsx'
import { Status } from '../../display/Status.tsx'
import { saveFile } from '../../display/saveFile.ts'
import { formatVerified } from '../model/CardPanel.tsx'
import type { Compilation } from './compilation.ts'

/** What the compilation gave and what it cost. */
export function ReportStep({ compilation }: { compilation: Compilation }) {
  const { report, worst, file, modelId, source } = compilation
  const { measured } = report
  return (
    <Panel
      title="2. Compile"
      titleId="compile-title"
      aside={`${source}, ${report.seconds.toFixed(1)} s in this browser`}
    >
      <Facts
        facts={[
          { id: 'id', term: 'Model id', value: <Hash value={modelId} label="model id" /> },
          {
            id: 'verified',
            term: 'Verified share',
            value: <Figure>{formatVerified(report.verified)}</Figure>,
            note:
              report.tail.length === 0
                ? 'all of its arithmetic is in the program'
                : `stays float, for display: ${[...new Set(report.tail)].join(', ')}`,
          },
          {
            id: 'worst',
            term: 'Worst step',
            value: <Figure>{worst.gas.toLocaleString('en')} gas</Figure>,
            note: `to judge one element of step ${worst.step}, ${worst.op}`,
          },
          {
            id: 'steps',
            term: 'Steps',
            value: <Figure>{report.steps.toLocaleString('en')}</Figure>,
            note: `${report.multiplyAdds.toLocaleString('en')} multiply-adds, ${file.length.toLocaleString('en')} bytes`,
          },
          ...(measured?.accuracy === undefined
            ? []
            : [
                {
                  id: 'accuracy',
                  term: 'Accuracy',
                  value: (
                    <Figure>
                      float {share(measured.accuracy.float)} → exact{' '}
                      {share(measured.accuracy.program)}
                    </Figure>
                  ),
                  note: `of ${measured.inputs} samples with labels`,
                },
              ]),
          ...(measured?.agreement === undefined
            ? []
            : [
                {
                  id: 'agreement',
                  term: 'Answers as the float model does',
                  value: <Figure>{share(measured.agreement)}</Figure>,
                  note: `of ${measured.inputs} samples`,
                },
              ]),
          ...(measured?.task === undefined
            ? []
            : [
                {
                  id: 'task',
                  term: measured.task.name,
                  value: <Figure>{describeMeasure(measured.task)}</Figure>,
                },
              ]),
        ]}
      />
      {measured !== undefined && (
        <div className="mt-4 overflow-x-auto">
          <table className="w-full text-sm" aria-label="Error against the float model">
            <thead>
              <tr className="border-b border-line text-left text-xs text-faint">
                <th className="py-2 pr-4 font-medium">Output</th>
                <th className="py-2 pr-4 text-right font-medium">Error of its deviation</th>
                <th className="py-2 pr-4 text-right font-medium">Largest</th>
                <th className="py-2 text-right font-medium">Correlation</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {measured.outputs.map((output) => (
                <tr key={output.name}>
                  <td className="max-w-48 truncate py-2 pr-4">{output.name}</td>
                  <td className="tabular py-2 pr-4 text-right font-mono">
                    {share(output.relative)}
                  </td>
                  <td className="tabular py-2 pr-4 text-right font-mono">
                    {output.largest.toPrecision(3)}
                  </td>
                  <td className="tabular py-2 text-right font-mono">
                    {output.correlation.toFixed(4)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {report.notes.length > 0 && (
        <ul className="mt-3 list-disc space-y-1 pl-4 text-xs text-faint">
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {report.warnings.length > 0 && (
        <div className="mt-4">
          <Notice tone="pending" title="Read this before you publish it." live={false}>
            <ul className="list-disc space-y-1 pl-4">
              {report.warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          </Notice>
        </div>
      )}
      {compilation.tail !== undefined && (
        <div className="mt-4">
          <Button
            size="small"
            onClick={() =>
              compilation.tail &&
              saveFile(
                source.replace(/(\.onnx)?$/i, '.tail.onnx'),
                compilation.tail.file,
                'application/octet-stream',
              )
            }
          >
            Save the float rest
          </Button>
        </div>
      )}
    </Panel>
  )
}

/** Whether two evaluators that share no code give the same bytes. */
export function GoldenStep({ golden }: { golden: Compilation['golden'] }) {
  return (
    <Panel title="3. Golden run" titleId="golden-title" aside="Computed in this browser">
      <div className="flex flex-wrap items-center justify-between gap-3" data-testid="golden">
        <p className="max-w-xl text-soft">
          The program was run on {golden.on === 'sample' ? 'your first sample' : 'zeros'} by the
          reference evaluator and by the engine that workers use ({golden.milliseconds.toFixed(1)}{' '}
          ms). The roots of their {golden.outputBytes} bytes are{' '}
          {golden.equal ? 'equal' : 'different'}.
        </p>
        <Status
          {...(golden.equal
            ? { tone: 'pass', icon: 'pass', word: 'Equal' }
            : { tone: 'fail', icon: 'fail', word: 'Differs' })}
        />
      </div>
      <p className="mt-2 flex flex-wrap items-center gap-x-2 text-xs text-faint">
        Output root <Hash value={golden.referenceRoot} label="output root" />
      </p>
      {!golden.equal && (
        <div className="mt-3">
          <Notice tone="fail" title="It cannot be published." live={false}>
            The engine gave <Hash value={golden.engineRoot} label="the engine’s root" />. That is a
            fault of Assay: report it with the model and the sample.
          </Notice>
        </div>
      )}
    </Panel>
  )
}

function Figure({ children }: { children: React.ReactNode }) {
  return <span className="tabular font-mono">{children}</span>
}

/** Cut, never rounded up: all is said only of all. */
function share(part: number): string {
  return `${(Math.floor(part * 10_000) / 100).toFixed(2)} %`
}
