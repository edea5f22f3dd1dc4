// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Callback} from "./Callback.sol";
import {ModelId} from "./ModelId.sol";
import {Offer} from "./Offer.sol";
import {Policy} from "./Policy.sol";

/// @notice What a requester posts or signs. Its EIP-712 digest is the job's id.
struct Request {
    /// Who pays, and to whom unspent money returns.
    address requester;
    /// Top bit clear: a request that its requester posts; any number not used with the same other fields. Top bit set
    /// (SIGNED_NONCE): a request signed off chain; a number is good for one of these.
    uint256 nonce;
    ModelId model;
    /// The paged Merkle root of the input's canonical bytes.
    bytes32 inputRoot;
    Offer offer;
    Policy policy;
    Callback callback;
}

using {hash, posting, terms} for Request global;

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
    bytes32 offerHash = self.offer.hash();
    bytes32 policyHash = self.policy.hash();
    bytes32 callbackHash = self.callback.hash();
    // Assembly, because every function hashes its request, and the compiler would load, check and store word by word what one
    // copy takes over. A field wider than its type gives a digest of its own, for which no job exists: terms() refuses it.
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

/// @dev The request without its requester and model, each field at its own width, one after another: what the logs of requests
/// begin with. A third of the ABI encoding's length, and the log is what posting pays most for.
function terms(Request calldata self) pure returns (bytes memory packed) {
    Offer calldata offer = self.offer;
    Policy calldata policy = self.policy;
    Callback calldata callback = self.callback;
    bytes calldata params = policy.params;
    uint256 excess = 0;
    // Assembly, because abi.encodePacked of fifteen fields does not fit the stack and in parts is copied again and again. A
    // fuzz test holds it to abi.encodePacked.
    assembly ("memory-safe") {
        // Each word is written with its bytes to the left, and the next one over what is too much.
        function put(to, from, bits) -> dirt {
            let word := calldataload(from)
            mstore(to, shl(sub(256, bits), word))
            dirt := shr(bits, word)
        }
        packed := mload(0x40)
        let at := add(packed, 0x20)
        // nonce, and two words further inputRoot
        mstore(at, calldataload(add(self, 0x20)))
        mstore(add(at, 0x20), calldataload(add(self, 0x60)))
        excess := or(excess, put(add(at, 0x40), add(offer, 0x0), 96))
        excess := or(excess, put(add(at, 0x4c), add(offer, 0x20), 96))
        excess := or(excess, put(add(at, 0x58), add(offer, 0x40), 40))
        excess := or(excess, put(add(at, 0x5d), add(offer, 0x60), 32))
        excess := or(excess, put(add(at, 0x61), add(offer, 0x80), 32))
        excess := or(excess, put(add(at, 0x65), add(offer, 0xa0), 40))
        excess := or(excess, put(add(at, 0x6a), add(offer, 0xc0), 96))
        excess := or(excess, put(add(at, 0x76), add(offer, 0xe0), 160))
        excess := or(excess, put(add(at, 0x8a), add(policy, 0x0), 8))
        excess := or(excess, put(add(at, 0x8b), add(policy, 0x20), 160))
        excess := or(excess, put(add(at, 0x9f), add(callback, 0x0), 160))
        excess := or(excess, put(add(at, 0xb3), add(callback, 0x20), 32))
        excess := or(excess, put(add(at, 0xb7), add(callback, 0x40), 8))
        excess := or(excess, shr(160, calldataload(self)))
        // Nobody can bring 4 GB.
        mstore(add(at, 184), shl(224, params.length))
        calldatacopy(add(at, 188), params.offset, params.length)
        let length := add(188, params.length)
        mstore(packed, length)
        mstore(0x40, and(add(add(packed, 0x5f), length), not(0x1f)))
    }
    // INVARIANT: what the log says hashes to the job's id.
    if (excess != 0) revert FieldOutOfRange();
}

/// @dev What the log of a posted request holds: its terms, then the input's bytes without the zeros at both ends (images have
/// wide black edges, and a log costs 8 gas a byte whatever the byte is): how many are left out before and behind, 2 bytes each, and
/// the rest.
/// @param input at most MAX_INLINE bytes
function posting(Request calldata self, bytes calldata input) pure returns (bytes memory packed) {
    packed = self.terms();
    (uint256 leading, uint256 trailing) = zeroEdges(input);
    // Assembly, because bytes.concat would copy all of it again. The terms lie last in memory, so they are grown in place. A
    // fuzz test holds it to bytes.concat.
    assembly ("memory-safe") {
        let length := mload(packed)
        let at := add(add(packed, 0x20), length)
        mstore(at, or(shl(240, leading), shl(224, trailing)))
        let kept := sub(input.length, add(leading, trailing))
        calldatacopy(add(at, 4), add(input.offset, leading), kept)
        mstore(packed, add(length, add(4, kept)))
        let end := add(at, add(4, kept))
        // The log shows whole words.
        mstore(end, 0)
        mstore(0x40, and(add(end, 0x3f), not(0x1f)))
    }
}

/// @dev How many zero bytes are at the beginning and, of the rest, at the end. Of bytes that are all zero, all are leading.
function zeroEdges(bytes calldata data) pure returns (uint256 leading, uint256 trailing) {
    // Assembly, because Solidity would look at each byte alone. A fuzz test holds it to that.
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
        // A last word that is not whole shows bytes that are not the data's.
        if gt(leading, length) {
            leading := length
        }
        // What comes before the data in calldata is at least a selector and two words, so nothing is read from before its begin.
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
