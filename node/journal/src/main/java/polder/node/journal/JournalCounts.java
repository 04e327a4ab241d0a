package polder.node.journal;

import java.util.Optional;

/**
 * The journal in numbers, since it was opened where nothing else is said.
 *
 * @param appended messages made durable
 * @param batches writes that made them so
 * @param duplicates messages that were there before
 * @param busy messages refused because too much waited
 * @param failed messages refused because the journal had failed or was closed
 * @param queuedMessages messages that wait now
 * @param queuedBytes their bytes
 * @param openEpoch the epoch that is open now
 * @param endOffset offset of the next message in the journal
 * @param failure why nothing is taken any more, if so
 */
public record JournalCounts(
    long appended,
    long batches,
    long duplicates,
    long busy,
    long failed,
    int queuedMessages,
    long queuedBytes,
    long openEpoch,
    long endOffset,
    Optional<String> failure) {}
