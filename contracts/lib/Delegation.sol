// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Delegation
/// @notice The only place where a contract runs another contract's code on its own storage.
library Delegation {
    /// @dev Runs this call with the code at `code`, on the storage of the calling contract, and returns its answer. Only for code
    /// that the calling contract deployed itself and that has the same storage layout.
    function toCodeAt(address code) internal {
        // Assembly, to pass the call and its answer on unchanged, whatever the function. Control never returns to Solidity, so
        // any memory can be used.
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, 0, calldatasize())
            let succeeded := delegatecall(gas(), code, at, calldatasize(), 0, 0)
            returndatacopy(at, 0, returndatasize())
            if iszero(succeeded) {
                revert(at, returndatasize())
            }
            return(at, returndatasize())
        }
    }
}
