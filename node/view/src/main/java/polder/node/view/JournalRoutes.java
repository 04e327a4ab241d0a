package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.gateway.Answers;
import polder.node.journal.JournalPage;
import polder.node.journal.News;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy.Access;

/**
 * {@code GET /v1/journal?after=OFFSET&message=HEX&epoch=N&wait=SECONDS}: acknowledged messages from
 * an offset on, with the cuts of epochs from N on, for followers who mirror them. Begins with the
 * epoch that is open where the message before the offset is not the one that the follower names.
 * Waits for something new, if it is asked to. These are readings that no epoch has yet, so only
 * what is public is shown.
 */
public final class JournalRoutes implements HttpService, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRoutes.class);
  private static final int MOST_FOLLOWERS = 64;
  private static final long MOST_WAIT_SECONDS = 25;

  /** A page has so many bytes, and one step more at most. */
  private static final long PAGE_BYTES = 2 << 20;

  private static final int STEP = 16;
  private static final int TRIES = 3;

  private final News news;
  private final JournalReader journal;
  private final BooleanSupplier closes;
  private final Supplier<Manifests> manifests;
  private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

  /**
   * Over {@code journal}.
   *
   * @param news when there is more
   * @param closes whether the node goes on closing epochs
   * @param manifests the rules in force
   */
  public JournalRoutes(
      News news, JournalReader journal, BooleanSupplier closes, Supplier<Manifests> manifests) {
    this.closes = closes;
    this.news = news;
    this.journal = journal;
    this.manifests = manifests;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/journal", this::page);
  }

  private record Wanted(
      Optional<Long> after, Optional<Hash> message, Optional<Long> epoch, long waitSeconds) {}

  private void page(ServerRequest request, ServerResponse response) throws InterruptedException {
    Wanted wanted;
    try {
      wanted =
          new Wanted(
              number(request, "after"),
              text(request, "message").map(Hash::fromHex),
              number(request, "epoch"),
              Math.min(MOST_WAIT_SECONDS, number(request, "wait").orElse(0L)));
    } catch (IllegalArgumentException e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return;
    }
    Optional<String> closed = closed();
    if (closed.isPresent()) {
      Answers.refuse(response, Status.FORBIDDEN_403, "restricted", closed.get());
      return;
    }
    if (!followers.tryAcquire()) {
      response.header(HeaderNames.RETRY_AFTER, "5");
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "busy",
          "as many follow as this node can serve: " + MOST_FOLLOWERS);
      return;
    }
    try {
      response
          .status(Status.OK_200)
          .header(HeaderNames.CONTENT_TYPE, "application/cbor")
          .header(HeaderNames.CACHE_CONTROL, "no-store")
          .send(page(wanted).encode().unsafeArray());
    } catch (IOException | CodecException e) {
      LOG.error("cannot read the journal: {}", e.getMessage(), e);
      Answers.refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "unreadable",
          "the node cannot read its journal; its log says why");
    } finally {
      followers.release();
    }
  }

  private static Optional<String> text(ServerRequest request, String name) {
    return request.query().contains(name)
        ? Optional.of(request.query().get(name))
        : Optional.empty();
  }

  private static Optional<Long> number(ServerRequest request, String name) {
    Optional<String> text = text(request, name);
    Optional<Long> number = text.flatMap(Question::number);
    if (text.isPresent() && number.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' must be a whole number");
    }
    return number;
  }

  /** What is not in the archive yet is hidden by any delay. */
  private Optional<String> closed() {
    return manifests.get().networks().values().stream()
        .filter(network -> network.data().access() != Access.PUBLIC)
        .map(NetworkManifest::name)
        .findFirst()
        .map(name ->
            "the network "
                + name
                + " does not show its data at once, so messages are served to nobody before they"
                + " are archived");
  }

  private JournalPage page(Wanted wanted) throws IOException, InterruptedException {
    long seen = news.count();
    JournalPage page = now(wanted);
    if (page.isEmpty() && wanted.waitSeconds() > 0) {
      news.await(seen, wanted.waitSeconds() * 1_000);
      page = now(wanted);
    }
    return page;
  }

  private JournalPage now(Wanted wanted) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        return read(wanted);
      } catch (IllegalArgumentException e) {
        // Discarded between two looks: the next one begins later.
        if (tried == TRIES) {
          throw new IOException("the journal is discarded faster than it is read", e);
        }
      }
    }
  }

  private JournalPage read(Wanted wanted) throws IOException {
    long from = start(wanted);
    long end = journal.end();
    List<Bytes> messages = new ArrayList<>();
    long[] bytes = {0};
    for (long at = from;
        at < end && bytes[0] < PAGE_BYTES && messages.size() + STEP <= JournalPage.MOST_MESSAGES;
        at = from + messages.size()) {
      journal.read(
          at,
          Math.min(end, at + STEP),
          entry -> {
            messages.add(entry.wire());
            bytes[0] += entry.wire().size();
          });
    }
    return new JournalPage(
        manifests.get().deployment().id(),
        from,
        end,
        closes.getAsBoolean(),
        messages,
        cuts(wanted.epoch(), from + messages.size()));
  }

  /** Where the follower is, if that is a place in this journal. */
  private long start(Wanted wanted) throws IOException {
    long begin = journal.begin();
    long after = wanted.after().orElse(-1L);
    if (after >= begin && after <= journal.end()) {
      if (wanted.message().isEmpty()) {
        return after;
      }
      List<Hash> before = new ArrayList<>(1);
      if (after > begin) {
        journal.read(after - 1, after, entry -> before.add(entry.message()));
      }
      if (before.contains(wanted.message().get())) {
        return after;
      }
    }
    return Math.max(begin, journal.lastCut().map(Cut::endOffset).orElse(begin));
  }

  private List<Cut> cuts(Optional<Long> first, long next) throws IOException {
    List<Cut> cuts = new ArrayList<>();
    Optional<Cut> cut = journal.lastCut();
    if (cut.isPresent() && first.isPresent()) {
      cut = first.get() > cut.get().epoch() ? Optional.empty() : journal.cut(first.get());
    }
    while (cut.isPresent()
        && cut.get().endOffset() <= next
        && cuts.size() < JournalPage.MOST_CUTS) {
      cuts.add(cut.get());
      cut = journal.cut(cut.get().epoch() + 1);
    }
    return cuts;
  }

  /** Lets go of all who wait. */
  @Override
  public void close() {
    news.close();
  }
}
