// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Receipt} from "./Receipt.sol";

/// @notice A worker's result with what speaks for it.
struct Submission {
    Receipt receipt;
    /// Empty where the worker's own account signed; else the key that did, as ERC-7913 writes it, which the worker listed for
    /// work in the key registry.
    bytes signer;
    /// The signature over the receipt.
    bytes signature;
    /// Opens an earlier commitment to this result; zero where there is none.
    bytes32 salt;
    /// The output's canonical bytes, at most MAX_INLINE and checked against the receipt; empty when they travel elsewhere.
    bytes output;
    /// What the verifier asks beyond the signature (a proof, a quote); empty for most methods.
    bytes evidence;
}

using {commitment, fulfilment, result} for Submission global;

/// @dev What hides a result until it can't be copied any more: it is worth something to this worker alone.
function commitment(Submission calldata self, bytes32 job, address worker) pure returns (bytes32) {
    return keccak256(abi.encode(job, worker, self.receipt.outputRoot, self.salt));
}

/// @dev The signed receipt, each field at its own width, one after another: what the log of a result holds beside job and
/// worker. outputRoot 32, profile 32, completedAt 8, length of signer 4 bytes, signer, signature.
function result(Submission calldata self) pure returns (bytes memory) {
    bytes calldata signer = self.signer;
    return
        abi.encodePacked(
            self.receipt.outputRoot,
            self.receipt.profile,
            self.receipt.completedAt,
            // Nobody can bring 4 GB.
            uint32(signer.length),
            signer,
            self.signature
        );
}

/// @dev What the log of a request that was fulfilled at once holds behind the terms: paid 12, royalty 12, length of the output 4
/// bytes, the output, and the result.
/// @param paid a part of a fee, which has 12 bytes, as has the other
function fulfilment(Submission calldata self, uint256 paid, uint256 royalty) pure returns (bytes memory) {
    bytes calldata output = self.output;
    // An output has at most MAX_INLINE bytes.
    return abi.encodePacked(uint96(paid), uint96(royalty), uint32(output.length), output, self.result());
}
