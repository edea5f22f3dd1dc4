// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {HostileToken} from "../../../contracts/test/HostileToken.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerDeployer} from "./LedgerDeployer.sol";
import {LedgerFixture} from "./LedgerFixture.sol";
import {ScriptedBook} from "./ScriptedBook.sol";

/// @notice What books, and only books, can do with locked money.
contract LedgerBooksTest is LedgerFixture {
    // --- which contracts are books

    function test_isBook() external view {
        vm.assertTrue(ledger.isBook(address(book)) && ledger.isBook(address(otherBook)));
        vm.assertTrue(!ledger.isBook(alice));
        vm.assertTrue(!ledger.isBook(address(0)));
        vm.assertEq(ledger.MAX_BOOKS(), 4);
    }

    function test_constructor_takesUpToFourBooks() external {
        for (uint256 count = 0; count <= 4; ++count) {
            LedgerDeployer deployer = new LedgerDeployer();
            address[] memory books = _booksOf(deployer.ledger(), count);
            deployer.deploy(token, books);
            for (uint256 i = 0; i < count; ++i) vm.assertTrue(deployer.ledger().isBook(books[i]));
        }
        LedgerDeployer fifth = new LedgerDeployer();
        address[] memory tooMany = _booksOf(fifth.ledger(), 5);
        vm.expectRevert(abi.encodeWithSelector(ILedger.BookNotConnected.selector, tooMany[4]));
        fifth.deploy(token, tooMany);
    }

    function test_constructor_refusesBooksThatAreNotItsOwn() external {
        LedgerDeployer deployer = new LedgerDeployer();
        // One without code, one of another ledger, one listed twice.
        address[] memory books = _booksOf(deployer.ledger(), 3);
        books[1] = alice;
        _refused(deployer, books, alice);
        books[1] = address(book);
        _refused(deployer, books, address(book));
        books[1] = books[0];
        _refused(deployer, books, books[0]);
        books[1] = books[2];
        _refused(deployer, books, books[2]);
    }

    function test_constructor_refusesATokenWithoutCode() external {
        LedgerDeployer deployer = new LedgerDeployer();
        vm.expectRevert(abi.encodeWithSelector(ILedger.InvalidAddress.selector, alice));
        deployer.deploy(IERC20(alice), new address[](0));
    }

    /// @dev Unused places hold the ledger's own address, which never acts as a book.
    function test_isBook_ofTheLedgerItselfLetsNobodyIn() external {
        LedgerDeployer deployer = new LedgerDeployer();
        deployer.deploy(token, new address[](0));
        ILedger empty = deployer.ledger();
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotBook.selector, address(this)));
        empty.lock(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotBook.selector, address(book)));
        vm.prank(address(book));
        empty.lock(alice, 0);
    }

    function _booksOf(ILedger ledger_, uint256 count) private returns (address[] memory books) {
        books = new address[](count);
        for (uint256 i = 0; i < count; ++i) books[i] = address(new ScriptedBook(ledger_));
    }

    function _refused(LedgerDeployer deployer, address[] memory books, address bad) private {
        vm.expectRevert(abi.encodeWithSelector(ILedger.BookNotConnected.selector, bad));
        deployer.deploy(token, books);
    }

    // --- locking

    function test_lock() external {
        book.lock(alice, 300);
        _assertMoney(alice, FUNDS - 300, 300);
        otherBook.lock(alice, FUNDS - 300);
        _assertMoney(alice, 0, FUNDS);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, 0, 1));
        book.lock(alice, 1);
        book.lock(alice, 0);
        _assertMoney(BOB, FUNDS, 0);
    }

    function test_lockFor_withinTheSpendersAllowance() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, alice, CAROL, 0, 300));
        book.lockFor(alice, CAROL, 300);
        vm.prank(alice);
        ledger.approve(CAROL, 300);
        book.lockFor(alice, CAROL, 200);
        _assertMoney(alice, FUNDS - 200, 200);
        vm.assertEq(ledger.allowance(alice, CAROL), 100);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, alice, CAROL, 100, 101));
        book.lockFor(alice, CAROL, 101);
        // The account itself needs no allowance.
        book.lockFor(alice, alice, 300);
        _assertMoney(alice, FUNDS - 500, 500);
    }

    function test_lockedMoney_isTheBooksAlone() external {
        book.lock(BOB, 4);
        address[3] memory callers = [alice, BOB, address(new ScriptedBook(ledger))];
        for (uint256 i = 0; i < callers.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(ILedger.NotBook.selector, callers[i]);
            vm.startPrank(callers[i]);
            vm.expectRevert(refusal);
            ledger.lock(BOB, 1);
            vm.expectRevert(refusal);
            ledger.lockFor(callers[i], callers[i], 1);
            vm.expectRevert(refusal);
            ledger.pay(BOB, callers[i], 1);
            vm.expectRevert(refusal);
            ledger.payAndRelease(BOB, callers[i], 1, 0);
            vm.expectRevert(refusal);
            ledger.forfeit(BOB, callers[i], 1, 1);
            vm.stopPrank();
        }
        _assertMoney(BOB, FUNDS - 4, 4);
    }

    // --- settling

    function test_pay_freesAndPaysOutOfLockedMoney() external {
        book.lock(alice, 1_000);
        book.pay(alice, alice, 100);
        book.pay(alice, CAROL, 200);
        _assertMoney(alice, FUNDS - 900, 700);
        _assertMoney(CAROL, 200, 0);
        // An amount of zero, to anyone, changes nothing.
        book.pay(alice, BOB, 0);
        book.pay(CAROL, BOB, 0);
        _assertMoney(BOB, FUNDS, 0);
    }

    function test_pay_toTheBookStaysLockedForOthers() external {
        book.lock(alice, 300);
        book.pay(alice, address(book), 300);
        _assertMoney(address(book), 0, 300);
        book.pay(address(book), BOB, 299);
        book.forfeit(address(book), address(0), 0, 1);
        _assertMoney(address(book), 0, 0);
        _assertMoney(BOB, FUNDS + 299, 0);
        _assertMoney(alice, FUNDS - 300, 0);
    }

    function test_payAndRelease_paysAndFreesAtOnce() external {
        book.lock(alice, 100);
        book.lock(BOB, 70);
        book.payAndRelease(alice, BOB, 60, 50);
        _assertMoney(alice, FUNDS - 100, 40);
        _assertMoney(BOB, FUNDS - 70 + 110, 20);
        // If both accounts are the same, it is one release.
        book.payAndRelease(alice, alice, 10, 30);
        _assertMoney(alice, FUNDS - 60, 0);
    }

    function test_forfeit_rewardsAndBurns() external {
        book.lock(alice, 1_000);
        book.forfeit(alice, CAROL, 400, 500);
        _assertMoney(alice, FUNDS - 1_000, 100);
        _assertMoney(CAROL, 400, 0);
        book.forfeit(alice, address(book), 30, 20);
        _assertMoney(address(book), 0, 30);
        book.forfeit(alice, address(0), 0, 50);
        _assertMoney(alice, FUNDS - 1_000, 0);
        // Burned money belongs to nobody: no account has it, and its tokens stay in the ledger.
        _assertMoney(address(0), 0, 0);
        vm.assertEq(token.balanceOf(address(ledger)), 2 * FUNDS);
        vm.assertEq(_sum(), 2 * FUNDS - 570);
    }

    function test_settling_takesNoMoreThanIsLocked() external {
        book.lock(alice, 10);
        book.lock(BOB, 5);
        vm.expectRevert(_tooLittle(alice, 10, 11));
        book.pay(alice, BOB, 11);
        vm.expectRevert(_tooLittle(alice, 10, 11));
        book.payAndRelease(alice, BOB, 11, 0);
        vm.expectRevert(_tooLittle(BOB, 5, 6));
        book.payAndRelease(alice, BOB, 10, 6);
        // Each part by itself would be possible, but both together are not.
        vm.expectRevert(_tooLittle(alice, 4, 5));
        book.payAndRelease(alice, alice, 6, 5);
        vm.expectRevert(_tooLittle(alice, 10, 11));
        book.forfeit(alice, BOB, 6, 5);
        _assertMoney(alice, FUNDS - 10, 10);
        _assertMoney(BOB, FUNDS - 5, 5);
        book.forfeit(alice, BOB, 6, 4);
        _assertMoney(alice, FUNDS - 10, 0);
        _assertMoney(BOB, FUNDS + 1, 5);
    }

    /// @dev What one book locked, another can settle: books are trusted with each other's money, and nobody else is.
    function test_settling_isOpenToEveryBook() external {
        book.lock(alice, 10);
        otherBook.pay(alice, alice, 10);
        _assertMoney(alice, FUNDS, 0);
    }

    function _tooLittle(address account, uint256 locked, uint256 needed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILedger.InsufficientLocked.selector, account, locked, needed);
    }

    /// @dev An amount beyond 128 bits is more than anyone has, and never wraps.
    function test_amountsBeyond128BitsAreRefused() external {
        book.lock(alice, 10);
        book.lock(BOB, 10);
        uint256[3] memory amounts = [uint256(1) << 128, (uint256(1) << 128) + 1, type(uint256).max];
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = amounts[i];
            bytes memory tooMuch = abi.encodeWithSelector(
                ILedger.InsufficientBalance.selector,
                alice,
                FUNDS - 10,
                amount
            );
            vm.expectRevert(tooMuch);
            book.lock(alice, amount);
            vm.expectRevert(tooMuch);
            vm.prank(alice);
            ledger.transfer(BOB, amount);
            vm.expectRevert(_tooLittle(alice, 10, amount));
            book.pay(alice, BOB, amount);
            vm.expectRevert(_tooLittle(BOB, 10, amount));
            book.payAndRelease(alice, BOB, 1, amount);
            vm.expectRevert(_tooLittle(alice, 10, amount));
            book.forfeit(alice, BOB, 0, amount);
            vm.expectRevert();
            book.forfeit(alice, BOB, amount, type(uint256).max - 4);
        }
        _assertMoney(alice, FUNDS - 10, 10);
        _assertMoney(BOB, FUNDS - 10, 10);
    }

    /// @dev Everything that the ledger holds fits 128 bits, so no account's sum overflows.
    function test_deposit_holdsAtMost128Bits() external {
        HostileToken wide = new HostileToken();
        _openLedger(wide);
        uint256 most = type(uint128).max;
        wide.mint(alice, most);
        wide.mint(BOB, most);
        vm.startPrank(alice);
        wide.approve(address(ledger), type(uint256).max);
        ledger.deposit(alice, most - 5);
        vm.stopPrank();
        vm.startPrank(BOB);
        wide.approve(address(ledger), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ILedger.DepositMismatch.selector, 6, 6));
        ledger.deposit(BOB, 6);
        ledger.deposit(BOB, 5);
        vm.stopPrank();
        book.lock(alice, most - 5);
        book.pay(alice, BOB, most - 5);
        _assertMoney(BOB, most, 0);
        _assertMoney(alice, 0, 0);
    }

    // --- conservation

    /// @dev Whatever books and owners do, in whatever order: free, locked and burned money together equal deposits less
    /// withdrawals. Calls that fail change nothing.
    function testFuzz_anySequenceOfCallsConserves(uint256 seed, bytes32[] calldata steps) external {
        uint256 burned = 0;
        for (uint256 i = 0; i < steps.length && i < 40; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, steps[i], i)));
            burned += _anyCall(word);
            vm.assertEq(_sum() + burned, token.balanceOf(address(ledger)), "money came from nowhere, or went there");
        }
    }

    /// @dev Makes one call, legal or not, and returns what it burned.
    function _anyCall(uint256 word) private returns (uint256 burned) {
        address account = _who(word >> 8);
        address other = _who(word >> 16);
        ScriptedBook by = word & 128 == 0 ? book : otherBook;
        // Mostly within the available amount, sometimes anything.
        uint256 amount = word & 64 == 0 ? (word >> 32) % (FUNDS / 2) : word >> 24;
        uint256 action = (word & 63) % 8;
        if (action == 0) {
            try by.lock(account, amount) {} catch {}
        } else if (action == 1) {
            try by.lockFor(account, other, amount) {} catch {}
        } else if (action == 2) {
            vm.prank(account);
            try ledger.transfer(other, amount) {} catch {}
        } else if (action == 3) {
            vm.prank(account);
            try ledger.withdraw(amount, address(0xD057)) {} catch {}
        } else if (action == 4) {
            try by.pay(account, other, amount) {} catch {}
        } else if (action == 5) {
            try by.payAndRelease(account, other, amount / 2, amount / 3) {} catch {}
        } else {
            try by.forfeit(account, other, amount / 2, amount / 4) {
                burned = amount / 4;
            } catch {}
        }
    }

    function _who(uint256 word) private view returns (address) {
        address[5] memory people = [alice, BOB, CAROL, address(book), address(otherBook)];
        return people[word % 5];
    }

    function _sum() private view returns (uint256 sum) {
        for (uint256 i = 0; i < 5; ++i) sum += ledger.balanceOf(_who(i)) + ledger.lockedOf(_who(i));
    }
}
