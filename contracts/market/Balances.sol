// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBalances} from "../interfaces/IBalances.sol";
import {Ledger} from "./Ledger.sol";

/// @title Balances
/// @notice The only place where tokens come in or go out.
abstract contract Balances is IBalances, Ledger, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc IBalances
    IERC20 public immutable token;

    constructor(IERC20 token_) {
        if (address(token_).code.length == 0) revert InvalidAddress(address(token_));
        token = token_;
    }

    /// @inheritdoc IBalances
    function balanceOf(address account) external view returns (uint256) {
        return _balances[account].amount;
    }

    /// @inheritdoc IBalances
    function isOperator(address owner, address operator) external view returns (bool) {
        return _operators[owner][operator];
    }

    /// @inheritdoc IBalances
    function deposit(uint256 amount) external nonReentrant {
        _deposit(amount);
    }

    /// @inheritdoc IBalances
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // Whoever sees the permit in the mempool can use it first. The allowance stands all the same, so a failure here says
        // nothing; whether the tokens can be taken is decided by taking them.
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(amount);
    }

    /// @inheritdoc IBalances
    function depositWithAuthorization(
        address from,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        uint256 before = token.balanceOf(address(this));
        IERC3009(address(token)).receiveWithAuthorization(
            from,
            address(this),
            amount,
            validAfter,
            validBefore,
            nonce,
            v,
            r,
            s
        );
        _creditReceived(from, amount, before);
    }

    /// @inheritdoc IBalances
    function withdraw(uint256 amount, address to) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (to == address(0) || to == address(this)) revert InvalidAddress(to);
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IBalances
    function transfer(address receiver, uint256 amount) external returns (bool) {
        _transfer(msg.sender, receiver, amount);
        return true;
    }

    /// @inheritdoc IBalances
    function transferFrom(address sender, address receiver, uint256 amount) external returns (bool) {
        // INVARIANT: nobody but an account, and who it named, moves its balance.
        if (msg.sender != sender && !_operators[sender][msg.sender]) revert NotOperator(msg.sender, sender);
        _transfer(sender, receiver, amount);
        return true;
    }

    /// @inheritdoc IBalances
    function setOperator(address operator, bool approved) external returns (bool) {
        _operators[msg.sender][operator] = approved;
        emit OperatorSet(msg.sender, operator, approved);
        return true;
    }

    /// @dev Needs no guard against re-entry: it calls nobody, and no other function expects a balance to stay as it was while
    /// it calls out. So a contract that the market calls (a verifier, a consumer) can move what is its own.
    function _transfer(address sender, address receiver, uint256 amount) private {
        // INVARIANT: no money goes where nobody can take it out.
        if (receiver == address(0) || receiver == address(this)) revert InvalidAddress(receiver);
        _debit(sender, amount);
        _credit(receiver, amount);
        emit Transferred(msg.sender, sender, receiver, amount);
    }

    function _deposit(uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        _creditReceived(msg.sender, amount, before);
    }

    function _creditReceived(address account, uint256 amount, uint256 before) private {
        if (amount == 0) revert ZeroAmount();
        uint256 received = token.balanceOf(address(this)) - before;
        // INVARIANT: the market never owes more than it holds, so only what arrived is credited.
        if (received != amount) revert DepositMismatch(received, amount);
        _credit(account, amount);
        emit Deposited(account, amount);
    }
}
