package polder.node.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.EpochHeader.SeedTrust;
import polder.epoch.FixedInputs;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive.Position;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborSequence;
import polder.protocol.codec.CodecException;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedLinks;

/**
 * A foreign archive's files are evidence or a reason why not, whatever is in them. Runs over the
 * kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class EpochArchiveFuzzTest {
  private static final int MAX_ITEMS = 1_000;

  @FuzzTest(maxDuration = "1m")
  void aSignedHeaderIsWrittenAsItIsRead(byte[] content) {
    SignedHeader header;
    try {
      header = SignedHeader.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    require(header.encode().equals(Bytes.copyOf(content)), "encoded again the header differs");
    header.isSignatureGood();
  }

  @FuzzTest(maxDuration = "1m")
  void fixedInputsAreWrittenAsTheyAreRead(byte[] content) {
    SignedInputs inputs;
    try {
      inputs = SignedInputs.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    require(inputs.encode().equals(Bytes.copyOf(content)), "encoded again the inputs differ");
    require(
        FixedInputs.decode(inputs.inputs().encode()).equals(inputs.inputs()),
        "read again the inputs differ");
    inputs.isSignatureGood();
  }

  @FuzzTest(maxDuration = "1m")
  void aPointerIsWrittenAsItIsRead(byte[] content) throws IOException {
    Optional<Position> latest;
    try {
      latest = holding(content).latest();
    } catch (EvidenceException refused) {
      return;
    }
    require(
        latest.map(EpochArchive::pointer).equals(Optional.of(Bytes.copyOf(content))),
        "written again the pointer differs");
  }

  @FuzzTest(maxDuration = "1m")
  void anOutcomeIsWrittenAsItIsRead(byte[] content) throws IOException {
    List<Bytes> items;
    try {
      items = CborSequence.split(content, MAX_ITEMS);
    } catch (CodecException refused) {
      return;
    }
    EpochHeader header = header(Hash.sha256(content), items.size(), Hash.ZERO);
    require(holding(content).inputs(header).equals(items), "the messages are not the items");
    List<OutcomeLeaf> lines;
    try {
      lines = holding(content).outcome(header);
    } catch (EvidenceException refused) {
      return;
    }
    require(
        lines.stream().map(OutcomeCodec::encode).toList().equals(items),
        "written again the lines differ");
  }

  @FuzzTest(maxDuration = "1m")
  void aSnapshotIsTheStateOfItsHeader(byte[] content) throws IOException {
    EpochHeader header = header(Hash.sha256(content), 0, Hash.ZERO);
    Optional<StateTree> state;
    try {
      state = holding(content).snapshot(header);
    } catch (EvidenceException refused) {
      return;
    }
    require(
        state.orElseThrow().root().equals(Hash.ZERO) && content.length == 0,
        "taken for an empty state");
  }

  @FuzzTest(maxDuration = "1m")
  void manifestsAreWrittenAsTheyAreRead(byte[] content) throws IOException {
    EpochHeader header = header(Hash.sha256(content), 0, Hash.ZERO);
    Bytes written;
    try {
      written = holding(content).manifests(header).encode();
    } catch (EvidenceException refused) {
      return;
    }
    require(written.equals(Bytes.copyOf(content)), "encoded again the manifests differ");
  }

  /** An archive with the same content at every path. */
  private static EpochArchive holding(byte[] content) {
    return new EpochArchive(
        new Archive.Reader() {
          @Override
          public Optional<Bytes> read(String path) {
            return Optional.of(Bytes.copyOf(content));
          }

          @Override
          public String name() {
            return "the fuzzer's archive";
          }
        });
  }

  /** A header that vouches for every file of this hash. */
  private static EpochHeader header(Hash file, long count, Hash stateRoot) {
    return new EpochHeader(
        Hash.ZERO,
        0,
        0,
        Hash.ZERO,
        0,
        1,
        ChainPoint.NONE,
        Hash.ZERO,
        count,
        file,
        Hash.ZERO,
        SeedTrust.OPERATOR_TRUSTED,
        SeedLinks.NO_FILE,
        0,
        List.of(),
        Hash.ZERO,
        file,
        Hash.ZERO,
        count,
        file,
        Hash.ZERO,
        0,
        Hash.ZERO,
        count,
        file,
        stateRoot,
        Hash.ZERO,
        0,
        0,
        0);
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new AssertionError(fault);
    }
  }
}
