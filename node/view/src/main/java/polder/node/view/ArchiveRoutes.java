package polder.node.view;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.SignedHeader;
import polder.node.gateway.Answers;
import polder.protocol.manifest.Manifests;

/** The archive's files by path, and those of an epoch by its number. */
final class ArchiveRoutes implements HttpService {
  private static final Set<String> FILES = Set.of("header.cose", "inputs.cbor", "outcome.cbor");

  private final History history;
  private final ArchiveFiles files;

  ArchiveRoutes(Sources sources, History history) {
    this.history = history;
    this.files =
        new ArchiveFiles(
            sources.archive(),
            new ArchiveFiles.Policies() {
              @Override
              public Optional<Manifests> manifests() {
                return Optional.of(sources.closing().standing().manifests());
              }

              @Override
              public Optional<EpochHeader> header(long epoch) throws IOException {
                return history.header(epoch).map(SignedHeader::header);
              }

              @Override
              public long keptFrom() throws IOException {
                return history.keptFrom();
              }
            },
            sources.time());
  }

  @Override
  public void routing(HttpRules rules) {
    files.routing(rules);
    rules.get("/v1/epochs/{epoch}/archive/{file}", this::byEpoch);
  }

  private void byEpoch(ServerRequest request, ServerResponse response) throws IOException {
    String file = Question.part(request, "file");
    Optional<Long> epoch;
    try {
      epoch = EpochRoutes.number(request, history);
    } catch (Question.BadQuestion e) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      return;
    }
    Optional<SignedHeader> sealed =
        epoch.isEmpty() || !FILES.contains(file) ? Optional.empty() : history.header(epoch.get());
    if (sealed.isEmpty()) {
      ArchiveFiles.noSuchFile(response);
      return;
    }
    EpochHeader its = sealed.get().header();
    String header = ArchivePaths.header(its.epoch(), its.attempt());
    files.send(request, response, header.substring(0, header.lastIndexOf('/') + 1) + file);
  }
}
