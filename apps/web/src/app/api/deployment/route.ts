import { readDeployment } from '../../../chain/readDeployment.ts'

export const dynamic = 'force-dynamic'

/** The deployment record that this server works on, as it is now. */
export async function GET(): Promise<Response> {
  const { deployment, problem } = await readDeployment(process.env)
  const headers = { 'Cache-Control': 'no-store' }
  if (deployment === undefined) return Response.json({ error: problem }, { status: 503, headers })
  return Response.json(deployment, { headers })
}
