// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Deposits} from "./Deposits.sol";
import {Emission, Schedule} from "./Emission.sol";
import {Header, Headers, Seal} from "./Headers.sol";
import {PolderToken} from "./PolderToken.sol";
import {Rosters} from "./Rosters.sol";

/// @notice The contracts it works with.
struct Parts {
    PolderToken token;
    Deposits deposits;
    address staking; // tells it of validator sets
    address registry; // tells it of rules
}

/// @notice What never changes.
struct Terms {
    bytes32 manifest; // in force from epoch 0
    bytes32 program; // in force from epoch 0
    Emission emission;
    uint32 remintPpm; // of what was burnt inside, at most this may be minted beyond the schedule; up to 1,000,000
    uint32 history; // for how many epochs headers can be proven, and at most wait for their release; 1 or more
    uint32 setLag; // epochs from a set version's opening until it signs; 1 or more
    uint64 attemptTimeout; // seconds without a final header after which anyone raises the attempt
}

/// @title The chain of final headers.
/// @notice Validators' signatures cover the last header of a transaction, and with it, by their hashes, all before it.
/// What a header may say is bounded here, whoever signed it: amounts never fall, what is minted stays within the
/// schedule and what was burnt, and what is owed is covered by what was minted and deposited.
abstract contract HeaderChain is EIP712 {
    using Headers for Header;

    /// @notice A header is final, with the seal to prove it by.
    event Finalised(
        uint64 indexed epoch, bytes32 indexed headerHash, uint64 finalisedAt, uint64 signers, uint64 setVersion
    );
    /// @notice Who brought headers `first` to `last`; `gasUsed` is an estimate, `gasPrice` in wei of the chain's coin.
    event Submitted(address indexed submitter, uint64 first, uint64 last, uint256 gasUsed, uint256 gasPrice);
    /// @notice Headers of the next epochs carry `attempt`.
    event AttemptRaised(uint64 indexed attempt, uint64 indexed epoch);
    event Revoked(uint64 indexed epoch, bytes32 indexed headerHash, uint64 next);
    /// @notice Headers from `fromEpoch` on, or after the next raise of the attempt, are signed by this version.
    event SetScheduled(uint64 indexed version, uint64 fromEpoch);
    event SetInForce(uint64 indexed version, uint64 epoch);
    event RulesScheduled(bytes32 indexed rules, uint64 fromEpoch);

    error BadTerms();
    error BatchSize(uint256 headers);
    error WrongEpoch(uint64 epoch, uint64 expected);
    error WrongAttempt(uint64 attempt, uint64 expected);
    error WrongParent(uint64 epoch, bytes32 expected);
    error WrongSet(uint64 epoch, uint64 expected);
    error WrongRules(uint64 epoch);
    error BadAnchor(uint64 anchorBlock);
    error AnchorGone(uint64 anchorBlock, bytes32 actual);
    error AnchorStands(uint64 anchorBlock);
    error AmountFell(uint64 epoch);
    error NotNano(uint256 amount);
    error OverBudget(uint64 epoch, uint256 mintableNano);
    error Unfunded(uint64 epoch, uint256 coveredNano);
    error NoQuorum(uint256 signed, uint256 total);
    error BadSigner(uint256 member);
    error SignatureCount(uint256 bytes_, uint256 expected);
    error TooEarly(uint256 from);
    error UnknownHeader(uint64 epoch);
    error HistoryFull(uint64 unreleased);
    error SetPending(uint64 version);
    error NotStaking(address caller);
    error NotRegistry(address caller);
    error RulesNotSettled(uint64 fromEpoch);

    /// @dev One slot: what the last final header said. Amounts in nano-tokens.
    struct Head {
        uint64 total;
        uint64 minted;
        uint64 burnt;
        uint32 next; // the epoch of the next header
        uint32 at; // when the last became final, in seconds since deployment
    }

    /// @dev One slot: what the next header must name. Read by every header, written seldom.
    struct Round {
        address roster; // of the set that signs
        uint32 setVersion;
        uint32 attempt;
        uint32 changeFrom; // epoch from which to look at Changes: the lowest that it names
    }

    /// @dev One slot: what is to come. Epoch 0: nothing.
    struct Changes {
        uint64 raisedAt; // when the attempt was last raised, seconds since 1970
        uint32 setFrom; // epoch from which _nextRoster signs
        uint32 nextSetVersion;
        uint32 nextRulesFrom; // epoch from which _nextRules are in force
        uint32 rulesFrom; // epoch from which _rules are in force
        uint32 heldFrom; // epoch whose record would take the place of one that can still be revoked
    }

    /// @dev What a transaction's headers are checked against.
    struct Cursor {
        Head head;
        Round round;
        bytes32 parent;
        bytes32 rules;
        bool changed; // the round or the rules
        uint256 mintableNano; // by the schedule
        Seal seal;
    }

    uint256 internal constant NANO = 1e9;
    uint32 private constant NEVER = type(uint32).max;
    uint256 private constant MILLION = 1_000_000;
    /// @notice At most so many headers in one transaction.
    uint256 public constant MOST_HEADERS = 128;

    PolderToken public immutable token;
    Deposits public immutable deposits;
    address public immutable staking;
    address public immutable registry;
    uint32 public immutable remintPpm;
    uint32 public immutable history;
    uint32 public immutable setLag;
    uint64 public immutable attemptTimeout;
    uint64 private immutable _deployedAt;
    uint64 private immutable _genesisMillis;
    uint64 private immutable _perDayNano;
    uint64 private immutable _halvingMillis;
    uint64 private immutable _longestWindowMillis;

    Head private _head;
    Round private _round;
    bytes32 private _headHash;
    bytes32 private _rules;
    Changes private _changes;
    address private _nextRoster;
    bytes32 private _nextRules;
    bytes32 private _rulesBefore;
    /// @notice Since when a set version signs, seconds since 1970; 0: it never did.
    mapping(uint64 version => uint64) public inForceSince;
    /// @notice The first epoch of a set version that was in force; the headers below became final before or with it.
    mapping(uint64 version => uint64) public inForceFrom;
    mapping(uint256 place => bytes32) private _records;

    constructor(Parts memory parts, Terms memory terms) EIP712("Polder", "1") {
        Emission memory emission_ = terms.emission;
        if (emission_.halvingMillis == 0 || terms.history == 0 || terms.setLag == 0 || terms.remintPpm > MILLION) {
            revert BadTerms();
        }
        token = parts.token;
        deposits = parts.deposits;
        staking = parts.staking;
        registry = parts.registry;
        remintPpm = terms.remintPpm;
        history = terms.history;
        setLag = terms.setLag;
        attemptTimeout = terms.attemptTimeout;
        _genesisMillis = emission_.genesisMillis;
        _perDayNano = emission_.perDayNano;
        _halvingMillis = emission_.halvingMillis;
        _longestWindowMillis = emission_.longestWindowMillis;
        _deployedAt = uint64(block.timestamp);
        _rules = Headers.rules(terms.manifest, terms.program);
        _changes.heldFrom = _round.changeFrom = terms.history;
    }

    // ── headers ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Makes `headers`, at most 128 consecutive ones, final. Anyone may bring them.
    /// @param signers bit i: member i of the set that the last header is to be signed by
    /// @param signatures of the last header, 64 bytes (r ‖ vs, EIP-2098) a signer, in the order of the members
    function finalise(Header[] calldata headers, uint64 signers, bytes calldata signatures) external {
        uint256 gasBefore = gasleft();
        if (headers.length == 0 || headers.length > MOST_HEADERS) revert BatchSize(headers.length);
        Cursor memory cursor = _cursor();
        cursor.seal = Seal(uint64(block.timestamp), signers, headers[headers.length - 1].setVersion);
        uint64 first = cursor.head.next;
        for (uint256 i = 0; i < headers.length; i++) {
            _append(cursor, headers[i]);
        }
        _requireQuorum(cursor.round.roster, cursor.parent, signers, signatures);
        cursor.head.at = uint32(block.timestamp - _deployedAt);
        _head = cursor.head;
        _headHash = cursor.parent;
        if (cursor.changed) (_round, _rules) = (cursor.round, cursor.rules);
        // 21,000 a transaction, about 3,000 for what is not between the two readings, about 12 a byte of its data;
        // that is not its length, which anyone can pad
        uint256 data = 576 * headers.length + signatures.length + 164;
        uint256 gasUsed = gasBefore - gasleft() + 24_000 + 12 * data;
        emit Submitted(msg.sender, first, cursor.head.next - 1, gasUsed, tx.gasprice);
    }

    function _cursor() private view returns (Cursor memory cursor) {
        cursor.head = _head;
        cursor.round = _round;
        cursor.rules = _rules;
        cursor.parent = _headHash;
        cursor.mintableNano = Schedule.mintable(emission(), block.timestamp * 1000);
    }

    /// @dev Checks what a header says against all before it, records it, and moves the cursor behind it. The
    /// signatures are checked after the last one.
    function _append(Cursor memory cursor, Header calldata header) private {
        uint64 epoch = header.epoch;
        if (epoch != cursor.head.next) revert WrongEpoch(epoch, cursor.head.next);
        if (header.attempt != cursor.round.attempt) revert WrongAttempt(header.attempt, cursor.round.attempt);
        if (header.parent != cursor.parent) revert WrongParent(epoch, cursor.parent);
        if (epoch >= cursor.round.changeFrom) _change(cursor, epoch);
        if (header.setVersion != cursor.round.setVersion) revert WrongSet(epoch, cursor.round.setVersion);
        if (Headers.rules(header.manifest, header.program) != cursor.rules) revert WrongRules(epoch);
        _requireAnchor(header.anchorBlock, header.anchorHash);
        _checkAmounts(cursor, header);
        bytes32 hash = header.hash();
        cursor.parent = hash;
        cursor.head.next = uint32(epoch) + 1;
        Seal memory seal = cursor.seal;
        _records[epoch % history] = Headers.record(hash, seal);
        emit Finalised(epoch, hash, seal.finalisedAt, seal.signers, seal.setVersion);
    }

    /// @dev Turns to the set and to the rules that are in force from `epoch` on.
    function _change(Cursor memory cursor, uint64 epoch) private {
        Changes memory changes = _changes;
        if (epoch >= changes.heldFrom) revert HistoryFull(epoch - history);
        if (changes.setFrom != 0 && epoch >= changes.setFrom) _adoptSet(cursor.round, changes, epoch);
        if (changes.nextRulesFrom != 0 && epoch >= changes.nextRulesFrom) {
            (_rulesBefore, cursor.rules) = (cursor.rules, _nextRules);
            (changes.rulesFrom, changes.nextRulesFrom) = (changes.nextRulesFrom, 0);
        }
        cursor.round.changeFrom = _earliest(changes);
        cursor.changed = true;
        _changes = changes;
    }

    function _adoptSet(Round memory round, Changes memory changes, uint64 epoch) private {
        (round.roster, round.setVersion) = (_nextRoster, changes.nextSetVersion);
        changes.setFrom = 0;
        inForceSince[round.setVersion] = uint64(block.timestamp);
        inForceFrom[round.setVersion] = epoch;
        emit SetInForce(round.setVersion, epoch);
    }

    function _earliest(Changes memory changes) private pure returns (uint32 epoch) {
        epoch = changes.heldFrom;
        if (changes.setFrom != 0 && changes.setFrom < epoch) epoch = changes.setFrom;
        if (changes.nextRulesFrom != 0 && changes.nextRulesFrom < epoch) epoch = changes.nextRulesFrom;
    }

    function _requireAnchor(uint64 anchorBlock, bytes32 anchorHash) private view {
        if (anchorBlock >= block.number) revert BadAnchor(anchorBlock);
        bytes32 actual = Blockhash.blockHash(anchorBlock);
        // 0: too old to know, or a chain without EIP-2935
        if (actual != 0 && actual != anchorHash) revert AnchorGone(anchorBlock, actual);
    }

    function _checkAmounts(Cursor memory cursor, Header calldata header) private view {
        Head memory last = cursor.head;
        uint64 total = _nano(header.total);
        uint64 minted = _nano(header.minted);
        uint64 burnt = _nano(header.burnt);
        if (total < last.total || minted < last.minted || burnt < last.burnt) revert AmountFell(header.epoch);
        uint256 most = cursor.mintableNano + uint256(burnt) * remintPpm / MILLION;
        if (minted > most) revert OverBudget(header.epoch, most);
        // What is owed was minted or deposited, and what was burnt inside is owed to nobody. Deposits never fall: what
        // was enough for the header before is enough for one that needs no more, so only who needs more is asked.
        if (burnt != last.burnt || uint256(total) + last.minted > uint256(last.total) + minted) {
            uint256 deposited = deposits.total() / NANO;
            if (uint256(total) + burnt > minted + deposited || burnt > deposited) {
                revert Unfunded(header.epoch, minted + deposited);
            }
        }
        (last.total, last.minted, last.burnt) = (total, minted, burnt);
    }

    function _requireQuorum(address roster, bytes32 headerHash, uint64 signers, bytes calldata signatures)
        private
        view
    {
        if (roster == address(0)) revert NoQuorum(0, 0);
        uint256[] memory words = Rosters.load(roster);
        uint256 expected = 0;
        for (uint256 left = signers; left != 0; left &= left - 1) {
            expected += 64;
        }
        if (signatures.length != expected) revert SignatureCount(signatures.length, expected);
        bytes32 digest = _hashTypedDataV4(headerHash);
        uint256 signed = 0;
        uint256 at;
        assembly ("memory-safe") {
            at := signatures.offset
        }
        uint256 rest = signers;
        for (uint256 i = 1; rest != 0; i++) {
            if (rest & 1 == 1) {
                if (i >= words.length || _signer(digest, at) != Rosters.account(words[i])) revert BadSigner(i - 1);
                signed += Rosters.weight(words[i]);
                at += 64;
            }
            rest >>= 1;
        }
        if (3 * signed < 2 * words[0] || signed == 0) revert NoQuorum(signed, words[0]);
    }

    /// @dev Who signed `digest` by r ‖ vs at `at` of the call's data; 0 if nobody. Another form of the same signature
    /// gains nothing: each member counts once.
    function _signer(bytes32 digest, uint256 at) private view returns (address signer) {
        assembly ("memory-safe") {
            let input := mload(0x40)
            let vs := calldataload(add(at, 0x20))
            mstore(input, digest)
            mstore(add(input, 0x20), add(shr(255, vs), 27))
            mstore(add(input, 0x40), calldataload(at))
            mstore(add(input, 0x60), shr(1, shl(1, vs)))
            mstore(0, 0)
            // ecrecover; gives no bytes where there is no key
            pop(staticcall(gas(), 1, input, 0x80, 0, 0x20))
            signer := mload(0)
        }
    }

    /// @notice Reverts unless `header` is final, with this seal, and among the last `history`; gives its hash.
    function requireFinal(Header calldata header, Seal calldata seal) public view returns (bytes32 hash) {
        hash = header.hash();
        if (header.epoch >= _head.next || _records[header.epoch % history] != Headers.record(hash, seal)) {
            revert UnknownHeader(header.epoch);
        }
    }

    // ── attempts ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Raises the attempt when no header became final, and it was not raised, for `attemptTimeout` seconds.
    /// The same entries are then closed again. The attempt only grows: an epoch's header never has a smaller one than
    /// the epoch's before, so whoever signs two for one (epoch, attempt) has lied.
    function raiseAttempt() external {
        uint256 since = lastFinalisedAt();
        if (_changes.raisedAt > since) since = _changes.raisedAt;
        if (block.timestamp < since + attemptTimeout) revert TooEarly(since + attemptTimeout);
        _raise(_head.next);
    }

    /// @notice Raises the attempt at once, by a header that a quorum signed and that can't become final because the
    /// chain has no such anchor.
    function raiseForAnchor(Header calldata header, uint64 signers, bytes calldata signatures) external {
        if (header.epoch < _head.next) revert WrongEpoch(header.epoch, _head.next);
        if (header.attempt != _round.attempt) revert WrongAttempt(header.attempt, _round.attempt);
        if (header.setVersion != _round.setVersion) revert WrongSet(header.epoch, _round.setVersion);
        bytes32 actual = header.anchorBlock < block.number ? Blockhash.blockHash(header.anchorBlock) : bytes32(0);
        if (actual == 0 || actual == header.anchorHash) revert AnchorStands(header.anchorBlock);
        _requireQuorum(_round.roster, header.hash(), signers, signatures);
        _raise(_head.next);
    }

    /// @dev A set that waits signs at once: what waits for progress could wait for ever.
    function _raise(uint64 next) private {
        (Round memory round, Changes memory changes) = (_round, _changes);
        if (changes.setFrom != 0) _adoptSet(round, changes, next);
        changes.raisedAt = uint64(block.timestamp);
        round.attempt++;
        round.changeFrom = _earliest(changes);
        (_round, _changes) = (round, changes);
        emit AttemptRaised(round.attempt, next);
    }

    /// @dev Takes back `header` and all after it, and raises the attempt; nothing is final before a new set is opened.
    function _revoke(Header calldata header, Seal calldata seal, Header calldata parent) internal {
        bytes32 hash = requireFinal(header, seal);
        Head memory last = Head(0, 0, 0, uint32(header.epoch), _head.at);
        if (header.epoch != 0) {
            if (parent.hash() != header.parent) revert WrongParent(header.epoch, header.parent);
            (last.total, last.minted, last.burnt) = (_nano(parent.total), _nano(parent.minted), _nano(parent.burnt));
        }
        _head = last;
        _headHash = header.parent;
        // Its signers are struck: neither their set nor one opened before signs again, the next one signs at once.
        _round.roster = address(0);
        _changes.setFrom = 0;
        // Rules that came into force after it are to come again; nothing else waits while they can be revoked.
        if (header.epoch < _changes.rulesFrom) {
            (_changes.nextRulesFrom, _changes.rulesFrom) = (_changes.rulesFrom, 0);
            (_nextRules, _rules) = (_rules, _rulesBefore);
        }
        emit Revoked(header.epoch, hash, last.next);
        _raise(last.next);
    }

    // ── sets and rules ─────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice A set version was opened. It signs `setLag` epochs from now, or as soon as the attempt is raised; the
    /// first one, and the first after a revocation, at once. Only for Staking.
    function scheduleSet(uint64 version, address roster) external {
        if (msg.sender != staking) revert NotStaking(msg.sender);
        (Round memory round, Changes memory changes) = (_round, _changes);
        // Not replaced: versions opened again and again would never sign.
        if (changes.setFrom != 0) revert SetPending(changes.nextSetVersion);
        uint32 next = _head.next;
        _nextRoster = roster;
        (changes.nextSetVersion, changes.setFrom) = (SafeCast.toUint32(version), next + setLag);
        emit SetScheduled(version, changes.setFrom);
        if (round.roster == address(0)) _adoptSet(round, changes, next);
        round.changeFrom = _earliest(changes);
        (_round, _changes) = (round, changes);
    }

    /// @notice Puts other rules in force from `fromEpoch`, later than the next epoch; replaces what was scheduled and
    /// is not in force. The rules before must be released, so that a revoked epoch finds its own. Only for the
    /// registry.
    /// @param rules keccak256(abi.encode(manifest, program))
    function scheduleRules(bytes32 rules, uint64 fromEpoch) external {
        if (msg.sender != registry) revert NotRegistry(msg.sender);
        uint64 next = _head.next;
        if (fromEpoch <= next || fromEpoch >= NEVER) revert WrongEpoch(fromEpoch, next + 1);
        // Those in force since the next epoch, though no header had them yet, are not replaced.
        Cursor memory cursor;
        (cursor.round, cursor.rules) = (_round, _rules);
        if (next >= cursor.round.changeFrom) _change(cursor, next);
        Changes memory changes = _changes;
        if (changes.rulesFrom > _releasedCount()) revert RulesNotSettled(changes.rulesFrom);
        changes.nextRulesFrom = uint32(fromEpoch);
        cursor.round.changeFrom = _earliest(changes);
        (_round, _rules, _changes, _nextRules) = (cursor.round, cursor.rules, changes, rules);
        emit RulesScheduled(rules, fromEpoch);
    }

    /// @dev Headers below `settled` can no longer be revoked, so their records may go. Without this, a dishonest
    /// quorum could bury a header below so many that nobody could prove it in a dispute.
    function _settle(uint64 settled) internal {
        (Round memory round, Changes memory changes) = (_round, _changes);
        uint256 held = uint256(settled) + history;
        changes.heldFrom = held < NEVER ? uint32(held) : NEVER;
        round.changeFrom = _earliest(changes);
        (_round, _changes) = (round, changes);
    }

    /// @dev How many headers can no longer be revoked.
    function _releasedCount() internal view virtual returns (uint64);

    // ── views ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice The last final header. `next` is the epoch of the next one; amounts in wei.
    function head()
        external
        view
        returns (uint64 next, bytes32 headerHash, uint256 total, uint256 minted, uint256 burnt, uint64 at)
    {
        Head memory h = _head;
        return (h.next, _headHash, h.total * NANO, h.minted * NANO, h.burnt * NANO, lastFinalisedAt());
    }

    /// @notice The epoch of the next header.
    function nextEpoch() external view returns (uint64) {
        return _head.next;
    }

    /// @notice What the next headers carry.
    function attempt() external view returns (uint64) {
        return _round.attempt;
    }

    /// @notice When the last header became final, or else the deployment; seconds since 1970.
    function lastFinalisedAt() public view returns (uint64) {
        return _deployedAt + _head.at;
    }

    /// @notice The set that signs the header of `epoch`, from the next one on, as long as the attempt is not raised.
    /// After a revocation `roster` is 0 until a set is opened.
    function setOf(uint64 epoch) external view returns (uint64 version, address roster) {
        Changes memory changes = _changes;
        if (changes.setFrom != 0 && epoch >= changes.setFrom) return (changes.nextSetVersion, _nextRoster);
        return (_round.setVersion, _round.roster);
    }

    /// @notice The rules of `epoch`, from the last released one on: keccak256(abi.encode(manifest, program)).
    function rulesOf(uint64 epoch) external view returns (bytes32) {
        Changes memory changes = _changes;
        if (changes.nextRulesFrom != 0 && epoch >= changes.nextRulesFrom) return _nextRules;
        return epoch < changes.rulesFrom ? _rulesBefore : _rules;
    }

    /// @notice The schedule's parameters.
    function emission() public view returns (Emission memory) {
        return Emission(_genesisMillis, _perDayNano, _halvingMillis, _longestWindowMillis);
    }

    /// @notice What the schedule allows to have been minted by now, in wei, without what was burnt.
    function mintable() external view returns (uint256) {
        return Schedule.mintable(emission(), block.timestamp * 1000) * NANO;
    }

    /// @notice The EIP-712 domain separator: name "Polder", version "1", this chain, this contract.
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @dev An amount in nano-tokens: a multiple of 1e9 wei below 2^64 nano-tokens.
    function _nano(uint256 amount) internal pure returns (uint64) {
        if (amount % NANO != 0 || amount / NANO > type(uint64).max) revert NotNano(amount);
        return uint64(amount / NANO);
    }
}
