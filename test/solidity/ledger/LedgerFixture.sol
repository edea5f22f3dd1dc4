// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerDeployer} from "./LedgerDeployer.sol";
import {ScriptedBook} from "./ScriptedBook.sol";

/// @notice A ledger with two books that do what a test sets, and two owners of money in it.
abstract contract LedgerFixture {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant FUNDS = 1_000e6;
    uint256 internal constant ALICE_KEY = 0xA11CE;
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA01);
    address internal alice = vm.addr(ALICE_KEY);

    TestToken internal token;
    ILedger internal ledger;
    ScriptedBook internal book;
    ScriptedBook internal otherBook;

    function setUp() public virtual {
        vm.warp(START);
        token = new TestToken();
        _openLedger(token);
        _fund(alice);
        _fund(BOB);
    }

    function _openLedger(IERC20 token_) internal {
        LedgerDeployer deployer = new LedgerDeployer();
        ledger = deployer.ledger();
        (book, otherBook) = (new ScriptedBook(ledger), new ScriptedBook(ledger));
        address[] memory books = new address[](2);
        (books[0], books[1]) = (address(book), address(otherBook));
        deployer.deploy(token_, books);
    }

    function _fund(address account) internal {
        token.faucet(account);
        vm.startPrank(account);
        token.approve(address(ledger), type(uint256).max);
        ledger.deposit(account, FUNDS);
        vm.stopPrank();
    }

    function _assertMoney(address account, uint256 free, uint256 locked) internal view {
        vm.assertEq(ledger.balanceOf(account), free, "free money");
        vm.assertEq(ledger.lockedOf(account), locked, "locked money");
    }
}
