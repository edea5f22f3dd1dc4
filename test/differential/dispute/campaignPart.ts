/** One process of a campaign: `node campaignPart.ts <seed> <games> <stride>`, which sends what it played to its parent. */
import { runCampaign } from './runCampaign.ts'

const [seed = 1, games = 1, stride = 1] = process.argv.slice(2).map(Number)
try {
  const campaign = await runCampaign({ seed, games, stride })
  process.send?.(campaign, () => process.exit(0))
} catch (error) {
  console.error(error)
  process.exit(1)
}
