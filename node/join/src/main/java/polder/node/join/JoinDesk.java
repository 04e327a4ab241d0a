package polder.node.join;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.Standing;
import polder.node.gateway.Reply;
import polder.node.gateway.ViaFile;
import polder.node.gateway.upload.Quantities;
import polder.node.gateway.upload.UploadKind;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.WalletSignature;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Site;

/** Makes drafts of enrolments, and takes their signatures. Any thread may call it. */
public final class JoinDesk {
  private static final Logger LOG = LoggerFactory.getLogger(JoinDesk.class);

  private final Door door;
  private final Supplier<Standing> standing;
  private final Path folder;
  private final InstantSource clock;
  private final JoinLimits limits;
  private final Drafts drafts;

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
    Optional<Drafted> wrong = wrong(account, network, devices);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    AtomicLong sequence =
        new AtomicLong(
            Math.max(
                clock.millis() - 1,
                Math.max(door.lastSequence(account), drafts.lastSequence(account))));
    List<Drafts.Made> made = new ArrayList<>();
    for (Stock device : devices) {
      ViaFile.Prepared prepared;
      try {
        prepared = ViaFile.prepare(device.via(), network.name(), device.name());
      } catch (IllegalArgumentException e) {
        return new Drafted.Refused("bad_name", String.valueOf(e.getMessage()));
      }
      if (ViaFile.exists(folder, prepared.created().device())) {
        return nameTaken(device.name());
      }
      made.add(
          new Drafts.Made(
              message(account, sequence.incrementAndGet(), device, prepared),
              Optional.of(prepared)));
    }
    return keep(account, made);
  }

  private static Drafted nameTaken(String name) {
    return new Drafted.Refused(
        "name_taken", "a device of this network is called " + name + " already: choose another name");
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

  private Optional<Drafted> wrong(
      Account account, NetworkManifest network, List<Stock> devices) {
    if (Quantities.of(network).units().isEmpty()) {
      return refused("no_such_devices", "the network takes no readings, so no such device");
    }
    Set<String> names = new HashSet<>();
    for (Stock device : devices) {
      if (UploadKind.of(device.via()).isEmpty()) {
        return refused(
            "unknown_via",
            "the node cannot sign via " + device.via() + ": use one of " + UploadKind.words());
      }
      if (!names.add(device.name())) {
        return refused("name_taken", "two devices are called " + device.name());
      }
    }
    if (count(account, network) + devices.size() > limits.devicesOfAccount()
        || files() + devices.size() > limits.devices()) {
      return refused(
          "too_many_devices",
          "this node signs for no more devices: ask its operator, or run an agent of your own");
    }
    return Optional.empty();
  }

  private static Optional<Drafted> refused(String reason, String detail) {
    return Optional.of(new Drafted.Refused(reason, detail));
  }

  private long count(Account account, NetworkManifest network) {
    AtomicLong count = new AtomicLong(drafts.viaCount(account));
    standing
        .get()
        .forEachDevice(
            network.name(),
            (device, entry) -> {
              if (entry.sender().via().isPresent() && entry.sender().owner().equals(account)) {
                count.incrementAndGet();
              }
            });
    return count.get();
  }

  private long files() {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.limit(limits.devices()).count();
    } catch (IOException e) {
      LOG.warn("cannot count the devices in {}: {}", folder, e.getMessage());
      return limits.devices();
    }
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
          "the device offers itself to " + message.account() + ": sign in as that, or let the device"
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
    return keep(account, List.of(new Drafts.Made(message, Optional.empty())));
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
    if (draft.via().isPresent() && !draft.isWritten()) {
      ViaFile.Prepared via = draft.via().get();
      if (ViaFile.exists(folder, via.created().device())) {
        drafts.remove(draft);
        return new Signed.Refused("name_taken", "somebody took the name meanwhile: choose another");
      }
      try {
        ViaFile.write(folder, via);
      } catch (IOException e) {
        LOG.warn("cannot write the device {}: {}", via, e.getMessage());
        return new Signed.Refused("failed", "the node cannot write the device's key");
      }
      draft.written(true);
    }
    Reply reply = door.accept(message.wire());
    if (reply instanceof Reply.Refused) {
      takeBack(draft);
    }
    return new Signed.Answered(draft, reply);
  }

  private void takeBack(Draft draft) {
    drafts.remove(draft);
    if (draft.isWritten()) {
      try {
        ViaFile.delete(folder, draft.via().orElseThrow().created().device());
        draft.written(false);
      } catch (IOException e) {
        LOG.warn("the file of a device that was refused stays: {}", e.getMessage());
      }
    }
  }
}
