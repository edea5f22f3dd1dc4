// Generated from contracts/ by `npm run generate`. Do not edit.

export const iDisputeAbi = [
  {"inputs":[],"name":"demandableBytes","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"market","type":"address"}],"name":"judges","outputs":[{"name":"","type":"bool"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"leastCollateral","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"maxDuration","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"profile","outputs":[{"name":"","type":"bytes32"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"job","type":"bytes32"},{"name":"worker","type":"address"},{"name":"outputRoot","type":"bytes32"}],"name":"standingOf","outputs":[{"name":"standing","type":"uint8"},{"name":"until","type":"uint40"},{"name":"challenger","type":"address"}],"stateMutability":"view","type":"function"},
] as const
