'use client'

import { type ModelVersion, storeOf } from '@assay/sdk'
import { useState } from 'react'
import { useDeployment } from '../../chain/DeploymentContext.tsx'
import { CopyButton } from '../../display/CopyButton.tsx'
import { Panel } from '../../display/Panel.tsx'
import { Segments } from '../../display/Segments.tsx'
import { useInputRoot } from '../../queries/useInputRoot.ts'
import { type Call, curlCode, sdkCode, solidityCode } from './codeOf.ts'

const languages = [
  { value: 'sdk', label: 'SDK' },
  { value: 'http', label: 'HTTP' },
  { value: 'solidity', label: 'Solidity' },
] as const
type Language = (typeof languages)[number]['value']

const writers = { sdk: sdkCode, http: curlCode, solidity: solidityCode }

/** The code that asks exactly what the form asks. */
export function CodePanel({ model, call }: { model: ModelVersion; call: Call | undefined }) {
  const { market, multiSeatMarket, verifiers } = useDeployment()
  const [language, setLanguage] = useState<Language>('sdk')
  const inputRoot = useInputRoot(call?.input)
  if (call === undefined) return null
  const code = writers[language]({
    model,
    call,
    inputRoot,
    market: call.policy?.kind === 'quorum' ? multiSeatMarket : market,
    verifier: verifiers[call.policy?.kind ?? 'signature'],
    origin: window.location.origin,
    workerUrl: storeOf(model),
  })
  return (
    <Panel
      title="This call as code"
      titleId="code-title"
      aside={<CopyButton text={code} label="the code" />}
    >
      <Segments legend="Language" options={languages} value={language} onChange={setLanguage} />
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
        tabIndex={0}
        className="mt-3 overflow-x-auto rounded bg-sunken p-3 font-mono text-xs leading-5"
      >
        <code data-testid="code">{code}</code>
      </pre>
      <p className="mt-3 text-xs text-faint">
        {call.input === undefined
          ? 'Give an input on the Run tab, and it stands here. '
          : 'It asks what the form on the Run tab asks. '}
        Your key is not in it.
      </p>
    </Panel>
  )
}
