// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {HeaderChain, Terms, Parts} from "./HeaderChain.sol";
import {Header, Headers, Seal} from "./Headers.sol";
import {Purses} from "./Purses.sol";

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
    using Purses for uint256;

    /// @notice `root` can be claimed from now on.
    event Released(uint64 indexed epoch, bytes32 indexed headerHash, bytes32 root, uint256 total);
    /// @notice No header from `epoch` on is released while this is disputed.
    event Frozen(uint64 indexed epoch);
    /// @notice The dispute is over: all headers up to `epoch` stand.
    event Confirmed(uint64 indexed epoch);
    /// @notice `amount` wei of `account`'s were paid to the recipient it bound. Where none is bound, the token's
    /// Transfer from address 0 to the account says all.
    event Redirected(address indexed account, address indexed recipient, uint256 amount);
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

    /// @notice Only this contract freezes, confirms and revokes.
    address public immutable disputes;
    /// @notice Seconds from finality until a header can be released.
    uint64 public immutable payoutDelay;
    uint64 private immutable _claimCapacityNano;
    uint64 private immutable _claimWindow;

    /// @notice The StandardMerkleTree root that claims are proven against.
    bytes32 public payouts;
    Release private _release;
    /// @dev See Purses.
    uint256 private _purse;
    /// @dev What was paid in nano-tokens (64 bits), and above it the recipient (160 bits; 0: the account itself).
    mapping(address account => uint256) private _accounts;

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
        _purse = _purse.withReleased(_nano(header.total));
        _settle(_releasedCount());
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
        _settle(state.frozen);
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
        uint256 purse = _purse.refilled(_claimCapacityNano, _claimWindow);
        (purse, amount) = _claim(purse, account, cumulative, proof);
        if (amount != 0) _purse = purse;
    }

    /// @notice Claims for several accounts, as `claim` does for each. A bad proof reverts all.
    function claimAll(Claim[] calldata claims) external returns (uint256 amount) {
        uint256 purse = _purse.refilled(_claimCapacityNano, _claimWindow);
        for (uint256 i = 0; i < claims.length; i++) {
            uint256 paid_;
            (purse, paid_) = _claim(purse, claims[i].account, claims[i].cumulative, claims[i].proof);
            amount += paid_;
        }
        if (amount != 0) _purse = purse;
    }

    /// @dev Nothing overflows: what is paid is at most what is unclaimed of a total below 2^64 nano-tokens.
    function _claim(uint256 purse, address account, uint256 cumulative, bytes32[] calldata proof)
        private
        returns (uint256, uint256)
    {
        if (_rootOf(leaf(account, cumulative), proof) != payouts) revert BadProof(account);
        unchecked {
            uint256 state = _accounts[account];
            uint256 nano = cumulative / NANO;
            if (nano <= uint64(state)) return (purse, 0);
            nano = purse.payable_(nano - uint64(state), _claimCapacityNano);
            if (nano == 0) return (purse, 0);
            _accounts[account] = state + nano;
            uint256 amount = nano * NANO;
            address recipient = address(uint160(state >> 64));
            if (recipient == address(0)) recipient = account;
            else emit Redirected(account, recipient, amount);
            token.mint(recipient, amount);
            return (purse.withPaid(nano), amount);
        }
    }

    /// @dev As OpenZeppelin's MerkleProof has it: each pair is hashed in ascending order.
    function _rootOf(bytes32 hash, bytes32[] calldata proof) private pure returns (bytes32 root) {
        root = hash;
        assembly ("memory-safe") {
            let end := add(proof.offset, shl(5, proof.length))
            for { let at := proof.offset } lt(at, end) { at := add(at, 0x20) } {
                let sibling := calldataload(at)
                // 0x20 where the node is the greater of the two
                let place := shl(5, gt(root, sibling))
                mstore(place, root)
                mstore(xor(place, 0x20), sibling)
                root := keccak256(0, 0x40)
            }
        }
    }

    /// @notice Sends what is claimed for the caller from now on to `recipient`; address 0 undoes it.
    function bind(address recipient) external {
        if (recipient == address(this) || recipient == address(token)) revert BadRecipient();
        _accounts[msg.sender] = uint64(_accounts[msg.sender]) | (uint256(uint160(recipient)) << 64);
        emit RecipientBound(msg.sender, recipient);
    }

    /// @notice What was paid for `account` so far, in wei, and where its claims go.
    function paid(address account) external view returns (uint256 amount, address recipient) {
        uint256 state = _accounts[account];
        recipient = address(uint160(state >> 64));
        return (uint64(state) * NANO, recipient == address(0) ? account : recipient);
    }

    /// @notice What was paid to all, and what the released header allows in total, in wei.
    function claimed() external view returns (uint256 amount, uint256 released) {
        return (_purse.claimed() * NANO, _purse.released() * NANO);
    }

    /// @notice What the limit lets be claimed now, in wei; at most `capacity`, which is free again after `window`
    /// seconds.
    function claimLimit() external view returns (uint256 free, uint256 capacity, uint64 window) {
        uint256 used = _purse.refilled(_claimCapacityNano, _claimWindow).used();
        return ((_claimCapacityNano - used) * NANO, _claimCapacityNano * NANO, _claimWindow);
    }

    /// @notice The leaf of an account: keccak256(keccak256(abi.encode(chainId, settlement, token, account,
    /// cumulative))), as OpenZeppelin's StandardMerkleTree has it.
    function leaf(address account, uint256 cumulative) public view returns (bytes32 result) {
        address token_ = address(token);
        assembly ("memory-safe") {
            let at := mload(0x40)
            mstore(at, chainid())
            mstore(add(at, 0x20), address())
            mstore(add(at, 0x40), token_)
            mstore(add(at, 0x60), account)
            mstore(add(at, 0x80), cumulative)
            mstore(0, keccak256(at, 0xa0))
            result := keccak256(0, 0x20)
        }
    }
}
