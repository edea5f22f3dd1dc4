// Generated from contracts/ by `npm run generate`. Do not edit.

export const priceFeedInputAbi = [
  {"inputs":[{"internalType":"contract IPriceFeed","name":"feed_","type":"address"},{"internalType":"uint256","name":"rounds_","type":"uint256"},{"internalType":"uint256","name":"stepBps_","type":"uint256"},{"internalType":"uint256","name":"maxAge_","type":"uint256"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"internalType":"address","name":"feed","type":"address"}],"name":"FeedHasNoCode","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"rounds","type":"uint256"},{"internalType":"uint256","name":"needed","type":"uint256"}],"name":"NotEnoughRounds","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"rounds","type":"uint256"},{"internalType":"uint256","name":"stepBps","type":"uint256"},{"internalType":"uint256","name":"maxAge","type":"uint256"}],"name":"ParametersOutOfRange","type":"error"},
  {"inputs":[{"internalType":"uint80","name":"round","type":"uint80"},{"internalType":"int256","name":"price","type":"int256"}],"name":"PriceNotPositive","type":"error"},
  {"inputs":[{"internalType":"uint256","name":"updatedAt","type":"uint256"},{"internalType":"uint256","name":"time","type":"uint256"}],"name":"PriceStale","type":"error"},
  {"inputs":[{"internalType":"uint80","name":"round","type":"uint80"},{"internalType":"int256","name":"price","type":"int256"}],"name":"PriceTooLarge","type":"error"},
  {"inputs":[{"internalType":"uint80","name":"round","type":"uint80"}],"name":"RoundIncomplete","type":"error"},
  {"inputs":[],"name":"MAX_ROUNDS","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"feed","outputs":[{"internalType":"contract IPriceFeed","name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"maxAge","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"internalType":"uint256","name":"","type":"uint256"}],"name":"nextInput","outputs":[{"internalType":"bytes","name":"data","type":"bytes"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"rounds","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"stepBps","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const
