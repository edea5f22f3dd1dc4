import { type Mutant, mutantsOf } from '../Mutant.ts'

const BOOKS = ['ledger/LedgerBooks', 'ledger/Ledger', 'ledger/LedgerTransfers']
const LEDGER = [
  'ledger/Ledger',
  'ledger/LedgerTokens',
  'ledger/LedgerBooks',
  'ledger/LedgerTransfers',
]
const TRANSFERS = ['ledger/LedgerTransfers', 'ledger/LedgerBooks']
const TOKENS = ['ledger/LedgerTokens', 'ledger/Ledger']

export const LEDGER_MUTANTS: readonly Mutant[] = [
  ...mutantsOf('ledger/Accounts.sol', BOOKS, [
    [
      'an account locks more than it has',
      `        // INVARIANT: nobody locks money that they do not have.
        if (free < amount) revert ILedger.InsufficientBalance(account, free, amount);`,
      '',
    ],
    [
      'an account cannot lock all that it has',
      `money that they do not have.
        if (free < amount) revert ILedger.InsufficientBalance(account, free, amount);
        unchecked {
            // Just compared. An`,
      `money that they do not have.
        if (free <= amount) revert ILedger.InsufficientBalance(account, free, amount);
        unchecked {
            // Just compared. An`,
    ],
    [
      'what is locked stays free',
      'entry.free = uint128(free - amount);\n            entry.locked',
      'entry.locked',
    ],
    [
      'what is locked is not counted as locked',
      'entry.locked += uint128(amount);\n        }\n    }\n\n    function _take',
      '}\n    }\n\n    function _take',
    ],
    [
      'more is taken than is locked',
      'if (locked < amount) revert ILedger.InsufficientLocked(account, locked, amount);',
      '',
    ],
    [
      'the last unit of locked money cannot be taken',
      'if (locked < amount)',
      'if (locked <= amount)',
    ],
    ['what is taken stays locked', 'entry.locked = uint128(locked - amount);', ''],
    [
      'what is given to an account stays locked',
      'if (account != msg.sender)',
      'if (account == address(0))',
    ],
    [
      'a book spends what it keeps for others',
      'if (account != msg.sender)',
      'if (account != address(0))',
    ],
    [
      'what is given replaces what was there',
      'entry.free += uint128(amount);',
      'entry.free = uint128(amount);',
    ],
    [
      'what a book keeps replaces what it kept',
      'else entry.locked += uint128(amount);',
      'else entry.locked = uint128(amount);',
    ],
    [
      'an account spends more than it has',
      `        // INVARIANT: nobody spends what they do not have.
        if (free < amount) revert ILedger.InsufficientBalance(account, free, amount);`,
      '',
    ],
    [
      'an account cannot spend all that it has',
      `spends what they do not have.
        if (free < amount)`,
      `spends what they do not have.
        if (free <= amount)`,
    ],
    [
      'what is spent is still there',
      'entry.free = uint128(free - amount);\n        }\n    }\n\n    function _credit',
      '}\n    }\n\n    function _credit',
    ],
    ['a deposit is not credited', '_accounts[account].free += uint128(amount);', ''],
    [
      'a deposit replaces the balance',
      '_accounts[account].free += uint128(amount);',
      '_accounts[account].free = uint128(amount);',
    ],
  ]),
  ...mutantsOf('ledger/Ledger.sol', LEDGER, [
    [
      'a ledger opens without a token',
      'if (address(token_).code.length == 0) revert InvalidAddress(address(token_));',
      '',
    ],
    [
      'a fifth book is dropped without a word',
      'if (books.length > MAX_BOOKS) revert BookNotConnected(books[MAX_BOOKS]);',
      '',
    ],
    ['the second book is no book', '_book1 = _bookAt(books, 1);', '_book1 = _bookAt(books, 0);'],
    ['the third book is no book', '_book2 = _bookAt(books, 2);', '_book2 = _bookAt(books, 0);'],
    ['the fourth book is no book', '_book3 = _bookAt(books, 3);', '_book3 = _bookAt(books, 0);'],
    ['anyone locks and settles', 'if (!isBook(msg.sender)) revert NotBook(msg.sender);', ''],
    [
      'anyone locks',
      'function lock(address account, uint256 amount) external onlyBook',
      'function lock(address account, uint256 amount) external',
    ],
    [
      'anyone locks by an allowance',
      'function lockFor(address account, address spender, uint256 amount) external onlyBook',
      'function lockFor(address account, address spender, uint256 amount) external',
    ],
    [
      'anyone pays from locked money',
      'function pay(address from, address to, uint256 amount) external onlyBook',
      'function pay(address from, address to, uint256 amount) external',
    ],
    [
      'anyone pays and releases',
      'uint256 amount, uint256 released) external onlyBook',
      'uint256 amount, uint256 released) external',
    ],
    [
      'anyone forfeits for others',
      'uint256 rewarded, uint256 burned) external onlyBook',
      'uint256 rewarded, uint256 burned) external',
    ],
    [
      'anyone deposits for another account',
      'if (msg.sender != account && !isBook(msg.sender)) revert NotAccount(msg.sender, account);',
      '',
      { tests: LEDGER },
    ],
    [
      'no book deposits for its caller',
      'if (msg.sender != account && !isBook(msg.sender)) revert',
      'if (msg.sender != account) revert',
      { tests: [...LEDGER, 'market/MarketJobs'] },
    ],
    [
      'a permit that somebody else used blocks the deposit',
      'try IERC20Permit(address(token)).permit(account, address(this), amount, deadline, v, r, s) {} catch {}',
      'IERC20Permit(address(token)).permit(account, address(this), amount, deadline, v, r, s);',
    ],
    [
      'a permit is not used',
      'try IERC20Permit(address(token)).permit(account, address(this), amount, deadline, v, r, s) {} catch {}',
      '',
    ],
    [
      'an authorization is credited to its submitter',
      '_creditReceived(from, amount, before);',
      '_creditReceived(msg.sender, amount, before);',
    ],
    [
      'nothing is withdrawn and an event tells of it',
      '        if (amount == 0) revert ZeroAmount();\n        _checkReceiver(to);',
      '        _checkReceiver(to);',
    ],
    [
      'tokens can be withdrawn to a book',
      '        _checkReceiver(to);\n        _debit',
      '        _debit',
    ],
    [
      'a withdrawal is not debited',
      '_debit(msg.sender, amount);\n        emit Withdrawn',
      'emit Withdrawn',
    ],
    ['a withdrawal sends no tokens', 'token.safeTransfer(to, amount);', ''],
    [
      'a withdrawal goes to the caller',
      'token.safeTransfer(to, amount);',
      'token.safeTransfer(msg.sender, amount);',
    ],
    [
      'withdrawals have no guard against re-entry',
      'function withdraw(uint256 amount, address to) external nonReentrant',
      'function withdraw(uint256 amount, address to) external',
      { tests: TOKENS },
    ],
    [
      'deposits have no guard against re-entry',
      'function deposit(address account, uint256 amount) external nonReentrant',
      'function deposit(address account, uint256 amount) external',
      { tests: TOKENS },
    ],
    [
      'an approval adds up',
      '_allowances[msg.sender][spender] = amount;',
      '_allowances[msg.sender][spender] += amount;',
      { tests: TRANSFERS },
    ],
    [
      'a lock by an allowance spends none',
      '        _spendAllowance(account, spender, amount);\n        _lock',
      '        _lock',
    ],
    [
      'a lock by an allowance locks the spender',
      '_lock(account, amount);\n    }\n\n    /// @inheritdoc ILedger\n    function pay(',
      '_lock(spender, amount);\n    }\n\n    /// @inheritdoc ILedger\n    function pay(',
    ],
    [
      'a payment takes nothing',
      '        _take(from, amount);\n        _give(to, amount);',
      '        _give(to, amount);',
    ],
    [
      'a payment is lost',
      '        _take(from, amount);\n        _give(to, amount);',
      '        _take(from, amount);',
    ],
    ['released money is not taken from the locked', '        _take(to, released);\n', ''],
    ['released money is taken from the payer', '_take(to, released);', '_take(from, released);'],
    ['a payment releases no collateral', '_give(to, amount + released);', '_give(to, amount);'],
    [
      'a payment that releases is not paid',
      '_give(to, amount + released);',
      '_give(to, released);',
    ],
    [
      'what is burned stays in the account',
      '_take(from, rewarded + burned);',
      '_take(from, rewarded);',
    ],
    ['the reward comes out of nothing', '_take(from, rewarded + burned);', '_take(from, burned);'],
    ['the reward is lost', '_give(to, rewarded);', ''],
    ['burned money is a reward', '_give(to, rewarded);', '_give(to, rewarded + burned);'],
    [
      'the first book is not known',
      'return account == _book0 || account == _book1',
      'return account == _book1',
    ],
    ['the last book is not known', ' || account == _book3;', ';'],
    [
      'a transfer goes where nobody can take it out',
      '_checkReceiver(receiver);\n        _debit',
      '_debit',
      { tests: TRANSFERS },
    ],
    [
      'a transfer is not debited',
      '_debit(owner, amount);\n        _credit',
      '_credit',
      { tests: TRANSFERS },
    ],
    ['a transfer is not credited', '_credit(receiver, amount);', '', { tests: TRANSFERS }],
    [
      'a deposit of nothing',
      '        if (amount == 0) revert ZeroAmount();\n        uint256 held',
      '        uint256 held',
    ],
    [
      'deposits are credited as asked, not as received',
      'if (received != amount || held > type(uint128).max) revert',
      'if (held > type(uint128).max) revert',
      { tests: TOKENS },
    ],
    [
      'the tokens outgrow the accounts',
      'if (received != amount || held > type(uint128).max) revert',
      'if (received != amount) revert',
      { tests: TOKENS },
    ],
    [
      'what was there before is credited too',
      'uint256 received = held - before;',
      'uint256 received = held;',
    ],
    [
      "anyone moves anyone's money",
      'if (allowed < amount) revert InsufficientAllowance(owner, spender, allowed, amount);',
      '',
      { tests: TRANSFERS },
    ],
    [
      'an allowance cannot be used up',
      'if (allowed < amount) revert Ins',
      'if (allowed <= amount) revert Ins',
      { tests: TRANSFERS },
    ],
    [
      'an allowance never decreases',
      'if (allowed != type(uint256).max) _allowances[owner][spender] = allowed - amount;',
      '',
      { tests: TRANSFERS },
    ],
    [
      'an allowance without end decreases',
      'if (allowed != type(uint256).max) _allowances',
      '_allowances',
      { tests: TRANSFERS },
    ],
    [
      'an account needs its own allowance',
      'if (owner == spender) return;',
      '',
      { tests: [...TRANSFERS, 'ledger/LedgerBooks'] },
    ],
    [
      'money goes to nobody',
      'receiver == address(0) || receiver == address(this)',
      'receiver == address(this)',
      { tests: TRANSFERS },
    ],
    [
      'money goes to the ledger itself',
      'receiver == address(0) || receiver == address(this)',
      'receiver == address(0)',
      { tests: TRANSFERS },
    ],
    ['money goes to a book', ' || isBook(receiver)', '', { tests: TRANSFERS }],
    ['a book without code is connected', 'book.code.length == 0 || ', 'book == address(0) || '],
    [
      'a book of another ledger is connected',
      ' || address(IBook(book).ledger()) != address(this)',
      '',
    ],
    [
      'a book is connected twice',
      'for (uint256 i = 0; i < index; ++i) if (books[i] == book) revert BookNotConnected(book);',
      '',
    ],
  ]),
]
