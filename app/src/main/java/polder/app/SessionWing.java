package polder.app;

import io.helidon.webserver.http.HttpService;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import polder.adapters.evm.EvmContractWallets;
import polder.epoch.Standing;
import polder.node.gateway.Gateway;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.Reply;
import polder.node.join.JoinDesk;
import polder.node.join.JoinLimits;
import polder.node.join.JoinRoutes;
import polder.node.session.Addresses;
import polder.node.session.Origin;
import polder.node.session.SessionGuard;
import polder.node.session.SessionLimits;
import polder.node.session.SessionRoutes;
import polder.node.session.Sessions;
import polder.node.session.SignIn;
import polder.node.session.Visitors;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentIdentity;

/**
 * The part of a node that knows who looks, and what they bring. Its clock is the machine's, as
 * wallets' is.
 */
final class SessionWing {
  private final Addresses addresses;
  private final Sessions sessions;
  private final SignIn signIn;

  /**
   * Of a node that is reached at {@code addresses}, beside those it knows itself.
   *
   * @param chain asked for contract wallets, if there is one
   */
  SessionWing(List<URI> addresses, DeploymentIdentity deployment, Optional<ChainAccess> chain) {
    InstantSource clock = InstantSource.system();
    this.addresses = new Addresses(addresses.stream().map(Origin::of).toList());
    this.sessions = new Sessions(clock, SessionLimits.USUAL);
    this.signIn =
        new SignIn(
            deployment.chainId(),
            chain.map(access -> new EvmContractWallets(access.chain())),
            clock,
            SessionLimits.USUAL);
  }

  /** What stands before all routes. */
  HttpService guard() {
    return new SessionGuard(addresses);
  }

  /** Whose requests come. */
  Visitors visitors() {
    return new Visitors(sessions, addresses);
  }

  /** What a server routes to. */
  HttpService routes() {
    return new SessionRoutes(signIn, sessions, addresses, HttpLimits.USUAL);
  }

  /**
   * The doors by which people bring their devices in.
   *
   * @param folder where devices are kept for which the node signs
   */
  HttpService join(Gateway gateway, Supplier<Standing> standing, Path folder) {
    JoinDesk.Door door =
        new JoinDesk.Door() {
          @Override
          public long lastSequence(Account account) {
            return gateway.lastSequence(account);
          }

          @Override
          public Reply accept(Bytes wire) {
            return gateway.acceptAll(List.of(wire)).getFirst();
          }
        };
    return new JoinRoutes(
        new JoinDesk(door, standing, folder, InstantSource.system(), JoinLimits.USUAL),
        visitors(),
        HttpLimits.USUAL);
  }
}
