package polder.bench;

import java.io.IOException;
import polder.adapters.rocksdb.RocksStore;
import polder.app.Kinds;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.node.archive.Keep;
import polder.node.archive.ProgramHash;
import polder.node.closing.Closing;
import polder.node.journal.Journal;
import polder.ports.Archive;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.ChainPoint;

/** A node's closing without its doors and without a chain, for whoever sets the clock himself. */
record ClosingRoom(
    RocksStore store, Archive archive, EpochRun program, RuleBook rules, DeviceKey key, Keep keep) {
  Closing open(Journal journal, Manifests manifests) throws IOException {
    return Closing.open(
        new Closing.Parts(
            store.journal(),
            (window, hash, before) ->
                journal.cut(
                    window.epoch(),
                    window.startMillis(),
                    window.endMillis(),
                    hash,
                    ChainPoint.NONE),
            store.state(),
            archive,
            program,
            rules,
            key,
            ProgramHash.of(Kinds.ALL),
            keep),
        manifests);
  }
}
