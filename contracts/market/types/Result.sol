// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The statement that a worker signs: this output answers that request. Payment and disputes rely on it.
struct Receipt {
    /// The worker that answers. If a key signs, this is the account that it signs for.
    address worker;
    /// The EIP-712 digest of the request that it answers.
    bytes32 request;
    /// The paged Merkle root of the output's canonical bytes.
    bytes32 outputRoot;
    /// keccak256 of the evidence; zero if there is none.
    bytes32 evidenceHash;
    /// The runtime profile that the worker ran.
    bytes32 profile;
    /// When the worker finished, in seconds since 1970, by its own clock.
    uint64 completedAt;
}

/// @notice A worker's result, with its signature and evidence.
struct Submission {
    Receipt receipt;
    /// Empty if the worker's own account signed; else the key that signed, in ERC-7913 form. The worker must have listed it for
    /// work in the key registry.
    bytes signer;
    /// The signature over the receipt.
    bytes signature;
    /// Opens an earlier commitment to this result; zero if there is none.
    bytes32 salt;
    /// The output's canonical bytes, at most MAX_INLINE and checked against the receipt; empty when they travel elsewhere.
    bytes output;
    /// Evidence that the verifier requires beyond the signature (a proof, a quote); empty for most methods.
    bytes evidence;
}

using {hash} for Receipt global;
using {commitment, fulfilment, result} for Submission global;

bytes32 constant RECEIPT_TYPEHASH = keccak256(
    "Receipt(address worker,bytes32 request,bytes32 outputRoot,bytes32 evidenceHash,bytes32 profile,uint64 completedAt)"
);

/// @dev The EIP-712 struct hash; the market adds its domain.
function hash(Receipt calldata self) pure returns (bytes32 digest) {
    bytes32 typehash = RECEIPT_TYPEHASH;
    // Assembly, because calldata holds the struct's words in the order of the hash, and one copy is cheaper than 6.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0xc0)
        digest := keccak256(at, 0xe0)
    }
}

/// @dev Hides a result until copying it no longer helps. It is valid for this worker only.
function commitment(Submission calldata self, bytes32 job, address worker) pure returns (bytes32) {
    return keccak256(abi.encode(job, worker, self.receipt.outputRoot, self.salt));
}

/// @dev The signed receipt, packed field by field, as a result's log holds it beside job and worker: outputRoot 32, profile 32,
/// completedAt 8, length of signer 4 bytes, signer, signature. If the length's top bit is set, evidenceHash 32 stands before the
/// signer.
function result(Submission calldata self) pure returns (bytes memory) {
    bytes calldata signer = self.signer;
    // No call carries 2 GB, so the top bit is free.
    uint32 length = uint32(signer.length);
    bytes32 evidenceHash = self.receipt.evidenceHash;
    bytes memory head = abi.encodePacked(self.receipt.outputRoot, self.receipt.profile, self.receipt.completedAt);
    if (evidenceHash == bytes32(0)) return bytes.concat(head, bytes4(length), signer, self.signature);
    return bytes.concat(head, bytes4(length | (1 << 31)), evidenceHash, signer, self.signature);
}

/// @dev The part of a JobFulfilled log that follows the terms: paid 12, royalty 12, length of the output 4 bytes, the output, and
/// the result.
/// @param paid a part of a fee, so it fits 12 bytes; so does `royalty`
function fulfilment(Submission calldata self, uint256 paid, uint256 royalty) pure returns (bytes memory) {
    bytes calldata output = self.output;
    // An output has at most MAX_INLINE bytes.
    return abi.encodePacked(uint96(paid), uint96(royalty), uint32(output.length), output, self.result());
}
