package polder.node.join;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.node.gateway.Reply;
import polder.node.gateway.ViaFile;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.WalletSignature;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Makes drafts of enrolments, and takes their signatures. Any thread may call it. */
public final class JoinDesk {
  private final Door door;
  private final Supplier<Standing> standing;
  private final Path folder;
  private final InstantSource clock;
  private final JoinLimits limits;
  private final Drafts drafts;
  private final StockFolder stocks;

  /** Held from choosing a sequence until the draft that has it is kept: no two have the same. */
  private final Object drafting = new Object();

  /** Where signed messages go. */
  public interface Door {
    /** The highest sequence that {@code account} has used. */
    long lastSequence(Account account);

    /** Takes a message; the answer comes when it is durable. */
    Reply accept(Bytes wire);
  }

  /**
   * Opens it.
   *
   * @param standing how the deployment stands
   * @param folder where devices are kept for which the node signs
   */
  public JoinDesk(
      Door door, Supplier<Standing> standing, Path folder, InstantSource clock, JoinLimits limits) {
    this.door = door;
    this.standing = standing;
    this.folder = folder;
    this.clock = clock;
    this.limits = limits;
    this.drafts = new Drafts(clock, limits);
    this.stocks = new StockFolder(folder, standing, limits);
  }

  /** What comes of a wish for drafts. */
  sealed interface Drafted {
    /** They wait for signatures, in this order. */
    record Ready(List<Draft> drafts) implements Drafted {}

    /** There is none, not even of those that are well. */
    record Refused(String reason, String detail) implements Drafted {}
  }

  /** What comes of a signature. */
  sealed interface Signed {
    /**
     * The gateway has answered.
     *
     * @param draft that was signed
     */
    record Answered(Draft draft, Reply reply) implements Signed {}

    /** It was not handed to the gateway. */
    record Refused(String reason, String detail) implements Signed {}
  }

  /** A device that cannot sign, at its place. */
  record Stock(String via, String name, Site site) {}

  DeploymentManifest deployment() {
    return standing.get().manifests().deployment();
  }

  /** The rules of a network, if there is one of this name. */
  Optional<NetworkManifest> network(String name) {
    return standing.get().manifests().network(name);
  }

  int mostRows() {
    return limits.rows();
  }

  /** Drafts for devices that cannot sign; their keys and secrets are made here. */
  Drafted draftVia(Account account, NetworkManifest network, List<Stock> devices) {
    Optional<Drafted.Refused> wrong =
        stocks.wrong(account, network, devices, drafts.stock(account));
    if (wrong.isPresent()) {
      return wrong.get();
    }
    List<ViaFile.Prepared> prepared = new ArrayList<>();
    for (Stock device : devices) {
      try {
        prepared.add(ViaFile.prepare(device.via(), network.name(), device.name()));
      } catch (IllegalArgumentException e) {
        return new Drafted.Refused("bad_name", String.valueOf(e.getMessage()));
      }
      if (ViaFile.exists(folder, prepared.getLast().created().device())) {
        return nameTaken(device.name());
      }
    }
    synchronized (drafting) {
      long sequence = nextSequence(account);
      List<Drafts.Made> made = new ArrayList<>();
      for (int i = 0; i < devices.size(); i++) {
        ViaFile.Prepared its = prepared.get(i);
        made.add(
            new Drafts.Made(message(account, sequence + i, devices.get(i), its), Optional.of(its)));
      }
      return keep(account, made);
    }
  }

  /** Above all that the account has signed or is asked to. */
  private long nextSequence(Account account) {
    long last = Math.max(door.lastSequence(account), drafts.lastSequence(account));
    return Math.max(clock.millis(), Math.addExact(last, 1));
  }

  private static Drafted nameTaken(String name) {
    return new Drafted.Refused(
        StockFolder.NAME_TAKEN,
        "a device of this network is called " + name + " already: choose another name");
  }

  private AccountMessage.Draft message(
      Account account, long sequence, Stock device, ViaFile.Prepared prepared) {
    Enrol bare =
        new Enrol(
            prepared.created().device().network(),
            prepared.created().device().key().id(),
            Optional.of(device.site()),
            Optional.of(device.via()),
            Bytes.EMPTY);
    Enrol proven =
        AccountMessage.proven(
            deployment(), account, sequence, bare, prepared.created().device().key());
    return new AccountMessage.Draft(account, sequence, proven);
  }

  private Drafted keep(Account account, List<Drafts.Made> made) {
    return drafts
        .add(account, made)
        .<Drafted>map(Drafted.Ready::new)
        .orElse(
            new Drafted.Refused(
                "too_many_drafts",
                "sign those that wait, or come again in "
                    + limits.life().toMinutes()
                    + " minutes, when they are forgotten"));
  }

  /** A draft of anything else that an account asks of its networks; the gateway judges it. */
  Drafted draftAction(Account account, Action action) {
    synchronized (drafting) {
      AccountMessage.Draft message =
          new AccountMessage.Draft(account, nextSequence(account), action);
      return keep(account, List.of(new Drafts.Made(message, Optional.empty())));
    }
  }

  /** A draft of what a device offers that signs for itself: a draft of AccountMessage's bytes. */
  Drafted draftOffer(Account account, Bytes offer) {
    AccountMessage.Draft message;
    try {
      message = AccountMessage.Draft.decode(offer);
    } catch (CodecException | ArithmeticException e) {
      return new Drafted.Refused("bad_offer", "this is no offer of a device: " + e.getMessage());
    }
    if (!(message.action() instanceof Enrol enrol) || enrol.via().isPresent()) {
      return new Drafted.Refused("bad_offer", "this is no offer of a device that signs for itself");
    }
    if (!message.account().equals(account)) {
      return new Drafted.Refused(
          "wrong_account",
          "the device offers itself to "
              + message.account()
              + ": sign in as that, or let the device"
              + " make another offer");
    }
    Optional<NetworkManifest> network = network(enrol.network());
    if (network.isEmpty()) {
      return new Drafted.Refused("unknown_network", "there is no network " + enrol.network());
    }
    if (!message.isPossessionProven(deployment())) {
      return new Drafted.Refused(
          "no_possession", "the device did not sign this offer for this deployment: make it anew");
    }
    if (message.sequence() <= door.lastSequence(account)) {
      return new Drafted.Refused(
          "old_sequence",
          "another message of the account was taken since the device made its offer: make it anew");
    }
    // Sequences only grow: one from far ahead would leave the account nothing to sign with.
    if (message.sequence() > clock.millis() + limits.life().toMillis()) {
      return new Drafted.Refused(
          "bad_offer", "the device's clock is ahead: set it, and make the offer anew");
    }
    synchronized (drafting) {
      return keep(account, List.of(new Drafts.Made(message, Optional.empty())));
    }
  }

  /** Takes the signature of {@code account} under its draft {@code id}. */
  Signed sign(Account account, String id, Bytes given) {
    Optional<Draft> found = drafts.find(account, id);
    if (found.isEmpty()) {
      return new Signed.Refused("no_such_draft", "there is no such draft any more: make another");
    }
    Draft draft = found.get();
    Optional<AccountMessage> message =
        WalletSignature.normal(given)
            .map(draft.message()::with)
            .filter(its -> its.isSignatureGood(deployment()));
    if (message.isEmpty()) {
      return new Signed.Refused(
          "bad_signature", "the account did not sign this draft as EIP-712 typed data");
    }
    synchronized (draft) {
      return hand(draft, message.get());
    }
  }

  /** The device's key is on the disk before anybody knows the device. */
  private Signed hand(Draft draft, AccountMessage message) {
    if (draft.via().isPresent() && draft.step() == Draft.Step.WAITING) {
      Optional<Signed.Refused> wrong = stocks.takeOn(draft.via().get());
      if (wrong.isPresent()) {
        if (wrong.get().reason().equals(StockFolder.NAME_TAKEN)) {
          drafts.remove(draft);
        }
        return wrong.get();
      }
      draft.move(Draft.Step.WRITTEN);
    }
    Reply reply = door.accept(message.wire());
    switch (reply) {
      case Reply.Refused _ -> takeBack(draft);
      case Reply.Busy _ -> {} // The journal has not seen it.
      default -> draft.move(Draft.Step.HANDED_OVER);
    }
    return new Signed.Answered(draft, reply);
  }

  /** Of a device that may be enrolled the key stays, whatever is answered to a repetition. */
  private void takeBack(Draft draft) {
    if (draft.step() == Draft.Step.HANDED_OVER) {
      return;
    }
    drafts.remove(draft);
    if (draft.step() == Draft.Step.WRITTEN) {
      stocks.giveUp(draft.via().orElseThrow());
    }
  }
}
