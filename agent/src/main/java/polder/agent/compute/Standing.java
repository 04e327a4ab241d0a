package polder.agent.compute;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import polder.adapters.files.KeyFile;
import polder.agent.AgentEvent.Kind;
import polder.agent.Deployment;
import polder.agent.NodeDesk;
import polder.agent.Nodes;
import polder.agent.OwnerDesk;
import polder.agent.market.MarketClient;
import polder.networks.compute.Machine;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/**
 * How the machine stands in the market: that it is enrolled, that it has a bond, and that its offer
 * is heard before the last one is forgotten. For one thread.
 */
final class Standing {
  private static final long ASK_AGAIN_MILLIS = 15_000;

  private final ComputeSettings settings;
  private final ComputeOffer offer;
  private final Desk desk;
  private final NodeDesk node;
  private final Signing signing;
  private final BondWatch bond = new BondWatch();
  private Optional<Account> owner = Optional.empty();
  private OptionalLong earned = OptionalLong.empty();
  private long askMillis;
  private long offeredMillis = -1;
  private long toldEpoch = -1;
  private boolean toldToEnrol;
  private boolean left;
  private boolean funded;
  private long toldFree = -1;

  /** With whom and what the owner signs. */
  record Signing(Nodes nodes, Deployment deployment, DeviceKey machine) {}

  Standing(
      ComputeSettings settings, ComputeOffer offer, Desk desk, NodeDesk node, Signing signing) {
    this.settings = settings;
    this.offer = offer;
    this.desk = desk;
    this.node = node;
    this.signing = signing;
  }

  /** Whose the machine is, as far as that is known. */
  Optional<Account> owner() {
    return owner;
  }

  /** Whether the machine is somebody's. */
  boolean isEnrolled() {
    return owner.isPresent();
  }

  /** Whether it said that it leaves. */
  boolean hasLeft() {
    return left;
  }

  /** Sees to it once more. */
  void attend(MarketView view, long clockMillis) throws IOException, InterruptedException {
    if (owner.isEmpty() && clockMillis >= askMillis) {
      askMillis = clockMillis + ASK_AGAIN_MILLIS;
      enrol();
    }
    if (owner.isEmpty()) {
      return;
    }
    if (settings.leaving()) {
      leave();
    } else if (offeredMillis < 0 || clockMillis - offeredMillis >= offer.offerMillis() / 3) {
      offer();
      boolean isFirst = offeredMillis < 0;
      offeredMillis = clockMillis;
      if (isFirst) {
        // Last: a node that cannot say is no reason to offer once more.
        tellProspect();
      }
    }
    if (view.epoch() > toldEpoch) {
      toldEpoch = view.epoch();
      tellEarnings();
      fund(view);
    }
  }

  private void enrol() throws IOException, InterruptedException {
    owner = node.owner();
    if (owner.isPresent()) {
      return;
    }
    if (settings.owner().isEmpty()) {
      if (!toldToEnrol) {
        toldToEnrol = true;
        desk.tell(
            Kind.NOT_ENROLLED,
            "this machine is nobody's yet; start it once with --owner OWNER.key, or, where the"
                + " key is, run: polder device enroll --without-place --node "
                + signing.nodes().current().address()
                + " --network "
                + offer.network()
                + " --key "
                + settings.key().toAbsolutePath()
                + " --owner OWNER.key");
      }
      return;
    }
    OwnerDesk its = ownerDesk();
    Optional<String> refused = its.enrol(signing.machine());
    if (refused.isPresent()) {
      throw new IOException("the node does not enrol this machine: " + refused.get());
    }
    owner = Optional.of(its.account());
    desk.tell(Kind.NOTICE, "enrolled in " + offer.network() + " for " + its.account());
  }

  private OwnerDesk ownerDesk() throws IOException {
    return new OwnerDesk(
        signing.nodes().current(),
        signing.deployment(),
        offer.network(),
        KeyFile.owner(settings.owner().orElseThrow().key()),
        System::currentTimeMillis);
  }

  private void offer() throws IOException {
    desk.say(new Said.Offer(settings.lent(), settings.door().host()));
    Capacity lent = settings.lent();
    desk.tell(
        Kind.OFFERED,
        "offers "
            + Sizes.cores(lent.cpuMilli())
            + ", "
            + Sizes.bytes(lent.memoryBytes())
            + " of memory, "
            + Sizes.bytes(lent.diskBytes())
            + " of disk"
            + (lent.gpus().isEmpty() ? "" : ", " + lent.gpus())
            + "; runs "
            + String.join(", ", lent.runtimes().keySet())
            + "; "
            + settings.bidder().hours()
            + (settings.door().host().isEmpty() ? "" : "; reached at " + settings.door().host()));
  }

  private void tellProspect() throws IOException, InterruptedException {
    Need all = Prospect.of(settings.lent());
    MarketClient market = new MarketClient(signing.nodes().current(), offer.network());
    desk.tell(
        Kind.NOTICE,
        Prospect.words(market.estimate(Proof.METERED, all), settings.bidder().prices().hour(all)));
  }

  private void leave() throws IOException {
    if (!left) {
      left = true;
      desk.say(new Said.Leave());
      desk.tell(
          Kind.NOTICE, "leaves: takes nothing new; the bond goes back once no order holds it");
    }
  }

  private void tellEarnings() throws IOException, InterruptedException {
    OptionalLong now = node.earnedNano(owner.orElseThrow());
    if (now.isPresent() && !now.equals(earned)) {
      desk.tell(
          Kind.EARNED,
          owner.get()
              + " has earned "
              + Amounts.format(now.getAsLong())
              + " tokens"
              + (earned.isEmpty()
                  ? ""
                  : ", " + Amounts.format(now.getAsLong() - earned.getAsLong()) + " of them now"));
    }
    earned = now;
  }

  /** Puts up what is missing of the bond, once; tells how where the owner is not here. */
  private void fund(MarketView view) throws IOException, InterruptedException {
    boolean isBusy = desk.ledger().deals().values().stream().anyMatch(Deal::takesRoom);
    if (settings.leaving() || !bond.isKnown(view, isBusy, desk.ledger().funding())) {
      return;
    }
    long free = view.self().map(Machine::freeNano).orElse(0L);
    long wanted = settings.owner().map(ComputeSettings.Owner::bondNano).orElse(0L);
    if (free < wanted && !funded) {
      fund(view, wanted - free);
    } else if (free < offer.bondNano() && isListed(view) && free != toldFree) {
      toldFree = free;
      desk.tell(
          Kind.NOTICE,
          "its bond is "
              + Amounts.format(free)
              + " tokens, and each order holds "
              + Amounts.format(offer.bondNano())
              + ": it will lose every auction; start it with --owner OWNER.key --bond "
              + Amounts.format(offer.bondNano())
              + " or more");
    }
  }

  private static boolean isListed(MarketView view) {
    return view.self().isPresent();
  }

  private void fund(MarketView view, long nano) throws IOException, InterruptedException {
    funded = true;
    // On the disk first: after a crash it is rather not put up than twice.
    desk.ledger().funded(new Ledger.Funding(view.epoch(), nano));
    Optional<String> refused = ownerDesk().fund(Seals.machine(desk.machine()).text(), nano);
    desk.tell(
        Kind.NOTICE,
        refused
            .map(why -> "the node does not move the bond: " + why)
            .orElse("puts up " + Amounts.format(nano) + " tokens of the owner's as its bond"));
  }
}
