// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IDisputeClaims} from "../../../contracts/dispute/interfaces/IDisputeClaims.sol";
import {IDisputeDemands} from "../../../contracts/dispute/interfaces/IDisputeDemands.sol";
import {IDisputeGame} from "../../../contracts/dispute/interfaces/IDisputeGame.sol";
import {Claim} from "../../../contracts/dispute/types/Claim.sol";
import {Demand, DemandState} from "../../../contracts/dispute/types/Demand.sol";
import {Game, GameState, Move, ProvenPage} from "../../../contracts/dispute/types/Game.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Referee} from "../../../contracts/referee/Referee.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {RealProgram} from "./RealProgram.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice Plays every role in disputes at random: an honest worker and a lying one; challengers that are the liar itself, its
/// accomplice and a copier; accounts that demand bytes; and anyone who calls what anyone may call. Two accounts are honest: the
/// honest worker answers in time, and one challenger challenges every lie in time. All others may do or omit anything.
/// @dev None of its own calls fails: a dishonest player's attempt is expected either to fail with a certain error, or to succeed.
contract DisputeHandler is RealProgram {
    using TreeBuilder for bytes32[];
    using TreeBuilder for bytes;

    struct Tracked {
        Request request;
        JobId job;
        bytes32 claim;
        address worker;
        /// 0: the truth. Otherwise the number of the lie.
        uint256 variant;
        uint256 submittedAt;
        uint256 honestGame;
        uint256 copy;
        JobState state;
    }

    uint256 private constant LIAR_KEY = 0x11A2;
    uint256 private constant MOST_CLAIMS = 4;
    uint256 private constant MOST_DEMANDS = 6;
    uint256 private constant ACTORS = 7;
    bytes32 private constant SALT = keccak256("honest");
    bytes32 private constant COPIED = keccak256("copied");

    address private immutable honestWorker = worker;
    address private immutable liar = vm.addr(LIAR_KEY);
    address private immutable friend = address(0xF12E);
    address private immutable demander = address(0xDE3A);
    address private immutable copier = stranger;

    Tracked[] private _tracked;
    /// The tensors of the truth and of each lie.
    bytes[][4] private _variants;
    uint256 private _selected;
    /// The games and demands that may be open, and the claims they are about. They are stored here to save calls in checks.
    uint256[] private _running;
    mapping(uint256 number => uint256 index) private _indexOf;
    mapping(uint256 number => bool isDemand) private _isDemand;
    uint256 private _demandCount;

    uint256 public deposited;
    uint256 public burned;
    mapping(string action => uint256 count) public done;

    /// @param isReal whether the real referee computes elements of real steps; else a scripted one knows the right tensors, of
    /// several pages of each type
    constructor(bool isReal) {
        if (isReal) {
            _openDispute(new Referee());
            _addRealSteps();
        } else {
            _openDispute();
            _addStep(U8, 300);
            _addStep(I32, 520);
            _addStep(U8, 40);
        }
        _publishProgram();
        _fund(liar);
        _fund(friend);
        _fund(demander);
        deposited = ACTORS * FUNDS;
        _variants[0] = _truth;
        uint256 last = _truth.length - 1;
        for (uint256 variant = 1; variant < 4; ++variant) {
            _claimed = _truth;
            uint256 step = variant - 1;
            uint256 at = uint256(keccak256(abi.encode(variant))) % _truth[step].length;
            _lie(step, at);
            if (step != last) _lie(last, 4 * variant);
            _variants[variant] = _claimed;
        }
        _claimed = _truth;
    }

    /* CLAIMS */

    function submitClaim(uint256 seed) external {
        if (_tracked.length == MOST_CLAIMS) return;
        Tracked storage claim = _tracked.push();
        claim.variant = seed % 3 == 0 ? 0 : 1 + ((seed >> 8) % 3);
        claim.worker = claim.variant == 0 ? honestWorker : liar;
        Request memory request = _optimistic(_request());
        request.nonce = _tracked.length;
        request.offer.expiry = uint40(block.timestamp + 3600);
        claim.request = request;
        _select(_tracked.length - 1);
        claim.job = _post(request);
        vm.prank(worker);
        market.claim(request, worker, "");
        Submission memory submission;
        submission.receipt = _receipt(request, outputData);
        submission.receipt.outputRoot = _outputRoot();
        _resign(request, submission, claim.variant == 0 ? WORKER_KEY : LIAR_KEY);
        vm.prank(worker);
        market.submit(request, 0, submission);
        claim.claim = dispute.claimIdOf(claim.job, worker, submission.receipt.outputRoot);
        claim.submittedAt = block.timestamp;
        claim.state = JobState.Submitted;
        _select(_tracked.length - 1);
        // The copier guesses, in the block of the result; the honest challenger has run the model one block later.
        _commit(copier, _roots(_claimed).root(), COPIED);
        vm.roll(block.number + 1);
        if (claim.variant != 0) _commit(challenger, _truthRoot(), SALT);
        vm.roll(block.number + 1);
        ++done[claim.variant == 0 ? "submit the truth" : "submit a lie"];
    }

    /* THE HONEST */

    /// @dev The honest accounts act when they like, and at the latest in time (`wait`).
    function actHonestly(uint256 seed) external {
        if (_tracked.length == 0) return;
        _keepUp(seed % _tracked.length, type(uint256).max);
    }

    /// @dev Does everything that an honest account has to do about a claim before `next`.
    function _keepUp(uint256 index, uint256 next) private {
        Tracked storage claim = _tracked[index];
        if (claim.state != JobState.Submitted) return;
        _select(index);
        if (claim.variant == 0) _answerAll(index, next);
        else _challengeInTime(index, next);
    }

    function _answerAll(uint256 index, uint256 next) private {
        for (uint256 i = 0; i < _running.length; ++i) {
            uint256 number = _running[i];
            if (_indexOf[number] != index) continue;
            if (_isDemand[number]) {
                Demand memory asked = dispute.getDemand(number);
                if (asked.state != DemandState.Open || asked.deadline >= next) continue;
                _answerInput(number);
                ++done["answer"];
            } else {
                Game memory game = dispute.getGame(number);
                if (_isWorkers(game.state) && game.deadline < next) _answerMove(number, game);
            }
        }
    }

    /// @dev Adds a game or a demand to the list.
    function _begin(uint256 index, uint256 number, bool isDemand) private {
        _running.push(number);
        (_indexOf[number], _isDemand[number]) = (index, isDemand);
    }

    /// @dev Removes a game or a demand that no longer holds money.
    function _end(uint256 number) private {
        uint256 i = 0;
        while (_running[i] != number) ++i;
        _running[i] = _running[_running.length - 1];
        _running.pop();
    }

    /// @dev The worker's move, once for all games if possible.
    function _answerMove(uint256 number, Game memory game) private {
        try dispute.reuse(number) {
            ++done["reuse"];
        } catch {
            _move(number, game);
        }
    }

    function _challengeInTime(uint256 index, uint256 next) private {
        Tracked storage claim = _tracked[index];
        if (claim.honestGame == 0) {
            if (claim.submittedAt + WINDOW >= next || dispute.getClaim(claim.claim).winner != address(0)) return;
            claim.honestGame = _challenge(challenger);
            _begin(index, claim.honestGame, false);
            ++done["challenge honestly"];
            // What follows happens in a later block.
            vm.roll(block.number + 1);
        }
        uint256 number = claim.honestGame;
        // Two of its own moves may follow each other, if the worker's move between them was made in another game.
        for (uint256 i = 0; i < 6; ++i) {
            Game memory game = dispute.getGame(number);
            if (game.state >= GameState.WorkerWon) return;
            if (_isWorkers(game.state)) {
                if (block.timestamp <= game.deadline) return;
                dispute.timeout(number);
                _end(number);
                ++done["time out honestly"];
                return;
            }
            if (game.deadline >= next) return;
            if (game.state == GameState.Judgement) {
                _rank(number, SALT);
                _end(number);
                ++done["judge honestly"];
            }
            _move(number, game);
        }
    }

    /* THE LIAR AND ITS ACCOMPLICES */

    function challengeAsFriend(uint256 seed) external {
        if (_tracked.length == 0) return;
        _select(seed % _tracked.length);
        Tracked storage claim = _tracked[seed % _tracked.length];
        address account = (seed >> 8) % 2 == 0 ? liar : friend;
        if ((seed >> 16) % 8 == 0) account = demander;
        vm.prank(account);
        try dispute.challenge(claim.request, 0, _header) returns (uint256 number) {
            _begin(seed % _tracked.length, number, false);
            ++done["challenge as a friend"];
        } catch (bytes memory reason) {
            _expectOneOf(
                reason,
                IDisputeClaims.JobNotDisputable.selector,
                IDisputeClaims.WindowClosed.selector,
                IDisputeClaims.AlreadyRefuted.selector,
                IDisputeClaims.AlreadyChallenged.selector
            );
        }
    }

    /// @dev A dishonest player moves anywhere, and only if it likes.
    function moveDishonestly(uint256 seed) external {
        uint256 count = _running.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 number = _running[((seed % count) + i) % count];
            if (_isDemand[number]) continue;
            Game memory game = dispute.getGame(number);
            if (block.timestamp > game.deadline) continue;
            bool isWorkers = _isWorkers(game.state);
            uint256 index = _indexOf[number];
            bool isDishonest = game.challenger != challenger && game.challenger != copier;
            if (isWorkers) isDishonest = _tracked[index].worker == liar;
            if (!isDishonest) continue;
            _select(index);
            if (isWorkers) _liarMove(number, game, seed >> 8);
            else _friendMove(number, game, seed >> 8);
            return;
        }
    }

    function _liarMove(uint256 number, Game memory game, uint256 seed) private {
        ++done["move as the liar"];
        if (seed % 3 == 0 && game.state == GameState.TraceOpen) {
            (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
            bytes memory move = abi.encodeCall(IDisputeGame.openTrace, (number, _header, nodes, proof));
            bytes32 digest = dispute.hashMove(Move(number, game.turn, keccak256(move)));
            vm.prank(friend);
            dispute.relay(number, move, "", _sign(LIAR_KEY, digest));
            ++done["relay"];
        } else if (seed % 3 == 1) {
            _answerMove(number, game);
        } else {
            _move(number, game);
        }
    }

    function _friendMove(uint256 number, Game memory game, uint256 seed) private {
        ++done["move as a friend"];
        uint256 place = (seed >> 8) % 4;
        if (game.state == GameState.Judgement) {
            uint256 elements = _elementsOf(game);
            place = (seed >> 8) % elements;
            // Half of the time at the lie, if there is one.
            if (seed % 2 == 0) place = _wrongElement(game) % elements;
            bytes memory page = _claimed[game.stepIndex].page(game.index);
            bytes memory evidence = _evidence(game, place);
            vm.prank(game.challenger);
            try dispute.judge(number, place, page, _steps[game.stepIndex], evidence) {
                vm.assertTrue(worker == liar, "an honest worker lost at an element");
                _end(number);
                ++done["win as a friend"];
            } catch (bytes memory reason) {
                _expect(reason, IDisputeGame.ElementCorrect.selector);
            }
        } else if (game.state == GameState.StepPick) {
            _pickStep(number, game, place % _steps.length);
        } else {
            uint256 pages = (_claimed[game.stepIndex].length + 255) / 256;
            _pick(number, game, place % pages);
        }
    }

    function demand(uint256 seed) external {
        if (_tracked.length == 0 || _demandCount == MOST_DEMANDS) return;
        _select(seed % _tracked.length);
        Tracked storage claim = _tracked[seed % _tracked.length];
        uint256 first = (seed >> 8) % 4;
        uint256 count = 1 + ((seed >> 16) % (4 - first));
        // The honest challenger also demands bytes of a lie.
        address account = claim.variant != 0 && (seed >> 24) % 2 == 0 ? challenger : demander;
        vm.prank(account);
        try dispute.demandInput(claim.request, 0, _header, first, count) returns (uint256 number) {
            _begin(seed % _tracked.length, number, true);
            ++_demandCount;
            ++done["demand"];
        } catch (bytes memory reason) {
            _expectOneOf(
                reason,
                IDisputeClaims.JobNotDisputable.selector,
                IDisputeClaims.WindowClosed.selector,
                IDisputeClaims.AlreadyRefuted.selector,
                IDisputeClaims.AlreadyRefuted.selector
            );
        }
    }

    /// @dev The liar shows the demanded pages, or does not. Anyone else could show them.
    function answerAsTheLiar(uint256 seed) external {
        uint256 count = _running.length;
        for (uint256 i = 0; i < count; ++i) {
            uint256 number = _running[((seed % count) + i) % count];
            if (!_isDemand[number] || _tracked[_indexOf[number]].worker != liar) continue;
            Demand memory asked = dispute.getDemand(number);
            if (asked.state != DemandState.Open || block.timestamp > asked.deadline) continue;
            _answerInput(number);
            ++done["answer as the liar"];
            return;
        }
    }

    /* THE COPIER */

    /// @dev The copier runs nothing. It challenges after the honest challenger, and repeats each of its choices.
    function copy(uint256 seed) external {
        uint256 count = _tracked.length;
        // One move, or as many as it can make.
        uint256 most = seed % 2 == 0 ? 1 : 8;
        for (uint256 i = 0; i < count; ++i) {
            uint256 moves = 0;
            while (moves < most && _copies(((seed % count) + i) % count)) ++moves;
            if (moves != 0) return;
        }
    }

    /// @dev Whether the copier had anything to do about this claim.
    function _copies(uint256 index) private returns (bool) {
        Tracked storage claim = _tracked[index];
        if (claim.honestGame == 0 || claim.state != JobState.Submitted) return false;
        _select(index);
        if (claim.copy == 0) return _beginsCopy(index);
        Game memory game = dispute.getGame(claim.copy);
        if (game.state >= GameState.WorkerWon || block.timestamp > game.deadline) return false;
        if (_isWorkers(game.state)) {
            // The liar need not show again what it showed in the honest game.
            try dispute.reuse(claim.copy) {
                return true;
            } catch (bytes memory reason) {
                _expect(reason, IDisputeGame.NotOpenedYet.selector);
                return false;
            }
        }
        Game memory honest = dispute.getGame(claim.honestGame);
        bool isShown = honest.step != 0;
        if (game.state == GameState.NodePick) isShown = honest.page != 0 || honest.state == GameState.PageShow;
        if (game.state == GameState.Judgement) {
            // The honest game was judged, so its last move is public.
            isShown = honest.state == GameState.ChallengerWon && honest.committedSince != 0;
        }
        if (!isShown) return false;
        if (game.state == GameState.Judgement) {
            _rankCopy(claim.copy, game);
            _end(claim.copy);
            ++done["copy the last move"];
        }
        _move(claim.copy, game);
        return true;
    }

    function _beginsCopy(uint256 index) private returns (bool) {
        Tracked storage claim = _tracked[index];
        vm.prank(copier);
        try dispute.challenge(claim.request, 0, _header) returns (uint256 number) {
            claim.copy = number;
            _begin(index, number, false);
            ++done["copy"];
            return true;
        } catch (bytes memory reason) {
            _expectOneOf(
                reason,
                IDisputeClaims.WindowClosed.selector,
                IDisputeClaims.AlreadyRefuted.selector,
                IDisputeClaims.AlreadyRefuted.selector,
                IDisputeClaims.AlreadyRefuted.selector
            );
            return false;
        }
    }

    function _rankCopy(uint256 number, Game memory game) private {
        ProvenPage memory shown = _proven(game, _claimed);
        ProvenPage memory own = _proven(game, _truth);
        uint256 place = _wrongElement(game);
        vm.prank(copier);
        try dispute.rank(number, place, shown, own, COPIED) {
            vm.assertTrue(false, "a copier ranked by a value that it had not known");
        } catch (bytes memory reason) {
            _expect(reason, IDisputeClaims.NotCommitted.selector);
        }
        // It did commit to the worker's own trace.
        vm.prank(copier);
        dispute.rank(number, place, shown, shown, COPIED);
    }

    /* ANYONE */

    function endAnything(uint256 seed) external {
        if (_running.length != 0) _endLate(_running[seed % _running.length]);
    }

    function _endLate(uint256 number) private {
        if (!_isDemand[number]) {
            if (block.timestamp <= dispute.getGame(number).deadline) return;
            dispute.timeout(number);
            _end(number);
            ++done["time out"];
            return;
        }
        Demand memory asked = dispute.getDemand(number);
        if (asked.state == DemandState.Open) {
            if (block.timestamp <= asked.deadline) return;
            dispute.timeoutDemand(number);
            _end(number);
            ++done["time out a demand"];
            return;
        }
        try dispute.settleDemand(number) {
            _end(number);
            ++done["settle a demand"];
        } catch (bytes memory reason) {
            _expect(reason, IDisputeDemands.ClaimNotDecided.selector);
        }
    }

    /// @dev Calls that nobody may make: another's move, or a move that is not awaited.
    function actOutOfTurn(uint256 seed) external {
        uint256 count = dispute.lastNumber();
        if (count == 0) return;
        uint256 number = 1 + (seed % count);
        bytes32[] memory none;
        bytes[5] memory calls = [
            abi.encodeCall(IDisputeGame.openTrace, (number, _header, none, none)),
            abi.encodeCall(IDisputeGame.pick, (number, 0)),
            abi.encodeCall(IDisputeGame.pickStep, (number, 0, _header, "", none)),
            abi.encodeCall(IDisputeGame.judge, (number, 0, "", "", "")),
            abi.encodeCall(IDisputeGame.open, (number, none, none))
        ];
        bytes32 before = keccak256(abi.encode(dispute.getGame(number)));
        vm.prank(requester);
        (bool success, ) = address(dispute).call(calls[(seed >> 8) % 5]);
        vm.assertTrue(!success, "a stranger moved");
        vm.assertEq(keccak256(abi.encode(dispute.getGame(number))), before);
    }

    function finalize(uint256 seed) external {
        if (_tracked.length != 0) _finalize(seed % _tracked.length);
    }

    function _finalize(uint256 index) private {
        Tracked storage claim = _tracked[index];
        if (claim.state != JobState.Submitted) return;
        address winner = dispute.getClaim(claim.claim).winner;
        try market.finalize(claim.request, "") {
            claim.state = market.getJob(claim.job).state;
            if (claim.state == JobState.Rejected) {
                burned += winner == address(0) ? COLLATERAL : COLLATERAL - COLLATERAL / 2;
            }
            ++done[claim.state == JobState.Rejected ? "reject" : "accept"];
        } catch (bytes memory reason) {
            _expect(reason, IMarketBase.VerdictPending.selector);
        }
    }

    /// @dev Time passes in steps in which the honest accounts do what they have to.
    function wait(uint256 seed) public {
        uint256 steps = seed % 8 == 0 ? 8 : 1;
        for (uint256 i = 0; i < steps; ++i) {
            uint256 next = block.timestamp + 1 + ((seed >> 8) % MOVE_TIME);
            for (uint256 index = 0; index < _tracked.length; ++index) _keepUp(index, next);
            vm.warp(next);
            vm.roll(block.number + 1 + (seed % 3));
        }
        ++done["wait"];
    }

    /// @dev Lets all time pass and ends whatever is left, so that nothing is owed.
    function endAll() external {
        for (uint256 i = 0; i < 40; ++i) wait(((MOVE_TIME - 1) << 8) | 1);
        for (uint256 index = 0; index < _tracked.length; ++index) _finalize(index);
        // From the last to the first, because the last entry replaces one that ends.
        for (uint256 i = _running.length; i > 0; --i) _endLate(_running[i - 1]);
        vm.assertEq(_running.length, 0);
    }

    /* QUERIES FOR THE TESTS */

    function claimCount() external view returns (uint256) {
        return _tracked.length;
    }

    function isLie(uint256 index) external view returns (bool) {
        return _tracked[index].variant != 0;
    }

    function stateOf(uint256 index) external view returns (JobState) {
        return _tracked[index].state;
    }

    /// @dev All accounts that have, or ever had, money.
    function accounts() public view returns (address[11] memory) {
        return
            [
                requester,
                honestWorker,
                liar,
                challenger,
                friend,
                demander,
                copier,
                publisher,
                address(market),
                address(multiSeatMarket),
                address(dispute)
            ];
    }

    function wealth() external view returns (uint256 sum) {
        address[11] memory all = accounts();
        for (uint256 i = 0; i < all.length; ++i) sum += _wealth(all[i]);
    }

    function tokens() external view returns (uint256) {
        return token.balanceOf(address(ledger));
    }

    /// @dev Each account's locked money, and the part of it that open jobs, games and demands hold.
    function lockedAndHeld() external view returns (uint256[11] memory locked, uint256[11] memory held) {
        address[11] memory all = accounts();
        for (uint256 i = 0; i < all.length; ++i) locked[i] = _locked(all[i]);
        for (uint256 i = 0; i < _running.length; ++i) {
            uint256 number = _running[i];
            Demand memory asked;
            if (_isDemand[number]) asked = dispute.getDemand(number);
            address account = _isDemand[number] ? asked.demander : dispute.getGame(number).challenger;
            held[_accountIn(all, account)] += _isDemand[number] ? asked.count * PAGE_FEE : BOND;
        }
        for (uint256 i = 0; i < _tracked.length; ++i) {
            if (_tracked[i].state != JobState.Submitted) continue;
            held[0] += FEE;
            held[_tracked[i].variant == 0 ? 1 : 2] += COLLATERAL;
        }
    }

    function _accountIn(address[11] memory all, address account) private pure returns (uint256 index) {
        while (all[index] != account) ++index;
    }

    /// @dev The gains of the honest accounts and the copier, compared with their first balances.
    function gains() external view returns (int256 ofWorker, int256 ofChallenger, int256 ofCopier) {
        ofWorker = int256(_wealth(honestWorker)) - int256(FUNDS);
        ofChallenger = int256(_wealth(challenger)) - int256(FUNDS);
        ofCopier = int256(_wealth(copier)) - int256(FUNDS);
    }

    /// @dev How many games and demands of each claim are open, how many of them wait for the worker, and whether each can be
    /// ended in time; and the claims as the dispute stores them.
    function counts()
        external
        view
        returns (uint256[4] memory open, uint256[4] memory owed, bool[4] memory isLate, Claim[4] memory claims)
    {
        for (uint256 i = 0; i < _tracked.length; ++i) claims[i] = dispute.getClaim(_tracked[i].claim);
        for (uint256 i = 0; i < _running.length; ++i) {
            uint256 number = _running[i];
            uint256 index = _indexOf[number];
            uint256 deadline = 0;
            if (_isDemand[number]) {
                Demand memory asked = dispute.getDemand(number);
                if (asked.state != DemandState.Open) continue;
                ++owed[index];
                deadline = asked.deadline;
            } else {
                Game memory game = dispute.getGame(number);
                if (_isWorkers(game.state)) ++owed[index];
                deadline = game.deadline;
            }
            ++open[index];
            if (deadline + MOVE_TIME > claims[index].endsBy) isLate[index] = true;
        }
    }

    function standingOf(uint256 index) external view returns (IDispute.Standing standing) {
        Tracked storage claim = _tracked[index];
        bytes32 root = market.getJob(claim.job).seats[0].outputRoot;
        (standing, , ) = dispute.standingOf(claim.job, claim.worker, root);
    }

    /* THE SELECTED CLAIM */

    /// @dev Selects a claim for the scene.
    function _select(uint256 index) private {
        Tracked storage claim = _tracked[index];
        (worker, _jobId, _claimId) = (claim.worker, claim.job, claim.claim);
        _asked = claim.request;
        if (claim.variant == _selected) return;
        _selected = claim.variant;
        _claimed = _variants[claim.variant];
    }

    function _isWorkers(GameState state) private pure returns (bool) {
        return state == GameState.TraceOpen || state == GameState.NodeOpen || state == GameState.PageShow;
    }

    function _elementsOf(Game memory game) private pure returns (uint256) {
        uint256 rest = game.byteLength - game.index * 256;
        return (rest < 256 ? rest : 256) / game.elementBytes;
    }

    function _expect(bytes memory reason, bytes4 expected) private pure {
        vm.assertEq(bytes32(bytes4(reason)), bytes32(expected));
    }

    function _expectOneOf(bytes memory reason, bytes4 a, bytes4 b, bytes4 c, bytes4 d) private pure {
        bytes4 actual = bytes4(reason);
        vm.assertTrue(actual == a || actual == b || actual == c || actual == d, "refused for another reason");
    }
}
