package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import polder.agent.NodeException;
import polder.agent.blob.BlobClient;
import polder.agent.market.OrderNote;
import polder.agent.market.Renter;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.Action.FundPurse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings an order to a market: its client, its files, its money. */
final class OrderDesk {
  private static final int NOT_FOUND = 404;
  private static final long SPARE_TRIES = 60;

  private final MarketOption.Talk talk;
  private final Renter renter;
  private final byte[] secret;
  private final Account account;
  private final Output output;
  private final OrderWatch.Pace pace;
  private long lastSequence;

  /**
   * A desk.
   *
   * @param secret of the account that pays
   */
  OrderDesk(
      MarketOption.Talk talk, Renter renter, byte[] secret, Output output, OrderWatch.Pace pace) {
    this.talk = talk;
    this.renter = renter;
    this.secret = secret;
    this.account = Secp256k1.account(secret);
    this.output = output;
    this.pace = pace;
  }

  Account account() {
    return account;
  }

  Renter renter() {
    return renter;
  }

  /** What the account can spend. */
  long balanceNano() throws IOException, InterruptedException {
    return json("/v1/accounts/" + account).path("balanceNano").asLong(0);
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    try {
      return JsonMapper.shared().readTree(talk.node().get(path).toArray());
    } catch (JacksonException e) {
      throw new IOException("the node's answer to " + path + " cannot be read", e);
    }
  }

  /** Enrols the client, unless it is. */
  void enrol() throws IOException, InterruptedException {
    String network = talk.network().name();
    String path =
        "/v1/devices/"
            + URLEncoder.encode(renter.client().did(), StandardCharsets.UTF_8)
            + "?network="
            + URLEncoder.encode(network, StandardCharsets.UTF_8);
    try {
      String its = json(path).path("networks").path(0).path("owner").asString("");
      if (!its.equalsIgnoreCase(account.toString())) {
        throw new BadWordException(
            "the client belongs to account " + its + ", not to " + account,
            "name another folder with --client");
      }
      return;
    } catch (NodeException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
    }
    long sequence = sequence();
    Enrol bare =
        new Enrol(network, renter.client(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    renter.ask(
        talk.node(),
        new AccountMessage.Draft(
                account,
                sequence,
                AccountMessage.proven(talk.deployment(), account, sequence, bare, renter.key()))
            .sign(secret, talk.deployment()));
    output.line("this client is enrolled in " + network + ": " + renter.client().did());
  }

  private long sequence() {
    lastSequence = Math.max(lastSequence + 1, System.currentTimeMillis());
    return lastSequence;
  }

  /** Puts the jobs and all that they name where machines get them. */
  void upload(JobInput input, List<Terms> terms) throws IOException, InterruptedException {
    try (BlobClient blobs = new BlobClient(URI.create(talk.node().address()))) {
      for (String path : input.files().keySet()) {
        put(blobs, JobInput.beside(input.file(), path));
      }
      for (Terms each : terms) {
        Path file = Files.createTempFile("polder-job", ".cbor");
        try {
          Files.write(file, each.job().encode().toArray());
          put(blobs, file);
        } finally {
          Files.delete(file);
        }
      }
    }
  }

  /** A client that was enrolled just now may put files once that is sealed. */
  private void put(BlobClient blobs, Path file) throws IOException, InterruptedException {
    Hash deployment = talk.deployment().id();
    long tries = 2 * talk.deployment().epochMillis() / pace.askMillis() + SPARE_TRIES;
    boolean told = false;
    for (long left = tries; ; left--) {
      try {
        blobs.put(file, deployment, renter.key());
        return;
      } catch (NodeException e) {
        if (left == 0 || !String.valueOf(e.getMessage()).contains("not_enrolled")) {
          throw e;
        }
      }
      if (!told) {
        output.line("waiting for the end of this epoch, from which on the client is known");
        told = true;
      }
      Thread.sleep(pace.askMillis());
    }
  }

  /** Orders, with a funded purse. */
  OrderNote place(Terms terms, String title) throws IOException, InterruptedException {
    return renter.order(talk.node(), terms::order, order -> note(terms, title, order));
  }

  private OrderNote note(Terms terms, String title, GroupKey order) {
    FundPurse fund = new FundPurse(talk.network().name(), order.text(), terms.fundNano());
    return new OrderNote(
        order,
        title,
        terms.job().work().proof(),
        terms.job().hash(),
        terms.limitNano(),
        terms.seconds(),
        terms.fundNano(),
        System.currentTimeMillis(),
        new AccountMessage.Draft(account, sequence(), fund).sign(secret, talk.deployment()).wire());
  }
}
