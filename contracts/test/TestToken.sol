// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";

/// @title Assay Test Dollar
/// @notice Money for local chains and tests: anyone may mint some. It has the interface of a real dollar token: 6 decimals,
/// EIP-2612 permits and EIP-3009 authorizations.
contract TestToken is ERC20Permit, ERC3009 {
    /// @notice The amount that one faucet call mints: 1,000 tUSD.
    uint256 public constant FAUCET_AMOUNT = 1_000e6;

    constructor() ERC20("Assay Test Dollar", "tUSD") ERC20Permit("Assay Test Dollar") {}

    /// @notice Mints FAUCET_AMOUNT for `to`.
    function faucet(address to) external {
        _mint(to, FAUCET_AMOUNT);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
