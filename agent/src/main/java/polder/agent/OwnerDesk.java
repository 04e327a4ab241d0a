package polder.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;

/** What the owner of a machine signs for it: that it is the owner's, and money for purses. */
public final class OwnerDesk {
  private final NodeClient node;
  private final Deployment deployment;
  private final String network;
  private final byte[] secret;
  private final LongSupplier clockMillis;
  private long last;

  /** Signs with {@code secret}, by the time of day, for a network that {@code node} serves. */
  public OwnerDesk(
      NodeClient node,
      Deployment deployment,
      String network,
      byte[] secret,
      LongSupplier clockMillis) {
    this.node = node;
    this.deployment = deployment;
    this.network = network;
    this.secret = secret.clone();
    this.clockMillis = clockMillis;
  }

  /** Whose key it is. */
  public Account account() {
    return Secp256k1.account(secret);
  }

  /**
   * Enrols the machine; empty if the node took it, otherwise why not.
   *
   * @throws IOException if the node is away
   */
  public Optional<String> enrol(DeviceKey machine) throws IOException, InterruptedException {
    long sequence = next();
    Action.Enrol bare =
        new Action.Enrol(network, machine.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    return send(sequence, AccountMessage.proven(deployment, account(), sequence, bare, machine));
  }

  /**
   * Moves money from the owner's balance into the purse of a group; empty if the node took it,
   * otherwise why not.
   */
  public Optional<String> fund(String group, long nano) throws IOException, InterruptedException {
    return send(next(), new Action.FundPurse(network, group, nano));
  }

  private long next() {
    last = Math.max(last + 1, clockMillis.getAsLong());
    return last;
  }

  private Optional<String> send(long sequence, Action action)
      throws IOException, InterruptedException {
    AccountMessage message =
        new AccountMessage.Draft(account(), sequence, action).sign(secret, deployment);
    return switch (node.post(List.of(message.wire())).getFirst()) {
      case Verdict.Accepted accepted -> Optional.empty();
      case Verdict.Duplicate duplicate -> Optional.empty();
      case Verdict.Refused refused -> Optional.of(refused.reason() + ", " + refused.detail());
      case Verdict.Busy busy -> Optional.of("the node is busy: " + busy.reason());
      case Verdict.Failed failed -> Optional.of("the node cannot write: " + failed.detail());
    };
  }
}
