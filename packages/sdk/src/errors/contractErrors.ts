import { formatUnits } from 'viem'
import { accountErrors } from './accountErrors.ts'
import { consumerErrors } from './consumerErrors.ts'
import { disputeErrors } from './disputeErrors.ts'
import { jobStateWord } from './jobStateWord.ts'
import { multiSeatErrors } from './multiSeatErrors.ts'
import { refereeErrors } from './refereeErrors.ts'
import { scheduleErrors } from './scheduleErrors.ts'
import { verifierErrors } from './verifierErrors.ts'
import { type Explain, short, text, time } from './words.ts'

const percent = (bps: number) => `${formatUnits(BigInt(bps), 2)} %`

const REFRESH = 'Read the job again: somebody may have been faster.'

/**
 * Every error that Assay's contracts can revert with, in words. A test holds this list against the ABIs.
 */
export const contractErrors: Readonly<Record<string, Explain>> = {
  // Balances
  InsufficientBalance: (account: string, balance: bigint, needed: bigint) =>
    text(
      `The free balance of ${short(account)} is ${balance}, less than the ${needed} that this takes (in the token's smallest unit).`,
      'Deposit the difference first.',
    ),
  InsufficientLocked: (account: string, locked: bigint, needed: bigint) =>
    text(
      `${short(account)} has ${locked} locked in the ledger, less than the ${needed} that this takes (in the token's smallest unit).`,
      'Report this: a book of the ledger counts wrongly.',
    ),
  InsufficientAllowance: (owner: string, spender: string, allowance: bigint, needed: bigint) =>
    text(
      `${short(spender)} may move ${allowance} of the free balance of ${short(owner)}, less than the ${needed} that this takes (in the token's smallest unit).`,
      'Let the owner allow more in the ledger first (balances.approve).',
    ),
  NotBook: (caller: string) =>
    text(
      `${short(caller)} is not a book of the ledger.`,
      'Call the market, the dispute or the registry, which call the ledger.',
    ),
  NotAccount: (caller: string, account: string) =>
    text(
      `${short(caller)} cannot deposit for ${short(account)}.`,
      'Send it from that account, or use its signed authorization.',
    ),
  BookNotConnected: (book: string) =>
    text(
      `The book ${book} was not deployed for this ledger, or is named twice.`,
      "Deploy the books for the ledger's future address, and name each once.",
    ),
  DepositMismatch: (received: bigint, amount: bigint) =>
    text(
      `${received} arrived with the deposit instead of ${amount}.`,
      'Use a token that takes no fee on transfer.',
    ),
  ZeroAmount: () => text('The amount is zero.', 'Give an amount above zero.'),
  InvalidAddress: (account: string) =>
    text(
      `The address ${account} cannot be used here.`,
      'Give the address of an account that exists.',
    ),

  // Jobs
  JobAlreadyExists: (job: string, at: number) =>
    text(
      `The market has this request already: job ${short(job)} is ${jobStateWord(at)}.`,
      'Prepare the request again with another nonce.',
    ),
  JobNotOpen: (job: string, at: number) =>
    text(`Job ${short(job)} is not open; it is ${jobStateWord(at)}.`, REFRESH),
  JobNotClaimed: (job: string, at: number) =>
    text(`Job ${short(job)} is not claimed; it is ${jobStateWord(at)}.`, REFRESH),
  JobNotSubmitted: (job: string, at: number) =>
    text(`Job ${short(job)} has no result to settle; it is ${jobStateWord(at)}.`, REFRESH),
  TooManyForfeits: (job: string) =>
    text(
      `Too many workers missed their deadline on job ${short(job)}; nobody can claim it any more.`,
      'The requester can cancel it, or anyone expire it after its expiry.',
    ),
  NotRequester: (caller: string, requester: string) =>
    text(
      `Only the requester ${short(requester)} may do this, not ${short(caller)}.`,
      'Switch to the account that made the request; to post for it, this one needs its allowance in the ledger (balances.approve).',
    ),
  NotNamedWorker: (caller: string, worker: string) =>
    text(
      `The request names the worker ${short(worker)}; ${short(caller)} may not claim it.`,
      'Leave it to the named worker.',
    ),
  NotWorker: (caller: string, worker: string) =>
    text(
      `${short(caller)} is neither the worker ${short(worker)} nor a key that it listed for work.`,
      'Switch to the worker, or list the key in the key registry.',
    ),
  SeatNotThere: (job: string, seat: bigint) =>
    text(`Job ${short(job)} has no seat ${seat}.`, 'Count seats from 0.'),
  MinLockForOutOfRange: (minLockFor: bigint, maximum: bigint) =>
    text(
      `A shortest lock of ${minLockFor} seconds is not possible; it is between 1 and ${maximum}.`,
      'Deploy the market with another minLockFor.',
    ),
  RegistryHasNoCode: (registry: string) =>
    text(`There is no contract at ${registry}.`, 'Deploy the registry first.'),
  VerifierHasNoCode: (verifier: string) =>
    text(
      `The request names the verifier ${short(verifier)}, but there is no contract.`,
      'Leave this job: nobody could judge its result.',
    ),
  NonceIsForSigned: () =>
    text(
      "The nonce's top bit says that the request is signed off chain, so it cannot be posted.",
      'Use a nonce below 2^255.',
    ),
  NonceIsForPost: () =>
    text(
      "The nonce's top bit says that the requester posts the request itself, so its signature does not count.",
      'Use a nonce from 2^255 on.',
    ),
  NonceAlreadyUsed: (requester: string) =>
    text(
      `A request of ${short(requester)} with this nonce was submitted or cancelled before.`,
      'Sign a request with another nonce.',
    ),
  ModelNotPublished: (model: string) =>
    text(
      `Nobody published the model ${short(model)} in this registry.`,
      'Check the model id, or publish the model first.',
    ),

  // Requests
  FeeRangeInverted: (minFee: bigint, maxFee: bigint) =>
    text(`The lowest fee ${minFee} is above the highest ${maxFee}.`, 'Swap the two.'),
  LockOutOfRange: (lockFor: bigint, minimum: bigint, maximum: bigint) =>
    text(
      `A worker would have ${lockFor} seconds; between ${minimum} and ${maximum} are allowed.`,
      'Choose another lockFor.',
    ),
  RequestExpired: (expiry: bigint, now: bigint) =>
    text(
      `The request expired at ${time(expiry)}; it is ${time(now)} on the chain.`,
      'Make a new request, or refund this one.',
    ),
  ExpiryTooFar: (expiry: bigint, latest: bigint) =>
    text(
      `The request would expire at ${time(expiry)}, later than the latest allowed, ${time(latest)}.`,
      'Choose an earlier expiry.',
    ),
  SeatsOutOfRange: (seats: bigint, minimum: bigint, maximum: bigint) =>
    text(
      `The request asks for ${seats} seats; this market takes ${minimum === maximum ? minimum : `between ${minimum} and ${maximum}`}.`,
      'Send the request to the market of its number of seats.',
    ),
  InvalidCallback: (target: string, gasLimit: bigint, when: bigint) =>
    text(
      `The callback (target ${short(target)}, gas ${gasLimit}, when ${when}) is not supported.`,
      'Leave it out.',
    ),
  InputMissing: () =>
    text('The request has neither input bytes nor a URI.', 'Send one of the two along.'),
  InlineTooLong: (length: bigint, maximum: bigint) =>
    text(
      `${length} bytes are too many to send inline; ${maximum} is the limit.`,
      'Put them where workers can fetch them, and give the URI.',
    ),
  RootMismatch: (actual: string, expected: string) =>
    text(
      `The bytes have the root ${short(actual)}, but ${short(expected)} was committed to.`,
      'Send the bytes that the commitment was made from.',
    ),

  // Deadlines
  DeadlinePassed: (job: string, deadline: bigint, now: bigint) =>
    text(
      `The worker's time for job ${short(job)} ended at ${time(deadline)}; it is ${time(now)} on the chain.`,
      'The seat can be forfeited now, and the job claimed again.',
    ),
  DeadlineNotPassed: (job: string, deadline: bigint, now: bigint) =>
    text(
      `The worker has time for job ${short(job)} until ${time(deadline)}; it is ${time(now)} on the chain.`,
      'Try again after that.',
    ),
  RequestNotExpired: (expiry: bigint, now: bigint) =>
    text(
      `The request is valid until ${time(expiry)}; it is ${time(now)} on the chain.`,
      'Try again after that; the requester can cancel an open job at any time.',
    ),

  // Results
  ReceiptForOtherRequest: (request: string, job: string) =>
    text(
      `The receipt answers request ${short(request)}, not job ${short(job)}.`,
      "Submit the receipt of this job's request.",
    ),
  ReceiptOfOtherWorker: (receiptWorker: string, worker: string) =>
    text(
      `The receipt is of the worker ${short(receiptWorker)}, not of ${short(worker)}, who holds the seat.`,
      "Submit the seat's own receipt.",
    ),
  EvidenceMismatch: (actual: string, signed: string) =>
    text(
      `The evidence has the hash ${short(actual)}; the worker signed ${short(signed)}.`,
      'Submit exactly the evidence that the worker signed.',
    ),
  OutputRootMissing: () =>
    text('The receipt carries no output root.', 'Compute the root of the output and sign again.'),
  InvalidReceiptSignature: (job: string, worker: string) =>
    text(
      `The signature on the receipt of job ${short(job)} is not that of its worker ${short(worker)}.`,
      'Sign the receipt with the worker, or with a key that it listed for work.',
    ),
  VerdictPending: (job: string, until: bigint) =>
    text(
      `The verdict on job ${short(job)} is still open${until > 0n ? `; it may be there at ${time(until)}` : ''}.`,
      'Try again later.',
    ),
  VerifierFailed: (job: string, verifier: string, voidAt: bigint) =>
    text(
      `The verifier ${short(verifier)} failed to judge job ${short(job)}.`,
      `Try again; after ${time(voidAt)} the job becomes void and the requester is refunded.`,
    ),
  InsufficientGas: (available: bigint, needed: bigint) =>
    text(
      `The call carries ${available} gas, but what it calls must be given ${needed}.`,
      'Send it again with a higher gas limit.',
    ),
  InvalidRequestSignature: (job: string, requester: string) =>
    text(
      `The signature on the request of job ${short(job)} is not that of its requester ${short(requester)}.`,
      'Ask the requester to sign this request.',
    ),
  ResultNotAnnounced: (job: string) =>
    text(
      `The signed request of job ${short(job)} names no worker, so its answer could be copied.`,
      'Announce the commitment to the result first, or claim the job.',
    ),
  AnnouncementNotInTime: (_commitment: string, announcedAt: bigint, now: bigint) =>
    text(
      `The result was announced at ${time(announcedAt)}; it is ${time(now)} on the chain.`,
      'Submit it later than the announcement and within a day.',
    ),
  CallbackNotAsked: (job: string) =>
    text(`The request of job ${short(job)} asks for no such callback.`, 'Leave it.'),
  CallbackNotDue: (job: string, _when: bigint, at: number) =>
    text(`Job ${short(job)} is ${jobStateWord(at)}, so there is nothing to tell.`, REFRESH),
  CallbackAlreadyDelivered: (job: string) =>
    text(`The callback of job ${short(job)} has succeeded already.`, 'Nothing is left to do.'),
  ResultNotAccepted: (job: string, verifier: string) =>
    text(
      `The verifier ${short(verifier)} does not accept the result of job ${short(job)} at once.`,
      'Post and claim the job, and submit the result in steps.',
    ),
  OutsideCall: () =>
    text('A field of the call points outside of it.', "Encode the call by the contract's ABI."),
  FieldOutOfRange: () =>
    text('A field of the request is wider than its type.', 'Prepare the request again.'),
  EvidenceNotTaken: () =>
    text('This verifier takes no evidence beyond the signature.', 'Submit without evidence.'),

  // Models
  InvalidName: (name: string) =>
    text(
      `"${name}" is not a model name.`,
      'Use 1 to 64 of the characters a-z, 0-9, "-", ".", "_" and "/".',
    ),
  NameTaken: (name: string, publisher: string) =>
    text(
      `The name "${name}" belongs to ${short(publisher)}.`,
      'Choose another name, or publish from that account.',
    ),
  ModelAlreadyPublished: (model: string, publisher: string) =>
    text(
      `The model ${short(model)} was published by ${short(publisher)} already.`,
      'Use the published version; one model has one publisher.',
    ),
  VersionNotPublished: (name: string, version: bigint) =>
    text(`There is no version ${version} of the model "${name}".`, 'Choose a version that exists.'),
  EmptyModelRoot: () => text("The model's root is zero.", 'Compute the root from the model file.'),
  RoyaltyAboveCap: (royalty: number, cap: number) =>
    text(
      `A royalty of ${percent(royalty)} is above the cap of ${percent(cap)}.`,
      'Choose a lower royalty.',
    ),
  RoyaltyNotInTenths: (royalty: number) =>
    text(
      `A royalty of ${percent(royalty)} is not a whole number of tenths of a percent.`,
      'Choose a multiple of 0.1 %.',
    ),
  NotPublisher: (caller: string, publisher: string) =>
    text(
      `Only the publisher ${short(publisher)} may do this, not ${short(caller)}.`,
      'Switch to the account that published the model.',
    ),

  // Merkle trees
  EmptyBytes: () => text('There are no bytes to compute a root of.', 'Send at least one byte.'),

  IndexOutOfRange: (index: bigint, depth: bigint) =>
    text(
      `A tree of depth ${depth} has no leaf ${index}.`,
      'Compute the proof for a leaf that is there.',
    ),
  ProofLengthMismatch: (length: bigint, depth: bigint) =>
    text(
      `The proof has ${length} hashes, but the tree needs ${depth}.`,
      'Compute the proof for this tree.',
    ),

  // The token (ERC-20, EIP-2612, EIP-3009 by ERC-6093's names)
  ERC20InsufficientBalance: (sender: string, balance: bigint, needed: bigint) =>
    text(
      `${short(sender)} holds ${balance} of the token, less than the ${needed} needed (smallest unit).`,
      'Get the difference first.',
    ),
  ERC20InsufficientAllowance: (spender: string, allowance: bigint, needed: bigint) =>
    text(
      `${short(spender)} may take ${allowance} of the token, less than the ${needed} needed (smallest unit).`,
      'Approve the difference, or sign a permit.',
    ),
  ERC20InvalidApprover: (account: string) =>
    text(`${account} cannot approve.`, 'Use an account that exists.'),
  ERC20InvalidReceiver: (account: string) =>
    text(`${account} cannot receive the token.`, 'Choose another receiver.'),
  ERC20InvalidSender: (account: string) =>
    text(`${account} cannot send the token.`, 'Use an account that exists.'),
  ERC20InvalidSpender: (account: string) =>
    text(`${account} cannot be approved.`, 'Choose another spender.'),
  ERC2612ExpiredSignature: (deadline: bigint) =>
    text(`The permit was valid until ${time(deadline)}.`, 'Sign a new one.'),
  ERC2612InvalidSigner: (signer: string, owner: string) =>
    text(
      `The permit is signed by ${short(signer)}, not by its owner ${short(owner)}.`,
      'Sign it with the paying account.',
    ),
  ERC3009UsedAuthorization: (authorizer: string) =>
    text(`This authorization of ${short(authorizer)} was used already.`, 'Sign a new one.'),
  ERC3009InvalidAuthorizationTime: (validAfter: bigint, validBefore: bigint) =>
    text(
      `The authorization is good from ${time(validAfter)} to ${time(validBefore)}.`,
      'Use it within that time, or sign a new one.',
    ),
  ERC3009InvalidSignature: () =>
    text('The signature of the authorization is not valid.', 'Sign it with the paying account.'),
  InvalidAccountNonce: (account: string, current: bigint) =>
    text(
      `A signature of ${short(account)} carries a nonce that is not the current one, ${current}.`,
      'Sign again.',
    ),
  SafeERC20FailedOperation: (token: string) =>
    text(
      `The token ${short(token)} refused the transfer.`,
      'Check balance and allowance, and that the token is not paused.',
    ),

  // What comes from the libraries underneath
  ReentrancyGuardReentrantCall: () =>
    text('The contract was called again from within its own call.', 'Call it on its own.'),
  AddressEmptyCode: (target: string) =>
    text(`There is no contract at ${target}.`, 'Check the address and the network.'),
  FailedCall: () => text('A call inside the transaction failed.', 'Simulate its parts one by one.'),
  InvalidShortString: () =>
    text('The contract holds a string in a form that cannot be read.', 'Check the deployment.'),
  StringTooLong: (value: string) =>
    text(`"${value}" is too long for the contract.`, 'Use a shorter one.'),
  ECDSAInvalidSignature: () => text('The signature is not valid.', 'Sign again.'),
  ECDSAInvalidSignatureLength: (length: bigint) =>
    text(`A signature has 65 bytes, this one ${length}.`, 'Sign again.'),
  ECDSAInvalidSignatureS: () =>
    text(
      'The signature has a form that anyone could alter without making it invalid.',
      'Sign again.',
    ),
  SafeCastOverflowedUintDowncast: (bits: number, value: bigint) =>
    text(`${value} does not fit into ${bits} bits.`, 'Choose a smaller number.'),

  ...accountErrors,
  ...scheduleErrors,
  ...multiSeatErrors,
  ...verifierErrors,
  ...consumerErrors,
  ...disputeErrors,
  ...refereeErrors,
}
