// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {HeaderChain, Terms, Parts} from "./HeaderChain.sol";
import {Header, Headers, Seal} from "./Headers.sol";
import {PolderToken} from "./PolderToken.sol";

/// @notice How claims are limited, so that a wrong root drains slowly: at most `capacityNano` at once, which is free
/// again after `windowSeconds`, evenly.
struct ClaimLimit {
    uint64 capacityNano;
    uint64 windowSeconds;
}

/// @notice What an account claims. `cumulative` is all it ever earned, in wei, as the leaf has it.
struct Claim {
    address account;
    uint256 cumulative;
    bytes32[] proof;
}

/// @title Pays by the roots that validators signed.
/// @notice The chain of headers is in HeaderChain; here final headers become claimable after a delay, unless frozen,
/// and accounts claim. Nobody owns this contract; it holds no tokens, it mints what is claimed.
contract Settlement is HeaderChain, Multicall {
    /// @notice `root` can be claimed from now on.
    event Released(uint64 indexed epoch, bytes32 indexed headerHash, bytes32 root, uint256 total);
    /// @notice No header from `epoch` on is released while this is disputed.
    event Frozen(uint64 indexed epoch);
    /// @notice The dispute is over: all headers up to `epoch` stand.
    event Confirmed(uint64 indexed epoch);
    /// @notice `amount` wei of `account`'s were paid to `recipient`.
    event Claimed(address indexed account, address indexed recipient, uint256 amount);
    event RecipientBound(address indexed account, address indexed recipient);

    error NotReleasable(uint64 epoch, uint256 from);
    error IsFrozen(uint64 epoch);
    error NotNewer(uint64 epoch, uint64 released);
    error NotDisputes(address caller);
    error BadProof(address account);
    error BadRecipient();

    /// @dev What has been released and decided. Epochs are counted, so that 0 means none.
    struct Release {
        uint64 released; // headers below are released
        uint64 confirmed; // headers below stand, by decision
        uint64 frozen; // 0, or 1 + the epoch in dispute
        uint64 restarted; // when the last dispute ended: later headers wait anew
    }

    struct Purse {
        uint64 claimedNano;
        uint64 releasedNano; // total of the released header
        uint64 usedNano; // of the claim limit, at usedAt
        uint64 usedAt;
    }

    struct Account {
        uint64 paidNano;
        address recipient; // 0: the account itself
    }

    /// @notice Only this contract freezes, confirms and revokes.
    address public immutable disputes;
    /// @notice Seconds from finality until a header can be released.
    uint64 public immutable payoutDelay;
    uint64 private immutable _claimCapacityNano;
    uint64 private immutable _claimWindow;

    /// @notice The StandardMerkleTree root that claims are proven against.
    bytes32 public payouts;
    Release private _release;
    Purse private _purse;
    mapping(address account => Account) private _accounts;

    constructor(
        Parts memory parts,
        Terms memory terms,
        address disputes_,
        uint64 payoutDelay_,
        ClaimLimit memory claimLimit_
    ) HeaderChain(parts, terms) {
        if (claimLimit_.capacityNano == 0 || claimLimit_.windowSeconds == 0) revert BadTerms();
        disputes = disputes_;
        payoutDelay = payoutDelay_;
        _claimCapacityNano = claimLimit_.capacityNano;
        _claimWindow = claimLimit_.windowSeconds;
    }

    modifier onlyDisputes() {
        if (msg.sender != disputes) revert NotDisputes(msg.sender);
        _;
    }

    // ── release ────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Lets accounts claim by `header`, which is final, old enough and not frozen. Anyone may; a newer one
    /// replaces it, those between need not be released, and releasing the released one does nothing.
    function release(Header calldata header, Seal calldata seal) external {
        bytes32 hash = requireFinal(header, seal);
        Release memory state = _release;
        if (header.epoch + 1 == state.released) return;
        if (header.epoch < state.released) revert NotNewer(header.epoch, state.released);
        _requireStanding(header.epoch, seal, state);
        _release.released = header.epoch + 1;
        payouts = header.payouts;
        _purse.releasedNano = _nano(header.total);
        emit Released(header.epoch, hash, header.payouts, header.total);
    }

    /// @notice Reverts unless `header` can no longer be revoked.
    function requireStanding(Header calldata header, Seal calldata seal) external view {
        requireFinal(header, seal);
        Release memory state = _release;
        if (header.epoch >= state.released) _requireStanding(header.epoch, seal, state);
    }

    function _requireStanding(uint64 epoch, Seal calldata seal, Release memory state) private view {
        if (state.frozen != 0 && epoch + 1 >= state.frozen) revert IsFrozen(state.frozen - 1);
        if (epoch < state.confirmed) return;
        uint256 since = seal.finalisedAt > state.restarted ? seal.finalisedAt : state.restarted;
        if (block.timestamp < since + payoutDelay) revert NotReleasable(epoch, since + payoutDelay);
    }

    /// @notice Number of headers released: the released one is the epoch below. `confirmed` likewise; `frozen` is 0 or
    /// 1 + the epoch in dispute; `restarted` is when the last dispute ended.
    function releases() external view returns (uint64 released, uint64 confirmed, uint64 frozen, uint64 restarted) {
        Release memory state = _release;
        return (state.released, state.confirmed, state.frozen, state.restarted);
    }

    function _releasedCount() internal view override returns (uint64) {
        Release memory state = _release;
        return state.released > state.confirmed ? state.released : state.confirmed;
    }

    // ── disputes ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Freezes `header` and all after it. Only for Disputes; a lower epoch takes the place of a higher one.
    function freeze(Header calldata header, Seal calldata seal) external onlyDisputes {
        requireFinal(header, seal);
        Release memory state = _release;
        if (header.epoch < state.released) revert NotNewer(header.epoch, state.released);
        if (header.epoch < state.confirmed) revert NotNewer(header.epoch, state.confirmed);
        _release.frozen = header.epoch + 1;
        emit Frozen(header.epoch);
    }

    /// @notice The disputed header stands; those after it wait the payout delay anew. Only for Disputes.
    function confirm() external onlyDisputes {
        Release memory state = _release;
        _release = Release(state.released, state.frozen, 0, uint64(block.timestamp));
        emit Confirmed(state.frozen - 1);
    }

    /// @notice Takes back the disputed `header` and all after it. Only for Disputes.
    /// @param parent the header before it; anything for epoch 0
    function revoke(Header calldata header, Seal calldata seal, Header calldata parent) external onlyDisputes {
        _release.frozen = 0;
        _revoke(header, seal, parent);
    }

    // ── claims ─────────────────────────────────────────────────────────────────────────────────────────────────────

    /// @notice Pays what `account` has earned and not yet been paid, as far as the claim limit allows; the rest stays
    /// claimable. Anyone may; what is paid goes to the recipient that the account bound, or to itself. Claiming what
    /// was paid does nothing.
    /// @param cumulative all it ever earned, in wei, as the leaf has it
    /// @return amount what was paid, in wei
    function claim(address account, uint256 cumulative, bytes32[] calldata proof) external returns (uint256 amount) {
        Purse memory purse = _refilled();
        amount = _claim(purse, account, cumulative, proof);
        if (amount != 0) _purse = purse;
    }

    /// @notice Claims for several accounts, as `claim` does for each. A bad proof reverts all.
    function claimAll(Claim[] calldata claims) external returns (uint256 amount) {
        Purse memory purse = _refilled();
        for (uint256 i = 0; i < claims.length; i++) {
            amount += _claim(purse, claims[i].account, claims[i].cumulative, claims[i].proof);
        }
        if (amount != 0) _purse = purse;
    }

    function _claim(Purse memory purse, address account, uint256 cumulative, bytes32[] calldata proof)
        private
        returns (uint256)
    {
        if (!MerkleProof.verifyCalldata(proof, payouts, leaf(account, cumulative))) revert BadProof(account);
        uint64 cumulativeNano = _nano(cumulative);
        Account memory state = _accounts[account];
        if (cumulativeNano <= state.paidNano) return 0;
        uint256 nano = cumulativeNano - state.paidNano;
        // A signed root could hold more than the total it states: the total is what the budget was checked for.
        uint256 unclaimed = purse.releasedNano > purse.claimedNano ? purse.releasedNano - purse.claimedNano : 0;
        uint256 free = _claimCapacityNano - purse.usedNano;
        if (nano > unclaimed) nano = unclaimed;
        if (nano > free) nano = free;
        if (nano == 0) return 0;
        // nano is at most unclaimed and free, which fit 64 bits
        purse.claimedNano += uint64(nano);
        purse.usedNano += uint64(nano);
        _accounts[account].paidNano = state.paidNano + uint64(nano);
        address recipient = state.recipient == address(0) ? account : state.recipient;
        emit Claimed(account, recipient, nano * NANO);
        token.mint(recipient, nano * NANO);
        return nano * NANO;
    }

    /// @notice Sends what is claimed for the caller from now on to `recipient`; address 0 undoes it.
    function bind(address recipient) external {
        if (recipient == address(this) || recipient == address(token)) revert BadRecipient();
        _accounts[msg.sender].recipient = recipient;
        emit RecipientBound(msg.sender, recipient);
    }

    /// @notice What was paid for `account` so far, in wei, and where its claims go.
    function paid(address account) external view returns (uint256 amount, address recipient) {
        Account memory state = _accounts[account];
        return (state.paidNano * NANO, state.recipient == address(0) ? account : state.recipient);
    }

    /// @notice What was paid to all, and what the released header allows in total, in wei.
    function claimed() external view returns (uint256 amount, uint256 released) {
        Purse memory purse = _purse;
        return (purse.claimedNano * NANO, purse.releasedNano * NANO);
    }

    /// @notice What the limit lets be claimed now, in wei; at most `capacity`, which is free again after `window`
    /// seconds.
    function claimLimit() external view returns (uint256 free, uint256 capacity, uint64 window) {
        Purse memory purse = _refilled();
        return ((_claimCapacityNano - purse.usedNano) * NANO, _claimCapacityNano * NANO, _claimWindow);
    }

    /// @notice The leaf of an account: keccak256 twice, as OpenZeppelin's StandardMerkleTree has it.
    function leaf(address account, uint256 cumulative) public view returns (bytes32) {
        bytes32 inner = keccak256(abi.encode(block.chainid, address(this), address(token), account, cumulative));
        return keccak256(abi.encode(inner));
    }

    function _refilled() private view returns (Purse memory purse) {
        purse = _purse;
        uint256 freed = uint256(_claimCapacityNano) * (block.timestamp - purse.usedAt) / _claimWindow;
        purse.usedNano = purse.usedNano > freed ? purse.usedNano - uint64(freed) : 0;
        purse.usedAt = uint64(block.timestamp);
    }
}
