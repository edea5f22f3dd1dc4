// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {OutsideCall} from "../../lib/CallBounds.sol";
import {ModelId} from "../../registries/types/ModelId.sol";

/// @notice A request, as its requester posts or signs it. Its EIP-712 digest is the job's id.
struct Request {
    /// The account that pays, and that unspent money returns to.
    address requester;
    /// Top bit clear: the requester posts the request itself, with any number that it has not used with the same other fields.
    /// Top bit set (SIGNED_NONCE): the requester signs the request off chain, and each number is valid for one such request.
    uint256 nonce;
    ModelId model;
    /// The paged Merkle root of the input's canonical bytes.
    bytes32 inputRoot;
    Offer offer;
    Policy policy;
    Callback callback;
}

/// @notice The price of one seat, and the times that bind requester and worker.
struct Offer {
    /// The fee until `rampStart`, in units of the market's token.
    uint96 minFee;
    /// The fee from `rampStart + rampLength` on; equal to `minFee` for a fixed price.
    uint96 maxFee;
    /// When the fee begins to rise, in seconds since 1970.
    uint40 rampStart;
    /// How long the fee rises, in seconds.
    uint32 rampLength;
    /// How long a worker has from its claim to its result, in seconds.
    uint32 lockFor;
    /// The last second at which a seat can be claimed.
    uint40 expiry;
    /// The collateral that each seat locks when it is claimed, in units of the market's token.
    uint96 collateral;
    /// The only account that may claim, or zero for anyone.
    address worker;
}

/// @notice How the result is verified.
struct Policy {
    /// How many workers answer.
    uint8 seats;
    /// The contract that turns submitted results into a verdict (IVerifier).
    address verifier;
    /// The verifier's own parameters.
    bytes params;
}

/// @notice The contract that is called with the result, and when.
struct Callback {
    /// The contract that is called, or zero for none.
    address target;
    /// The gas that the call gets.
    uint32 gasLimit;
    /// A set of WHEN_* bits: 0 none, 1 provisional, 2 final, 3 both.
    uint8 when;
}

/// @notice The input, inline or by reference.
struct Input {
    /// The canonical bytes, at most MAX_INLINE; the market checks their root.
    bytes data;
    /// URIs of the bytes when `data` is empty. Readers check the root.
    string[] uris;
}

uint8 constant WHEN_PROVISIONAL = 1;
uint8 constant WHEN_FINAL = 2;

using {hash, posting, terms} for Request global;
using {feeAt, hashOffer} for Offer global;
using {hashPolicy} for Policy global;
using {hashCallback} for Callback global;

bytes32 constant REQUEST_TYPEHASH = keccak256(
    "Request(address requester,uint256 nonce,bytes32 model,bytes32 inputRoot,Offer offer,Policy policy,Callback callback)"
    "Callback(address target,uint32 gasLimit,uint8 when)"
    "Offer(uint96 minFee,uint96 maxFee,uint40 rampStart,uint32 rampLength,uint32 lockFor,uint40 expiry,uint96 collateral,address worker)"
    "Policy(uint8 seats,address verifier,bytes params)"
);

/// @notice A field of the request is wider than its type.
error FieldOutOfRange();

/// @dev The EIP-712 struct hash; the market adds its domain.
function hash(Request calldata self) pure returns (bytes32 result) {
    bytes32 typehash = REQUEST_TYPEHASH;
    bytes32 offerHash = self.offer.hashOffer();
    bytes32 policyHash = self.policy.hashPolicy();
    bytes32 callbackHash = self.callback.hashCallback();
    // Assembly, because every function hashes its request, and one copy replaces the compiler's load, check and store of each
    // word. A field wider than its type gives another digest. No job has that digest, because terms() refuses such a field.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        // requester, nonce, model, inputRoot
        calldatacopy(add(at, 0x20), self, 0x80)
        mstore(add(at, 0xa0), offerHash)
        mstore(add(at, 0xc0), policyHash)
        mstore(add(at, 0xe0), callbackHash)
        result := keccak256(at, 0x100)
    }
}

/// @dev The request without its requester and model, packed field by field: the first part of each request's log. The log is the
/// largest cost of posting, so it omits fields that most requests do not use. nonce 32, inputRoot 32, flags 1, maxFee 12, lockFor
/// 4, expiry 5, seats 1, collateral 12, verifier 20 bytes; then each of the following if its bit of the flags is set. 1: minFee
/// 12 (else it equals maxFee), rampStart 5, rampLength 4; 2: worker 20; 4: callback.target 20, gasLimit 4, when 1; 8: length of
/// params 4, params.
function terms(Request calldata self) pure returns (bytes memory packed) {
    Offer calldata offer = self.offer;
    Policy calldata policy = self.policy;
    // `at` follows the length, nonce and inputRoot; `behind` follows the fields that every request has.
    uint256 at = 0;
    uint256 behind = 0;
    assembly ("memory-safe") {
        packed := mload(0x40)
        at := add(packed, 0x60)
        behind := add(at, 55)
    }
    (uint256 end, uint256 flags, uint256 excess) = writeUsed(offer, self.callback, policy.params, behind);
    // Assembly, because abi.encodePacked of fifteen fields does not fit the stack, and in parts it copies the bytes repeatedly. A
    // fuzz test compares it with abi.encodePacked.
    assembly ("memory-safe") {
        {
            let maxFee := calldataload(add(offer, 0x20))
            let lockFor := calldataload(add(offer, 0x80))
            let expiry := calldataload(add(offer, 0xa0))
            let seats := calldataload(policy)
            excess := or(or(excess, shr(96, maxFee)), or(shr(32, lockFor), or(shr(40, expiry), shr(8, seats))))
            let word := or(shl(248, flags), shl(152, maxFee))
            // The next store overwrites the last 9 bytes of this word.
            mstore(at, or(or(word, shl(120, lockFor)), or(shl(80, expiry), shl(72, seats))))
        }
        let collateral := calldataload(add(offer, 0xc0))
        let verifier := calldataload(add(policy, 0x20))
        excess := or(or(excess, shr(160, calldataload(self))), or(shr(96, collateral), shr(160, verifier)))
        mstore(add(at, 23), or(shl(160, collateral), verifier))
        // nonce and inputRoot
        mstore(add(packed, 0x20), calldataload(add(self, 0x20)))
        mstore(add(packed, 0x40), calldataload(add(self, 0x60)))
        mstore(packed, sub(sub(end, packed), 0x20))
        mstore(0x40, and(add(end, 0x1f), not(0x1f)))
    }
    // INVARIANT: the request in the log hashes to the job's id.
    if (excess != 0) revert FieldOutOfRange();
}

/// @dev Writes the optional parts of the terms to free memory.
/// @param at where they begin in memory
/// @return end where they end
/// @return flags which of them were written
/// @return excess nonzero if a field is wider than its type
function writeUsed(
    Offer calldata offer,
    Callback calldata callback,
    bytes calldata params,
    uint256 at
) pure returns (uint256 end, uint256 flags, uint256 excess) {
    end = at;
    // Assembly for the same reason as in terms().
    assembly ("memory-safe") {
        let minFee := calldataload(offer)
        let start := calldataload(add(offer, 0x40))
        let length := calldataload(add(offer, 0x60))
        if or(xor(minFee, calldataload(add(offer, 0x20))), or(start, length)) {
            flags := 1
            excess := or(shr(96, minFee), or(shr(40, start), shr(32, length)))
            mstore(end, or(shl(160, minFee), or(shl(120, start), shl(88, length))))
            end := add(end, 21)
        }
        let worker := calldataload(add(offer, 0xe0))
        if worker {
            flags := or(flags, 2)
            excess := or(excess, shr(160, worker))
            mstore(end, shl(96, worker))
            end := add(end, 20)
        }
        let target := calldataload(callback)
        let gasLimit := calldataload(add(callback, 0x20))
        let when := calldataload(add(callback, 0x40))
        if or(target, or(gasLimit, when)) {
            flags := or(flags, 4)
            excess := or(or(excess, shr(160, target)), or(shr(32, gasLimit), shr(8, when)))
            mstore(end, or(shl(96, target), or(shl(64, gasLimit), shl(56, when))))
            end := add(end, 25)
        }
        if params.length {
            flags := or(flags, 8)
            // No call carries 4 GB, so the length fits 4 bytes.
            mstore(end, shl(224, params.length))
            calldatacopy(add(end, 4), params.offset, params.length)
            end := add(end, add(4, params.length))
        }
    }
}

/// @dev The data of a posted request's log: its terms; the numbers of leading and trailing zero bytes of the input, 2 bytes each;
/// and the input's bytes between them. Those zeros are left out because images have wide black edges, and a log costs 8 gas per
/// byte of any value.
/// @param input at most MAX_INLINE bytes
function posting(Request calldata self, bytes calldata input) pure returns (bytes memory packed) {
    packed = self.terms();
    (uint256 leading, uint256 trailing) = zeroEdges(input);
    // Assembly, because bytes.concat would copy all of it again. The terms are last in memory, so they grow in place. A fuzz test
    // compares it with bytes.concat.
    assembly ("memory-safe") {
        let length := mload(packed)
        let at := add(add(packed, 0x20), length)
        mstore(at, or(shl(240, leading), shl(224, trailing)))
        let kept := sub(input.length, add(leading, trailing))
        calldatacopy(add(at, 4), add(input.offset, leading), kept)
        mstore(packed, add(length, add(4, kept)))
        let end := add(at, add(4, kept))
        // The log contains whole words, so the last one ends with zeros.
        mstore(end, 0)
        mstore(0x40, and(add(end, 0x3f), not(0x1f)))
    }
}

/// @dev The number of zero bytes at the beginning and, in the rest, at the end. If all bytes are zero, all count as leading.
function zeroEdges(bytes calldata data) pure returns (uint256 leading, uint256 trailing) {
    // Assembly, because Solidity would read one byte at a time. A fuzz test compares it with such a loop.
    assembly ("memory-safe") {
        let length := data.length
        for {} lt(leading, length) {
            leading := add(leading, 32)
        } {
            let word := calldataload(add(data.offset, leading))
            if word {
                leading := add(leading, shr(3, clz(word)))
                break
            }
        }
        // A partial last word also contains bytes that follow the data.
        if gt(leading, length) {
            leading := length
        }
        // At least a selector and two words precede the data in calldata, so nothing is read from before calldata begins.
        let end := add(data.offset, sub(length, 32))
        let rest := sub(length, leading)
        for {} lt(trailing, rest) {
            trailing := add(trailing, 32)
        } {
            let word := calldataload(sub(end, trailing))
            if word {
                // The lowest bit that is set.
                trailing := add(trailing, shr(3, sub(255, clz(and(word, sub(0, word))))))
                break
            }
        }
        if gt(trailing, rest) {
            trailing := rest
        }
    }
}

bytes32 constant OFFER_TYPEHASH = keccak256(
    "Offer(uint96 minFee,uint96 maxFee,uint40 rampStart,uint32 rampLength,uint32 lockFor,uint40 expiry,uint96 collateral,address worker)"
);

/// @dev A reverse Dutch auction: the fee rises linearly. It is rounded down, so it never exceeds `maxFee`.
function feeAt(Offer calldata self, uint256 time) pure returns (uint256) {
    uint256 minFee = self.minFee;
    uint256 rise = self.maxFee - minFee;
    uint256 start = self.rampStart;
    if (rise == 0 || time <= start) return minFee;
    uint256 elapsed = time - start;
    uint256 length = self.rampLength;
    if (elapsed >= length) return minFee + rise;
    return minFee + (rise * elapsed) / length;
}

function hashOffer(Offer calldata self) pure returns (bytes32 result) {
    bytes32 typehash = OFFER_TYPEHASH;
    // Assembly, because calldata holds the struct's words in the order of the hash, and one copy is cheaper than 8.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0x100)
        result := keccak256(at, 0x120)
    }
}

bytes32 constant POLICY_TYPEHASH = keccak256("Policy(uint8 seats,address verifier,bytes params)");

function hashPolicy(Policy calldata self) pure returns (bytes32 result) {
    bytes32 typehash = POLICY_TYPEHASH;
    bytes calldata params = self.params;
    // INVARIANT: the bytes that are hashed are the bytes that a verifier gets.
    bool outside = false;
    // Assembly, for the reason given in requireInCall. Its check is made here together with one of `self`, which is cheaper.
    assembly ("memory-safe") {
        outside := or(gt(sub(self, 0x04), calldatasize()), gt(sub(params.offset, 0x24), calldatasize()))
    }
    if (outside) revert OutsideCall();
    // Assembly, because every function hashes its request, and abi.encode would copy the parameters and allocate twice.
    assembly ("memory-safe") {
        let at := mload(0x40)
        calldatacopy(at, params.offset, params.length)
        let paramsHash := keccak256(at, params.length)
        mstore(at, typehash)
        // seats, verifier
        calldatacopy(add(at, 0x20), self, 0x40)
        mstore(add(at, 0x60), paramsHash)
        result := keccak256(at, 0x80)
    }
}

bytes32 constant CALLBACK_TYPEHASH = keccak256("Callback(address target,uint32 gasLimit,uint8 when)");

function hashCallback(Callback calldata self) pure returns (bytes32 result) {
    bytes32 typehash = CALLBACK_TYPEHASH;
    // Assembly, because calldata holds the struct's words in the order of the hash, and one copy is cheaper than 3.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0x60)
        result := keccak256(at, 0x80)
    }
}
