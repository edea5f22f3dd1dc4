// Generated from contracts/ by `npm run generate`. Do not edit.

export const priceFeedInputAbi = [
  {"inputs":[{"name":"feed_","type":"address"},{"name":"rounds_","type":"uint256"},{"name":"stepBps_","type":"uint256"},{"name":"maxAge_","type":"uint256"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"name":"feed","type":"address"}],"name":"FeedHasNoCode","type":"error"},
  {"inputs":[{"name":"rounds","type":"uint256"},{"name":"needed","type":"uint256"}],"name":"NotEnoughRounds","type":"error"},
  {"inputs":[{"name":"rounds","type":"uint256"},{"name":"stepBps","type":"uint256"},{"name":"maxAge","type":"uint256"}],"name":"ParametersOutOfRange","type":"error"},
  {"inputs":[{"name":"round","type":"uint80"},{"name":"price","type":"int256"}],"name":"PriceNotPositive","type":"error"},
  {"inputs":[{"name":"updatedAt","type":"uint256"},{"name":"time","type":"uint256"}],"name":"PriceStale","type":"error"},
  {"inputs":[{"name":"round","type":"uint80"},{"name":"price","type":"int256"}],"name":"PriceTooLarge","type":"error"},
  {"inputs":[{"name":"round","type":"uint80"}],"name":"RoundIncomplete","type":"error"},
  {"inputs":[],"name":"MAX_ROUNDS","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"feed","outputs":[{"name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"maxAge","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"","type":"uint256"}],"name":"nextInput","outputs":[{"name":"data","type":"bytes"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"rounds","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"stepBps","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const
