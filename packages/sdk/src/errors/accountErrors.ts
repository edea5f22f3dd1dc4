import { type Explain, short, text, time } from './words.ts'

/** The errors of the registries of keys and workers, in words. */
export const accountErrors: Readonly<Record<string, Explain>> = {
  // Keys
  InvalidSigner: (signer: string) =>
    text(
      `${short(signer)} is neither an address nor a verifier's address with a key.`,
      'Give 20 bytes, or a verifier contract of ERC-7913 followed by the key.',
    ),
  KeyDoesNotConsent: (account: string, signer: string) =>
    text(
      `The key ${short(signer)} did not sign that ${short(account)} may list it with this scope and end.`,
      'Have the key sign its consent (keys.signConsent) with the same scope and end.',
    ),
  ScopeMissing: () =>
    text(
      'The key would be allowed to do nothing.',
      'Let it work (1), sign requests (2), or both (3).',
    ),
  InvalidValidity: (validFrom: bigint, validUntil: bigint, now: bigint) =>
    text(
      `The key would be valid from ${time(validFrom)} to ${time(validUntil)}; it is ${time(now)} on the chain.`,
      'Let it begin now or later, and end after that.',
    ),
  KeyAlreadySet: (account: string, signer: string) =>
    text(
      `${short(account)} listed the key ${short(signer)} before, and a key has one time for ever.`,
      'Make a new key and list that.',
    ),
  KeyNotSet: (account: string, signer: string) =>
    text(`${short(account)} never listed the key ${short(signer)}.`, 'Check account and key.'),
  KeyAlreadyEnded: (account: string, signer: string, validUntil: bigint) =>
    text(
      `The key ${short(signer)} of ${short(account)} ended at ${time(validUntil)}.`,
      'Nothing is left to do; list a new key to go on.',
    ),

  // Workers
  MarketHasNoCode: (market: string) =>
    text(`There is no contract at ${market}.`, 'Deploy the market first.'),
  InvalidStakeParameters: (slotStake: bigint, activationDelay: bigint) =>
    text(
      `A stake of ${slotStake} per slot with an activation delay of ${activationDelay} seconds is not allowed.`,
      'Choose a stake and a delay above zero, and the delay within its limit.',
    ),
  TextTooLong: (length: bigint, maximum: bigint) =>
    text(`The text has ${length} bytes; ${maximum} is the limit.`, 'Shorten it.'),
  LockForMissing: () =>
    text('The ask leaves no time for work.', 'Give a lockFor above zero seconds.'),
  AskNotSet: (worker: string, model: string) =>
    text(
      `${short(worker)} asks nothing for the model ${short(model)}.`,
      'Nothing is left to do; check the model if you expected an ask.',
    ),
  SlotCountOutOfRange: (slots: bigint, maximum: bigint) =>
    text(
      `${slots} slots cannot be moved in one call; between 1 and ${maximum} can.`,
      'Use several calls.',
    ),
  NotEnoughSlots: (worker: string, staked: bigint, wanted: bigint) =>
    text(
      `${short(worker)} has ${staked} slots staked, fewer than the ${wanted} to be given back.`,
      'Give back fewer.',
    ),
  NothingReleased: (worker: string, now: bigint) =>
    text(
      `Nothing of the stake of ${short(worker)} is released yet; it is ${time(now)} on the chain.`,
      'Try again when its time is over; workers.get shows when.',
    ),
}
