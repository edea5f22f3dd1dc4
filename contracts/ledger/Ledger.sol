// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Accounts} from "./Accounts.sol";
import {IBook} from "./IBook.sol";
import {ILedger} from "./ILedger.sol";

/// @title Ledger
/// @notice The only contract that holds tokens. It knows nothing about jobs.
/// @dev The books' code is trusted with the money that accounts lock through it, and with nothing else: whatever a book does, the
/// sum of all accounts changes only by deposits, withdrawals and burns.
contract Ledger is ILedger, Accounts, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc ILedger
    uint256 public constant MAX_BOOKS = 4;

    /// @inheritdoc ILedger
    IERC20 public immutable token;

    // Immutable variables instead of a mapping, because every call of a book is checked. An unused place holds this contract's
    // own address, which never calls itself.
    address private immutable _book0;
    address private immutable _book1;
    address private immutable _book2;
    address private immutable _book3;

    mapping(address owner => mapping(address spender => uint256 amount)) private _allowances;

    /// @param token_ an ERC-20 that charges nothing for transfers and never changes balances by itself
    /// @param books contracts that were deployed with this ledger's address, at most MAX_BOOKS
    constructor(IERC20 token_, address[] memory books) {
        if (address(token_).code.length == 0) revert InvalidAddress(address(token_));
        token = token_;
        _book0 = _bookAt(books, 0);
        _book1 = _bookAt(books, 1);
        _book2 = _bookAt(books, 2);
        _book3 = _bookAt(books, 3);
        if (books.length > MAX_BOOKS) revert BookNotConnected(books[MAX_BOOKS]);
    }

    modifier onlyBook() {
        // INVARIANT: only code that was fixed at deployment locks and settles.
        if (!isBook(msg.sender)) revert NotBook(msg.sender);
        _;
    }

    /// @inheritdoc ILedger
    function balanceOf(address account) external view returns (uint256) {
        return _accounts[account].free;
    }

    /// @inheritdoc ILedger
    function lockedOf(address account) external view returns (uint256) {
        return _accounts[account].locked;
    }

    /// @inheritdoc ILedger
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc ILedger
    function deposit(address account, uint256 amount) external nonReentrant {
        _checkActsFor(account);
        _deposit(account, amount);
    }

    /// @inheritdoc ILedger
    function depositWithPermit(
        address account,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        _checkActsFor(account);
        // Anyone who sees the permit in the mempool can use it first. The allowance is set all the same, so a failure here means
        // nothing: the transfer decides whether the tokens can be taken.
        try IERC20Permit(address(token)).permit(account, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(account, amount);
    }

    /// @inheritdoc ILedger
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

    /// @inheritdoc ILedger
    function withdraw(uint256 amount, address to) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        _checkReceiver(to);
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc ILedger
    function transfer(address receiver, uint256 amount) external returns (bool) {
        _transfer(msg.sender, receiver, amount);
        return true;
    }

    /// @inheritdoc ILedger
    function transferFrom(address owner, address receiver, uint256 amount) external returns (bool) {
        _spendAllowance(owner, msg.sender, amount);
        _transfer(owner, receiver, amount);
        return true;
    }

    /// @inheritdoc ILedger
    function approve(address spender, uint256 amount) external returns (bool) {
        _allowances[msg.sender][spender] = amount;
        emit Approved(msg.sender, spender, amount);
        return true;
    }

    /// @inheritdoc ILedger
    function lock(address account, uint256 amount) external onlyBook {
        _lock(account, amount);
    }

    /// @inheritdoc ILedger
    function lockFor(address account, address spender, uint256 amount) external onlyBook {
        _spendAllowance(account, spender, amount);
        _lock(account, amount);
    }

    /// @inheritdoc ILedger
    function pay(address from, address to, uint256 amount) external onlyBook {
        _take(from, amount);
        _give(to, amount);
    }

    /// @inheritdoc ILedger
    function payAndRelease(address from, address to, uint256 amount, uint256 released) external onlyBook {
        _take(from, amount);
        _take(to, released);
        _give(to, amount + released);
    }

    /// @inheritdoc ILedger
    function forfeit(address from, address to, uint256 rewarded, uint256 burned) external onlyBook {
        // INVARIANT: forfeited = burned + rewarded. Burned money is in no account, and nobody can withdraw it.
        _take(from, rewarded + burned);
        _give(to, rewarded);
    }

    /// @inheritdoc ILedger
    function isBook(address account) public view returns (bool) {
        return account == _book0 || account == _book1 || account == _book2 || account == _book3;
    }

    /// @dev Needs no guard against re-entry: it makes no external call, and no function expects a balance to stay the same during
    /// its own external calls.
    function _transfer(address owner, address receiver, uint256 amount) private {
        _checkReceiver(receiver);
        _debit(owner, amount);
        _credit(receiver, amount);
        emit Transferred(msg.sender, owner, receiver, amount);
    }

    function _deposit(address account, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(account, address(this), amount);
        _creditReceived(account, amount, before);
    }

    function _creditReceived(address account, uint256 amount, uint256 before) private {
        if (amount == 0) revert ZeroAmount();
        uint256 held = token.balanceOf(address(this));
        uint256 received = held - before;
        // INVARIANT: the ledger never owes more than it holds, so it credits only what arrived. What it holds fits 128 bits, so
        // no sum of accounts overflows.
        if (received != amount || held > type(uint128).max) revert DepositMismatch(received, amount);
        _credit(account, amount);
        emit Deposited(account, amount);
    }

    function _spendAllowance(address owner, address spender, uint256 amount) private {
        if (owner == spender) return;
        uint256 allowed = _allowances[owner][spender];
        // INVARIANT: only the account itself, and spenders within the limit that it set, move its free money.
        if (allowed < amount) revert InsufficientAllowance(owner, spender, allowed, amount);
        if (allowed != type(uint256).max) _allowances[owner][spender] = allowed - amount;
    }

    /// @dev A book acts only for its own caller: it passes its `msg.sender` as the account.
    function _checkActsFor(address account) private view {
        // INVARIANT: nobody deposits another account's tokens.
        if (msg.sender != account && !isBook(msg.sender)) revert NotAccount(msg.sender, account);
    }

    function _checkReceiver(address receiver) private view {
        // INVARIANT: no money goes to an account that cannot withdraw it.
        if (receiver == address(0) || receiver == address(this) || isBook(receiver)) revert InvalidAddress(receiver);
    }

    function _bookAt(address[] memory books, uint256 index) private view returns (address book) {
        if (index >= books.length) return address(this);
        book = books[index];
        if (book.code.length == 0 || address(IBook(book).ledger()) != address(this)) revert BookNotConnected(book);
        for (uint256 i = 0; i < index; ++i) if (books[i] == book) revert BookNotConnected(book);
    }
}
