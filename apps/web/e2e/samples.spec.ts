import { compileModel } from '@assay/program/compile/node'
import { onnxModel } from '@assay/program/testing'
import { expect, type Page, test } from '@playwright/test'
import { freshName, type OwnModel, serveModel } from './ownModel.ts'
import { runningStack } from './stack.ts'
import { connect, expectCheck, expectVerified, paidJob, pay, payButton } from './steps.ts'

const { webUrl } = runningStack()

async function buy(page: Page): Promise<void> {
  await pay(page)
  await paidJob(page)
  await expectVerified(page)
}

async function rerun(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Re-run in this browser' }).click()
  await expectCheck(page, 'reexecution', 'pass')
}

test('a week of demand is pasted or chosen, and the day after it is drawn beside it', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/demand`)
  await connect(page, 'Demo wallet')
  const text = page.getByRole('textbox', { name: /168 numbers in MW, one per hour/ })
  await text.fill('time,demand\n00:00,412.5\n01:00,4o1')
  await expect(page.getByText('Row 3, column 2: “4o1” is not a number.')).toBeVisible()
  await text.fill('412.5\n401')
  await expect(page.getByText('There are 2 numbers; the model takes 168')).toBeVisible()
  await expect(payButton(page)).toBeDisabled()
  await page.getByRole('button', { name: 'Town A' }).click()
  await expect(page.getByLabel('The series that is given: 168 numbers in MW')).toBeVisible()
  const rows = (await text.inputValue()).split('\n')
  expect(rows.length).toBe(168)
  await buy(page)
  const answer = page.getByTestId('answer')
  await expect(
    answer.getByLabel('The 168 numbers that were given, and the 24 that were answered, in MW'),
  ).toBeVisible()
  await answer.getByText('The same as a table').click()
  await expect(answer.getByRole('row', { name: /^\+24, answered \d/ })).toBeVisible()
  // The last hour that was given, as the page says it.
  const last = Number(rows.at(-1)).toPrecision(4)
  await expect(answer.getByRole('row', { name: new RegExp(`^−1, given ${last}`) })).toBeVisible()
  await rerun(page)
})

test('a small picture is chosen, and the large one that is answered is shown beside it', async ({
  page,
}) => {
  await page.goto(`${webUrl}/models/upscale`)
  await connect(page, 'Demo wallet')
  await page
    .getByRole('radio', { name: /^Sample of a/ })
    .first()
    .check({ force: true })
  await buy(page)
  const size = (label: string) =>
    page.getByLabel(label).evaluate((canvas) => (canvas as HTMLCanvasElement).width)
  expect(await size('The picture that was sent')).toBe(32)
  expect(await size('The picture that was answered')).toBe(64)
  // The answer shows what was sent: its colours are those of the small picture, where nothing changes fast.
  const mean = (label: string) =>
    page.getByLabel(label).evaluate((element) => {
      const canvas = element as HTMLCanvasElement
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const sums = [0, 0, 0]
      for (const [i, value] of data.entries()) if (i % 4 < 3) sums[i % 4]! += value
      return sums.map((sum) => sum / (data.length / 4))
    })
  const [sent, answered] = [
    await mean('The picture that was sent'),
    await mean('The picture that was answered'),
  ]
  for (const [channel, value] of sent.entries())
    expect(Math.abs(value - answered[channel]!)).toBeLessThan(2)
  await rerun(page)
})

test.describe('with a worker of its own', () => {
  let model: OwnModel | undefined
  test.afterEach(async () => {
    await model?.stop()
    model = undefined
  })

  test('trees over floats are asked by fields, and each number keeps its place in their order', async ({
    page,
  }) => {
    // Another threshold for each run: what is published once cannot be published again.
    const threshold = 30 + Math.random()
    const onnx = onnxModel({
      ...{ inputs: { x: [1, 2] }, outputs: ['label', 'scores'] },
      outputDtypes: { label: 'string' },
      nodes: [
        {
          ...{ op: 'TreeEnsembleClassifier', domain: 'ai.onnx.ml', inputs: ['x'] },
          outputs: ['label', 'scores'],
          attributes: {
            nodes_treeids: [0, 0, 0],
            nodes_nodeids: [0, 1, 2],
            nodes_featureids: [0, 0, 0],
            nodes_values: { floats: [threshold, 0, 0] },
            nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
            nodes_truenodeids: [1, 0, 0],
            nodes_falsenodeids: [2, 0, 0],
            class_treeids: [0, 0],
            class_nodeids: [1, 2],
            class_ids: [2, 1],
            class_weights: { floats: [1, 1] },
            classlabels_strings: { strings: ['low', 'medium', 'high'] },
          },
        },
      ],
    })
    const { program, report } = await compileModel(onnx, { calibration: [] })
    const bytes = { dtype: 'i32', shape: [1, 2] }
    const features = [
      { name: 'age', unit: 'years', meaning: 'Of the person.', low: 18, high: 90 },
      { name: 'debt', unit: 'EUR' },
    ]
    const outputs = report.outputs.map(({ name, dtype, shape, scale, zero }) => ({
      ...{ name, dtype, shape, scale, zero },
    }))
    const encoding = report.inputs[0]!.encoding
    model = await serveModel(program, {
      name: await freshName('risk'),
      title: 'Risk of a credit',
      input: { shape: [1, 2], bytes, encoding, features },
      output: outputs[0]!,
      program: { outputs },
    })
    await page.goto(`${webUrl}/models/${model.name}`)
    await connect(page, 'Demo wallet')
    await expect(page.getByText('Usually 18 to 90.')).toBeVisible()
    await page.getByLabel('Age', { exact: true }).fill('fast')
    await expect(page.getByText('A number is needed.')).toBeVisible()
    await expect(payButton(page)).toBeDisabled()
    await page.getByLabel('Age', { exact: true }).fill('29.5')
    await page.getByLabel('Debt', { exact: true }).fill('-1200.1')
    await pay(page)
    await paidJob(page)
    // Not above the threshold: the leaf of the third class.
    await expect(page.getByTestId('answer').first()).toHaveText('2')
    for (const id of ['inputRoot', 'outputRoot']) await expectCheck(page, id, 'pass')
    const sent = page.getByRole('table', { name: 'The numbers that were sent' })
    await expect(sent.getByRole('row', { name: 'Age 29.5 years' })).toBeVisible()
    await expect(sent.getByRole('row', { name: 'Debt −1,200.1 EUR' })).toBeVisible()
    await rerun(page)
  })
})
