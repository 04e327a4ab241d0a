// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Header, Seal} from "../src/Headers.sol";
import {Network} from "./Network.sol";

/// @notice A deployment and all that anybody does with it, in any order. Signers sign whatever the contract would
/// take, and at times what it must refuse.
contract World is Network {
    uint256 public constant GENESIS = 1_000_000 * TOKEN;
    address[4] public owners = [address(0x0101), address(0x0102), address(0x0103), address(0x0104)];
    address private constant CHALLENGER = address(0xC4A1);

    /// @dev What each owner has earned by the last header, by epoch.
    mapping(uint64 epoch => uint256[4]) private _earned;
    mapping(address account => uint256) private _keyOf;
    uint256[4] public mostEarned;
    bool public tookTooFew;
    bool public fell;
    bool public paidTwice;
    uint256 public finals;
    uint256 public claims;
    uint256 public refutations;

    constructor() {
        start(6);
        for (uint256 i = 0; i < 6; i++) {
            _keyOf[vm.addr(keys[i])] = keys[i];
        }
        pass();
    }

    function members() private view returns (address[] memory accounts) {
        (uint64 version,) = settlement.setOf(settlement.nextEpoch());
        (accounts,,) = staking.membersOf(version);
    }

    function signedBy(bytes32 hash, uint64 signers) private view returns (bytes memory all, uint256 share) {
        (uint64 version,) = settlement.setOf(settlement.nextEpoch());
        (address[] memory accounts, uint256[] memory weights, uint256 total) = staking.membersOf(version);
        uint256 weight = 0;
        for (uint256 i = 0; i < accounts.length; i++) {
            if ((signers >> i) & 1 == 0) continue;
            all = bytes.concat(all, sign(_keyOf[accounts[i]], hash));
            weight += weights[i];
        }
        share = 3 * weight >= 2 * total ? 1 : 0;
    }

    function root(uint256[4] memory earned) private view returns (bytes32) {
        return pair(pair(leafOf(0, earned), leafOf(1, earned)), pair(leafOf(2, earned), leafOf(3, earned)));
    }

    function leafOf(uint256 i, uint256[4] memory earned) private view returns (bytes32) {
        return settlement.leaf(owners[i], earned[i]);
    }

    function pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    /// @dev A header that pays `amount` more to owner `who`, newly minted or of deposits; may be refused.
    function close(uint64 signers, uint64 amount, uint8 who, bool mint, uint64 burn) external {
        pass();
        uint256[4] memory earned;
        Header memory header = paying(earned, uint256(amount % 20e9) * 1e9, who % 4, mint);
        if (burn % 4 == 0) header.burnt += uint256(burn % 10e9) * 1e9;
        signers |= signers << 3; // more of them, so that many headers have a quorum
        signers &= uint64((1 << members().length) - 1);
        bring(header, signers, earned);
    }

    function paying(uint256[4] memory earned, uint256 amount, uint256 who, bool mint)
        private
        view
        returns (Header memory header)
    {
        header = nextHeader();
        for (uint256 i = 0; i < 4 && header.epoch != 0; i++) {
            earned[i] = _earned[header.epoch - 1][i];
        }
        earned[who] += amount;
        header.total += amount;
        if (mint) header.minted += amount;
        header.payouts = root(earned);
    }

    function bring(Header memory header, uint64 signers, uint256[4] memory earned) private {
        (bytes memory all, uint256 enough) = signedBy(hashOf(header), signers);
        uint256[3] memory before = amounts();
        try settlement.finalise(one(header), signers, all) {
            finals++;
            if (enough == 0) tookTooFew = true;
            uint256[3] memory later = amounts();
            for (uint256 i = 0; i < 3; i++) {
                if (later[i] < before[i]) fell = true;
            }
            headerOf[header.epoch] = header;
            sealOf[header.epoch] = Seal(uint64(block.timestamp), signers, header.setVersion);
            _earned[header.epoch] = earned;
        } catch {}
    }

    function amounts() private view returns (uint256[3] memory all) {
        (,, all[0], all[1], all[2],) = settlement.head();
    }

    function releaseOne(uint8 back, bool wait) external {
        uint64 next = settlement.nextEpoch();
        if (next == 0) return;
        uint64 epoch = next - 1 - (back % next);
        if (wait) vm.warp(block.timestamp + 1 days);
        (, uint256 before) = settlement.claimed();
        try settlement.release(headerOf[epoch], sealOf[epoch]) {
            (, uint256 allowed) = settlement.claimed();
            if (allowed < before) fell = true;
            for (uint256 i = 0; i < 4; i++) {
                if (_earned[epoch][i] > mostEarned[i]) mostEarned[i] = _earned[epoch][i];
            }
        } catch {}
    }

    function claim(uint8 who) external {
        (uint64 released,,,) = settlement.releases();
        if (released == 0) return;
        uint256[4] memory earned = _earned[released - 1];
        uint256 i = who % 4;
        bytes32[] memory proof = new bytes32[](2);
        proof[0] = leafOf(i ^ 1, earned);
        proof[1] = i < 2 ? pair(leafOf(2, earned), leafOf(3, earned)) : pair(leafOf(0, earned), leafOf(1, earned));
        if (settlement.claim(owners[i], earned[i], proof) != 0) claims++;
        (uint256 paid,) = settlement.paid(owners[i]);
        (uint256 free,,) = settlement.claimLimit();
        if (free != 0 && paid == earned[i] && settlement.claim(owners[i], earned[i], proof) != 0) paidTwice = true;
    }

    function deposit(uint64 amount) external {
        uint256 wei_ = uint256(amount % 50e9 + 1) * 1e9;
        approveFor(address(0xB0B), address(deposits), wei_);
        vm.prank(address(0xB0B));
        deposits.deposit(address(0xB0B), wei_);
    }

    function delegate(uint8 to, uint64 amount) external {
        address validator = vm.addr(keys[to % 6]);
        uint256 wei_ = uint256(amount % 500e9 + 1) * 1e9;
        fund(address(0xDE1E), wei_);
        vm.startPrank(address(0xDE1E));
        token.approve(address(staking), wei_);
        try staking.delegate(validator, wei_) {} catch {}
        vm.stopPrank();
    }

    function undelegate(uint8 to, uint64 amount) external {
        address validator = vm.addr(keys[to % 6]);
        vm.prank(address(0xDE1E));
        try staking.undelegate(validator, uint256(amount) * 1e9) {} catch {}
    }

    function withdraw(uint8 to) external {
        address validator = vm.addr(keys[to % 6]);
        uint64 version = staking.version();
        vm.prank(address(0xDE1E));
        try staking.withdraw(validator, version) {} catch {}
    }

    function openVersion() external {
        vm.warp(block.timestamp + 1 days);
        try staking.openVersion() {} catch {}
    }

    function raise() external {
        vm.warp(block.timestamp + 2 hours);
        try settlement.raiseAttempt() {} catch {}
    }

    /// @dev A dispute from beginning to end; at most one is won, so that validators remain.
    function dispute(uint8 back, bool refute) external {
        uint64 next = settlement.nextEpoch();
        if (next == 0) return;
        uint64 epoch = next - 1 - (back % next);
        uint256 bond = disputes.bond();
        if (token.balanceOf(holder) < 2 * bond) return;
        approveFor(CHALLENGER, address(disputes), bond);
        vm.prank(CHALLENGER);
        try disputes.challenge(headerOf[epoch], sealOf[epoch], "") returns (uint256 id) {
            if (refute && refutations == 0 && !disputes.disputeOf(id).all) {
                for (uint256 i = 0; i < 6; i++) {
                    vm.prank(vm.addr(keys[i]));
                    try disputes.vote(true) {} catch {}
                }
                vm.prank(address(0xDE1E));
                try disputes.vote(true) {} catch {}
            }
            vm.warp(disputes.disputeOf(id).until + 1);
            disputes.decide(headerOf[epoch], sealOf[epoch], headerOf[epoch == 0 ? 0 : epoch - 1]);
            if (settlement.nextEpoch() <= epoch) refutations++;
        } catch {}
    }

    // ── what must hold ─────────────────────────────────────────────────────────────────────────────────────────────

    function budget() external view returns (uint256 supply, uint256 most) {
        return (token.totalSupply(), GENESIS + settlement.mintable());
    }

    function paidTo(uint256 i) external view returns (uint256 amount, uint256 balance) {
        (amount,) = settlement.paid(owners[i]);
        return (amount, token.balanceOf(owners[i]));
    }

    function claimedAndAllowed() external view returns (uint256, uint256) {
        return settlement.claimed();
    }

    function stakes() external view returns (uint256 held, uint256 owed) {
        for (uint256 i = 0; i < 6; i++) {
            Staked memory v = staked(vm.addr(keys[i]));
            owed += v.own + v.pool + v.leaving;
        }
        return (token.balanceOf(address(staking)), owed);
    }

    struct Staked {
        uint256 own;
        uint256 pool;
        uint256 leaving;
    }

    function staked(address account) private view returns (Staked memory) {
        return Staked(
            uint256(staking.validatorOf(account).own) + staking.validatorOf(account).ownLeaving,
            staking.validatorOf(account).pool,
            staking.validatorOf(account).leaving
        );
    }

    /// @dev Those who were not struck, or a newcomer, get a header final, whatever happened before.
    function goOn() external {
        vm.warp(block.timestamp + 2 days);
        settlement.raiseAttempt(); // a set that waits is in force
        if (staking.candidates().length == 0) {
            // all signed a header that delegators refuted, and were struck: others begin
            uint256 key = uint256(keccak256("newcomer"));
            _keyOf[vm.addr(key)] = key;
            register(key, BOND);
        }
        staking.openVersion();
        vm.warp(block.timestamp + 2 hours);
        settlement.raiseAttempt();
        vm.roll(block.number + 50);
        Header memory header = nextHeader();
        uint64 all = uint64((1 << members().length) - 1);
        (bytes memory signed,) = signedBy(hashOf(header), all);
        settlement.finalise(one(header), all, signed);
    }
}

contract InvariantsTest is Network {
    World private world;

    function setUp() public {
        world = new World();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(world);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(world);
        bytes4[] memory all = new bytes4[](12);
        all[0] = all[1] = all[2] = World.close.selector;
        all[3] = World.releaseOne.selector;
        all[4] = World.claim.selector;
        all[5] = World.deposit.selector;
        all[6] = World.delegate.selector;
        all[7] = World.undelegate.selector;
        all[8] = World.withdraw.selector;
        all[9] = World.openVersion.selector;
        all[10] = World.raise.selector;
        all[11] = World.dispute.selector;
        targets[0].selectors = all;
    }

    function invariant_the_budget_holds() public view {
        (uint256 supply, uint256 most) = world.budget();
        assertTrue(supply <= most, "never more tokens than genesis and schedule");
    }

    function invariant_what_is_claimed_is_covered_and_once() public view {
        (uint256 claimed, uint256 allowed) = world.claimedAndAllowed();
        assertTrue(claimed <= allowed, "claimed within the released total");
        uint256 sum = 0;
        for (uint256 i = 0; i < 4; i++) {
            (uint256 paid, uint256 balance) = world.paidTo(i);
            assertEq(balance, paid, "every token came by a claim");
            assertTrue(paid <= world.mostEarned(i), "no more than a released header says");
            sum += paid;
        }
        assertEq(sum, claimed, "the sum");
        assertTrue(!world.paidTwice(), "no claim pays twice");
    }

    function invariant_amounts_never_fall() public view {
        assertTrue(!world.fell(), "cumulative amounts");
    }

    function invariant_no_header_without_a_quorum() public view {
        assertTrue(!world.tookTooFew(), "two thirds");
    }

    function invariant_stake_is_held() public view {
        (uint256 held, uint256 owed) = world.stakes();
        assertTrue(held >= owed, "all that can be withdrawn is there");
    }

    /// @dev After each run: the network goes on.
    function afterInvariant() public {
        world.goOn();
    }

    function test_the_world_moves() public {
        for (uint64 i = 0; i < 8; i++) {
            world.close(63, 5e9, uint8(i), true, 1);
        }
        world.deposit(5e9);
        world.releaseOne(0, true);
        for (uint8 i = 0; i < 4; i++) {
            world.claim(i);
        }
        world.close(3, 4e9, 1, false, 4);
        world.close(3, 0, 1, false, 1);
        world.dispute(0, true);
        assertTrue(world.finals() >= 9, "final");
        assertEq(world.claims(), 4, "claimed");
        assertEq(world.refutations(), 1, "refuted");
        world.goOn();
    }
}
