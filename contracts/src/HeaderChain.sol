// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
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
    uint32 history; // for how many epochs headers can be proven; 1 or more
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
        uint32 attempt;
        uint48 raisedAt; // seconds since 1970
        uint48 setFrom; // 0, or epoch from which _nextSet signs
        uint48 rulesFrom; // epoch from which _rules are in force
        uint48 nextRulesFrom; // 0, or epoch from which _nextRules are in force
    }

    /// @dev One slot.
    struct SetVersion {
        address roster;
        uint48 version;
        uint48 since;
    }

    /// @dev What a transaction's headers are checked against.
    struct Cursor {
        Head head;
        Round round;
        SetVersion set;
        bytes32 parent;
        bool changed; // round or set
        uint256 mintableNano; // by the schedule
        Seal seal;
    }

    uint256 internal constant NANO = 1e9;
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
    SetVersion private _set;
    SetVersion private _nextSet;
    bytes32 private _nextRules;
    bytes32 private _rulesBefore;
    /// @notice Since when a set version signs, seconds since 1970; 0: it never did.
    mapping(uint64 version => uint64) public inForceSince;
    mapping(uint256 place => bytes32) private _records;

    constructor(Parts memory parts, Terms memory terms) EIP712("Polder", "1") {
        Emission memory emission_ = terms.emission;
        if (emission_.halvingMillis == 0 || terms.history == 0 || terms.setLag == 0 || terms.remintPpm > MILLION) revert BadTerms();
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
    }

    // ── headers ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Makes `headers`, at most 128 consecutive ones, final. Anyone may bring them.
    /// @param signers bit i: member i of the set that the last header is to be signed by
    /// @param signatures of the last header, 64 bytes (r ‖ vs, EIP-2098) a signer, in the order of the members
    function finalise(Header[] calldata headers, uint64 signers, bytes calldata signatures) external {
        uint256 gasBefore = gasleft();
        if (headers.length == 0 || headers.length > MOST_HEADERS) revert BatchSize(headers.length);
        Cursor memory cursor = _cursor(signers);
        uint64 first = cursor.head.next;
        bytes32[] memory hashes = new bytes32[](headers.length);
        for (uint256 i = 0; i < headers.length; i++) {
            hashes[i] = _check(cursor, headers[i]);
        }
        cursor.seal.setVersion = cursor.set.version;
        _requireQuorum(cursor.set.roster, cursor.parent, signers, signatures);
        for (uint256 i = 0; i < headers.length; i++) {
            _record(first + uint64(i), hashes[i], cursor.seal);
        }
        cursor.head.at = uint32(block.timestamp - _deployedAt);
        _head = cursor.head;
        _headHash = cursor.parent;
        if (cursor.changed) {
            _round = cursor.round;
            _set = cursor.set;
        }
        // 21,000 a transaction, and about 12 a byte of its data
        uint256 gasUsed = gasBefore - gasleft() + 21_000 + 12 * msg.data.length;
        emit Submitted(msg.sender, first, cursor.head.next - 1, gasUsed, tx.gasprice);
    }

    function _cursor(uint64 signers) private view returns (Cursor memory cursor) {
        cursor.head = _head;
        cursor.round = _round;
        cursor.set = _set;
        cursor.parent = _headHash;
        cursor.seal.finalisedAt = uint64(block.timestamp);
        cursor.seal.signers = signers;
        cursor.mintableNano = Schedule.mintable(emission(), block.timestamp * 1000);
    }

    function _record(uint64 epoch, bytes32 hash, Seal memory seal) private {
        _records[epoch % history] = Headers.record(hash, seal);
        emit Finalised(epoch, hash, seal.finalisedAt, seal.signers, seal.setVersion);
    }

    /// @dev Checks what a header says against all before it, and moves the cursor behind it.
    function _check(Cursor memory cursor, Header calldata header) private returns (bytes32 hash) {
        uint64 epoch = header.epoch;
        if (epoch != cursor.head.next) revert WrongEpoch(epoch, cursor.head.next);
        if (header.attempt != cursor.round.attempt) revert WrongAttempt(header.attempt, cursor.round.attempt);
        if (header.parent != cursor.parent) revert WrongParent(epoch, cursor.parent);
        if (cursor.round.setFrom != 0 && epoch >= cursor.round.setFrom) _adopt(cursor);
        if (header.setVersion != cursor.set.version) revert WrongSet(epoch, cursor.set.version);
        if (Headers.rules(header.manifest, header.program) != _rulesOf(cursor, epoch)) revert WrongRules(epoch);
        _requireAnchor(header.anchorBlock, header.anchorHash);
        _checkAmounts(cursor, header);
        hash = header.hash();
        cursor.parent = hash;
        cursor.head.next = uint32(epoch) + 1;
    }

    function _rulesOf(Cursor memory cursor, uint64 epoch) private returns (bytes32) {
        Round memory round = cursor.round;
        if (round.nextRulesFrom != 0 && epoch >= round.nextRulesFrom) {
            _rulesBefore = _rules;
            _rules = _nextRules;
            round.rulesFrom = round.nextRulesFrom;
            round.nextRulesFrom = 0;
            cursor.changed = true;
        }
        return epoch < round.rulesFrom ? _rulesBefore : _rules;
    }

    function _requireAnchor(uint64 anchorBlock, bytes32 anchorHash) private view {
        if (anchorBlock >= block.number) revert BadAnchor(anchorBlock);
        bytes32 actual = Blockhash.blockHash(anchorBlock);
        // 0: too old to know, or a chain without EIP-2935
        if (actual != 0 && actual != anchorHash) revert AnchorGone(anchorBlock, actual);
    }

    function _checkAmounts(Cursor memory cursor, Header calldata header) private view {
        Head memory head = cursor.head;
        uint64 total = _nano(header.total);
        uint64 minted = _nano(header.minted);
        uint64 burnt = _nano(header.burnt);
        if (total < head.total || minted < head.minted || burnt < head.burnt) revert AmountFell(header.epoch);
        uint256 mintable = cursor.mintableNano + uint256(burnt) * remintPpm / MILLION;
        if (minted > mintable) revert OverBudget(header.epoch, mintable);
        // What is owed was minted or deposited, and what was burnt inside is owed to nobody.
        if (burnt != 0 || total > minted) {
            uint256 deposited = deposits.total() / NANO;
            if (uint256(total) + burnt > minted + deposited || burnt > deposited) {
                revert Unfunded(header.epoch, minted + deposited);
            }
        }
        (head.total, head.minted, head.burnt) = (total, minted, burnt);
    }

    function _requireQuorum(address roster, bytes32 headerHash, uint64 signers, bytes calldata signatures) private view {
        if (roster == address(0)) revert NoQuorum(0, 0);
        uint256[] memory words = Rosters.load(roster);
        bytes32 digest = _hashTypedDataV4(headerHash);
        uint256 signed = 0;
        uint256 at = 0;
        uint256 left = signers;
        for (uint256 i = 1; i < words.length && left != 0; i++) {
            if (left & 1 == 1) {
                if (signatures.length < at + 64) revert SignatureCount(signatures.length, at + 64);
                bytes32 r = bytes32(signatures[at:at + 32]);
                bytes32 vs = bytes32(signatures[at + 32:at + 64]);
                if (ECDSA.recover(digest, r, vs) != Rosters.account(words[i])) revert BadSigner(i - 1);
                signed += Rosters.weight(words[i]);
                at += 64;
            }
            left >>= 1;
        }
        if (left != 0) revert BadSigner(words.length - 1);
        if (signatures.length != at) revert SignatureCount(signatures.length, at);
        if (3 * signed < 2 * words[0] || signed == 0) revert NoQuorum(signed, words[0]);
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
        if (_round.raisedAt > since) since = _round.raisedAt;
        if (block.timestamp < since + attemptTimeout) revert TooEarly(since + attemptTimeout);
        _raise();
    }

    /// @notice Raises the attempt at once, by a header that a quorum signed and that can't become final because the
    /// chain has no such anchor.
    function raiseForAnchor(Header calldata header, uint64 signers, bytes calldata signatures) external {
        if (header.epoch < _head.next) revert WrongEpoch(header.epoch, _head.next);
        if (header.attempt != _round.attempt) revert WrongAttempt(header.attempt, _round.attempt);
        if (header.setVersion != _set.version) revert WrongSet(header.epoch, _set.version);
        bytes32 actual = header.anchorBlock < block.number ? Blockhash.blockHash(header.anchorBlock) : bytes32(0);
        if (actual == 0 || actual == header.anchorHash) revert AnchorStands(header.anchorBlock);
        _requireQuorum(_set.roster, header.hash(), signers, signatures);
        _raise();
    }

    function _raise() private {
        Cursor memory cursor;
        cursor.round = _round;
        cursor.set = _set;
        cursor.head = _head;
        if (cursor.round.setFrom != 0) _adopt(cursor);
        cursor.round.attempt++;
        cursor.round.raisedAt = uint48(block.timestamp);
        _round = cursor.round;
        _set = cursor.set;
        emit AttemptRaised(cursor.round.attempt, cursor.head.next);
    }

    /// @dev Takes back `header` and all after it, and raises the attempt.
    function _revoke(Header calldata header, Seal calldata seal, Header calldata parent) internal {
        bytes32 hash = requireFinal(header, seal);
        Head memory head = Head(0, 0, 0, uint32(header.epoch), _head.at);
        if (header.epoch != 0) {
            if (parent.hash() != header.parent) revert WrongParent(header.epoch, header.parent);
            (head.total, head.minted, head.burnt) = (_nano(parent.total), _nano(parent.minted), _nano(parent.burnt));
        }
        _head = head;
        _headHash = header.parent;
        emit Revoked(header.epoch, hash, head.next);
        _raise();
    }

    // ── sets and rules ─────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice A set version was opened. It signs `setLag` epochs from now, or as soon as the attempt is raised; the
    /// first one at once. Only for Staking.
    function scheduleSet(uint64 version, address roster) external {
        if (msg.sender != staking) revert NotStaking(msg.sender);
        // Not replaced: versions opened again and again would never sign.
        if (_round.setFrom != 0) revert SetPending(_nextSet.version);
        _nextSet = SetVersion(roster, uint48(version), 0);
        uint48 from = uint48(_head.next) + setLag;
        _round.setFrom = from;
        emit SetScheduled(version, from);
        if (_set.version == 0) {
            Cursor memory cursor;
            cursor.round = _round;
            cursor.head = _head;
            _adopt(cursor);
            _round = cursor.round;
            _set = cursor.set;
        }
    }

    function _adopt(Cursor memory cursor) private {
        SetVersion memory next = _nextSet;
        next.since = uint48(block.timestamp);
        inForceSince[next.version] = uint64(block.timestamp);
        cursor.set = next;
        cursor.round.setFrom = 0;
        cursor.changed = true;
        emit SetInForce(next.version, cursor.head.next);
    }

    /// @notice Puts other rules in force from `fromEpoch`, later than the next epoch; replaces what was scheduled and
    /// is not in force. The rules before must be released, so that a revoked epoch finds its own. Only for the
    /// registry.
    /// @param rules keccak256(abi.encode(manifest, program))
    function scheduleRules(bytes32 rules, uint64 fromEpoch) external {
        if (msg.sender != registry) revert NotRegistry(msg.sender);
        Cursor memory cursor;
        cursor.round = _round;
        uint64 next_ = _head.next;
        if (fromEpoch <= next_ || fromEpoch > type(uint32).max) revert WrongEpoch(fromEpoch, next_ + 1);
        // In force since the next epoch, though no header had them yet: they are not replaced.
        if (cursor.round.nextRulesFrom != 0 && cursor.round.nextRulesFrom <= next_) _rulesOf(cursor, next_);
        if (cursor.round.rulesFrom > _releasedCount()) revert RulesNotSettled(cursor.round.rulesFrom);
        cursor.round.nextRulesFrom = uint48(fromEpoch);
        _round = cursor.round;
        _nextRules = rules;
        emit RulesScheduled(rules, fromEpoch);
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
    function setOf(uint64 epoch) external view returns (uint64 version, address roster) {
        uint48 from = _round.setFrom;
        SetVersion memory set_ = from != 0 && epoch >= from ? _nextSet : _set;
        return (set_.version, set_.roster);
    }

    /// @notice The rules of `epoch`, from the last released one on: keccak256(abi.encode(manifest, program)).
    function rulesOf(uint64 epoch) external view returns (bytes32) {
        Round memory round = _round;
        if (round.nextRulesFrom != 0 && epoch >= round.nextRulesFrom) return _nextRules;
        return epoch < round.rulesFrom ? _rulesBefore : _rules;
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
